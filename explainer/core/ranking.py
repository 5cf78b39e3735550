"""Which findings are told first, and why: urgent, asked for by the report, linked to the reason, then the card's priority."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from explainer.core.evidence import fitting_card
from explainer.core.holds import Alert
from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.knowledge.library import Card, Library
from explainer.core.values import Fact, Priority, Reading, Recommendation

#: Parts that can share one symptom: a scan for pain in the first is also about the others.
_NEAR: tuple[frozenset[str], ...] = (
    frozenset({"spine", "lumbar-spine", "sacrum", "pelvis", "hip"}),
    frozenset({"spine", "cervical-spine", "neck", "shoulder"}),
    frozenset({"spine", "thoracic-spine", "chest-wall"}),
    frozenset({"head", "brain", "skull", "orbit", "sinus", "ear", "face"}),
    frozenset({"chest", "lung", "pleura", "heart", "mediastinum", "chest-wall"}),
    frozenset({"abdomen", "liver", "gallbladder", "bile-duct", "pancreas", "spleen", "kidney", "ureter", "bladder", "bowel", "stomach", "peritoneum", "abdominal-wall"}),
    frozenset({"pelvis", "uterus", "ovary", "cervix-uteri", "bladder", "prostate"}),
    frozenset({"testis", "scrotum"}),
    frozenset({"knee", "lower-leg", "thigh"}),
    frozenset({"ankle", "foot"}),
    frozenset({"shoulder", "arm"}),
    frozenset({"elbow", "forearm"}),
    frozenset({"wrist", "hand"}),
    frozenset({"fetus", "placenta", "uterus"}),
)  # fmt: skip
_CARD_ORDER = {"critical": 0, "actionable": 1, "degenerative": 2, "incidental": 3}
_FOLLOW_UP = re.compile(
    r"\b(?:mri|mr|ct|pet|ultrasound|ultrasono\w*|sonogra\w*|imaging|radiographs?|x-?rays?|scans?|mammogra\w*|biops\w*|follow-?up|repeat|surveillance|aspiration|sampling)\b"
)
_BY_CHANCE_CATEGORIES = frozenset({"incidental", "congenital"})
_TOLD = frozenset({"present", "possible", "historical"})
_INCLUDING = re.compile(r"^[a-z ]{0,20},? ?\b(?:including|such as|consisting of|namely|with)\b")
#: What a report may spell out: a word for findings of a kind, and no finding of its own.
_GENERAL = frozenset({"degenerative-change"})
_NEVER_BY_CHANCE = frozenset({"neoplastic", "infectious", "traumatic"})


@dataclass(frozen=True, slots=True)
class Group:
    """Facts told as one item: the same thing at several levels or sides. ``asked`` are the report's own requests.

    ``covers`` are general facts that the report itself spells out as this one ("degenerative changes including …").
    """

    facts: tuple[Fact, ...]
    card: Card | None
    priority: Priority
    why: str
    rank: tuple[int, ...]
    asked: tuple[Recommendation, ...]
    linked: bool
    urgent: bool
    by_chance: bool
    covers: tuple[Fact, ...] = ()

    @property
    def first(self) -> Fact:
        """The fact that names the group."""
        return self.facts[0]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its facts, those it covers included."""
        return tuple(f.id for f in (*self.facts, *self.covers))


def roots(site: str | None, lexicon: Lexicon) -> tuple[str, ...]:
    """A part of the body and all parts that hold it."""
    if site is None or site not in lexicon.anatomy:
        return ()
    return (site, *lexicon.ancestors(site))


def near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two parts, each with the parts that hold it, can share a symptom."""
    if any(a in other for a in one):
        return True
    return any(any(a in zone for a in one) and any(b in zone for b in other) for zone in _NEAR)


def _placed(where: Sequence[str]) -> bool:
    """Whether a part lies in a region of the body: vessels, lymph nodes or bone at large lie in none."""
    return any(part in zone for part in where for zone in _NEAR)


def _site(fact: Fact, lexicon: Lexicon) -> tuple[str, ...]:
    concept = lexicon.concepts.get(fact.concept)
    return roots(fact.site or (concept.site if concept is not None else None), lexicon)


def asked_sites(reading: Reading, lexicon: Lexicon) -> tuple[tuple[tuple[str, ...], str | None], ...]:
    """The parts of the body that the reason for the scan names, each with its side."""
    found: list[tuple[tuple[str, ...], str | None]] = []
    for mention in reading.findings:
        if mention.section not in ("indication", "history"):
            continue
        concept = lexicon.concepts.get(mention.concept)
        where = roots(mention.site or (concept.site if concept is not None else None), lexicon)
        if where:
            found.append((where, mention.laterality))
    return tuple(found)


def asked_for(reading: Reading, fact: Fact, lexicon: Lexicon) -> tuple[Recommendation, ...]:
    """What the report asks for about a fact: in its own sentence, on its own line of the impression, or by name."""
    by_id = {f.id: f for f in reading.findings}
    told = [by_id[m] for m in fact.mentions if m in by_id]
    text = reading.text
    result: list[Recommendation] = []
    for advice in reading.recommendations:
        inside = [f for f in reading.findings if advice.start <= f.start < advice.end]
        for mention in told:
            same = advice.start <= mention.start < advice.end
            joined = mention.end <= advice.start and "\n" not in text[mention.end : advice.start].strip(" ")
            clear = joined and not any(
                mention.end <= f.start < advice.start
                and f.status in ("present", "possible")
                and f.concept != fact.concept
                for f in reading.findings
            )
            named = mention.section == "impression" and any(lexicon.related(f.concept, fact.concept) for f in inside)
            if same or (clear and advice.start - mention.end < 160) or named:
                result.append(advice)
                break
    return tuple(result)


def _rank(
    reading: Reading, facts: tuple[Fact, ...], card: Card | None, alerts: Sequence[Alert], lexicon: Lexicon,
    sites: Sequence[tuple[tuple[str, ...], str | None]], regions: Sequence[tuple[str, ...]], order: int,
) -> Group:  # fmt: skip
    ids = {f.id for f in facts}
    alert = next((a for a in alerts if ids & set(a.facts)), None)
    asked: list[Recommendation] = []
    for fact in facts:
        asked += [a for a in asked_for(reading, fact, lexicon) if a not in asked]
    where = [_site(f, lexicon) for f in facts]
    sides = {f.laterality for f in facts}
    linked = any(
        near(w, s) and not (side in ("left", "right") and sides and sides <= {"left", "right"} - {side})
        for w in where
        if w
        for s, side in sites
    )
    same_side = any(side in ("left", "right") and side in sides for _, side in sites)
    outside = bool(regions) and all(_placed(w) and not any(near(w, r) for r in regions) for w in where)
    chance = (
        (card is not None and card.priority == "incidental") or facts[0].category in _BY_CHANCE_CATEGORIES or outside
    )
    asked_of = any(f.status == "indication" and lexicon.related(f.concept, facts[0].concept) for f in reading.findings)
    whole = any(w and w[0] == r[0] for w in where for r in regions)
    chance = chance and not asked_of and not whole and not (alerts and linked)
    historical = facts[0].status == "historical"
    impression = any(f.in_impression for f in facts)
    priority: Priority
    if alert is not None:
        priority, why = "urgent", f"on the list of critical findings ({alert.row.id}, {alert.row.category})"
    elif asked:
        priority, why = "actionable", "the report itself asks for something about it"
    elif card is not None and card.priority in ("critical", "actionable") and not historical:
        priority = "actionable"
        why = (
            "linked to the reason for the scan; its evidence card asks for action"
            if linked
            else "its evidence card asks for action"
        )
    elif linked and not chance:
        priority, why = "relevant", "in the part of the body that the reason for the scan names"
    elif chance or historical:
        priority = "incidental"
        why = "known from before" if historical else "found by chance, apart from the reason for the scan"
    else:
        priority, why = "relevant", "named in the impression" if impression else "told in the findings"
    if card is not None and card.priority == "degenerative" and priority == "relevant":
        why += "; degenerative"
    rank = (
        0 if alert is not None else 1,
        0 if asked else 1,
        2 if historical else 0 if linked and not chance else 1,
        0 if same_side else 1,
        1 if chance else 0,
        _CARD_ORDER[card.priority] if card is not None else 2,
        0 if impression else 1,
        order,
    )
    by_chance = (
        chance
        and facts[0].category not in _NEVER_BY_CHANCE
        and alert is None
        and not asked
        and not (linked and card is None)
    )
    return Group(facts, card, priority, why, rank, tuple(asked), linked, alert is not None, by_chance)


def _key(fact: Fact, lexicon: Lexicon) -> tuple[str, ...]:
    concept = lexicon.concepts.get(fact.concept)
    place = fact.site or "" if concept is None or concept.generic or concept.site is None else ""
    return fact.concept, fact.status, fact.certainty, place


def group_facts(reading: Reading, alerts: Sequence[Alert], library: Library, lexicon: Lexicon) -> tuple[Group, ...]:
    """The findings to tell, joined by kind and ranked; absent and normal facts are left to the negatives."""
    regions: list[tuple[str, ...]] = []
    names = lexicon.parts_by_name
    for region in reading.exam.regions:
        if region in names:
            regions.append(roots(names[region], lexicon))
    sites = asked_sites(reading, lexicon)
    joined: dict[tuple[str, ...], list[Fact]] = {}
    covered = _spelled_out(reading)
    for fact in reading.facts:
        if fact.status in _TOLD and fact.id not in covered:
            card = fitting_card(fact, reading, library, lexicon)
            if fact.category == "normal" and (card is None or not fact.in_impression):
                continue  # a result that has a card of its own is told ("BI-RADS 2")
            joined.setdefault((*_key(fact, lexicon), card.id if card is not None else ""), []).append(fact)
    groups = []
    for number, facts in enumerate(joined.values()):
        card = fitting_card(facts[0], reading, library, lexicon)
        group = _rank(reading, tuple(facts), card, alerts, lexicon, sites, regions, number)
        general = tuple(reading.fact(id) for id, specific in covered.items() if specific in group.ids)
        groups.append(replace(group, covers=general) if general else group)
    return tuple(sorted(groups, key=lambda g: g.rank))


def _spelled_out(reading: Reading) -> dict[str, str]:
    """General facts and, for each, the first of the findings the report spells it out as, in all its mentions."""
    by_id = {f.id: f for f in reading.findings}
    fact_of = {m: k for k in reading.facts for m in k.mentions}
    found: dict[str, str] = {}
    for fact in reading.facts:
        if (
            fact.concept not in _GENERAL
            or fact.status not in _TOLD
            or fact.severity
            or fact.measurements
            or fact.change is not None
        ):
            continue
        firsts: list[str] = []
        for id in fact.mentions:
            mention = by_id[id]
            behind = reading.text[mention.end : mention.end + 60].lower()
            if _INCLUDING.match(behind) is None:
                break
            inside = (
                f
                for f in reading.findings
                if f.sentence == mention.sentence and f.start > mention.end and f.id in fact_of
            )
            first = next(
                (fact_of[f.id] for f in inside if fact_of[f.id] is not fact and fact_of[f.id].status in _TOLD), None
            )
            if first is None:
                break
            firsts.append(first.id)
        else:
            if firsts and not any(first in found for first in firsts):
                found[fact.id] = firsts[0]
    return found


def number_allowed(group: Group) -> bool:
    """Whether a number may stand beside a finding: none for urgent, suspicious, doubtful, new or followed-up ones."""
    first = group.first
    if group.urgent or first.status != "present" or first.category in ("neoplastic", "traumatic", "infectious"):
        return False
    if group.card is not None and group.card.priority == "critical":
        return False
    if any(f.change in ("new", "increased") for f in group.facts):
        return False
    return not any(_FOLLOW_UP.search(advice.what.lower()) for advice in group.asked)
