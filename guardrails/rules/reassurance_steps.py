"""Comfort by what need not be done: a step of care called needless or told not to be advised."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from explainer.core.language.text import fold, tokens
from guardrails.alignment import Aligned
from guardrails.cues import Cue
from guardrails.reading import Hit, Said
from guardrails.rules.tone import NEGATIONS

_ASKS = ("suggest", "request", "recommend", "ask", "mention", "advis", "propos", "order", "plan", "name", "list")


def not_asked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether the words only tell what the report does not ask for ("No further tests are suggested"), and it asks for none."""
    behind = [t.lemma for t in aligned.reading.tokens[hit.last : min(said.last, hit.last + 7)]]
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    none = aligned.reading.folded[hit.start : hit.end].startswith(("no ", "nothing ", "not "))
    own = "report" in aligned.reading.lemmas(said)
    calls = "call" in {t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.last]}
    if own and (calls or any(w.startswith(_ASKS) for w in ahead)):
        return none and not _asked_in_kind(aligned, hit)  # "The report recommends no further test"
    if not own and any(w.startswith(("recommend", "advis")) for w in behind):
        return none and _of_silence(aligned, said)  # "No follow-up is recommended" tells of an advice that nobody gave
    told = behind + ahead if own else behind
    return none and any(w.startswith(stem) for w in told for stem in _ASKS) and not aligned.plan.reading.recommendations


def _asked_in_kind(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report asks for a step of the kind that is denied: a test, where one is named ("no further imaging"), else any."""
    words = {t.lemma for t in aligned.reading.tokens[hit.first : hit.last]}
    if not any(w.startswith(("imag", "scan", "test")) for w in words):
        return bool(aligned.plan.reading.recommendations)
    return _asks_for(
        aligned, _TESTING + _SAMPLING + ("test", "blood", "dexa", "x-ray", "xray", "ray", "endoscop", "colonoscop")
    )


_NOBODY = frozenset("nothing nobody none neither".split())


def no_need(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A step said to be needless: by "no need" before it, or "unnecessary" behind it."""
    tests = [
        Hit(i, i + 1, t.start, t.end, Cue("needed-step"))
        for i, t in enumerate(aligned.reading.tokens[said.first : said.last], said.first)
        if t.lemma in _TESTS_ALONE
    ]
    steps = [*said.of("needed-step"), *(t for t in tests if any(no.last <= t.first for no in said.of("no-need")))]
    if not steps:
        return
    words = aligned.reading.lemmas(said)
    none = _none_that_needs(aligned, said, words, steps)
    if none is not None:
        yield none
        return
    more = _no_more(aligned, said, steps)
    if more is not None:
        yield more
        return
    for no in said.of("no-need"):
        takes = aligned.reading.tokens[no.last - 1].lemma in _TAKES_OBJECT
        behind = aligned.reading.tokens[no.last].lemma if no.last < said.last else ""
        if behind == "wait" or (takes and _states_none(aligned, said, no)):
            continue
        for step in steps:
            if takes and (step.first < no.last or _turned(aligned, no.last, step.first)):
                continue  # "the scan gives no cause for it, so see your doctor"
            if _other_errand(aligned, said, no, step):
                continue  # "you don't need to bring the pictures"
            if no.last <= step.first <= no.last + 5 or step.last <= no.first <= step.last + 4:
                first, last = min(no, step, key=lambda h: h.first), max(no, step, key=lambda h: h.last)
                yield Hit(first.first, last.last, first.start, last.end, no.cue)
                return


_HAVE_TO = ["have", "to"]
_NEEDS = frozenset("need needs require requires merit merits deserve deserves warrant warrants".split())
_REACH = 7


def _none_that_needs(aligned: Aligned, said: Said, words: list[str], steps: list[Hit]) -> Hit | None:
    """ "Nothing" or "none" of which a step is needed ("Nothing here needs a visit", "There is nothing that you need to see anyone about")."""
    for at, word in enumerate(words):
        if word not in _NOBODY or (at and words[at - 1] in ("if", "that", "say")):
            continue
        clause = words[at : at + _REACH]
        turn = next((i for i, w in enumerate(clause) if w in CLAUSES), len(clause))
        need = next((at + i for i, w in enumerate(clause[:turn]) if w in _NEEDS or clause[i : i + 2] == _HAVE_TO), None)
        if need is None:
            continue
        step = next((h for h in steps if said.first + need < h.first <= said.first + need + 3), None)
        if step is not None:
            first = said.first + at
            return Hit(first, step.last, aligned.reading.tokens[first].start, step.end, step.cue)
    return None


#: Beginnings of the words by which a step is advised, and of those by which a report asks for one of a kind.
_ADVISED = (
    "recommend",
    "advis",
    "suggest",
    "request",
    "need",
    "requir",
    "necess",
    "warrant",
    "indicat",
    "plan",
    "call",
    "consider",
)
_TESTING = (
    "follow",
    "ct",
    "mri",
    "ultraso",
    "imag",
    "scan",
    "repeat",
    "study",
    "mammogra",
    "radiograph",
    "pet",
    "surveil",
    "recheck",
)
_TESTS_ALONE = frozenset("ct mri ultrasound ray xray colonoscopy dxa".split())
_SAMPLING = ("biops", "aspirat", "fna", "sampl", "tissue")
#: Marks and words at which a clause ends.
CLAUSES = frozenset(", ; : . so but and".split())
#: Beside these a step is only one that comes on top of another.
_BESIDES = frozenset("other else besides except beyond apart until before unless".split())


def none_advised(aligned: Aligned, said: Said) -> Iterator[Hit]:
    """A step told not to be advised where the report asks for one, or in nobody's name ("No follow-up is recommended")."""
    words = aligned.reading.tokens
    lemmas = aligned.reading.lemmas(said)
    if not _BESIDES.isdisjoint(lemmas) or not any(w.startswith(_ADVISED) for w in lemmas):
        return
    steps: list[tuple[int, int, tuple[str, ...]]] = [
        (h.first, h.last, _TESTING) for h in said.of("needed-step", "step-of-care")
    ]
    steps += [(i, i + 1, _TESTING) for i in range(said.first, said.last) if words[i].lemma in _TESTS_ALONE]
    steps += [
        (i, i + 1, _SAMPLING)
        for i in range(said.first, said.last)
        if words[i].lemma.startswith((*_SAMPLING[:2], "needle"))
    ]
    own = not {"report", "radiologist", "letter"}.isdisjoint(lemmas) or aligned.plan.audience == "clinician"
    wanted = {kind for kind in (_TESTING, _SAMPLING) if _asks_for(aligned, kind)}
    for first, last, kind in steps:
        before = [t.lemma for t in words[max(said.first, first - 4) : first]]
        behind = [t.lemma for t in words[last : min(said.last, last + 6)]]
        turn = next((i for i, w in enumerate(behind) if w in CLAUSES), len(behind))
        advised = next((i for i, w in enumerate(behind[:turn]) if w.startswith(_ADVISED)), None)
        none = "no" in before and (advised is not None or any(w.startswith(_ADVISED) for w in before))
        none = none or (advised is not None and not NEGATIONS.isdisjoint(behind[:advised]))
        if not none:
            continue
        blunt = advised is not None and not {"is", "are"}.isdisjoint(behind[:advised])
        asked = advised is not None and behind[advised].startswith(_ASKED)
        if kind in wanted or (blunt and not own and not (asked and _of_silence(aligned, said))):
            end = last + (advised + 1 if advised is not None else 0)
            begin = first - (before[::-1].index("no") + 1 if "no" in before else 0)
            yield Hit(begin, end, words[begin].start, words[end - 1].end, Cue("needed-step"))
            return


_ASKED = ("recommend", "advis", "suggest", "request")


def _of_silence(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence stands in a row of those that tell what the report does not say, and it asks for nothing at all."""
    if aligned.plan.reading.recommendations:
        return False
    before = [s for s in aligned.reading.near(said, 2, 0) if s is not said and s.paragraph == said.paragraph]
    rows = [aligned.reading.lemmas(s) for s in before]
    return any(not _SAYS.isdisjoint(row) and not NEGATIONS.isdisjoint(row) for row in rows if "report" in row)


_SAYS = frozenset("say tell state give name mention describe list contain hold address".split())


def _asks_for(aligned: Aligned, kind: tuple[str, ...]) -> bool:
    """Whether the report asks for a step of this kind."""
    report = aligned.plan.reading
    return any(
        t.lemma.startswith(kind) for r in report.recommendations for t in tokens(fold(report.text[r.start : r.end]))
    )


_MORE = frozenset("more further other additional another".split())
_NEEDED = frozenset("needed required necessary indicated due called".split())


def _no_more(aligned: Aligned, said: Said, steps: list[Hit]) -> Hit | None:
    """A step of which "no more" is needed ("no more growth scans will be needed")."""
    words = aligned.reading.tokens
    for step in steps:
        before = [t.lemma for t in words[max(said.first, step.first - 4) : step.first]]
        ahead = words[step.last : min(said.last, step.last + 4)]
        needed = next((at for at, t in enumerate(ahead) if t.lemma in _NEEDED), None)
        no = next((at for at, w in enumerate(before[:-1]) if w == "no" and before[at + 1] in _MORE), None)
        if needed is not None and no is not None:
            first = step.first - len(before) + no
            return Hit(first, step.last + needed + 1, words[first].start, ahead[needed].end, step.cue)
    return None


#: What is done in a step of care, or felt about it; what else need not be done is no step ("need not bring the pictures").
_STEPPING = frozenset(
    "be come go see have get repeat do make book take undergo call return follow check worry look monitor watch arrange schedule "
    "request order ask visit contact keep treat evaluate wait pay attend consider seek bother fear fret tell mention".split()
)
_REDONE = frozenset("repeated done redone checked taken made looked followed kept watched seen booked ordered".split())


def _other_errand(aligned: Aligned, said: Said, no: Hit, step: Hit) -> bool:
    """Whether what is not needed is to do another thing than the step, such as to bring or read something."""
    words = aligned.reading.tokens
    row = [t.lemma for t in words[no.last - 1 : min(said.last, no.last + 4)]]
    whole = [t.lemma for t in words[no.last : step.last] if t.lemma != "to"]
    if any(w in ("or", "nor") and then in _STEPPING for w, then in pairwise(whole)):
        return False  # "you do not have to bring anything or see the urologist"
    to = next((i for i, w in enumerate(row[:2]) if w == "to"), None)
    if to is None:
        return False
    if step.first < no.first:
        return row[to + 1 : to + 2] == ["be"] and _REDONE.isdisjoint(row[to + 2 : to + 4])
    return to + 1 < len(row) and row[to + 1] not in _STEPPING and step.first > no.last - 1 + to + 1


#: Last words of a cue behind which what is not needed must follow.
_TAKES_OBJECT = frozenset("for to no in need".split())
_STATING = frozenset("give state name tell mention offer list hold contain record document".split())
#: Names of a test that was or may be done, and of its pictures.
TEST = frozenset(
    "test scan exam examination imaging mri ct study visit film picture image ultrasound mammogram".split()
)


def _turned(aligned: Aligned, first: int, last: int) -> bool:
    """Whether a clause ends between two words."""
    return any(t.lemma in (",", ";", ":", "so", "but") for t in aligned.reading.tokens[first:last])


def _states_none(aligned: Aligned, said: Said, no: Hit) -> bool:
    """Whether a paper gives no reason for the test that was done, which is not to say that none is needed.

    "The scan" is the one read here, unless the report asks for a further one; then a word must say who gives no reason.
    """
    words = aligned.reading.tokens
    before = {t.lemma for t in words[max(said.first, no.first - 2) : no.first]}
    row = [t.lemma for t in words[no.last : min(said.last, no.last + 9)]]
    at = next((i for i, w in enumerate(row[:4]) if w in TEST or w in ("x", "ray")), None)
    if at is None:
        return False
    if not before.isdisjoint(_STATING):
        return True
    if row[0] not in _THE_ONE or not _NEXT.isdisjoint(row[:at]):
        return False
    told = any(w.startswith(_TOLD) for w in row[at + 1 :]) or not _PAPERS.isdisjoint(aligned.reading.lemmas(said))
    return told or (row[at] != "visit" and not aligned.plan.reading.recommendations)


_THE_ONE = frozenset("the this that your these".split())
_NEXT = frozenset("next follow repeat further second new another more other later".split())
_TOLD = (
    "give",
    "state",
    "state",
    "written",
    "write",
    "name",
    "told",
    "mention",
    "list",
    "record",
    "document",
    "note",
    "found",
)
_PAPERS = frozenset("report note letter radiologist page paper".split())
