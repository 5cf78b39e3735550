"""Claims with a word of their own: heredity, how a thing came about, whom it befalls, a risk, a growth that spreads."""

from __future__ import annotations

import re
from itertools import pairwise

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.claims_held import held, risk_held
from guardrails.rules.claims_open import is_open
from guardrails.rules.claims_words import COUNTS, FRAMING, NEGATIONS, PAPER, SOON, has_any
from guardrails.rules.wording import akin

#: What a claim is about, as the fault names it.
_ABOUT = {
    "heredity": "says where it is inherited from",
    "origin": "says how it came about",
    "frequency": "says whom it befalls",
    "risk": "speaks of a risk",
    "spread": "says that a growth has spread or come back",
}
#: What is said to spread, and beginnings of a report's words for it.
_GROWTHS = frozenset(
    "cancer tumor disease growth malignancy melanoma lymphoma carcinoma sarcoma leukemia metastasis it".split()
)
_SPREAD = (
    "spread",
    "metasta",
    "invad",
    "invasi",
    "involv",
    "infiltrat",
    "extend",
    "extension",
    "recur",
    "dissemin",
    "reach",
)


def claim(aligned: Aligned, said: Said) -> Fault | None:
    """A claim with a word of its own, which neither the report nor the evidence holds."""
    if said.label in ("help", "not-stated", "reason"):
        return None
    for hit in said.of("claim"):
        text = aligned.reading.folded[hit.start : hit.end]
        if said.quoted(hit.start, hit.end) or is_open(aligned, said, hit) or held(aligned, text):
            continue
        if hit.cue.value == "frequency" and (_in_a_percentile(aligned, said) or _not_counted(aligned, said, hit)):
            continue
        if text.startswith("born") and any(
            f.category == "congenital" for c in aligned.claims_in(said) for f in c.facts(positive=True)
        ):
            continue
        if hit.cue.value == "heredity" and (_of_birth(aligned, said, text) or _family_told(aligned, said, text)):
            continue
        here = aligned.reading.tokens[hit.first - 1].lemma in _HERE
        behind = {t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + SOON + 3 * here)]}
        if hit.cue.value == "origin" and (_as_a_child(aligned, text) or _as_planned(aligned, said, hit)):
            continue
        if text.endswith(("result of", "results of")) and (
            not (PAPER | _FILMS).isdisjoint(behind)
            or (
                here
                and not has_any(said, "risk-factor", "behaviour")
                and aligned.reading.tokens[hit.last].lemma not in ("your", "being", "having")
            )
        ):
            continue  # "Here is the result of your MRI", "Below are the results of each part"
        if hit.cue.value == "spread" and not _growth_spreads(aligned, said, hit):
            continue
        if hit.cue.value == "risk" and "risk" in text and "risk" in aligned.reading.prepared.report:
            continue
        return Fault(
            said.span, f'{_ABOUT[hit.cue.value]} ("{text}"), which neither the report nor the evidence holds',
            suggestion="",
        )  # fmt: skip
    return None


_FILMS = frozenset("ray film radiograph exam examination imaging test mammogram study".split())


def _as_a_child(aligned: Aligned, text: str) -> bool:
    """Whether words tell that a thing was done or had as a child, as the report has it ("operated in childhood")."""
    return ("child" in text or "young" in text) and "child" in aligned.reading.prepared.report


def _as_planned(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether what is told behind "happens when" is one statement of the plan in other forms ("when arteries harden")."""
    named = [
        t.lemma for t in aligned.reading.tokens[hit.last : said.last] if len(t.lemma) > 3 and t.lemma not in FRAMING
    ]
    if not 1 < len(named) <= SOON:
        return False
    texts = [i.statement for i in aligned.plan.items] + [c.text for c in aligned.plan.caveats]
    held = [{t.lemma for t in tokens(fold(text))} for text in texts]
    return any(all(any(akin(word, other) for other in own) for word in named) for own in held)


_PARENTS = frozenset("mother father parent parents grandmother grandfather you your".split())
_MEASURED = frozenset("weight weigh weighs size length long big estimate estimated measure head".split())
_BLAMING = frozenset("why because cause caused from due explains explain comes came got".split())


def _of_birth(aligned: Aligned, said: Said, text: str) -> bool:
    """Whether "at birth" is when a baby will be measured, in a letter on an unborn one ("the true weight at birth can differ")."""
    words = aligned.reading.lemmas(said)
    unborn = not _UNBORN.isdisjoint(aligned.reading.prepared.report_lemmas)
    at = words.index("birth") if "birth" in words else 0
    return text == "at birth" and unborn and not _MEASURED.isdisjoint(words) and _PARENTS.isdisjoint(words[at:])


_UNBORN = frozenset("fetus fetal gestation gestational obstetric obstetrical".split())


def _family_told(aligned: Aligned, said: Said, text: str) -> bool:
    """Whether the report itself tells of a disease in the family, and the sentence makes it no cause."""
    words = aligned.reading.lemmas(said)
    if "family" not in text or not risk_held(aligned, "run in"):
        return False
    blamed = not _BLAMING.isdisjoint(words) or ("reason" in words and ("reason", "to") not in pairwise(words))
    return not blamed and not any(c.positive and c.facts(positive=True) for c in aligned.claims_in(said))


_HERE = frozenset("here below above following next".split())


def _growth_spreads(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a cancer is said to have gone further, of which the report has no word of any kind."""
    before = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 5) : hit.first]]
    if _GROWTHS.difference(("it",)).isdisjoint(before) or any(w in NEGATIONS for w in before):
        return False
    return not any(w.startswith(_SPREAD) for w in aligned.reading.prepared.report_lemmas)


_RANK = re.compile(
    r"\b([0-9]{1,2})(?:st|nd|rd|th)?(?: (?:and|to|or)(?: the)? |-)?([0-9]{1,2})?(?:st|nd|rd|th)? percentile"
)
_ABOVE = frozenset("higher more larger bigger greater above over longer heavier".split())
_BELOW = frozenset("lower less smaller fewer below under shorter lighter".split())


def _in_a_percentile(aligned: Aligned, said: Said) -> bool:
    """Whether the sentence gives the place among others that the report gives too ("the 24th percentile for its age").

    It may also tell in words, right behind that, on which side of most others the value lies.
    """
    report = aligned.reading.prepared.report
    if "percentile" not in report:
        return False
    words = aligned.reading.lemmas(said)
    if "percentile" in words:
        return True
    ranks = [int(n) for match in _RANK.finditer(report) for n in match.groups() if n]
    told = any("percentile" in aligned.reading.lemmas(s) for s in aligned.reading.near(said, 2, 0))
    if not told or not ranks or "than" not in words or "most" not in words:
        return False
    above, below = not _ABOVE.isdisjoint(words), not _BELOW.isdisjoint(words)
    return above != below and all((rank > 50) == above for rank in ranks)


def _not_counted(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "time" only counts what was told ("this time more at the front"), and not how often a thing comes."""
    words = aligned.reading.tokens
    if not aligned.reading.folded[hit.start : hit.end].startswith("time"):
        return False
    before = words[hit.first - 1].lemma if hit.first > said.first else ""
    return before not in COUNTS and not before[:1].isdigit()
