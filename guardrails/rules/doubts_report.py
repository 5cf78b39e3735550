"""How sure the report is of a finding: what it doubts, leaves open or only likens, and what it tells without reserve."""

from __future__ import annotations

from collections.abc import Sequence

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact
from guardrails.alignment import Aligned, Claim, Tie, families, near, tie
from guardrails.names import one_slip
from guardrails.prepared import Scene
from guardrails.rules.alike import alike, named
from guardrails.rules.degree_words import DENYING, PARTS, SHORT_WORD, WORD
from guardrails.rules.doubts import EITHER, words_of_doubt
from guardrails.rules.wording import akin, content, said_beside, told_in

#: How certain a report is of what it doubts.
DOUBT = frozenset({"probable", "possible", "unlikely"})


def doubted_kind(scene: Scene, word: str) -> bool:
    """Whether a sentence of the report has a word only close behind one of likelihood ("probably benign")."""
    words = [t.lemma for t in scene.row]
    return all(not _HELD_LIKELY.isdisjoint(words[max(0, at - 4) : at]) for at, w in enumerate(words) if w == word)


_HELD_LIKELY = frozenset(
    "likely probable probably possibly possible favor favored suggest suggestive presumably presumed".split()
)


def only_thought_of(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report itself only thinks of what is put in doubt, beside a finding of another name that it is sure of."""
    mention, lexicon = claim.mention, aligned.reading.lexicon
    if any(t == Tie.SAME and f.status != "absent" for t, f in claim.fits):
        return False
    return any(
        (close := tie(lexicon, mention.concept, mention.site, f.concept, f.site)) is not None and close <= Tie.COARSE
        for f in aligned.plan.reading.findings
        if f.status in ("hypothetical", "possible") and f.section in ("findings", "impression")
    )


def _either_or(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding is one of two that a sentence leaves open ("either scarring or a bit of lung that is not open")."""
    words = aligned.reading.lemmas(claim.said)
    if "either" in words and "or" in words:
        return True
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:1]
    ahead = tokens(aligned.reading.folded, claim.said.start, claim.mention.start)[-1:]
    beside = any(t.lemma in EITHER for t in (*ahead, *behind))
    return beside and said_beside(aligned, claim, EITHER)


def _only_likened(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding is told by what it looks like or fits with, where the report does the same ("compatible with")."""
    doubts = words_of_doubt(aligned, claim.said)
    return bool(doubts) and all(words & _LIKENED for _, _, words in doubts) and said_beside(aligned, claim, _LIKENED)


_LIKENED = frozenset(
    "fit look like appear seem consistent compatible keep keeping suggest suggestive represent resemble felt typical".split()
)


def doubted(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report itself is of two minds: it doubts the finding in one place, or one of the same name beside it."""
    mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    if any(m.status == "possible" for m in mentions) or _doubted_with_a_slip(aligned, facts):
        return True
    lexicon = aligned.reading.lexicon
    concepts = {m.concept for m in mentions}
    if any(other.status == "possible" and other.concept in concepts for other in aligned.mentions.values()):
        return True  # sure of one node, in doubt of another
    sentences = {m.sentence for m in mentions}
    return any(
        other.status == "possible"
        and other.sentence in sentences
        and any(lexicon.related(other.concept, m.concept) for m in mentions)
        for other in aligned.mentions.values()
    )


def _doubted_with_a_slip(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report doubts some facts by a word that it writes wrongly ("suggetsive of", "porbable")."""
    return any(
        len(word) >= _LONG and word not in _DOUBT_WORDS and any(one_slip(word, doubt) for doubt in _DOUBT_WORDS)
        for word in WORD.findall(aligned.report_words(facts))
    )


_LONG = 7
_DOUBT_WORDS = frozenset(
    "possible possibly probable probably suspected suspicious suggestive suggesting suggests suggested questionable presumed uncertain".split()
)


def certainties(aligned: Aligned, facts: tuple[Fact, ...]) -> set[str]:
    """How certain the report is of some facts; where it says so more than once, each of its words counts."""
    told: set[str] = set()
    for fact in facts:
        if fact.status != "possible":
            told.add("definite")
            continue
        told.add(fact.certainty)
        mentions = (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions)
        told |= {m.certainty for m in mentions if m.status == "possible"}
    return told


_LINKED = frozenset("from due relate related cause caused because left secondary after".split())
_LINKS_AHEAD = 4


def of_a_link(aligned: Aligned, claim: Claim) -> bool:
    """Whether draft and report both leave open where a finding comes from ("probably due to an old inflammation")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    end = max((d[1] for d in words_of_doubt(aligned, claim.said) if d[1] < claim.mention.end), default=-1)
    behind_doubt = [t.lemma for t in row if end <= t.start < claim.mention.start]
    if end < 0 or not PARTS.isdisjoint(behind_doubt):
        return False
    linked = not _LINKED.isdisjoint(behind_doubt[:2])
    told = content(aligned.reading.text[claim.said.start : claim.said.end])
    own = {t.lemma for t in row if end <= t.start < claim.mention.end}
    for scene in aligned.reading.prepared.scenes:
        words = [t.lemma for t in scene.row]
        for at, word in enumerate(words):
            if word not in OPENING or _LINKED.isdisjoint(words[at + 1 : at + 1 + _LINKS_AHEAD]):
                continue
            behind = words[at + 2 : at + 8]
            if linked and any(
                len(w) > SHORT_WORD and alike(w, other) for w in told for other in words[:at] if len(other) > SHORT_WORD
            ):
                return True
            if any(len(w) > SHORT_WORD and akin(w, other) for w in own for other in behind if len(other) > SHORT_WORD):
                return True
    return False


#: Words by which a report leaves open what a finding is.
OPENING = frozenset(
    (
        "versus vs either possible possibly probable probably likely suspected suspect suspicious felt thought favor favored questionable "
        "question questioned may might could unclear uncertain"
    ).split()
)
#: Those by which it leans to a yes.
PROBABLY = frozenset("probable probably likely suspected suspect presumed felt thought favor favored".split())


def left_open(aligned: Aligned, claim: Claim) -> bool:
    """Whether draft and report leave a finding open in the same way: by doubt, by two readings, by a likeness."""
    return open_in_report(aligned, claim) or _either_or(aligned, claim) or _only_likened(aligned, claim)


def open_in_report(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report leaves open what the claim names, by a word of doubt beside it or a question mark in the sentence."""
    return (
        said_beside(aligned, claim, OPENING | _SUGGESTING)
        or (not _SAID_TO_FIT.isdisjoint(claim.said.lemmas) and said_beside(aligned, claim, _LIKENESS))
        or _of_that_kind(aligned, claim)
        or _vaguely_doubted(aligned, claim)
        or any("?" in scene.lemmas for scene, _, _ in told_in(aligned, claim))
    )


def _of_that_kind(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report leaves open of what kind a thing is by the word that names the claim ("a slip, likely degenerative")."""
    kind = {w for w in content(claim.mention.name) if len(w) > _LONG}
    return any(
        token.lemma in OPENING and any(akin(w, t.lemma) for w in kind for t in scene.row[at + 1 : at + 3])
        for scene in aligned.reading.prepared.scenes
        for at, token in enumerate(scene.row)
    )


def _vaguely_doubted(aligned: Aligned, claim: Claim) -> bool:
    """Whether a name that says no more than that something is there stands for a finding that the report doubts at that part."""
    mention = claim.mention
    return mention.concept in families().vague and any(
        f.status == "possible" and f.site is not None and f.site == mention.site for _, f in claim.fits
    )


#: How a letter and a report liken what is seen to a thing.
_SAID_TO_FIT = frozenset("fit fits fitting match matches look looks consistent compatible keeping".split())
_LIKENESS = frozenset(
    "consistent compatible keeping c/w w feature characteristic typical represent representing".split()
)
#: Words of a report that leave a thing open where the letter does so in the same way ("borderline, suggesting disease").
_SUGGESTING = frozenset("mostly suggest suggesting suggests suggestive suggested borderline equivocal".split())


def told_without_doubt(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the report, in another sentence or by a mere likeness ("consistent with"), tells a doubted finding plainly.

    The likeness is how reports name what they see; "may represent" and "likely" leave it open.
    """
    mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    doubted = {m.sentence.start for m in mentions if m.status == "possible"}
    sites = {f.site for f in facts if f.site is not None}
    sites = sites.difference(aligned.plan.reading.exam.regions) or sites  # "shoulder" is where its every part is
    names, lexicon = named(aligned, claim), aligned.reading.lexicon
    scenes = aligned.reading.prepared.scenes
    truly = any(s.start in doubted and not (OPENING - {"felt"}).isdisjoint(s.lemmas) for s in scenes)
    for scene in scenes:
        here = [m for m in mentions if m.status == "possible" and m.sentence.start == scene.start]
        at = [
            i
            for i, t in enumerate(scene.row)
            if any(m.start <= t.start < m.end for m in here) or (not here and any(akin(n, t.lemma) for n in names))
        ]
        if not at or "?" in scene.lemmas:
            continue
        around = {t.lemma for i in at for t in scene.row[max(0, i - _AROUND) : i + _AROUND]}
        if scene.start in doubted:
            if not _LIKE.isdisjoint(around) and not truly and claim.mention.category != "neoplastic":
                return True
        elif around.isdisjoint(OPENING | DENYING | _HYPOTHETICAL) and any(
            near(lexicon, s, p) for s in sites for p in scene.parts - ANYWHERE
        ):
            return True
    return False


_AROUND = 7
_LIKE = frozenset("consistent compatible represent represents representing keeping".split())
_HYPOTHETICAL = frozenset(
    "evaluate exclude excluded rule correlate correlation history if suggest suggesting suggestive suggests or concern concerning".split()
)
