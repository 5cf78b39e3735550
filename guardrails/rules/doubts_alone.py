"""Doubt or certainty told without a claim of its own: of what was told before, or of the report's own words in quotes."""

from __future__ import annotations

from collections.abc import Iterator

from explainer.core.language.text import tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, Tie
from guardrails.rule import Fault
from guardrails.rules.degree_words import PARTS, UNTOLD
from guardrails.rules.doubts import tentative, words_of_doubt
from guardrails.rules.doubts_report import DOUBT, certainties, doubted, open_in_report
from guardrails.rules.referring import spoken_of


def doubt_of_a_quote(aligned: Aligned) -> Iterator[Fault]:
    """A doubt of what the report's own words, in brackets behind it, tell for sure ("a suspected bump ("4 mm polyp")")."""
    low = aligned.reading.folded
    for claim in aligned.claims:
        said, mention = claim.said, claim.mention
        quote = next((q for q in said.quotes if q.start <= mention.start and mention.end <= q.end), None)
        if quote is None or low[quote.start - 2 : quote.start - 1] != "(" or mention.status != "possible":
            continue
        facts = claim.nearest(positive=True)
        if (
            said.planned
            or said.kind != "statement"
            or not facts
            or claim.fits[0][0] > Tie.RELATED
            or said.label in UNTOLD
        ):
            continue
        if any(f.status == "possible" for c in aligned.claims_in(said) for f in c.nearest(positive=True)):
            continue  # "Possible calcium in the cartilage ("effusion with chondrocalcinosis")"
        ahead = [d for d in words_of_doubt(aligned, said) if d[1] <= quote.start]
        if not ahead or any(quote.start <= d[0] < quote.end for d in words_of_doubt(aligned, said)):
            continue
        lead = tokens(low, said.start, quote.start - 1)
        opens = sum(t.start < ahead[-1][0] for t in lead if t.lemma.isalpha()) <= 1
        if not opens or any(t.lemma in PARTS - {"that", "as", ":"} for t in lead[:-1]):
            continue
        if certainties(aligned, facts) != {"definite"} or doubted(aligned, facts) or open_in_report(aligned, claim):
            continue
        yield Fault(
            Span(ahead[-1][0], mention.end), f"puts {mention.name} in doubt; the report is sure of it",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


def certainty_alone(aligned: Aligned) -> Iterator[Fault]:
    """Doubt or certainty said of what was told before ("This is only a possibility.", "This has been confirmed.")."""
    for said in aligned.reading.sentences:
        hits = list(said.of("doubts-it", "confirms-it"))
        if not hits:
            continue
        facts = spoken_of(aligned, said)
        if not facts or said.has("symptom") or said.has("exam"):
            continue
        told = {f.certainty if f.status == "possible" else "definite" for f in facts}
        hit = hits[0]
        if hit.cue.kind == "doubts-it" and told == {"definite"} and not doubted(aligned, facts):
            before = aligned.reading.sentences[said.index - 1] if said.index else None
            if not _ASKED_OF_IT.isdisjoint(aligned.reading.lemmas(said)) or (before is not None and tentative(before)):
                continue  # "Why it is there is uncertain."; "It may come from the tooth. This is not certain."
            message = f"puts {facts[0].name} in doubt; the report is sure of it"
        elif hit.cue.kind == "confirms-it" and told <= DOUBT:
            message = f"says for sure what the report holds {sorted(told)[0]}"
        else:
            continue
        yield Fault(Span(hit.start, hit.end), message, aligned.evidence(facts), aligned.statement(facts))


#: What is in doubt of a finding that itself is sure: why it came, what it is, how old it is.
_ASKED_OF_IT = frozenset("why what how cause reason source origin nature age meaning kind type".split())
