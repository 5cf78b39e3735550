"""Claims by their form: shares of people, multiples of a risk, how long things last, what all such things do, how one wore another.

None needs a word that only a claim has: "Nodules of 7 mm turn out to be cancer in about one in twenty" is told by its plural with no
article, by its share and by its verb.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.numbers import numbers_of, word_value
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.clauses import begins, denies, first_of, left_open

_QUIET = frozenset({"help", "not-stated", "reason", "questions", "sources"})
_PEOPLE = frozenset(
    "people person adult woman man patient case child smoker runner athlete us them those cases folks individual individuals sufferer everyone population year annum lifetime time times".split()
)
_CHANCES = frozenset(
    "chance chances risk likelihood probability odds danger likely often common probable frequent prone apt".split()
)
_TO_THE = frozenset("in of per from among".split())
_ORDINALS = {
    "second": 50.0,
    "third": 33.0,
    "fourth": 25.0,
    "fifth": 20.0,
    "sixth": 17.0,
    "eighth": 12.5,
    "tenth": 10.0,
    "hundredth": 1.0,
}
_MULTIPLES = frozenset("twice double triple quadruple twofold threefold fourfold fivefold tenfold treble half".split())
_MULTIPLYING = frozenset(
    "double doubles doubled triple triples tripled quadruple quadruples halve halves halved multiply multiplies quarters".split()
)
_UNITS = frozenset("day week month year decade hour fortnight century".split())
_FEW = frozenset("few couple several some many half".split())
#: What things do over time, in the present or to come.
_FARING = frozenset(
    "last hold survive endure heal mend knit join unite settle shrink close fail loosen recover dissolve resolve fade clear pass disappear vanish calm subside "
    "improve worsen progress advance rupture burst take need require return function serve live die regrow grow harden soften stiffen spread double "
    "reach go repair regenerate reabsorb thicken thin widen narrow deteriorate ease cease stop be keep stay remain expect cost shorten rob steal shave".split()
)
_FARING_SELF = frozenset("be keep stay remain go take need require expect reach hold pass close clear stop".split())
_SO_LONG = frozenset("within in for after inside over every".split())
_BYGONE = frozenset(
    "ago since old age aged history last previous earlier before was were had did began started been prior known taken seen".split()
)
#: What such things do, told of all of them.
_KIND_DOES = frozenset(
    "prove burst rupture break tear heal last fail loosen spread bleed disappear vanish dissolve shrink progress worsen recur return mend knit respond tend "
    "resolve calcify clog kill threaten double regress persist behave improve deteriorate".split()
)
_KIND_DOES_SO = {
    "turn": frozenset({"out", "into", "to", "bad", "malignant"}), "grow": frozenset({"together", "back", "bigger", "slowly", "fast", "into", "quickly", "faster", "on", "over"}), "go": frozenset({"away", "on", "bad", "wrong", "down"}),
    "become": frozenset({"cancer", "malignant", "larger", "smaller", "worse", "better", "a", "painful"}), "develop": frozenset({"into"}), "come": frozenset({"back", "from", "with"}), "get": frozenset({"better", "worse", "bigger", "smaller", "stuck"}),
    "wear": frozenset({"out"}), "clear": frozenset({"up"}), "settle": frozenset({"down"}), "stay": frozenset({"small", "quiet", "harmless", "silent", "put"}), "remain": frozenset({"small", "quiet", "harmless", "silent"}),
}  # fmt: skip
_ARTICLES = frozenset("the your this that these those both a an no its their some two three four".split())
#: How one thing can have worn another.
_WEARING = (
    "sawn", "sawing", "saw", "rub", "eaten", "eating", "filed", "filing", "chaf", "scrap", "bored", "boring", "grind", "ground", "dug", "digging", "gnaw", "chew", "scratch", "drill", "pierc",
    "stab", "slic", "shav", "sand", "burrow", "hammer", "bitten", "biting", "scour", "whittl", "cutting", "cut", "poked", "poking", "spear",
)  # fmt: skip
_THROUGH = frozenset("through into away apart hole holes off".split())
#: Words that make a story of it ("because the spur kept rubbing on it").
_BY_AND_BY = frozenset("because kept keep keeps constantly constant years decades slowly by".split())
_THROUGH_KEPT = _THROUGH | {"on", "against", "at"}
_OUTLOOK = frozenset("outlook prognosis forecast lifespan expectancy".split())
_SAID = frozenset(
    "say says said tell tells told give gives mention mentions describe state states unknown unclear open ask question".split()
)


def reckoned(aligned: Aligned, said: Said, words: Sequence[str]) -> Fault | None:
    """The fault of a sentence that has the form of a claim no source of the plan makes."""
    if said.label in _QUIET or said.kind == "heading":
        return None
    why = (
        _share(aligned, said, words)
        or _multiple(aligned, words)
        or _how_long(aligned, said, words)
        or _kind_does(aligned, said, words)
        or _worn_by(aligned, said, words)
        or _since_you(said, words)
        or _outlook(aligned, words)
    )
    return Fault(said.span, f"{why}, which neither the report nor the evidence holds", suggestion="") if why else None


def _value(word: str) -> float | None:
    if word[:1].isdigit():
        head = word.replace(",", "")
        return float(head) if re.fullmatch(r"[0-9]{1,9}(?:\.[0-9]{1,4})?", head) else None
    return word_value(word) if word[:1] in _NUMBER_LETTERS else None


#: What a number word begins with.
_NUMBER_LETTERS = frozenset("ofstenzh")


def _shares_in(texts: Iterable[str]) -> set[float]:
    """The shares that some texts give, in percent."""
    found: set[float] = set()
    for text in map(fold, texts):
        found.update(n.value for n in numbers_of(text, 0, len(text)) if n.unit == "%")
        words = [t.lemma for t in tokens(text)]
        found.update(
            100 * one / whole
            for at, word in enumerate(words)
            if word in ("in", "of")
            and at
            and (one := _value(words[at - 1]))
            and (whole := _whole(words, at + 1))
            and whole > one
        )
    return found


def _told_shares(aligned: Aligned, said: Said) -> set[float]:
    """The shares that the plan or its sources give of what a sentence tells; of anything, where it names no finding."""
    plan = aligned.plan
    about = {f.id for c in aligned.claims_in(said) for f in c.facts()}
    items = [i for i in plan.items if not about or not about.isdisjoint(i.facts)]
    caveats = [c for c in plan.caveats if not about or not about.isdisjoint(c.facts)]
    ids = {id for i in items for id in i.sources} | {id for c in caveats for id in c.sources}
    texts = [i.filled() for i in items] + [c.text for c in caveats]
    return _shares_in(texts + [f for s in plan.sources if s.id in ids for f in s.key_facts])


def _whole(words: Sequence[str], at: int) -> float | None:
    """The number behind "in" or "of every"."""
    while at < len(words) and words[at] in ("every", "each", "a", "the"):
        at += 1
    return _value(words[at]) if at < len(words) else None


_NEAR = 4.0


def _share_held(aligned: Aligned, said: Said, share: float) -> bool:
    """Whether the plan gives a share, or one that rounds to it ("4 in 10" for 41%)."""
    return any(abs(share - told) <= _NEAR for told in _told_shares(aligned, said))


def _share(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """A share of people, in figures or in words ("one in twenty", "thirty per cent of people", "every third adult")."""
    for at, word in enumerate(words):
        share: float | None = None
        last = at
        value = _value(word)
        if value is not None and words[at + 1 : at + 2] in (["%"], ["percent"], ["per"]):
            last = at + 2 if words[at + 1] == "per" else at + 1
            of_people = not _PEOPLE.isdisjoint(words[last + 1 : last + 6]) and not _TO_THE.isdisjoint(
                words[last + 1 : last + 3]
            )
            if of_people or not _CHANCES.isdisjoint(words[max(0, at - 6) : last + 3]):
                share = value
        elif value is not None and (words[at + 1 : at + 2] == ["in"] or words[at + 1 : at + 3] == ["out", "of"]):
            last = at + 2 if words[at + 1] == "in" else at + 3
            while words[last : last + 1] in (["every"], ["each"], ["a"]):
                last += 1
            whole = _value(words[last]) if last < len(words) else None
            if (
                whole is not None
                and whole > value
                and whole >= _LEAST_WHOLE
                and words[last + 1 : last + 2]
                not in (["week"], ["month"], ["day"], ["year"], ["mm"], ["cm"], ["%"], ["time"])
            ):
                share = 100 * value / whole
        elif (
            word == "every"
            and words[at + 1 : at + 2]
            and words[at + 1] in _ORDINALS
            and not _PEOPLE.difference(("year", "time")).isdisjoint(words[at + 2 : at + 4])
        ):
            share = _ORDINALS[words[at + 1]]
        if (
            share is not None
            and not (_share_held(aligned, said, share) and _is_prevalence(aligned, words))
            and not left_open(words, at)
        ):
            return "gives a share"
    return ""


_LEAST_WHOLE = 2
#: Words by which a share tells what becomes of people, and not who has a thing; held only where the plan uses them too.
_BECOMING = frozenset(
    "burst burst rupture die turn become malignant cancer heal later risk chance operation surgery colic recover end within lose grow tear widen bleed stroke loosen fail progress free".split()
)


def _is_prevalence(aligned: Aligned, words: Sequence[str]) -> bool:
    """Whether a sentence says no more of people than that they have a thing, or only what the plan says too."""
    return all(aligned.reading.prepared.says(f" {w}") for w in _BECOMING.intersection(words))


def _multiple(aligned: Aligned, words: Sequence[str]) -> str:
    """A risk told as a multiple of another ("three times higher chance", "doubles the risk")."""
    for at, word in enumerate(words):
        value = _value(word)
        times = (value is not None and words[at + 1 : at + 2] in (["time"], ["times"], ["fold"])) or word in _MULTIPLES
        reach = words[at + 1 : at + 8]
        if (
            times
            and not _CHANCES.isdisjoint(reach)
            and ({"as", "the", "higher", "greater", "more", "lower", "larger"} & set(reach))
        ):
            pass
        elif not (word in _MULTIPLYING and not _CHANCES.isdisjoint(words[at + 1 : at + 6])):
            continue
        if word == "half" and words[at - 1 : at] in (["right"], ["left"], ["upper"], ["lower"], ["other"]):
            continue  # "in the right half of the liver is most likely …"
        if left_open(words, at) or any(w in aligned.reading.prepared.said for w in ("odds", "times as", "twice as")):
            continue
        return "gives a multiple of a risk"
    return ""


def _how_long(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """How long a thing lasts or takes, in a time that neither the report nor the plan gives ("last fifteen years on average")."""
    if not _BYGONE.isdisjoint(w for w in words if w != "last") or "you" in words[:2]:
        return ""
    for at, word in enumerate(words):
        if word not in _UNITS or at == 0:
            continue
        first = at - 1
        if words[first] == "of" and first:
            first -= 1
        value = _value(words[first])
        vague = words[first] in _FEW or (words[first] == "a" and words[first - 1 : first] == ["half"])
        if (value is None and not vague) or _time_held(aligned, value, word):
            continue
        start = first
        while start > 0 and (
            words[start - 1]
            in (
                "to",
                "or",
                "and",
                "a",
                "about",
                "around",
                "some",
                "roughly",
                "at",
                "least",
                "most",
                "only",
                "another",
                "full",
                "good",
                "-",
            )
            or _value(words[start - 1]) is not None
        ):
            start -= 1
        fares = first_of(words, _FARING, begins(words, start), start) if start else None
        fares = next((i for i in range(start - 1, max(-1, start - 9), -1) if words[i] in _FARING), None)
        if (
            fares is None
            or left_open(words, at)
            or (words[fares] == "last" and words[fares - 1 : fares] in (["the"], ["at"], ["your"], ["this"]))
        ):
            continue
        span = start - fares
        strict = words[fares] in _FARING_SELF
        if strict and (
            span > (1 if words[fares] in ("take", "need", "require", "hold") else 4)
            or not (said.mentions or said.places or said.has("deictic"))
        ):
            continue
        if (
            strict
            and words[fares] in ("be", "go", "reach", "keep", "close", "clear", "stop", "pass", "expect")
            and words[start - 1 : start] not in (["within"], ["after"], ["for"])
        ):
            continue
        if not _ASKING.isdisjoint(words) or not _STEPS.isdisjoint(words):
            continue
        return "tells how long it takes or lasts"
    return ""


_ASKING = frozenset(
    "report recommend recommended recommends advised advises suggested suggests ask repeat due call see check visit".split()
)
_STEPS = frozenset("scan mri ct x ultrasound test exam appointment control film".split())


def _time_held(aligned: Aligned, value: float | None, unit: str) -> bool:
    """Whether the report or the plan gives this time."""
    prepared = aligned.reading.prepared
    if value is None:
        return any(f"{few} {unit}" in prepared.report for few in ("few", "several", "some"))
    return any(n.value == value and n.unit == unit for n in (*prepared.report_numbers, *prepared.plan_numbers))


def _kind_does(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What all such things do, told with a plural that has no article ("Aneurysms of 3 mm burst in …")."""
    row = aligned.reading.tokens
    for at in range(min(_HEAD, len(words) - 2)):
        if words[at] in _ARTICLES or not words[at].isalpha():
            return ""
        token = row[said.first + at]
        raw = aligned.reading.folded[token.start : token.end]
        if not (raw.endswith("s") and words[at] != raw and not raw.endswith("'s")):
            continue
        named = (
            any(m.start <= token.start < m.end for m in said.mentions)
            or any(p.start <= token.start < p.end for p in said.places)
            or words[at] in _GROUP
        )
        if not named or words[at + 1 : at + 2] in ([":"], [","], ["-"], ["("]):
            return ""
        for verb in range(at + 1, len(words) - 1):
            if words[verb] in (":", ";", ".") or words[verb] in _PAST:
                return ""
            does = words[verb] in _KIND_DOES or words[verb + 1] in _KIND_DOES_SO.get(words[verb], ())
            if (
                does
                and words[verb - 1] not in ("the", "a", "to", "your", "of", "this", "and", "or", "no")
                and not left_open(words, verb)
            ):
                return "says what all such things do"
        return ""
    return ""


_HEAD = 4
_GROUP = frozenset(
    "implant prosthesis replacement joint change finding stone cyst spot lump crack clot gallstone bone".split()
)
_PAST = frozenset("was were had has have is are seen found can may might could will".split())


def _worn_by(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """How one thing is said to have worn another ("the spur has sawn through the tendon")."""
    if "report" in words or not (said.mentions or said.places):
        return ""
    for at in range(1, len(words) - 2):
        word = words[at]
        if (
            not word.startswith(_WEARING)
            or word in ("scratch", "rubber", "sandwich", "boredom", "groundglass", "grounds", "cutaneous")
            or any(denies(w) for w in words[max(0, at - 4) : at])
        ):
            continue
        if words[at - 1] in ("the", "a", "of", "in", "on", "above", "below", "clear", "low", "under"):
            continue
        if words[at - 1] in ("been", "being", "was", "were", "is", "are", "get"):
            continue  # "bone that has been eaten away" tells of no doer
        kept_at = not _BY_AND_BY.isdisjoint(words[:at])
        through = first_of(words, _THROUGH_KEPT if kept_at else _THROUGH, at + 1, at + 4)
        if through is None or aligned.reading.prepared.says(word[:5]) or left_open(words, at):
            continue
        return "tells how one thing wore another"
    return ""


_DID = frozenset(
    "walked sat stood lifted ran carried worked drank ate smoked put overdid started trained played slept moved bent knelt used wore carry sit stand lift run smoke drink eat "
    "kneel bend overdo wear play neglected ignored waited stopped skipped fell slipped twisted".split()
)


def _since_you(said: Said, words: Sequence[str]) -> str:
    """What a finding is said to come of that the reader did ("came loose since you walked on it too early")."""
    if "you" not in words or words[0] == "you" or not _EXAMS.isdisjoint(words):
        return ""
    came = _CAME if said.mentions or said.places else _CAME - _OF_ANYTHING
    for at in range(2, len(words) - 2):
        if (
            words[at] not in ("since", "because", "as", "after")
            or words[at + 1] != "you"
            or "scan" in words[:at]
            or left_open(words, at)
        ):
            continue
        if (
            first_of(words, _DID, at + 2, at + 5) is not None
            and words[:at].count("you") == 0
            and first_of(words, came, 0, at) is not None
        ):
            return "gives a reason"
    return ""


_EXAMS = frozenset("scan x mri ct ultrasound test exam examination picture image film letter report visit".split())
_OF_ANYTHING = frozenset("come become get has is are form".split())
_CAME = frozenset(
    "came come become became got get tore torn broke broken slipped grew grown formed form has is are worn loosened swelled swollen developed narrowed bulge bulged".split()
)


def _outlook(aligned: Aligned, words: Sequence[str]) -> str:
    """How the future of a finding looks ("the outlook is good")."""
    at = first_of(words, _OUTLOOK, 0, len(words))
    if at is None or not _SAID.isdisjoint(words) or any(denies(w) for w in words) or left_open(words, at):
        return ""
    held = aligned.reading.prepared.says(words[at])
    return "" if held or first_of(words, _FORESEEN, at + 1, at + 8) is None else "tells what is to come"


_FORESEEN = frozenset("is are look looks remain remains seem seems".split())
