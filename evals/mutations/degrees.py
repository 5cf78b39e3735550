"""Grade, certainty and change told otherwise than the report has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.letter import Letter, Said, stem
from evals.mutations.places import cased
from evals.mutations.values import Operator, Spoiled

_GRADES = {
    "minimal": ("minimal", "minimally", "trace", "very mild", "tiny"),
    "mild": ("mild", "mildly", "slight", "slightly", "minor"),
    "moderate": ("moderate", "moderately", "medium"),
    "severe": ("severe", "severely", "marked", "markedly", "advanced", "high-grade"),
}
_FAR = {
    "minimal": ("severe", "moderate"),
    "mild": ("severe", "moderate"),
    "moderate": ("severe", "mild"),
    "severe": ("mild", "minimal", "moderate"),
}
_GRADE_WORD = re.compile(
    r"\b(minimal(?:ly)?|trace|mild(?:ly)?|slight(?:ly)?|moderate(?:ly)?|severe(?:ly)?|marked(?:ly)?|advanced)\b(?![- ]to[- ]| or )",
    re.I,
)


def _grade_of(word: str) -> str:
    low = word.lower()
    return next(g for g, words in _GRADES.items() if low in words)


def _open(letter: Letter, said: Said, m: re.Match[str]) -> bool:
    return not letter.quoted(said.start + m.start(), said.start + m.end())


def _regraded(word: str, grade: str) -> str:
    return cased(grade + ("ly" if word.lower().endswith("ly") else ""), word)


def grade_swapped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A grade told as another one."""
    for said, facts in letter.stating():
        hits = [m for m in _GRADE_WORD.finditer(said.text) if _open(letter, said, m)]
        for m in hits:
            if re.search(r"(?:\bno|\bnot|n't) (?:\w+ )?$", said.text[: m.start()].lower()):
                continue
            grade = _grade_of(m.group())
            graded = [f for f in facts if f.severity == grade]
            if not graded:
                continue
            others = {f.severity for g in graded for f in letter.alike(g)} | {
                _grade_of(h.group()) for h in hits if h is not m
            }
            choices = [g for g in _FAR[grade] if g not in others and not any(o and g in o for o in others)]
            if choices:
                new = random.choice(choices)
                yield letter.edit(
                    said.start + m.start(),
                    said.start + m.end(),
                    _regraded(m.group(), new),
                    f"{grade} told as {new} ({graded[0].name})",
                )


def grade_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A grade given to a finding that the report does not grade, at the head of its line."""
    for said, facts in letter.stating(status=("present",)):
        ungraded = [f for f in facts if f.severity is None and all(g.severity is None for g in letter.alike(f))]
        if (
            len(facts) != 1
            or not ungraded
            or said.start != said.line.body
            or not said.own
            or not _GRADABLE.search(facts[0].name)
        ):
            continue
        if _GRADE_WORD.search(said.text) or letter.in_report(r"\b(?:severe|marked|advanced|extensive|massive|grade)\b"):
            continue
        m = re.match(r"(A |An |The )?(?=[A-Za-z])", said.text)
        lead = m.group() if m else ""
        first = said.text[len(lead) :].split(" ", 1)[0]
        if (
            lead == "The "
            or first.lower() not in {w.lower() for w in letter.facts[ungraded[0].id].name.split()} | _NOUNS
        ):
            continue
        grade = random.choice(("severe", "mild", "advanced"))
        rest = first[:1].lower() + first[1:] if not first[:2].isupper() else first
        new = (f"A{'n' if grade == 'advanced' else ''} {grade} " if lead else f"{grade.capitalize()} ") + rest
        yield letter.edit(
            said.start,
            said.start + len(lead) + len(first),
            new,
            f"called {grade}; the report gives no grade ({ungraded[0].name})",
        )


#: Findings that have a grade at all.
_GRADABLE = re.compile(
    r"narrow|stenosis|arthr|degenerat|edema|effusion|thicken|atrophy|steatosis|emphysema|calcification|swelling|bursitis|tendin|scolio|kyphosis|dilat|enlarg|cartilage|bulge|"
    r"protrusion|loss|stranding|congestion|fibrosis|atelectasis|compression|fluid|hydro",
    re.I,
)
_NOUNS = frozenset(
    "narrow narrowing arthritis fluid calcium swelling scarring tear thickening bulging disc bone joint extra enlarged thick wide small "
    "large shrinking inflamed fatty stones pouches".split()
)


def grade_sentence_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that grades a finding against the report."""
    for said in letter.said:
        f = letter.lone(said)
        if f is None:
            continue
        likes = {g.severity for g in letter.alike(f)}
        if f.severity in ("mild", "minimal") and likes <= {"mild", "minimal", None}:
            new = random.choice(
                ("It is quite severe.", "The change is severe.", "This is an advanced stage.", "The degree is severe.")
            )
        elif f.severity == "severe" and likes <= {"severe", None}:
            new = random.choice(
                ("It is only mild.", "The change is mild.", "This is a slight change.", "The degree is mild.")
            )
        elif f.severity == "moderate" and likes <= {"moderate", None}:
            new = random.choice(("It is severe.", "The degree is severe.", "The change is mild."))
        else:
            continue
        yield letter.added(
            said,
            new if letter.audience == "patient" else new.replace("It is", "This is"),
            f"graded against the report, {f.severity} ({f.name})",
        )


# -- certainty --------------------------------------------------------------------------------------------------------

_SURER = (
    (r"\bmay be\b", ("is",)), (r"\bmight be\b", ("is",)), (r"\bcould be\b", ("is",)), (r"\bmay have\b", ("has",)), (r"\bcould have\b", ("has",)),
    (r"\bmay mean\b", ("means",)), (r"\bmay show\b", ("shows",)), (r"\b(?:possible|possibly|probable|suspected|likely) ", ("", "definite ", "confirmed ")),
    (r"\b(?:probably|most likely|likely) ", ("", "clearly ", "definitely ")), (r"\bis possible\b", ("is certain", "is confirmed")), (r"\blooks like\b", ("is",)),
    (r"\bseems to be\b", ("is",)), (r"\bappears to be\b", ("is",)), (r"\bis (?:suspected|likely)\b", ("is confirmed", "is present")),
    (r"\bsuspicious for\b", ("diagnostic of",)), (r"\bthe scan can't (?:tell|rule (?:it|this) out) for sure\b", ("the scan proves it",)),
    (r"\bcannot be (?:excluded|ruled out)\b", ("is present", "has been confirmed")), (r"\bmay\b(?= (?:point|suggest|reflect|represent))", ("does",)),
    (r"\bthis is not certain\b", ("this is certain",)), (r"\bit doesn't say this is certain\b", ("It says this is certain",)),
    (r"\bpossible, not (?:certain|proven)\b", ("certain", "proven")), (r"\bin keeping with\b", ("proof of",)), (r"\bconsistent with\b", ("proof of",)),
)  # fmt: skip
_LINKING = re.compile(r"linked|cause|symptom|pain|hurt|how you feel|play a part|with or without|may or may not", re.I)


def doubt_dropped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """What the report holds possible, stated as certain."""
    for said, facts in letter.stating(status=("possible", "present")):
        doubted = [f for f in facts if f.status == "possible"]
        if not doubted or any(
            f.status == "present" and f.concept == d.concept for d in doubted for f in letter.facts.values()
        ):
            continue
        if _LINKING.search(said.text):
            continue
        for pattern, news in _SURER:
            for m in re.finditer(pattern, said.text, re.I):
                if _open(letter, said, m) and not re.search(r"\b(?:not|n't|less|un)\s*$", said.text[: m.start()]):
                    new = random.choice(news)
                    rest = said.text[m.end() : m.end() + 1]
                    if not new and m.start() == 0:
                        yield letter.in_clause(
                            letter.edit(
                                said.start,
                                said.start + m.end() + 1,
                                rest.upper(),
                                f"doubt dropped: {m.group().strip()!r} ({doubted[0].name})",
                            )
                        )
                    else:
                        yield letter.in_clause(
                            letter.edit(
                                said.start + m.start(),
                                said.start + m.end(),
                                cased(new, m.group()),
                                f"{m.group().strip()!r} told as {new!r} ({doubted[0].name})",
                            )
                        )._replace(
                            span=(said.start + max(0, m.start() - 20), said.start + m.end() + len(new) - len(m.group()))
                        )


_DOUBTED = (
    (r"\bThere is\b", ("There may be", "There might be", "There could be")), (r"\bThere are\b", ("There may be", "There might be")),
    (r"\bThe scan shows\b", ("The scan may show", "The scan might show")), (r"\bThe scan showed\b", ("The scan may show",)),
    (r"\b(?P<it>[Ii]t|[Tt]his) is (?=(?:torn|narrow|broken|swollen|enlarged|thick|blocked|inflamed|mildly|moderately|severely))", (r"\g<it> may be ",)),
    (r"\bis (?=(?:mildly|moderately|severely) (?:narrow|thick|wide))", ("may be ", "might be ")), (r"\bis (?=(?:torn|broken|swollen|enlarged|blocked|inflamed)\b)", ("may be ", "is possibly ")),
    (r"\bhas (?=an? (?:tear|break|cyst|lump|bulge|mild|moderate|severe|small|large)\b)", ("may have ", "possibly has ")),
    (r"\bshows? (?=(?:mild|moderate|severe|a |an |arthritis|change))", ("may show ",)), (r"\bwas (?=(?:seen|found)\b)", ("was possibly ", "may have been ")),
    (r"\bsticks out\b", ("may stick out",)), (r"\bpresses on\b", ("may press on",)), (r"\btouches\b", ("may touch",)),
    (r"\bhas lost\b", ("may have lost",)), (r"\bhas (?:slipped|moved)\b", ("may have moved",)), (r"\bstick out\b", ("may stick out",)),
)  # fmt: skip


def doubt_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """What the report is sure of, told as possible."""
    for said, facts in letter.stating(status=("present",)):
        sure = [f for f in facts if f.certainty == "definite"]
        if not sure or len(sure) != len(facts) or _LINKING.search(said.text) or not said.own:
            continue
        if any(g.status == "possible" for f in sure for g in letter.alike(f)) or re.search(
            r"\b(?:may|might|could|possib|likely|no|not)\b|n't", said.text
        ):
            continue
        for pattern, news in _DOUBTED:
            m = re.search(pattern, said.text)
            if m and _open(letter, said, m):
                new = m.expand(random.choice(news))
                yield letter.in_clause(
                    letter.edit(
                        said.start + m.start(),
                        said.start + m.end(),
                        new,
                        f"{m.group().strip()!r} told as {new.strip()!r} ({sure[0].name})",
                    )
                )
                break


_BEFORE = frozenset(
    "mild moderate severe minimal small large left right bilateral new long narrow thick torn wide".split()
)


def possible_put_before(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """ "Possible" put before a sure finding that heads a line."""
    for said, facts in letter.stating(status=("present",)):
        sure = [f for f in facts if f.certainty == "definite"]
        if len(sure) != 1 or len(facts) != 1 or said.start != said.line.body or not said.own:
            continue
        if any(g.status == "possible" for g in letter.alike(sure[0])) or re.search(
            r"\b(?:is|are|was|has|have|shows?|no|not|may)\b", said.text.split("(", 1)[0]
        ):
            continue
        first = said.text.split(" ", 1)[0]
        named = stem(first) in {r for way in letter.ways(sure[0]) for r in way} or first.lower() in _BEFORE
        if not first.isalpha() or first.isupper() or not named:
            continue
        word = random.choice(("Possible", "Probable", "Suspected"))
        new = f"{word} {first.lower()}"
        yield letter.in_clause(
            letter.edit(said.start, said.start + len(first), new, f"told as {word.lower()} ({sure[0].name})")
        )


def certainty_sentence_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that makes a possible finding sure, or a sure one doubtful."""
    for said, facts in letter.stating(status=("present", "possible")):
        f = facts[0]
        if (
            (letter.lone(said) is None and f.status == "present")
            or len(facts) != 1
            or any(g.status != f.status for g in letter.alike(f))
            or f.concept.startswith("birads")
        ):
            continue
        if f.status == "possible":
            new = random.choice(
                (
                    "There is no doubt about this.",
                    "This is certain.",
                    "This has been confirmed.",
                    "The report is sure of this.",
                )
            )
        else:
            new = random.choice(
                (
                    "It is not certain that this is there.",
                    "The report is not sure about this.",
                    "This is only a possibility.",
                    "This finding is only suspected.",
                )
            )
        yield letter.added(said, new, f"certainty against the report, {f.status}/{f.certainty} ({f.name})")


# -- change -----------------------------------------------------------------------------------------------------------

_CHANGES = (
    ("stable", r"\b(?:has|have) not (?:clearly )?changed\b", ("has grown since then", "has become larger", "has become worse", "is new")),
    ("stable", r"\b(?:is|are) (?:unchanged|stable|the same)\b", ("has grown", "has gotten worse", "is new")),
    ("stable", r"\b(?:unchanged|stable)\b", ("new", "increased", "progressive", "worsening")),
    ("new", r"\bnew\b", ("unchanged", "stable", "old and unchanged")),
    ("increased", r"\b(?:has|have) (?:grown|become (?:larger|bigger|narrower|worse)|increased|progressed|got(?:ten)? (?:larger|bigger|worse))\b", ("has not changed", "has become smaller", "has improved")),
    ("increased", r"\b(?:increased|progressed|larger|worse|enlarged)\b(?= (?:since|compared|than|from))", ("unchanged", "decreased", "smaller")),
    ("increased", r", increased\b", (", stable", ", decreased")),
    ("decreased", r"\b(?:has|have) (?:shrunk|become smaller|decreased|improved|got(?:ten)? (?:smaller|better))\b", ("has grown", "has not changed", "has become larger")),
    ("decreased", r"\b(?:decreased|smaller|improved)\b", ("increased", "larger", "unchanged")),
    ("decreased", r"\blower by\b", ("higher by",)),
    ("resolved", r"\b(?:has|have) (?:gone|resolved|cleared|healed|disappeared)(?: away)?\b", ("is still there", "has grown")),
    ("resolved", r"\bresolved\b", ("unchanged", "worse")),
)  # fmt: skip


def change_swapped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The course of a finding told the other way."""
    for said, facts in letter.stating(status=("present", "possible", "historical", "absent")):
        for value, pattern, news in _CHANGES:
            moved = [f for f in facts if f.change == value]
            if not moved:
                continue
            for m in re.finditer(pattern, said.text, re.I):
                if not _open(letter, said, m) or re.search(r"\b(?:no|not|not a) $|n't $", said.text[: m.start()]):
                    continue
                new = random.choice(news)
                if (
                    value == "new"
                    and re.match(r" (?:problem|broken)", said.text[m.end() :])
                    and letter.audience == "patient"
                    and not any(f.status == "present" for f in moved)
                ):
                    continue
                before = said.text[: m.start()].split()
                if (
                    new.startswith(("has", "is"))
                    and before
                    and before[-1].lower() in ("they", "both", "these", "nodules", "spots", "cysts", "two", "stones")
                ):
                    new = new.replace("has", "have", 1) if new.startswith("has") else new.replace("is", "are", 1)
                yield letter.edit(
                    said.start + m.start(),
                    said.start + m.end(),
                    cased(new, m.group()),
                    f"{value} told as {new!r} ({moved[0].name})",
                )


_COURSE = {
    "patient": (
        "It has grown since your last scan.", "This is new since the last time.", "It has not changed since your last scan.", "This has gotten worse over the past year.",
        "Compared with before, it looks better.", "It has become larger over time.", "It is smaller than it was.", "It was not there on your earlier scan.",
        "It looks the same as before.", "This has improved since the last scan.", "It has been stable over the years.", "It has clearly progressed.",
    ),
    "clinician": (
        "Increased since the prior study [R].", "New since the prior examination [R].", "Unchanged from prior [R].", "Interval progression [R].", "Interval improvement [R].",
        "Stable compared with the previous exam [R].", "Decreased in size since the prior [R].", "This has progressed since the last study.", "Not present on the prior study [R].",
    ),
}  # fmt: skip


def _course_of(sentence: str) -> str:
    low = sentence.lower()
    if re.search(r"new since|not there|not present", low):
        return "new"
    if re.search(r"not changed|unchanged|stable|same as", low):
        return "stable"
    return "decreased" if re.search(r"better|smaller|improve|decreas", low) else "increased"


def change_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A course of illness that the report does not tell."""
    for said in letter.said:
        fact = letter.lone(said)
        if fact is None or any(g.change for g in letter.alike(fact)):
            continue
        if "acute" in fact.name or "new" in said.text.lower():
            continue
        words = list(_COURSE[letter.audience])
        if letter.in_report(r"unchanged|stable|chronic|long-?standing|no (?:interval|significant) change"):
            words = [w for w in words if _course_of(w) != "stable"]
        if letter.in_report(r"\bnew\b|interval|progress|compared (?:with|to)|prior (?:study|exam|ct|mr)"):
            words = [w for w in words if _course_of(w) == "decreased"]
        yield letter.added(said, random.choice(words), f"a course the report does not tell ({fact.name})")


def change_against(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that tells another course than the report's."""
    for said in letter.said:
        fact = letter.lone(said)
        if fact is None or not fact.change or any(g.change not in (fact.change, None) for g in letter.alike(fact)):
            continue
        words = [w for w in _COURSE[letter.audience] if _course_of(w) != fact.change]
        if fact.change == "new":
            words = [w for w in words if _course_of(w) != "increased"]
        yield letter.added(said, random.choice(words), f"{fact.change} in the report ({fact.name})")


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "severity-mismatch": (grade_swapped, grade_added, grade_sentence_added),
    "certainty-mismatch": (doubt_dropped, doubt_added, possible_put_before, certainty_sentence_added),
    "change-mismatch": (change_swapped, change_added, change_against),
}
