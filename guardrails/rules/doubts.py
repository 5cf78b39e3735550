"""The words of doubt of a draft's sentence, and what they are of: the finding, another one, a text, a cause, an earlier exam."""

from __future__ import annotations

from explainer.core.language.text import tokens
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.reading import Said
from guardrails.rules.degree_words import PARTS


def doubted_right_behind(aligned: Aligned, claim: Claim) -> bool:
    """Whether a doubt stands right behind what a claim names, so that it is of nothing else ("lacune queried, unproven")."""
    return not claim.said.has("symptom") and any(
        0 <= start - claim.mention.end <= _RIGHT_BEHIND and _MODALS.isdisjoint(words)
        for start, _, words in words_of_doubt(aligned, claim.said)
    )


_RIGHT_BEHIND = 4
_MODALS = frozenset("may might can could".split())

#: Doubt of what a word of the report stands for, and not of the finding.
_MEANT = frozenset("meant typing typo slip misspell misspelled spelling spelled garbled".split())
_TEXT = frozenset(
    "word words verb noun adjective sentence line phrase text wording term dictation transcript transcription".split()
)


def of_the_text(aligned: Aligned, said: Said) -> bool:
    """Whether a doubt is one of the report's text, and not of the finding ("a word is missing, probably compression")."""
    words = aligned.reading.lemmas(said)
    if not _MEANT.isdisjoint(words):
        return True
    if said.quotes and aligned.reading.folded[said.quotes[0].end : said.end].lstrip(' ",').startswith("mean"):
        return True  # "'Features of spasm' means that the picture fits with tight muscles"
    near = [
        w for s in aligned.reading.near(said, 1, 0) if s.paragraph == said.paragraph for w in aligned.reading.lemmas(s)
    ]
    return not _TEXT.isdisjoint(near) and not _GAPS.isdisjoint(near) and "other" not in near


_GAPS = frozenset("missing garbled incomplete unfinished mistyped cut dropped ends lost".split())
#: Words between two readings of a finding.
EITHER = frozenset("or versus vs".split())


def doubt_of_another(aligned: Aligned, claim: Claim) -> bool:
    """Whether every doubt of the sentence is said of something else: another finding, a cause or a part stands between."""
    said, mention = claim.said, claim.mention
    row = aligned.reading.tokens[said.first : said.last]
    doubts = words_of_doubt(aligned, said)
    for start, end, words in doubts:
        if start < mention.end and mention.start < end:
            return False
        if words & EITHER and _compares_figures(aligned, start, end):
            continue
        lo, hi = (mention.end, start) if mention.end <= start else (end, mention.start)
        between = [t for t in row if lo <= t.start < hi]
        ahead = next((t.lemma for t in row if t.start >= end), ".")
        if ahead in ("cause", "reason", "source", "because"):
            continue  # "adhesions being the probable cause"
        if not any(t.lemma in PARTS for t in between):
            return False
        if any(t.lemma in EITHER for t in between):
            return False
        if any(lo <= m.start < hi and m is not mention for m in said.mentions):
            if end <= mention.start and _in_brackets_behind(aligned, claim, lo):
                return False
            continue
        if not (end <= mention.start and any(0 <= start - m.end <= 1 for m in said.mentions if m is not mention)):
            return False  # right behind another, it is said of that ("obstruction suspected (mild distention)")
    return bool(doubts)


def _in_brackets_behind(aligned: Aligned, claim: Claim, start: int) -> bool:
    """Whether a name in brackets only tells again what is in doubt before it ("may be calcium spots in veins (phleboliths)")."""
    text = aligned.reading.folded[start : claim.mention.start]
    opens = text.rstrip(' "').endswith("(") and not any(sign in text for sign in ",;:.)")
    between = [c for c in aligned.claims_in(claim.said) if start <= c.mention.start < claim.mention.start]
    return opens and not any(t <= Tie.COARSE for c in between for t, _ in c.fits)


def words_of_doubt(aligned: Aligned, said: Said) -> list[tuple[int, int, frozenset[str]]]:
    """The words of doubt of a sentence: where they stand, and their lemmas."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for piece in aligned.reading.analysis.pieces(said.first, said.last):
        if piece.term.kind in _DOUBTING:
            row = aligned.reading.tokens[piece.start : piece.end]
            found.append((row[0].start, row[-1].end, frozenset(t.lemma for t in row)))
    return found


def _compares_figures(aligned: Aligned, start: int, end: int) -> bool:
    """Whether "versus" sets two figures side by side and no two readings of a finding ("37 weeks versus 40 weeks")."""
    row = tokens(aligned.reading.folded, end, min(len(aligned.reading.folded), end + 16))[:1]
    return any(t.lemma[:1].isdigit() for t in row)


_DOUBTING = frozenset({"doubt-ahead", "doubt-behind", "doubt-next"})


def of_what_is_known(aligned: Aligned, claim: Claim) -> bool:
    """Whether a doubt is about what comes of a known thing ("most likely a deposit of the cancer")."""
    reading = aligned.reading
    if any(claim.mention.start <= start < claim.mention.end for start, _, _ in words_of_doubt(aligned, claim.said)):
        return False  # "the side of the joint might be narrow"
    ahead = [t.lemma for t in reading.tokens[claim.said.first : claim.said.last] if t.start < claim.mention.start][-2:]
    return len(ahead) == 2 and ahead[0] in ("of", "from", "by", "to") and ahead[1] in ("the", "this", "your")


_DOUBTED_ONCE = frozenset("raised suspected suggested asked wondered thought questioned feared worried pointed".split())
_BY_ANOTHER = frozenset(
    "doctor clinician ultrasound x-ray xray ct mri scan test exam film mammogram earlier before".split()
)


def of_an_earlier_doubt(aligned: Aligned, claim: Claim) -> bool:
    """Whether the doubt is the one for which this test was made ("an ultrasound had suggested …")."""
    if not claim.known and not any(f.status in ("indication", "hypothetical") for f in aligned.plan.reading.findings):
        return False
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    ahead = [t.lemma for t in row if t.start < claim.mention.start]
    at = next((i for i, w in enumerate(ahead) if w in _DOUBTED_ONCE), -1)
    if at < 1 or _BY_ANOTHER.isdisjoint(ahead[:at]):
        return False
    return "had" in ahead[:at] or not {"this", "next", "why"}.isdisjoint(
        t.lemma for t in row if t.start >= claim.mention.end
    )


def asks_why(aligned: Aligned, claim: Claim) -> bool:
    """Whether the doubt stands in a lead that only asks ("Why equivocal: the line is faint")."""
    low, said = aligned.reading.folded, claim.said
    colon = low.find(":", said.start, claim.mention.start)
    opened = said.lemmas[:4]
    return (
        colon >= 0
        and not _WONDERED.isdisjoint(opened)
        and all(end <= colon for _, end, _ in words_of_doubt(aligned, said))
    )


_WONDERED = frozenset("why how".split())


def tentative(said: Said) -> bool:
    """Whether a sentence leaves something open by more than an "or"."""
    return any(h.end - h.start > len("or") for h in said.of("tentative"))


def hedge_is_elsewhere(claim: Claim) -> bool:
    """Whether the doubt of the sentence is about a link to symptoms or about other people, not about the finding."""
    said = claim.said
    return (
        said.has("symptom")
        or said.has("general")
        or said.has("exam")
        or said.has("not-knowing")
        or said.has("common")
        or (said.you and said.has("cause-forward"))
    )
