"""Parts of the body held to the report: an organ it never names, one it calls sound, another finger or toe.

These ask for no name of a finding: a part that no everyday word mixes up is looked for among the report's own words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.text import fold, lemma, tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing, families, near
from guardrails.names import site_stems, stem
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.wording import akin, content

#: Joints, digits, tendons and organs that no everyday word mixes up: told of, they must stand in the report.
_KEPT_APART = frozenset(
    (
        "hip knee ankle shoulder elbow wrist thumb finger toe kidney liver spleen gallbladder pancreas bladder uterus ovary prostate "
        "testis lung heart brain breast thyroid parotid stomach cecum appendix adrenal esophagus supraspinatus-tendon "
        "infraspinatus-tendon subscapularis-tendon achilles-tendon frontal-lobe parietal-lobe temporal-lobe occipital-lobe "
        "cerebellum maxillary-sinus sphenoid-sinus"
    ).split()
)
#: Parts that the body has on one side alone.
ONE_SIDED = {
    "lingula": "left", "descending-colon": "left", "sigmoid-colon": "left", "splenic-flexure": "left", "spleen": "left", "stomach": "left",
    "left-ventricle": "left", "left-atrium": "left", "liver-left-lobe": "left", "pancreatic-tail": "left",
    "lung-middle-lobe": "right", "ascending-colon": "right", "hepatic-flexure": "right", "cecum": "right", "appendix": "right",
    "liver": "right", "liver-right-lobe": "right", "gallbladder": "right", "right-ventricle": "right", "right-atrium": "right",
}  # fmt: skip
#: What a sentence must not be about to tell of a part as seen.
_ASIDE = ("symptom", "general", "exam-reason", "safe-step", "urgent", "evidence-word")
_SILENT = frozenset({"reason", "questions", "help", "sources", "limits", "not-stated"})
_UNTOLD = frozenset("not no never nothing none without neither nor cannot silent word if whether than".split())
#: Words behind which a part only tells what another one is near to, what a finding does to it, or what a muscle does with it.
_LANDMARK = frozenset(
    (
        "near above below beside behind toward towards between around against next like than from to into through touch "
        "touches touching press presses pressing over under for feed feeds drain drains lead leads supply supplies serve serves"
    ).split()
)
#: What tendons, muscles and nerves do with a part.
_SERVES = tuple("bend straighten lift turn rotat flex extend raise steer steadi".split())
_MOVES = frozenset(
    "lead leads go goes move moves moving pull pulls pulling reach reaches serve serves run runs running".split()
)

_SERVED = 7


def serves(aligned: Aligned, said: Said, place: Place) -> bool:
    """Whether a part only tells what a tendon, muscle or nerve does ("tendons that bend the toes", "finger straightening muscles")."""
    return _serves(aligned, said, place.start, place.end)


def _serves(aligned: Aligned, said: Said, start: int, end: int) -> bool:
    folded = aligned.reading.folded
    ahead = tokens(folded, max(said.start, start - 48), start)[-_SERVED:]
    cut = max((i for i, t in enumerate(ahead) if t.lemma in (".", ";", ":", "(")), default=-1)
    behind = tokens(folded, end, min(said.end, end + 30))[:2]
    if any(t.lemma.startswith(_SERVES) and t.lemma.endswith("ing") for t in behind):
        return True
    return any(t.lemma.startswith(_SERVES) or t.lemma in _MOVES for t in ahead[cut + 1 :])


def belongs(aligned: Aligned, claim: Claim, place: Place) -> bool:
    """Whether a part tells where a claim is: right before it, or behind it with nothing told between."""
    mention, said = claim.mention, claim.said
    if place.start < mention.end and mention.start < place.end:
        return True
    lo, hi = min(place.end, mention.end), max(place.start, mention.start)
    if hi - lo > 40 or any(m is not mention and lo <= m.start < hi for m in said.mentions):
        return False
    between = aligned.reading.folded[lo:hi]
    if ")" in aligned.reading.folded[place.start : place.end]:
        between = between.rstrip("( ")  # "the outer (lateral) meniscus"
    if any(mark in between for mark in (".", ";", ":", "(", '"', " and ")):
        return False
    return not any(
        t.lemma in _LANDMARK for t in tokens(aligned.reading.folded, max(said.start, place.start - 24), place.start)
    )


def strange_part(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A joint or an organ told of that neither the report nor the plan ever names ("tear in an ankle cushion" of a knee)."""
    lexicon = aligned.reading.lexicon
    for said, place in _told_parts(aligned, flagged):
        if _is_known(aligned, place.anatomy, plan=not _has_finding(aligned, said, place)):
            continue
        flagged.add(said.index)
        facts = [f for c in aligned.claims_in(said) for f in c.facts(Tie.COARSE, positive=True)]
        yield Fault(
            Span(place.start, place.end), f"tells of the {lexicon.anatomy[place.anatomy].name}; the report never names it",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def sound_part(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding put into an organ that the report calls sound, while it has the like in another ("a cyst in the spleen" of the liver)."""
    lexicon = aligned.reading.lexicon
    for said, place in _told_parts(aligned, flagged):
        part = place.anatomy
        if _quotes_another(aligned, said, place):
            flagged.add(said.index)
            yield Fault(
                Span(place.start, place.end), f"tells of the {lexicon.anatomy[part].name}; what it quotes is told of another part",
            )  # fmt: skip
            continue
        sound = _is_sound(aligned, part)
        facts: list[Fact] = []
        for claim in aligned.claims_in(said):
            if not claim.asserted or not claim.positive:
                continue
            grown = bool(aligned.reading.lexicon.heads_of(claim.mention.concept) & _GROWTHS)
            if (claim.mention.site == part and (sound or grown)) or (sound and belongs(aligned, claim, place)):
                facts.extend(_alike(aligned, claim, part))
        if facts or (sound and _something_in(aligned, said, place)):
            flagged.add(said.index)
            yield Fault(
                Span(place.start, place.end), f"puts a finding in the {lexicon.anatomy[part].name}; the report calls it sound",
                aligned.evidence(facts), aligned.statement(facts),
            )  # fmt: skip


def unnamed_part(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finding put, by a clinical name, into a part that the report never names ("thickening of the duodenum" of the ileum)."""
    reading, lexicon = aligned.reading, aligned.reading.lexicon
    for said in reading.sentences:
        if said.index in flagged or said.kind not in ("statement", "heading") or said.label in _SILENT:
            continue
        if not said.places or reading.from_plan(said) or any(said.has(kind) for kind in _ASIDE):
            continue
        for place in said.places:
            part = place.anatomy
            if part in ANYWHERE or said.quoted(place.start, place.end) or not _by_clinical_name(aligned, place):
                continue
            if _in_brackets(reading.folded, said, place) or serves(aligned, said, place):
                continue
            ahead = tokens(reading.folded, max(said.start, place.start - 24), place.start)[-3:]
            if any(t.lemma in _LANDMARK for t in ahead) or _is_known(aligned, part):
                continue
            claims = [
                c
                for c in aligned.claims_in(said)
                if c.asserted and c.positive and any(t <= Tie.COARSE and f.status != "absent" for t, f in c.fits)
            ]
            facts = [
                f
                for c in claims
                if c.mention.site == part or belongs(aligned, c, place)
                for f in c.facts(Tie.COARSE, positive=True)
            ]
            if facts and not any(f.site and f.site not in ANYWHERE and near(lexicon, f.site, part) for f in facts):
                flagged.add(said.index)
                yield Fault(
                    Span(place.start, place.end), f"puts a finding in the {lexicon.anatomy[part].name}; the report never names it",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
                break


def _by_clinical_name(aligned: Aligned, place: Place) -> bool:
    """Whether a part is called by a clinical name, which no everyday word stands for."""
    entry = aligned.reading.lexicon.anatomy[place.anatomy]
    words = aligned.reading.folded[place.start : place.end].split()
    own = {lemma(w) for w in words}
    names = [[lemma(w) for w in fold(name).split()] for name in (entry.name, *entry.terms)]
    return any(own.issuperset(name) and (len(name) > 1 or len(name[0]) >= _LONG_NAME) for name in names)


_LONG_NAME = 8


def _in_brackets(folded: str, said: Said, place: Place) -> bool:
    return folded.count("(", said.start, place.start) > folded.count(")", said.start, place.start)


#: Things of their own, which one organ has and another has not.
_GROWTHS = frozenset("cyst mass nodule tumor calculus abscess aneurysm polyp metastasis hematoma".split())


def _has_finding(aligned: Aligned, said: Said, place: Place) -> bool:
    """Whether a finding is told right at a part."""
    return any(
        claim.asserted and claim.positive and (claim.mention.site == place.anatomy or belongs(aligned, claim, place))
        for claim in aligned.claims_in(said)
    )


def _something_in(aligned: Aligned, said: Said, place: Place) -> bool:
    """Whether something that only a plain word names is told in a part ("a spot in your spleen")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, max(said.start, place.start - 24), place.start)]
    while ahead and ahead[-1] in _BETWEEN:
        ahead.pop()
    return bool(ahead) and ahead[-1] in _SOMETHING


_BETWEEN = frozenset("in on of at a an the your his her their left right one both".split())
_SOMETHING = frozenset(
    "spot spots lump lumps growth growths bump bumps patch stone stones cyst cysts mass masses sac pouch pouches tumor".split()
)


def _quotes_another(aligned: Aligned, said: Said, place: Place) -> bool:
    """Whether the report's words quoted right behind a part's name are told of another part there ('spleen ("hepatic cyst")')."""
    lexicon, part = aligned.reading.lexicon, place.anatomy
    for quote in said.quotes:
        if not 0 <= quote.start - place.end <= _QUOTED_WITHIN:
            continue
        words = fold(aligned.reading.words(quote.start, quote.end))
        told = [s for s in aligned.reading.prepared.scenes if words in fold(aligned.plan.reading.text[s.start : s.end])]
        parts = {p for scene in told for p in scene.parts}
        sites = {
            f.site
            for s in told
            for f in aligned.plan.reading.findings
            if s.start <= f.start < s.end and f.site is not None
        }
        named = {p for p in parts | sites if p not in ANYWHERE}
        if named & _QUOTED_APART and not any(near(lexicon, p, part) for p in named):
            return True
    return False


_QUOTED_WITHIN = 40
_QUOTED_APART = _KEPT_APART | frozenset(
    "sigmoid-colon descending-colon ascending-colon medial-collateral-ligament anterior-cruciate-ligament mcl acl femoral-head".split()
)


def _told_parts(aligned: Aligned, flagged: set[int]) -> Iterator[tuple[Said, Place]]:
    """The parts kept apart that a sentence tells something of, the first that fits of each sentence left to the caller."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind not in ("statement", "heading") or said.label in _SILENT or reading.from_plan(said):
            continue
        if not any(place.anatomy in _KEPT_APART for place in said.places):
            continue
        if any(said.has(kind) for kind in _ASIDE) or _leaves_open(said.lemmas):
            continue
        for place in said.places:
            if said.index in flagged:
                break
            if place.anatomy not in _KEPT_APART or said.quoted(place.start, place.end):
                continue
            ahead = tokens(reading.folded, max(said.start, place.start - 24), place.start)[-3:]
            if any(t.lemma in _LANDMARK for t in ahead) or serves(aligned, said, place):
                continue
            at = next(i for i in range(said.first, said.last) if reading.tokens[i].end >= place.end) - said.first
            if place.anatomy not in _SIDES_BY or not _names_a_side(said.lemmas, at):
                yield said, place


def _leaves_open(lemmas: Sequence[str]) -> bool:
    """Whether a sentence denies or leaves open, so that a part in it need not be told of."""
    return not _UNTOLD.isdisjoint(lemmas) or any(w.endswith("n't") for w in lemmas)


def _is_known(aligned: Aligned, part: str, *, plan: bool = True) -> bool:
    """Whether the report or the plan speaks of a part, of a part in it, or of one that everyday words do not keep apart.

    Args:
        plan: Whether the plan's words count, which tell of more parts than the report does.
    """
    lexicon, prepared = aligned.reading.lexicon, aligned.reading.prepared
    close = families().neighbours.get(part, frozenset()) | {part}
    named = {p for scene in prepared.scenes for p in scene.parts} | {
        f.site for f in aligned.plan.reading.facts if f.site
    }
    if any(other in close or lexicon.within(other, part) for other in named):
        return True
    entry = lexicon.anatomy[part]
    first, *more = entry.name.split()
    if more and first in prepared.report_lemmas:
        return True  # "the left frontal convexity", for the lobe
    return any(
        stands_in(fold(name), prepared.report) or (plan and stands_in(fold(name), prepared.said))
        for name in (entry.name, entry.plain, *entry.terms, *entry.lay)
    )


_SOUND = frozenset("no normal unremarkable not without negative intact clear preserved".split())


def _is_sound(aligned: Aligned, part: str) -> bool:
    """Whether the report names a part only to call it sound, and tells no finding in it or around it."""
    lexicon = aligned.reading.lexicon
    naming = [s for s in aligned.reading.prepared.scenes if any(p == part or lexicon.within(p, part) for p in s.parts)]
    if not naming or any(scene.lemmas.isdisjoint(_SOUND) for scene in naming):
        return False
    return not any(
        f.status != "absent" and f.site is not None and f.site not in ANYWHERE and near(lexicon, f.site, part)
        for f in aligned.plan.reading.facts
    )


def _alike(aligned: Aligned, claim: Claim, part: str) -> Iterator[Fact]:
    """The findings of a claim's everyday name that the report has in other parts, if it has none that fits the claim."""
    lexicon = aligned.reading.lexicon
    if any(f.status != "absent" for _, f in claim.fits):
        return
    heads = lexicon.heads_of(claim.mention.concept) | {claim.mention.concept}
    place = site_stems(lexicon, part)
    named = frozenset(w for s in aligned.reading.prepared.scenes if part in s.parts for w in s.lemmas)
    for fact in aligned.plan.reading.facts:
        if (
            fact.status == "absent"
            or fact.site is None
            or not heads & (lexicon.heads_of(fact.concept) | {fact.concept})
        ):
            continue
        own = [*content(lexicon.concepts[claim.mention.concept].name)]
        own += [w for id in fact.mentions if id in aligned.mentions for w in content(aligned.mentions[id].text)]
        own = [w for w in own if stem(w) not in place]
        if not any(akin(word, other) for word in own for other in named):
            yield fact


def stands_in(word: str, text: str) -> bool:
    """Whether a word stands in a text by itself."""
    at = text.find(word)
    while at >= 0:
        if not text[at - 1 : at].isalnum() and not text[at + len(word) : at + len(word) + 1].isalnum():
            return True
        at = text.find(word, at + 1)
    return False


#: Fingers and toes by the words before them, counted from the thumb and the big toe.
_COUNTED = {
    "first": 1, "1st": 1, "big": 1, "great": 1, "second": 2, "2nd": 2, "index": 2, "pointer": 2, "third": 3, "3rd": 3, "middle": 3,
    "long": 3, "fourth": 4, "4th": 4, "ring": 4, "fifth": 5, "5th": 5, "little": 5, "small": 5, "pinky": 5, "baby": 5,
}  # fmt: skip
_ALONE = {"thumb": 1, "hallux": 1, "bunion": 1, "pinky": 5, "bunionette": 5, "pollicis": 1, "hallucis": 1}
_DIGITS = frozenset("finger toe digit".split())
_RAYS = _DIGITS | frozenset(
    "ray mtp mcp cmc ip dip pip tmt metatarsal metacarpal metatarsophalangeal metacarpophalangeal carpometacarpal tarsometatarsal "
    "interphalangeal proximal distal web phalanx intermetatarsal knuckle".split()
)
_DIGIT_WORDS = _RAYS | frozenset(_ALONE)
_JOINS = frozenset("and , or to through - & /".split())


def _digits(words: Sequence[str], nouns: frozenset[str]) -> Iterator[tuple[int, int]]:
    """The fingers and toes of a row of words: where each is named, and which it is ("the second and third toes": 2 and 3)."""
    for at, word in enumerate(words):
        if word in _ALONE:
            yield at, _ALONE[word]
        if word not in nouns:
            continue
        i = at - 1
        while i >= 0 and (words[i] in _COUNTED or words[i] in _JOINS):
            if words[i] in _COUNTED:
                yield i, _COUNTED[words[i]]
            i -= 1


def other_digit(aligned: Aligned, flagged: set[int]) -> Iterator[Fault]:
    """A finger or toe told of in a report that names others alone ("the little toe" of the big one)."""
    reading = aligned.reading
    told: set[int] | None = None
    for said in reading.sentences:
        if said.index in flagged or said.kind not in ("statement", "heading") or said.label in _SILENT:
            continue
        if _DIGIT_WORDS.isdisjoint(said.lemmas):
            continue
        if any(said.has(kind) for kind in _ASIDE) or reading.from_plan(said):
            continue
        for at, digit in () if _leaves_open(said.lemmas) else _digits(said.lemmas, _DIGITS):
            token = reading.tokens[said.first + at]
            ahead = said.lemmas[max(0, at - 3) : at]
            if said.quoted(token.start, token.end) or not _LANDMARK.isdisjoint(ahead):
                continue
            if _serves(aligned, said, token.start, token.end) or _names_a_side(said.lemmas, at):
                continue
            if told is None:
                told = {n for scene in reading.prepared.scenes for _, n in _digits([t.lemma for t in scene.row], _RAYS)}
            if told and digit not in told:
                flagged.add(said.index)
                yield Fault(Span(token.start, token.end), "tells of a finger or toe that the report does not name")
                break
        if said.index not in flagged:
            yield from _ray_of_another(aligned, said, flagged)


def _one_clause(aligned: Aligned, said: Said, claim: Claim, at: int) -> bool:
    """Whether no new clause begins between a finding and a word of its sentence ("is 4 mm wide, and a flake is torn off")."""
    row = aligned.reading.tokens[said.first : said.last]
    lo, hi = sorted((claim.mention.start, row[at].start))
    between = [t.lemma for t in row if lo < t.start < hi]
    return not any(pair in ((",", "and"), (",", "but")) for pair in pairwise(between)) and ";" not in between


def _names_a_side(words: Sequence[str], at: int) -> bool:
    """Whether a finger or toe only tells a side of the hand or foot ("on the little-finger side of the wrist")."""
    noun = next((i for i in range(at, min(at + 4, len(words))) if words[i] in _DIGITS), at)
    ahead = [w for w in words[max(0, at - 4) : at] if w not in _COUNTED and w != "the"]
    return words[noun + 1 : noun + 2] == ("side",) or ahead[-2:] == ["side", "of"]


_SIDES_BY = frozenset("finger thumb toe".split())


def _ray_of_another(aligned: Aligned, said: Said, flagged: set[int]) -> Iterator[Fault]:
    """A finding told at one finger, toe or bone of a row, where the report has it at others alone."""
    own = {n: at for at, n in _digits(said.lemmas, _RAYS) if not _names_a_side(said.lemmas, at)}
    if not own:
        return
    claims = [c for c in aligned.claims_in(said) if c.asserted and c.positive]
    starts = {
        aligned.mentions[id].sentence.start
        for c in claims
        for f in agreeing(aligned, c, c.facts(Tie.COARSE, positive=True))
        for id in f.mentions
        if id in aligned.mentions
    }
    scenes = [scene for scene in aligned.reading.prepared.scenes if scene.start in starts]
    told = [{n for _, n in _digits([t.lemma for t in scene.row], _RAYS)} for scene in scenes]
    there = set().union(*told)
    if (
        there
        and there.isdisjoint(own)
        and any(_one_clause(aligned, said, c, at) for c in claims for at in own.values())
    ):
        token = aligned.reading.tokens[said.first + min(own.values())]
        if said.quoted(token.start, token.end):
            return
        flagged.add(said.index)
        yield Fault(Span(token.start, token.end), "tells of a finger or toe that the report has something else at")
