"""What is felt, told of a finding without a word of cause: it hurts, it makes you hurt, the pain is from it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.rules.causes_sides import Claim, beside_thing, denied, is_thing, subject, thing
from guardrails.rules.causes_words import Mark, Marked, Passage, vocabulary

#: Words within which a verb and the sensation, or a sensation and its cause, belong together.
_NEAR, _REACH = 6, 8
_FILLING = frozenset(
    "is are was were be been become remain look feel now also very quite so thing do does not will really just".split()
)
_WILL = frozenset("will would should help let lets to can mean".split())
#: Between a symptom and a finding these say that the one is the other.
_EQUALS = frozenset({"is", "are", "was", "mean", "=", "→"})
_OUT_OF = frozenset({"from", "through", "via", "by"})
_DASHES = frozenset({":", "-", "→", ">", "=", "*", "("})
#: Before "it hurts" these leave open whether it does.
_BEFORE_IT = frozenset("when if where because how say before until unless whether once".split())
#: Before "correlate" these make it advice.
_ORDERING = frozenset("to should must please , ; : . - and be is are can cannot imperfectly poorly".split())
_ASKED_BEHIND = frozenset("where what which why how if whether who".split())
_HURTING = frozenset(
    (
        "hurt hurting ache ach aching feel bother bothering trouble troubling annoy annoying nag nagging sore painful sting throb "
        "burn cramp bloat tingle block wake keep"
    ).split()
)
_SORE = frozenset("hurt hurting ache ach aching sore painful".split())


def felt_claims(marked: Marked, before: Passage) -> Iterator[Claim]:
    """Every tie that a sentence with a symptom claims without a word of cause; the loosest last."""
    yield from _hurts(marked)
    yield from _come_from(marked)
    yield from _correlated(marked)
    yield from _made(marked)
    yield from _sensed(marked, before)
    yield from _eased(marked)
    yield from _beside(marked)
    yield from _behind(marked, before)


def _hurts(marked: Marked) -> Iterator[Claim]:
    """What hurts, and a finding that does not hurt ("what really hurts is the joint", "the cyst does not ache")."""
    words = marked.words
    for felt in marked.of("symptom"):
        if words[felt.first] == "you" and any(
            beside_thing(marked, at, ()) for at in range(max(0, felt.first - 2), felt.first)
        ):
            yield Claim(felt.first, felt.last)
        if words[felt.first] not in _HURTING or (felt.first and words[felt.first - 1] == "("):
            continue  # behind a bracket it explains the word before
        near = words[max(0, felt.first - 4) : felt.first]
        if "what" in near and thing(marked, 0, len(words)):
            yield Claim(felt.first - 1, felt.last, denied(marked, felt.first))
        elif thing(marked, max(0, felt.first - (10 if "not" in near else 3)), felt.first) and "your" not in near[-2:]:
            yield Claim(felt.first, felt.last, "not" in near)


def _come_from(marked: Marked) -> Iterator[Claim]:
    """A symptom "from" a finding, or named before a colon or a dash and a finding behind it ("Your pain: it's the disc")."""
    known = vocabulary().words
    for felt in marked.of("symptom"):
        for at in range(felt.last, min(felt.last + _REACH, len(marked.words) - 1)):
            word = marked.words[at]
            if word in known["origin"] and _last_word(marked, at) and at - felt.last <= 3:
                yield Claim(at, at + 1)
            if word in _OUT_OF and thing(marked, at + 1, at + _NEAR):
                yield Claim(at, at + 1, denied(marked, at))
            if (
                word in _DASHES
                and marked.words[at + 1] in ("it", "that", "this")
                and subject(marked, at + 2, at + _REACH)
            ):
                yield Claim(at, at + 1, denied(marked, at + 2))
            if word in _EQUALS and marked.words[at - 1] != "there" and is_thing(marked, at + 1):
                yield Claim(at, at + 1, denied(marked, at + 2))


def _last_word(marked: Marked, at: int) -> bool:
    return at + 1 >= len(marked.words) or not marked.words[at + 1].isalpha() or marked.words[at + 1] == "in"


def _correlated(marked: Marked) -> Iterator[Claim]:
    """A finding told to correlate with what is felt; "correlate with symptoms" as an order is none."""
    for at, word in enumerate(marked.words):
        if word not in ("correlate", "correlated", "correlating") or not at or marked.words[at - 1] in _ORDERING:
            continue
        if thing(marked, 0, at) and not marked.has("study"):
            yield Claim(at, at + 1, denied(marked, at))


def _made(marked: Marked) -> Iterator[Claim]:
    """An everyday verb with the sensation close behind it ("makes your back hurt")."""
    for verb in marked.of("make"):
        if marked.words[verb.last : verb.last + 1] in (["way"], ["sure"], ["certain"]):
            continue
        if _gives_record(marked, verb) or marked.any_of("exam", verb.last, verb.last + 4):
            continue
        felt = any(verb.first <= s.first <= verb.last + _REACH and s.last > verb.last for s in marked.of("symptom"))
        if felt and (thing(marked, 0, verb.first) or _points(marked, verb.first)):
            yield Claim(verb.first, verb.last, denied(marked, verb.first))


#: What a text gives of a complaint: its record, not the complaint itself.
_RECORDS = frozenset("symptom complaint history".split())


def _gives_record(marked: Marked, verb: Mark) -> bool:
    """Whether a text gives what is felt ("It doesn't give your symptoms"), and nothing gives someone a complaint."""
    words = marked.words
    return (
        words[verb.first] in ("give", "gave", "given", "giving")
        and words[verb.last : verb.last + 1] in (["your"], ["the"], ["any"], ["a"], ["no"])
        and not _RECORDS.isdisjoint(words[verb.last + 1 : verb.last + 2])
    )


def _points(marked: Marked, last: int) -> bool:
    return marked.names(vocabulary().words["pointing"], max(0, last - 4), last)


def _sensed(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A finding, named or pointed at, as what hurts ("It hurts most at night")."""
    pointing = vocabulary().words["pointing"]
    for at, word in enumerate(marked.words[:-1]):
        if word not in pointing or (at and marked.words[at - 1] in _BEFORE_IT):
            continue
        if word == "that" and any(p.last == at for p in marked.places) and not thing(marked, at - 1, at):
            continue
        step = _sore_behind(marked, at)
        if step and (before.tells(places=False) or any(f.last <= at for f in marked.findings)):
            yield Claim(step, step + 1, denied(marked, step))


def _sore_behind(marked: Marked, at: int) -> int | None:
    """Where the word for hurting stands that belongs to a pointing word, if one does ("it also hurts")."""
    for step in range(at + 1, min(at + 5, len(marked.words))):
        if marked.words[step] in _SORE:
            return step
        if marked.words[step] not in _FILLING:
            return None
    return None


def _eased(marked: Marked) -> Iterator[Claim]:
    """What is felt is to pass when the finding does ("once the swelling goes, your pain will too")."""
    if not marked.has("eased") or not any(w in _WILL for w in marked.words):
        return
    if not (marked.has("mended") and subject(marked, 0, len(marked.words))):
        return
    for hit in marked.of("eased"):
        if marked.words[hit.last : hit.last + 1] and marked.words[hit.last] in _ASKED_BEHIND:
            continue  # "settle where the pain comes from"
        if any(abs(s.first - hit.first) <= _REACH for s in marked.of("symptom")):
            yield Claim(hit.first, hit.last)


def _behind(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A symptom told of what the sentence before found ("It pushes on the capsule, and you notice it")."""
    felt = marked.of("symptom")
    if felt and marked.words[0] in vocabulary().words["pointing"] and before.found():
        yield Claim(felt[0].first, felt[0].last, loose=True)


def _beside(marked: Marked) -> Iterator[Claim]:
    """A finding and a symptom in one sentence, with nothing that keeps them apart."""
    negators = vocabulary().words["negators"]
    felt = [
        s for s in marked.of("symptom") if not any(w in negators for w in marked.words[max(0, s.first - 3) : s.first])
    ]
    if felt and any(beside_thing(marked, at, felt) for at in range(len(marked.words))):
        yield Claim(felt[0].first, felt[0].last, loose=True)
