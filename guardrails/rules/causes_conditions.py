"""The conditions that the rows of the rule on causes name: what is true of a sentence, of a tie in it, and of its neighbours."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.alignment import POSITIVE
from guardrails.reading import Said
from guardrails.rules.causes_marks import Condition, Marked
from guardrails.rules.causes_patterns import Claim
from guardrails.rules.causes_report import firm, read_so_by_report, stated_by_report
from guardrails.rules.causes_words import rows, vocabulary
from guardrails.rules.errands import (
    asked_for,
    looked_because,
    names_reason,
    opens_errand,
    retells_reason,
    under_reason,
)

#: The test and the texts about it.
_TESTS = frozenset(
    "ct mri scan test ultrasound x-ray ray picture image imaging film study exam note report page text summary sheet".split()
)
_SHORT = 9
_SINCE = frozenset("for since past last over after within some several few two three six".split())
_VERBS = frozenset(
    "is are was were be been has have had do does did can could may might will show shows found means".split()
)
_ASKING = frozenset("why what where how whether if which".split())
_SEEKING = frozenset("looking look looked sought seek question asked ask wanted want purpose".split())
#: Sentences of a list above which its lead is looked for, and those that open a letter.
_LIST, _FIRST = 6, 3
#: Words in which a fragment names a cause ("a likely reason for").
_NOUN = 3
#: The modes that leave a tie open by the sentence's own words.
_OPEN_MODES = frozenset({"left-open", "asked", "limit", "general", "advice"})


def general(words: Sequence[str], you: bool) -> bool:
    """Whether a sentence speaks of people, or of how common a thing is, and not of this reader ("Many people have this").

    Args:
        words: The lemmas of the sentence.
        you: Whether it speaks to the reader.
    """
    known = vocabulary().words
    if (you and not _like_yours(words)) or not words or not known["own"].isdisjoint(words):
        return False
    if (words[0] in ("most", "not") and words[1:2] != ["likely"]) or words[:2] == ["in", "other"]:
        return True
    often, people, names = known["often"], known["people"], known["named_common"]
    return any(w in people or (w in often and names.isdisjoint(words[at + 1 : at + 2])) for at, w in enumerate(words))


def _like_yours(words: Sequence[str]) -> bool:
    """Whether a sentence speaks to the reader only by likeness ("People who never hurt have discs like yours")."""
    known = vocabulary().words
    own = [at for at, w in enumerate(words) if w.startswith("you")]
    alike = all(
        words[at] in ("your", "yours")
        and at
        and words[at - 1] in ("like", "as")
        and (at + 1 >= len(words) or not words[at + 1][0].isalnum() or words[at + 1] in known["like_these"])
        for at in own
    )
    return alike and any(w in known["negators"] or w == "free" or w.endswith("n't") for w in words)


def examines(marked: Marked) -> bool:
    """Whether a sentence names an exam or a correlation, or someone who is to judge ("Your doctor can check the hip")."""
    if any("no" not in marked.words[max(0, hit.first - 2) : hit.first] for hit in marked.of("exam")):
        return True
    known, words = vocabulary().words, marked.words
    return any(w in known["persons"] and marked.names(known["examining"], at, at + 14) for at, w in enumerate(words))


def left_open(marked: Marked, claim: Claim) -> bool:
    """Whether a sentence by its own words leaves a tie open ("The scan can't tell")."""
    return any(row.says in _OPEN_MODES and row.meets(marked, claim) for row in rows()["allow"])


def _around(marked: Marked) -> list[Marked]:
    """A sentence and its neighbours in the same paragraph: one before, two behind."""
    near = marked.marker.reading.near(marked.said, 1, 2)
    return [marked.marker.of(s) for s in near if s.paragraph == marked.said.paragraph]


def _open_behind(marked: Marked) -> bool:
    """Whether a sentence behind says that a test does not tell ("The scan can't tell which.")."""
    behind = [m for m in _around(marked) if m.said.index > marked.said.index and m.has("study")]
    return any(left_open(m, Claim(len(m.words), len(m.words))) for m in behind)


def _before(marked: Marked, reach: int = 1) -> list[Said]:
    return marked.marker.before(marked.said, reach)


def _tells(marked: Marked, places: bool) -> bool:
    """Whether one of the two sentences before names a finding, a tissue or, with ``places``, a body part."""
    tissue, tokens = vocabulary().words["tissue"], marked.marker.reading.tokens
    return any(
        (places and s.places)
        or any(m.status in POSITIVE for m in s.mentions)
        or any(t.lemma in tissue for t in tokens[s.first : s.last])
        for s in _before(marked, 2)
    )


def _found_before(marked: Marked) -> bool:
    return any(m.status in POSITIVE for s in _before(marked) if s.kind == "statement" for m in s.mentions)


def _felt_before(marked: Marked) -> bool:
    marker = marked.marker
    return any(marker.may_claim(s) and marker.of(s).has("symptom") for s in _before(marked))


def _errand_before(marked: Marked) -> bool:
    marker = marked.marker
    return any(marker.of(s).has("errand") or opens_errand(marker.of(s).words) for s in _before(marked))


def _test_before(marked: Marked) -> bool:
    """Whether the sentence before is of the test or the report, and tells no finding ("A film shows bone.")."""
    aligned = marked.marker.aligned
    if not marked.said.index:
        return False
    before = aligned.reading.sentences[marked.said.index - 1]
    told = any(c.facts(positive=True) for c in aligned.claims_in(before))
    return not told and not _TESTS.isdisjoint(aligned.reading.lemmas(before))


def _asked(marked: Marked, first: int, last: int) -> bool:
    """Whether all that is named in a range of words stands in the report's reason for the exam."""
    asked = asked_for(marked.marker.aligned.plan)
    return asked.issuperset(marked.words[at] for at in marked.things if first <= at < last)


def _under_open(marked: Marked) -> bool:
    """Whether a fragment is what the question, the heading or the lead above it looks for or leaves unsaid."""
    words = [w for w in marked.words if w[0].isalpha()]
    sought = not vocabulary().words["sought"].isdisjoint(words[:_NOUN]) and _VERBS.isdisjoint(words)
    if not sought and words[:1] and words[0] not in _ASKING:
        return False
    sentences = marked.marker.reading.sentences[max(0, marked.said.index - _LIST) : marked.said.index]
    for said in reversed(sentences):
        opener = marked.marker.of(said)
        if said.kind in ("question", "heading") or opener.words[-1] == ":":
            end = len(opener.words)
            return not opener.things and (_seeks(opener.words) or left_open(opener, Claim(end, end)))
    return False


def _seeks(words: Sequence[str]) -> bool:
    """Whether words tell what was looked for, and not what was found."""
    return not _SEEKING.isdisjoint(words) and vocabulary().words["showing"].isdisjoint(words)


def _opening(marked: Marked) -> bool:
    """Whether a fragment stands among the first sentences of a letter."""
    return marked.said.index < _FIRST and _VERBS.isdisjoint(marked.words)


def _looked_because(marked: Marked, claim: Claim) -> bool:
    """Whether a part was looked at for what is felt, and nothing found is named as the reason."""
    reason = looked_because(marked.words, claim.first)
    return reason is not None and _asked(marked, reason + 1, claim.first)


def _own(marked: Marked) -> bool:
    """Whether a finding of the sentence is no complaint retold from the reason for the scan."""
    aligned = marked.marker.aligned
    own = [c for c in aligned.claims if c.said is marked.said and c.positive]
    return not own or not aligned.plan.reading.facts or any(not c.known or c.facts(positive=True) for c in own)


def _between_findings(marked: Marked) -> bool:
    """Whether findings stand on both sides of every link ("The canal is narrowed by a bulge")."""
    found = marked.of("finding")
    links = marked.of("link")
    return bool(found and links) and found[0].last <= links[0].first and found[-1].first >= links[-1].last


def _how_long(marked: Marked) -> bool:
    """Whether a sentence tells how long something has lasted ("for two years", "3 weeks ago")."""
    spans, words = vocabulary().words["spans"], marked.words
    return any(
        w in spans and (w == "ago" or words[at - 1][0].isdigit() or not _SINCE.isdisjoint(words[max(0, at - 3) : at]))
        for at, w in enumerate(words)
    )


def _in_lead(marked: Marked, claim: Claim) -> bool:
    """Whether a tie stands in a lead or in the brackets of a gloss ("Why it was done: …")."""
    words = marked.words
    return ":" in words[claim.last : 9] or ("(" in words[: claim.first] and ")" in words[claim.last :])


def _warns(marked: Marked, claim: Claim) -> bool:
    """Whether a sentence is a general warning ("Anyone with …", "Call for …"), and tells no finding before what is felt."""
    opened = marked.words[0] in vocabulary().words["anyone"] or marked.words[0] in ("with", "if", "for")
    return (opened or not marked.has("finding")) and bool({"if", "for", "when", "or"} & {*marked.words})


def _overlaps(marked: Marked, kind: str, claim: Claim) -> bool:
    return any(m.first <= claim.first and claim.last <= m.last for m in marked.of(kind))


def _opens_errand(marked: Marked, claim: Claim) -> bool:
    return opens_errand(marked.words, [s.first for s in marked.of("symptom")])


def _one_of(kind: str) -> Condition:
    return lambda marked, claim: not vocabulary().words[kind].isdisjoint(marked.vocabulary)


#: The conditions that turn on the tie; the others are the same for each tie of a sentence.
OF_TIE = ("loose", "denied", "in-place", "in-errand", "link-here", "not-before", "in-lead", "looked-because")
CONDITIONS: dict[str, Condition] = {
    # of the tie
    "loose": lambda marked, claim: claim.loose,
    "denied": lambda marked, claim: claim.denied,
    "in-place": lambda marked, claim: _overlaps(marked, "place", claim),
    "in-errand": lambda marked, claim: any(e.first < claim.last and claim.first < e.last for e in marked.of("errand")),
    "link-here": lambda marked, claim: claim in [Claim(*m, claim.denied, claim.loose) for m in marked.of("link")],
    "not-before": lambda marked, claim: marked.names(vocabulary().words["negators"], 0, claim.first),
    "in-lead": _in_lead,
    # of the sentence
    "you": lambda marked, claim: marked.you,
    "you-read": lambda marked, claim: marked.said.you,
    "impersonal": lambda marked, claim: not marked.you,
    "thing": lambda marked, claim: bool(marked.things),
    "involvement-told": lambda marked, claim: "involv" in marked.marker.reading.prepared.report,
    "no-finding": lambda marked, claim: not marked.has("finding"),
    "short": lambda marked, claim: len(marked.words) < _SHORT,
    "opens-by-pointing": lambda marked, claim: marked.words[0] in vocabulary().words["pointing"],
    "opens-by-noun": lambda marked, claim: marked.names(vocabulary().words["cause_nouns"], 0, 4),
    "muscles": lambda marked, claim: (
        "muscle" in marked.said.heading or "muscle" in marked.words or "spasm" in marked.words
    ),
    "between-findings": lambda marked, claim: _between_findings(marked),
    "general": lambda marked, claim: general(marked.words, marked.said.you),
    "conditional": lambda marked, claim: marked.said.kind == "condition",
    "urgent": lambda marked, claim: marked.said.has("urgent"),
    "warns": _warns,
    "examined": lambda marked, claim: examines(marked),
    "surely": lambda marked, claim: firm(marked),
    "own": lambda marked, claim: _own(marked),
    "stated-by-report": lambda marked, claim: stated_by_report(marked),
    "read-so-by-report": lambda marked, claim: read_so_by_report(marked),
    "pointing": _one_of("pointing"),
    "will": _one_of("wills"),
    "can": _one_of("cans"),
    "may-be": _one_of("may"),
    "how-long": lambda marked, claim: _how_long(marked),
    "blaming": _one_of("blaming_words"),
    "telling-why": _one_of("telling_why"),
    "linked": lambda marked, claim: any(marked.words[link.first] not in ("know", "what") for link in marked.of("link")),
    # of the reason for the exam
    "opens-errand": _opens_errand,
    "names-reason": lambda marked, claim: names_reason(marked.words) > 0,
    "only-asked": lambda marked, claim: _asked(marked, 0, len(marked.words)),
    "findings-asked": lambda marked, claim: asked_for(marked.marker.aligned.plan).issuperset(
        marked.words[at] for f in marked.of("finding") for at in range(*f)
    ),
    "looked-because": _looked_because,
    "opening": lambda marked, claim: _opening(marked),
    "under-reason": lambda marked, claim: under_reason(marked.marker.aligned, marked.said),
    "retells-reason": lambda marked, claim: retells_reason(marked.marker.aligned, marked.said),
    # of the neighbours
    "before-tells": lambda marked, claim: _tells(marked, True),
    "before-tells-thing": lambda marked, claim: _tells(marked, False),
    "before-found": lambda marked, claim: _found_before(marked),
    "before-feels": lambda marked, claim: _felt_before(marked),
    "before-errand": lambda marked, claim: _errand_before(marked),
    "before-test": lambda marked, claim: _test_before(marked),
    "around-open": lambda marked, claim: any(m.has("open") for m in _around(marked)),
    "around-examined": lambda marked, claim: any(examines(m) for m in _around(marked)),
    "under-open": lambda marked, claim: _under_open(marked),
    "behind-open": lambda marked, claim: _open_behind(marked),
}
