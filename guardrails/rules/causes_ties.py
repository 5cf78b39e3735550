"""Where a sentence ties a finding to what is felt, in whatever form. Whether it may do so is judged in ``causes_open``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from guardrails.rules.causes_felt import felt_claims
from guardrails.rules.causes_sides import Claim, denied, is_thing, subject, thing
from guardrails.rules.causes_words import Mark, Marked, Passage, vocabulary

#: Words within which a quality and its noun belong together.
_NEAR = 6
_IS = frozenset("is are was were be been become remain look feel now also very quite so".split())
#: Words that blame or clear what stands before them when a clause ends with them.
_BLAMING_TAILS = frozenset("responsible causative culpable nociceptive painful accountable explanatory".split())
#: Behind these, or first in a sentence, "asymptomatic" is said of a thing.
_DETERMINERS = frozenset("a an the this that your ; - *".split())
_TAILS = _BLAMING_TAILS | {"symptomatic", "asymptomatic", "silent"}
_AFTER_QUALITY = frozenset("or and in when if with at on than as but".split())
#: Between a quality and a thing these part the two ("sore when the joint moves").
_PARTING = frozenset(", . ; : and or is are in on at when to with spot place".split())
#: Nouns that name a cause by themselves.
_NOUNS = frozenset(
    "cause reason source origin root answer explanation culprit etiology aetiology driver mystery diagnosis basis trigger blame generator".split()
)
#: Links that tie by themselves, and the reader they tie a finding to.
_STRONG = frozenset("because why cause causing caused due thanks owing reason explain hence".split())
_READER = frozenset({"you", "your"})
#: Names of what hurts, whatever it is.
_SOUGHT = (
    ["pain", "generator"],
    ["pain", "source"],
    ["pain", "driver"],
    ["source", "of", "pain"],
    ["pain", "origin"],
    ["culprit"],
)
_NEEDS = frozenset("need needs require requires required takes take await awaits".split())
#: Who acts upon a result, and how.
_ACTORS = frozenset(
    "we i clinician doctor team report radiologist surgeon specialist physician nurse therapist letter exam".split()
)
_ACTS = frozenset(
    "ask asks asked want wants wanted suggest suggests suggested request requests advise advises recommend recommends call calls urge need "
    "needs matter matters counts helps should must will examine checks check compare compares look looks ordered order tell tells".split()
)
#: Verbs that tell where a thing is, which its subject then is.
_LYING = frozenset("sit sits sat lie lies lay start starts begin begins go goes".split())
#: What a test does.
_LOOKING = frozenset(
    "look looks take takes use uses check checks picture view views cover covers examine examines scan scans make makes test".split()
)
#: Links that tie what follows to a finding before, whatever it is.
_SO = frozenset({"that is why", "this is why", "which is why"})
#: Links that tie a finding to whatever "you" then can't do.
_WHY = frozenset(
    {
        "that is why", "this is why", "which is why", "hence", "no wonder", "small wonder", "little wonder",
        "for that reason", "for this reason", "the reason", "reason", "reason you", "reason why", "because", "no surprise",
    }
)  # fmt: skip


def claims(marked: Marked, before: Passage) -> Iterator[Claim]:
    """Every tie that a sentence claims, the plainest first.

    Args:
        before: The passage before it.
    """
    yield from _named(marked, before)
    yield from _cleared(marked, before)
    if marked.has("symptom"):
        yield from _linked(marked, before)
        yield from felt_claims(marked, before)
    else:
        yield from _pointed_back(marked, before)
        yield from _undone(marked)
    yield from _that_is_why(marked, before)


def _named(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A finding called a culprit, or painful in itself ("the culprit", "a symptomatic tear")."""
    for hit in marked.of("named"):
        if (
            _is_part(marked, hit)
            or _written(marked, hit)
            or (marked.words[hit.first : hit.last] in _SOUGHT and _still_sought(marked))
        ):
            continue
        yield Claim(hit.first, hit.last, denied(marked, hit.first))
    known = vocabulary().words
    for at, word in enumerate(marked.words):
        if word in _BLAMING_TAILS and not marked.you and _said_last(marked, at) and thing(marked, 0, at):
            yield Claim(at, at + 1, denied(marked, at))
        if (
            word in ("asymptomatic", "silent")
            and not _of_text(marked, at)
            and _said_last(marked, at)
            and thing(marked, 0, at)
        ) or (
            word == "asymptomatic"
            and (not at or marked.words[at - 1] in _DETERMINERS)
            and thing(marked, at + 1, at + _NEAR)
        ):
            yield Claim(at, at + 1, True)
        if word not in known["quality"]:
            continue
        if _qualifies(marked, at, word) and not _of_a_part(marked, before):
            yield Claim(at, at + 1, denied(marked, at))


def _still_sought(marked: Marked) -> bool:
    """Whether what hurts is still to be found by an exam, and nothing is called so ("the source of pain requires palpation")."""
    return not marked.things and marked.has("exam") and not _NEEDS.isdisjoint(marked.words)


def _written(marked: Marked, hit: Mark) -> bool:
    """Whether it is a person or a page that lets the reader know ("We are writing to let you know the outcome")."""
    words = marked.words
    if words[hit.first : hit.first + 2] not in (["let", "you"], ["letting", "you"]) or thing(marked, 0, hit.first):
        return False
    return not (_ACTORS | _PAGES).isdisjoint(words[: hit.first])


_PAGES = frozenset("this note page summary call".split())


def _is_part(marked: Marked, hit: Mark) -> bool:
    """Whether "origin:" names where a tendon begins ("Extensor origin: torn") and no cause."""
    if marked.words[hit.first] != "origin" or not hit.first:
        return False
    before = marked.words[hit.first - 1]
    return before.isalpha() and not marked.any_of("symptom", hit.first - 3, hit.first)


def _of_a_part(marked: Marked, before: Passage) -> bool:
    """Whether "it" is the part that was examined, of which nothing is told yet ("The right wrist was scanned. It is sore.")."""
    return marked.words[0] in ("it", "this", "that") and not marked.things and not before.tells(places=False)


def _of_text(marked: Marked, at: int) -> bool:
    """Whether it is a text that is silent ("the letter is silent")."""
    return any(at - 3 <= hit.first < at for hit in marked.of("study"))


def _qualifies(marked: Marked, at: int, word: str) -> bool:
    """Whether a quality is said of a finding: before it, behind "is", or at the end of a clause."""
    reach = _NEAR if word == "symptomatic" else 3
    if thing(marked, at + 1, at + 1 + reach) and not _clause_ends(marked, at + 1, at + reach):
        return True
    if _said_last(marked, at) and (thing(marked, 0, at) or not marked.you):
        return True
    if word != "symptomatic":
        return False
    return (not marked.you and _names_something(marked, at + 1)) or (
        at > 0 and marked.words[at - 1] in _IS and subject(marked, 0, at)
    )


def _said_last(marked: Marked, at: int) -> bool:
    """Whether a quality stands alone at the end of a clause ("arthropathy, symptomatic.")."""
    words = marked.words
    return words[at] in _TAILS and (at + 1 >= len(words) or words[at + 1] in (".", ",", ";", ")"))


def _names_something(marked: Marked, at: int) -> bool:
    """Whether a noun may follow at an index ("symptomatic FAI")."""
    return at < len(marked.words) and marked.words[at].isalpha() and marked.words[at] not in _AFTER_QUALITY


def _clause_ends(marked: Marked, first: int, last: int) -> bool:
    """Whether a clause ends before the first thing in a range of words."""
    for at in range(first, min(last, len(marked.words))):
        if marked.words[at] in _PARTING:
            return True
        if thing(marked, at, at + 1):
            return False
    return False


def _cleared(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A finding said not to be the cause ("unrelated", "a bystander", "too small to hurt")."""
    for hit in marked.of("cleared"):
        if (hit.first and marked.words[hit.first - 1] in ("may", "might")) or _between_parts(marked, hit):
            continue
        if _of_a_property(marked, hit):
            continue
        if subject(marked, 0, len(marked.words)) or before.tells() or marked.has("symptom"):
            yield Claim(hit.first, hit.last, True)


#: How a thing is, by an adjective or a noun, which is never felt.
_DEGREES = frozenset(
    "bad severe serious big large small old long wide deep far grave advanced common rare strong".split()
)
_PROPERTIES = frozenset("size grade severity age length shape side direction number position depth".split())
_ARE = frozenset("is are was were".split())


def _of_a_property(marked: Marked, hit: Mark) -> bool:
    """Whether a thing is told apart from how it is, and not from what is felt ("nothing to do with how bad it is", "with its size")."""
    words = marked.words
    behind = words[hit.last : hit.last + 5]
    if words[hit.last - 1] not in ("with", "on", "to", "about") or len(behind) < 2 or marked.has("symptom"):
        return False
    if behind[0] == "how":
        last = behind[3:4] and behind[3] in _ARE and (len(behind) < 5 or not behind[4][0].isalnum())
        return behind[1] in _DEGREES and behind[2] in ("it", "they", "this", "that") and bool(last)
    return behind[0] in ("its", "their", "the") and behind[1] in _PROPERTIES


def _between_parts(marked: Marked, hit: Mark) -> bool:
    """Whether it is another part that a thing does not touch ("no effect on the nerve root"), and nothing is felt."""
    if marked.words[hit.last - 1] not in ("to", "with", "on", "in") or marked.has("symptom"):
        return False
    end = hit.last + 6
    return thing(marked, hit.last, end) or any(hit.last <= p.first < end for p in marked.places)


def _linked(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A word of cause between what was found and what is felt, in either order."""
    words = marked.words
    for link in marked.of("link"):
        if (
            _is_place(marked, link)
            or _parted(marked, link)
            or _names_symptom(marked, link)
            or _why_done(marked, link)
            or _done_because(marked, link)
            or _reason_to(marked, link)
            or (words[link.first] in _NOUNS and _still_sought(marked))
        ):
            continue
        if _has_cause(marked, link, before):
            yield Claim(link.first, link.last, denied(marked, link.first))


def _parted(marked: Marked, link: Mark) -> bool:
    """Whether the link joins two findings ("narrowed by a bulge"), the symptom standing further off."""
    felt = marked.of("symptom")
    left = [f for f in marked.findings if f.last <= link.first]
    right = [f for f in marked.findings if f.first >= link.last]
    if not left or not right:
        return False
    return (
        not any(left[-1].last <= s.first < link.first for s in felt)
        and not any(link.last <= s.first and s.last <= right[0].first for s in felt)
        and not any(s.first >= right[0].last and s.first - right[0].last <= 3 for s in felt)
    )


def _names_symptom(marked: Marked, link: Mark) -> bool:
    """Whether the sentence only names what is felt ("what you feel is leg pain")."""
    words = marked.words
    if words[link.first] != "what" or words[link.last : link.last + 1] != ["is"] or is_thing(marked, link.last + 1):
        return False
    return any(link.last < s.first <= link.last + 3 for s in marked.of("symptom"))


def _why_done(marked: Marked, link: Mark) -> bool:
    """Whether "that is why" tells why someone asks or looks ("For this reason your doctor will check where it aches")."""
    words = marked.words
    said = next((n for n in range(link.first, link.last) if words[n] in ("why", "reason")), None)
    if said is None:
        return False
    at = next((n for n in range(said + 1, min(said + 5, len(words))) if words[n] in _ACTORS), None)
    return at is not None and not _ACTS.isdisjoint(words[at + 1 : at + 4])


_SINCE = frozenset("because since as given".split())
#: What a complaint is told with, and what points back at a thing found.
_IT = frozenset("this that these those".split())
_DOING = frozenset(
    "is are was were has have can may could hurt hurts ache aches cause causes make makes does do bother bothers".split()
)


def _done_because(marked: Marked, link: Mark) -> bool:
    """Whether what is felt is only why someone asks or examines ("Because your knee locks, the doctor should examine it")."""
    words = marked.words
    if words[link.first] not in _SINCE:
        return False
    end = len(words)
    comma = next((at for at in range(link.last, end) if words[at] == ","), end)
    reason, main = ((link.last, comma), (comma + 1, end)) if link.first <= 1 else ((link.last, end), (0, link.first))
    actor = next((at for at in range(main[0], min(main[0] + 3, main[1])) if words[at] in _ACTORS), None)
    if actor is None or _ACTS.isdisjoint(words[actor + 1 : min(actor + 4, main[1])]):
        return False
    felt = marked.any_of("symptom", *reason)
    found = any(reason[0] <= f.first < reason[1] for f in marked.findings)
    return felt and not found and not _points(words[reason[0] : reason[1]])


def _points(words: Sequence[str]) -> bool:
    """Whether a pronoun stands for a thing told before ("it hurts", "that aches"), and does not point out a part ("that knee")."""
    return any(w in ("it", "they") or (w in _IT and after in _DOING) for w, after in pairwise(words))


def _reason_to(marked: Marked, link: Mark) -> bool:
    """Whether a reason is one to do a thing, and not to feel one ("a fever is a reason to call", "no reason to put it off")."""
    behind = marked.words[link.last : link.last + 1]
    if marked.words[link.last - 1] != "reason" or behind != ["to"]:
        return False
    return not marked.any_of("symptom", link.last, link.last + 4)


def _is_place(marked: Marked, link: Mark) -> bool:
    """Whether the word of cause says where something is ("behind the knee"), with no symptom close behind it."""
    return any(p.first <= link.first and link.last <= p.last for p in marked.places) and not any(
        link.last <= s.first <= link.last + 4 for s in marked.of("symptom")
    )


def _has_cause(marked: Marked, link: Mark, before: Passage) -> bool:
    return (
        subject(marked, 0, link.first)
        or subject(marked, link.last, len(marked.words))
        or before.tells()
        or not marked.you
        or marked.words[link.first] in _NOUNS
    )


def _pointed_back(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A cause named for what the sentence before tells is felt ("It comes from the disc", "Cause: the disc")."""
    if not before.feels() or not thing(marked, 0, len(marked.words)):
        return
    words = marked.words
    if words[1] in _LOOKING and before.errand():
        return  # "It" is the test that was made.
    pointing = vocabulary().words["pointing"]
    if (
        len(words) < 9
        and words[0] in pointing
        and words[1:2] in (["is"], ["are"], ["the"], ["your"], ["a"], ["an"])
        and is_thing(marked, 1)
    ):
        yield Claim(0, 2, "not" in words)
    for link in marked.of("link"):
        if words[link.first] in _LYING and thing(marked, 0, link.first):
            continue  # "Plaque sits in both arteries"
        opens = len(marked.words) < 9 or marked.words[0] in pointing or any(w in _NOUNS for w in marked.words[:4])
        if opens and not any(
            f.last <= link.first for f in marked.findings[:1] if marked.findings[-1].first >= link.last
        ):
            yield Claim(link.first, link.last, denied(marked, link.first))


def _undone(marked: Marked) -> Iterator[Claim]:
    """A finding, and what "you" do or can't do for it, no symptom named ("You toss at night because of the tendon")."""
    if not marked.said.you or marked.has("care", "errand", "shown", "study", "exam", "doubt"):
        return
    end = len(marked.words)
    for link in marked.of("link"):
        if marked.words[link.first] not in _STRONG:
            continue
        for mine, its in (((0, link.first), (link.last, end)), ((link.last, end), (0, link.first))):
            if thing(marked, *its) and not thing(marked, *mine) and marked.names(_READER, *mine):
                yield Claim(link.first, link.last, denied(marked, link.first))


def _that_is_why(marked: Marked, before: Passage) -> Iterator[Claim]:
    """A finding, and "that is why you …" behind it, whatever the reader then can't do."""
    if not marked.has("link") or marked.has("care", "errand", "shown"):
        return
    if not (marked.things or before.tells()):
        return
    for hit in marked.of("link"):
        text = " ".join(marked.words[hit.first : hit.last])
        firm = text in _SO or text.endswith(("wonder", "surprise"))
        if firm or (text in _WHY and any(w in ("you", "your") for w in marked.words[hit.last : hit.last + 3])):
            yield Claim(hit.first, hit.last)
