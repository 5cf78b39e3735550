"""Activities that a sentence orders: rest, exercise, food, weight on a limb; and the words that only sound like one."""

from __future__ import annotations

from explainer.core.values import Span
from guardrails.alignment import Aligned
from guardrails.reading import Hit, Said
from guardrails.rule import Fault
from guardrails.rules.orders_verbs import in_a_case, opens, permitted

_BEARING = frozenset("non no partial full toe touch protected weight limited".split())


def weight(aligned: Aligned, said: Said, words: list[str]) -> Fault | None:
    """How much weight a limb may bear, ordered with no verb ("Non-weight-bearing")."""
    row = [w for w in words if w.isalpha()]
    at = next((i for i, w in enumerate(row[:4]) if w == "weight"), None)
    if (
        at is None
        or row[at + 1 : at + 2] != ["bearing"]
        or not _BEARING.issuperset(row[: at + 1])
        or said.label == "not-stated"
    ):
        return None
    behind = row[at + 2 : at + 3]
    if aligned.reading.prepared.says("weight") or (
        behind and (behind[0] in _TESTING or behind[0] in ("is", "was", "status"))
    ):
        return None
    return Fault(said.span, "tells the reader what to do (how much weight to bear)", suggestion="")


def _gone_through(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether it is a text that is worked through, and no work of the body."""
    words = [t.lemma for t in aligned.reading.tokens[hit.first : min(said.last, hit.last + 1)]]
    return words in (["work", "through"], ["working", "through"])


def activity(aligned: Aligned, said: Said) -> Fault | None:
    """An order or a leave to do or spare an activity ("You should stay in bed")."""
    reading = aligned.reading
    activities = [
        h for h in said.of("activity") if not _part_of_name(aligned, said, h) and not _gone_through(aligned, said, h)
    ]
    if not activities or said.label == "not-stated":
        return None
    directives = [d for d in said.of("directive") if not in_a_case(aligned, said, d)]
    verbs = [h for h in said.of("treatment-verb") if opens(aligned, said, h)]
    words = reading.lemmas(said)
    asks = any(h.last <= said.first + 6 for h in said.of("safe-step")) or any(
        w in ("ask", "discuss", "talk") for w in words
    )
    if asks and not verbs:
        return None
    for hit in activities:
        name = reading.folded[hit.start : hit.end]
        given = name == "rest" and reading.tokens[hit.first - 1].lemma in ("a", "some")  # "the rest is told below"
        if not given and reading.prepared.says(name):
            continue
        ordered = [
            v
            for v in verbs
            if v.first <= hit.first and hit.first - v.last <= 6 and not _one_of_subjects(words, v.first - said.first)
        ]
        told = [d for d in directives if d.last <= hit.first and hit.first - d.last <= 6]
        told += permitted(aligned, said, hit)
        if (ordered or told) and not _safe(said, ordered, hit):
            start = min(h.start for h in (*ordered, *told, hit))
            return Fault(
                Span(start, hit.end),
                f'tells the reader what to do ("{reading.words(start, hit.end)}")',
                suggestion="Ask your clinician which activities fit you.",
            )
    return None


_GOVERNING = frozenset("need needs for of about like with between".split())


def _one_of_subjects(words: list[str], at: int) -> bool:
    """Whether a word is a thing in a row of things of which something is said ("exercise and work are things to ask about")."""
    behind = words[at + 1 :]
    if behind[:1] not in (["and"], ["or"], [","], ["is"], ["are"]):
        return False
    ahead = words[max(0, at - 5) : at]
    if ahead[-1:] == [","] and not _GOVERNING.isdisjoint(ahead[:-1]) and "you" not in ahead:
        return True  # "it may need time, rest or care"
    verb = next((i for i, w in enumerate(behind[:8]) if w in ("is", "are")), None)
    if verb is None or (not _SHUNNING.isdisjoint(behind[verb:]) and "ask" not in behind):
        return False  # "exercise and work are things to stop"
    return {":", ";", "you", "that"}.isdisjoint(behind[:verb])


_SHUNNING = frozenset(
    "stop avoid avoided stopped skipped drop skip quit limit cut leave out off forbidden over".split()
)
#: Behind an activity these make it a test ("exercise testing").
_TESTING = frozenset("test testing ecg ekg echo echocardiogram study tolerance scan imaging image view film".split())


def _part_of_name(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word for an activity is part of another ("long-standing", "rest of the scan") or of the name of a test ("exercise testing")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else ""
    rest = aligned.reading.tokens[hit.first].lemma == "rest" and (
        behind == "of" or _remainder(aligned, said, hit, behind)
    )
    own = rest or aligned.reading.folded[hit.start - 1 : hit.start] == "-" or behind in _TESTING
    return own or _weighs(aligned, said, hit) or _other_sense(aligned, said, hit)


_SET_GOING = frozenset("that this it things them".split())


def _other_sense(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the word means no activity here ("work-up", "salt water", "to get things moving")."""
    tokens = aligned.reading.tokens
    name = aligned.reading.folded[hit.start : hit.end]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 2)] if t.lemma != "-"]
    before = [t.lemma for t in tokens[max(said.first, hit.first - 2) : hit.first]]
    return (
        (name == "work" and behind[:1] == ["up"])
        or (name == "salt" and behind[:1] == ["water"])
        or (
            name == "moving"
            and before[:1] in (["get"], ["set"], ["keep"])
            and not _SET_GOING.isdisjoint(before[1:])
            and behind[:1] not in (["with"], ["by"])  # "Get it moving with long walks"
        )
    )


_GIVEN_WEIGHT = frozenset(
    "attach attaching attached give giving given lend lending ascribe assign merit deserve add".split()
)
_MORE_WEIGHT = frozenset("carry carries carrying have has hold".split())
_LIMBS = frozenset("leg legs arm arms foot feet ankle ankles wrist wrists hand hands limb body bar belt".split())


def _weighs(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "weight" is how much a finding counts ("before attaching weight to the tear", "carries more weight than the film")."""
    tokens = aligned.reading.tokens
    if tokens[hit.last - 1].lemma != "weight":
        return False
    ahead = [t.lemma for t in tokens[max(said.first, hit.last - 5) : hit.last - 1]]
    behind = [t.lemma for t in tokens[hit.last : min(said.last, hit.last + 5)]]
    if behind[:1] == ["than"]:
        return not _MORE_WEIGHT.isdisjoint(ahead)
    given = not _GIVEN_WEIGHT.isdisjoint(ahead) or (
        hit.last - hit.first > 1 and tokens[hit.first].lemma in _GIVEN_WEIGHT
    )
    return given and behind[:1] == ["to"] and _LIMBS.isdisjoint(behind)


def _remainder(aligned: Aligned, said: Said, hit: Hit, behind: str) -> bool:
    """Whether "rest" opens what is told of all other parts ("Rest [R]: liver normal", "Rest: no other node")."""
    if hit.first != said.first or behind not in (":", "[", "(", "-"):
        return False
    words = aligned.reading.lemmas(said)
    return bool(said.places or said.mentions or "no" in words) and not any(w[0].isdigit() for w in words[:4])


def _safe(said: Said, ordered: list[Hit], hit: Hit) -> bool:
    """Whether the verb is one of asking, bringing or coming to a visit."""
    return any(s.first <= v.first < s.last for s in said.of("safe-step") for v in ordered)
