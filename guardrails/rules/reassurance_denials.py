"""Comfort by a denial that goes too far: the report denies only a grade or a form, the draft the thing itself."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.denials import states
from guardrails.rule import Fault
from guardrails.rules.tone import NEGATIONS


def dropped_grade(aligned: Aligned) -> Iterator[Fault]:
    """A qualified denial ("no significant narrowing") told as a full one."""
    for claim in aligned.asserted(positive=False):
        mention = claim.mention
        if mention.denied_grade is not None or mention.status != "absent":
            continue
        facts = claim.facts(Tie.COARSE, positive=False)
        if not facts or claim.facts(Tie.RELATED, positive=True):
            continue
        grades = [f.denied_grade for f in facts]
        told = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
        if any(m.status == "absent" and m.denied_grade is None for m in told):
            continue  # the report denies it outright as well
        if None in grades or _grade_kept(aligned, claim) or _proves_nothing(aligned, claim):
            continue
        grade = grades[0]
        yield Fault(
            claim.span, f"denies {mention.name} altogether; the report denies it only as {grade}",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


#: Words of a report that deny only one form of a thing, and beginnings of those by which a letter keeps it.
_FORMS = {
    "displaced": ("displac", "shift", "move", "out", "apart", "place", "position", "line"),
    "obstructing": ("obstruct", "block", "clog", "stop"),
    "obstructive": ("obstruct", "block", "clog", "stop"),
    "occlusive": ("occlu", "block", "clos"),
    "drainable": ("drain", "pocket", "collection", "large"),
    "depressed": ("depress", "push", "dent", "sunk", "press"),
}


def dropped_kind(aligned: Aligned) -> Iterator[Fault]:
    """A denial of one form only ("no displaced fracture") told as one of the thing itself."""
    report = aligned.reading.prepared.report
    if not any(form in report for form in _FORMS):
        return
    for claim in aligned.asserted(positive=False):
        facts = claim.facts(Tie.COARSE, positive=False)
        if claim.mention.status != "absent" or not facts or claim.facts(Tie.RELATED, positive=True):
            continue
        form = _only_form(aligned, [id_ for fact in facts for id_ in fact.mentions])
        if form is None or any(w.startswith(_FORMS[form]) for w in aligned.reading.lemmas(claim.said)):
            continue
        yield Fault(
            claim.span,
            f"denies {claim.mention.name} altogether; the report denies only that it is {form}",
            aligned.evidence(facts),
            aligned.statement(facts),
        )


def _only_form(aligned: Aligned, mentions: list[str]) -> str | None:
    """The form that stands right before every one of these mentions in the report."""
    text = fold(aligned.plan.reading.text)
    found: str | None = None
    for id_ in mentions:
        mention = aligned.mentions.get(id_)
        if mention is None:
            return None
        words = [t.lemma for t in tokens(text, max(mention.sentence.start, mention.start - 16), mention.end)]
        form = next((w for w in words if w in _FORMS and "non" not in words), None)
        if form is None:
            return None
        found = form
    return found


#: Behind "not" these say that one thing does not show another, not that the other is absent.
_PROVING = frozenset(
    "diagnostic proof prove specific establish mean equal enough sufficient same confirm imply diagnose diagnosis diagnoses diagnosed name names call "
    "calls".split()
)
_BY_ITSELF = frozenset("itself themselves alone own".split())


def _proves_nothing(aligned: Aligned, claim: Claim) -> bool:
    """Whether the denial before a finding is only of what another proves ("is not diagnostic of impingement")."""
    said = claim.said
    words = [t.lemma for t in aligned.reading.tokens[said.first : said.last] if t.start < claim.mention.start][-6:]
    if "not" in words[-3:] and not _BY_ITSELF.isdisjoint(words):
        return True  # "a thick wall by itself is not an infection"
    return any(w in _PROVING and not NEGATIONS.isdisjoint(words[:at]) for at, w in enumerate(words))


def _grade_kept(aligned: Aligned, claim: Claim) -> bool:
    said = claim.said
    mention = claim.mention
    if any(h.cue.kind == "grade-kept" and h.start < mention.end + 40 and h.end > mention.start - 60 for h in said.hits):
        return True
    row = aligned.reading.tokens
    if said.label == "absent" and not states(row[said.first : said.last]):
        return any(h.cue.kind == "grade-kept" and h.end <= mention.start for h in said.hits)  # one item of a list
    return any(
        h.cue.kind == "grade-kept"
        and h.start > mention.end
        and not NEGATIONS.isdisjoint(t.lemma for t in row[max(said.first, h.first - _TO_GRADE) : h.first])
        for h in said.hits
    )  # "Wear of the small joints and the end plates: none that is significant."


_TO_GRADE = 4
