"""Tests, visits and events that a letter tells as having been, and the report does not hold.

A biopsy that nobody took is as much made up as a tumor that nobody saw. What is told must be told as past; what is asked for,
supposed or still to come is no history.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from explainer.core.language.text import fold
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Example, Fault
from guardrails.rules import invented
from guardrails.rules.clauses import Phrases, begins, denies, ends, first_of, left_open

_QUIET = frozenset({"questions", "sources", "not-stated", "help"})
#: Tests by the words that name them, each with the beginnings of the words by which a report names the same.
_TESTS: Phrases[tuple[str, ...]] = Phrases((
    (("pet",), ("pet", "fdg", "positron")), (("biopsy",), ("biops", "histolog", "patholog", "cytolog")), (("biopsie",), ("biops",)),
    (("blood", "test"), ("blood", "lab", "serum", "crp", "wbc", "leuko")), (("blood", "work"), ("blood", "lab")), (("blood", "result"), ("blood", "lab")), (("blood", "sample"), ("blood", "lab")), (("blood", "value"), ("blood", "lab", "crp")), (("blood", "count"), ("blood", "wbc")), (("laboratory",), ("lab", "blood")), (("lab",), ("lab", "blood")),
    (("doppler",), ("doppler", "duplex")), (("ultrasound",), ("ultras", "sonogra", "doppler", "duplex", "us ")), (("sonogram",), ("ultras", "sonogra")), (("ecg",), ("ecg", "ekg", "electrocardio")), (("ekg",), ("ecg", "ekg")),
    (("eeg",), ("eeg",)), (("emg",), ("emg", "electromyo")), (("nerve", "conduction"), ("nerve conduction", "emg")), (("nerve", "test"), ("nerve conduction", "emg")), (("endoscopy",), ("endoscop", "gastroscop", "egd")), (("gastroscopy",), ("endoscop", "gastroscop")), (("colonoscopy",), ("colonoscop",)),
    (("arthroscopy",), ("arthroscop",)), (("bronchoscopy",), ("bronchoscop",)), (("mri",), ("mri", "mr ", "magnetic")), (("ct",), ("ct", "tomogra")), (("x", "ray"), ("x-ray", "xray", "x ray", "radiogra", "plain film", "views", "xr", "film", "cxr", "pa and", "ap and", "portable", "kub")),
    (("bone", "scan"), ("bone scan", "scintigra", "nuclear")), (("scintigraphy",), ("scintigra", "nuclear")), (("bone", "density"), ("density", "dexa", "dxa", "densit")), (("dexa",), ("dexa", "dxa", "densit")), (("angiogram",), ("angiogra", "cta", "mra")), (("mammogram",), ("mammogra",)), (("echocardiogram",), ("echocardio", "echo")), (("echo",), ("echo",)),
    (("spirometry",), ("spirom", "pulmonary function", "pft")), (("lung", "function"), ("lung function", "pulmonary function", "pft", "spirom")), (("breathing", "test"), ("pulmonary function", "pft", "spirom")), (("urine", "test"), ("urin",)), (("urine", "sample"), ("urin",)), (("smear",), ("smear", "cytolog")), (("puncture",), ("punct", "aspirat")), (("stress", "test"), ("stress test", "ergomet", "treadmill")), (("exercise", "test"), ("stress test", "treadmill", "exercise")), (("arthrogram",), ("arthrogra",)), (("stool", "test"), ("stool",)), (("stool", "sample"), ("stool",)), (("swab",), ("swab", "culture")),
    (("tissue", "sample"), ("biops", "tissue", "histolog")), (("genetic", "test"), ("genetic",)), (("tumor", "marker"), ("marker", "psa", "cea")), (("hearing", "test"), ("audio", "hearing")), (("eye", "test"), ("eye", "ophthal")), (("lumbar", "puncture"), ("punct",)), (("needle", "test"), ("biops", "aspirat")), (("needle", "sample"), ("biops", "aspirat")),
))  # fmt: skip
_TOLD = frozenset(
    "had was were done taken carried performed showed confirmed revealed found came ruled turned proved gave detected demonstrated pointed returned underwent made backed excluded "
    "picked uncovered measured diagnosed".split()
)
#: The present in which results are told ("blood tests point to …").
_TELLS = frozenset(
    "show shows point points confirm confirms prove proves back backs suggest suggests reveal reveals indicate indicates agree agrees speak speaks fit fits".split()
)
_NOT_YET = frozenset(
    "would could may might can should will if whether recommend recommended recommends advise advised advises ask need needs needed consider considered next plan planned "
    "suggested requested due better best able proposes proposed must ought order ordered book booked arrange arranged useful".split()
)
_CLINICIANS = frozenset(
    "doctor gp surgeon physio physiotherapist specialist nurse orthopedist neurologist clinician therapist cardiologist urologist physician".split()
)
_HANDS = frozenset(
    "lifted pressed tapped felt palpated bent moved turned examined listened touched squeezed weighed pulled pushed prodded stretched twisted rotated heard".split()
)
_READERS = frozenset("radiologist read reads reading reported pictures images scan film report".split())
_AT_VISIT = frozenset("consultation appointment visit bedside physical checkup".split())
#: Events by the words that name them, each with the beginnings of a report's words for the same.
_EVENTS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys("operation surgery operated procedure".split(), ("surg", "operat", "postop", "ectomy", "status post", "s/p", "prosthe", "replacement", "fusion", "hardware", "plasty", "implant")),
    **dict.fromkeys("accident crash collision".split(), ("accident", "crash", "collision", "mva", "mvc", "trauma", "injur")),
    **dict.fromkeys("fall tumble".split(), ("fall", "fell", "trauma", "injur")),
    "injury": ("injur", "trauma", "fractur", "avuls", "sprain", "tear", "contus"),
    **dict.fromkeys("chemotherapy chemo".split(), ("chemo",)),
    **dict.fromkeys("radiotherapy radiation irradiation".split(), ("radiother", "radiation", "irradiat")),
    **dict.fromkeys("injection injections jab infusion".split(), ("inject", "infus")),
    **dict.fromkeys("admission hospitalization".split(), ("admi", "hospital")),
    "transplant": ("transplant",), "infection": ("infect", "pneumon", "abscess", "septic", "sepsis", "itis"), "pneumonia": ("pneumon",), "tuberculosis": ("tubercul", "tb"),
    "therapy": ("therap", "treat"), "treatment": ("therap", "treat"), "pregnancy": ("pregnan", "gravid", "postpartum"), "covid": ("covid",), "heart attack": ("infarct",),
}  # fmt: skip
_BEFORE = frozenset("previous earlier former past prior old".split())
_YOU_HAD = frozenset("had underwent suffered undergone sustained".split())
_PERIODS = frozenset("year month week summer winter spring autumn fall day".split())
_SEASONS = frozenset(
    "spring summer autumn winter january february march april june july august september october november december childhood youth teens twenties thirties".split()
)
_KIN = frozenset(
    "mother father sister brother aunt uncle grandmother grandfather parents parent daughter son relatives family".split()
)
_KIN_HAD = frozenset("had has have died suffered was were".split())
#: What a reader is told to have done or gone through, each with beginnings of a report's words for it.
_DEEDS: dict[str, tuple[str, ...]] = {
    "fell": ("fall", "fell", "trauma", "foosh"), "slipped": ("slip", "fall", "fell", "trauma"), "tripped": ("trip", "fall", "fell", "trauma"), "tumbled": ("fall", "fell", "trauma"), "crashed": ("accident", "crash", "mva", "trauma"),
    "twisted": ("twist", "trauma", "injur", "sprain"), "smoked": ("smok", "tobacco", "pack"), "drank": ("alcohol", "drink", "liquid", "swallow", "barium"), "stumbled": ("fall", "fell", "trauma"),
}  # fmt: skip
_EARLIER = frozenset("previous earlier last prior former".split())
_PICTURES = frozenset(
    "scan exam examination test x mri ct ultrasound picture image film study year time visit images pictures radiograph".split()
)
_AGAINST = frozenset("compared comparison than since against from".split())
#: Any sign in a report that an earlier exam was at hand.
_HAD_EARLIER = re.compile(
    r"\b(?:previous|prior|comparison|compared|since|unchanged|stable|interval|new|newly|earlier|former|19[0-9][0-9]|20[0-9][0-9]|progress|increas|decreas|old|again|residual|"
    r"status post|ago|known|longstanding|chronic|enlarg|resolv|persistent|remain)"
)


def _history(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if said.label in _QUIET or said.kind in ("question", "heading") or aligned.reading.from_plan(said):
            continue
        words = aligned.reading.lemmas(said)
        why = (
            _test(aligned, said, words)
            or _visit(aligned, said, words)
            or _event(aligned, words)
            or _deed(aligned, words)
            or _earlier_exam(aligned, words)
        )
        if why:
            yield Fault(said.span, f"{why}, which the report does not hold", suggestion="")


def _held(aligned: Aligned, stems: Sequence[str]) -> bool:
    """Whether the report names something outside what it only asks for."""
    report = aligned.reading.prepared.report
    asked = [fold(aligned.plan.reading.text[r.start : r.end]) for r in aligned.plan.reading.recommendations]
    for stem in stems:
        pattern = re.compile(rf"\b{re.escape(stem)}")
        if len(pattern.findall(report)) > sum(len(pattern.findall(text)) for text in asked):
            return True
    return False


def _told_then(aligned: Aligned, said: Said, words: Sequence[str], at: int, size: int) -> bool:
    """Whether a clause tells a test as made, or its results as known."""
    start, end = begins(words, at), ends(words, at)
    if first_of(words, _TOLD, start, end) is not None:
        return True
    if first_of(words, _TELLS, at + size, min(end, at + size + 4)) is not None:
        return True
    rows = aligned.reading.tokens[said.first + at : said.first + end]
    return any(aligned.reading.folded[t.start : t.end] == "showed" for t in rows)


def _test(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """A test told as made or as having shown something ("The PET scan you had after the CT")."""
    for at in range(len(words)):
        for name, stems in _TESTS.all_from(words, at):
            start = begins(words, at)
            if (
                not _told_then(aligned, said, words, at, len(name))
                or not _NOT_YET.isdisjoint(words)
                or left_open(words, at)
                or any(denies(w) for w in words[start : at + 1])
            ):
                continue
            if _is_this_exam(aligned, name):
                continue
            if words[at + len(name) : at + len(name) + 1] in (["angiography"], ["arthrography"], ["-"]) or _held(
                aligned, stems
            ):
                continue
            return f"tells of a test ({' '.join(name)})"
    return ""


#: The exams themselves, by the names of tests.
_EXAMS = {
    ("mri",): "MR", ("ct",): "CT", ("x", "ray"): "XR", ("ultrasound",): "US", ("sonogram",): "US", ("doppler",): "US", ("mammogram",): "MG",
    ("angiogram",): "XA", ("bone", "scan"): "NM", ("scintigraphy",): "NM", ("pet",): "PT", ("echocardiogram",): "US", ("echo",): "US",
}  # fmt: skip


#: Words of exams that are made by X-rays under another name.
_BY_X_RAY = (
    "swallow",
    "barium",
    "fluoro",
    "enema",
    "myelogra",
    "arthrogra",
    "mammogra",
    "angiogra",
    "urogra",
    "hysterosalping",
)


def _is_this_exam(aligned: Aligned, name: tuple[str, ...]) -> bool:
    """Whether a test is, or may be, the one that the report is of: one of its kind, or any where the report does not say which."""
    own = aligned.plan.reading.exam.modality
    if name == ("x", "ray") and any(stem in aligned.reading.prepared.report for stem in _BY_X_RAY):
        return True  # "X-ray pictures were taken while you swallowed"
    return name in _EXAMS and (not own or own.upper().startswith(_EXAMS[name]))


def _visit(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What someone is told to have found with their hands ("when the doctor lifted your arm")."""
    report = aligned.reading.prepared.report
    for at, word in enumerate(words):
        if (
            word in _HANDS
            and not left_open(words, at)
            and words[at - 1 : at] not in (["get"], ["be"], ["being"], ["to"])
        ):
            who = first_of(words, _CLINICIANS, max(0, at - 4), at)
            passive = (
                words[at - 1 : at] in (["was"], ["were"])
                and any(p.end <= aligned.reading.tokens[said.first + at].start for p in said.places)
                and first_of(words, _CLINICIANS, at, at + 5) is not None
            )
            if (
                (who is None and not passive)
                or not _READERS.isdisjoint(words[max(0, at - 4) : at + 4])
                or word[:5] in report
                or _NOT_YET & set(words[:at])
            ):
                continue
            return "tells of a visit"
        if (
            word in _AT_VISIT
            and first_of(words, frozenset({"on", "at", "during", "in"}), max(0, at - 4), at) is not None
            and not _NOT_YET & set(words)
        ):
            found = first_of(words, _SEEN_THERE, at + 1, len(words))
            if found is not None and (said.places or said.has("symptom") or said.mentions) and not left_open(words, at):
                return "tells of a visit"
    return ""


_SEEN_THERE = frozenset("was were had showed found felt noticed turned proved".split())


def _event(aligned: Aligned, words: Sequence[str]) -> str:
    """An operation, accident or the like told of the reader ("Your earlier operation", "the fall you had last year")."""
    for at, word in enumerate(words):
        stems = _EVENTS.get(word)
        if stems is None or left_open(words, at) or _held(aligned, stems):
            continue
        start, end = begins(words, at), ends(words, at)
        clause = words[start:end]
        if any(denies(w) for w in clause) or not _NOT_YET.isdisjoint(clause):
            continue
        you = any(w.partition("'")[0] in ("you", "your") for w in words)
        before = not _BEFORE.isdisjoint(words[max(0, at - 3) : at])
        dated = (
            "ago" in clause
            or any(a == "last" and b in _PERIODS for a, b in pairwise(clause))
            or any(a in ("in", "of", "from") and len(b) == _YEAR and b.isdigit() for a, b in pairwise(clause))
        )
        dated = dated or any(
            a in ("in", "last", "this") and _SEASONS & {b, c}
            for a, b, c in zip(clause, clause[1:], clause[2:], strict=False)
        )
        had = (
            first_of(words, _YOU_HAD, max(0, at - 5), at) is not None
            or first_of(words, _YOU_HAD, at, at + 4) is not None
        )
        behind = words[at - 1 : at] == ["your"] and not {
            "after",
            "since",
            "from",
            "following",
            "by",
            "during",
        }.isdisjoint(words[max(0, at - 3) : at])
        if (
            dated
            or (you and (before or had or behind))
            or (before and word in ("operation", "surgery", "procedure", "treatment"))
        ):
            return f"tells of an event ({word})"
    return ""


_YEAR = 4


_YOUNG = Phrases.of(
    (
        ("as", "a", "child"),
        ("in", "your", "childhood"),
        ("in", "your", "youth"),
        ("as", "a", "teenager"),
        ("as", "a", "baby"),
    )
)


def _deed(aligned: Aligned, words: Sequence[str]) -> str:
    """What the reader or the family is told to have gone through ("you slipped on the stairs", "your mother had it too")."""
    young = "you" in words and any(_YOUNG.from_(words, at) for at in range(len(words)))
    if young and not _held(aligned, ("child", "youth", "young", "infan", "pediatric", "congenital")):
        return "tells of what befell the reader when young"
    for at, word in enumerate(words):
        stems = _DEEDS.get(word)
        if (
            stems is not None
            and "you" in words[max(0, at - 4) : at]
            and not _held(aligned, stems)
            and not left_open(words, at)
        ):
            return f"tells of what befell the reader ({word})"
        if (
            word in _KIN
            and words[at - 1 : at] == ["your"]
            and first_of(words, _KIN_HAD, at + 1, at + 4) is not None
            and not left_open(words, at)
            and not _held(aligned, ("family", "fhx", "mother", "father", "sister", "brother", "heredit"))
        ):
            return "tells of the reader's family"
    return ""


def _earlier_exam(aligned: Aligned, words: Sequence[str]) -> str:
    """A comparison with an earlier exam, where the report knows of none ("Compared with last year's scan, it has grown")."""
    at = next(
        (
            i
            for i, w in enumerate(words)
            if w in _EARLIER
            and not _PICTURES.isdisjoint(words[max(0, i - 3) : i + 3])
            and not _AGAINST.isdisjoint(words[max(0, i - 7) : i])
        ),
        None,
    )
    if at is None or any(denies(w) for w in words) or left_open(words, at) or not _NOT_YET.isdisjoint(words):
        return ""
    return "" if _HAD_EARLIER.search(aligned.reading.prepared.report) else "tells of an earlier exam"


def _made_up(aligned: Aligned) -> Iterator[Fault]:
    yield from invented.INVENTED_FINDING.check(aligned)
    yield from _history(aligned)


_KNEE = "EXAM: CT knee.\nFINDINGS: Small joint effusion.\nIMPRESSION: Small joint effusion."
_WATER = "There is a little fluid in the knee joint. "

INVENTED_FINDING = replace(
    invented.INVENTED_FINDING,
    check=_made_up,
    valid=(
        *invented.INVENTED_FINDING.valid,
        Example(report=_KNEE, draft=_WATER + "Ask your clinician whether an MRI would show more."),
    ),
    invalid=(
        *invented.INVENTED_FINDING.invalid,
        Example(report=_KNEE, draft=_WATER + "The biopsy that was taken from it showed nothing."),
        Example(report=_KNEE, draft=_WATER + "It comes after the operation you had last year."),
    ),
)
