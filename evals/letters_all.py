"""Measure the template's letters over every report of a folder: ``python -m evals.letters_all --data DIR [--again 1000] [--show]``.

``DIR`` holds text reports (``.txt``) or JSON lines with ``text``. The scorer reads the words of the finished letter: it looks
for a finding's own words in quotes or for its plain name, and then for side, level, grade and doubt in the same paragraph.
It sees neither the writer's items nor (but for technical terms) the guard's verdict. What is positive, on which side and so
on is taken from the reader, whose own errors ``evals.reading_gold`` measures.

A share of ``told`` below 1 is an upper bound of what is left out: the scorer knows the names of the concept and of its card,
so a finding told without a quote and under another plain name counts as missed. Side, level, grade and doubt are asked of
findings that were found, in words outside quotes.
"""

from __future__ import annotations

import argparse
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from evals.rendering_all import reports
from explainer import pipeline
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.knowledge.library import load_library
from explainer.core.language.readability import measure, words_of
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Fact, Reading, Span
from explainer.errors import ExplainerError
from explainer.wording import template
from guardrails import check_text

_QUOTE = re.compile(r'"[^"\n]*"')
_MARK = re.compile(r"\[[0-9, ]+\]")
_SIDES = {
    "left": r"\bleft\b",
    "right": r"\bright\b",
    "bilateral": r"\bboth\b|\beach side\b|\bbilateral\b",
    "midline": r"\bmiddle\b|\bmidline\b|\bcent(?:er|ral)\b",
}
_GRADES = {
    "minimal": r"\bminimal(?:ly)?\b|\bvery (?:small|mild|little)\b|\btrace\b|\bslight",
    "mild": r"\bmild(?:ly)?\b|\bslight",
    "moderate": r"\bmoderate",
    "severe": r"\bsevere",
}
_DOUBT = re.compile(
    r"\b(?:may|might|could|possib\w+|can't tell|not sure|not certain|perhaps|likely|unlikely|probabl\w+|thinks?|suspect\w*|looks like|question\w*)\b",
    re.I,
)
#: The guide's words to avoid, outside quotes. "Risk of heart disease" is allowed by it, names in sources are left out.
AVOID = re.compile(
    r"\b(?:degenerat\w+|wear and tear|worn out|crumbling|rust\w*|bone on bone|damag\w+|destroy\w+|deform\w*|abnormal\w*|defects?|lesions?|"
    r"unremarkable|impressive|cannot exclude|not excluded|suspicious for|consistent with|compatible with|correlate clinically|"
    r"incidental\w*|normal for your age|nothing to worry|don't worry|just|significant\w*|gross|acute|chronic|arthropath\w+|"
    r"osteophyt\w+|stenos[ei]s|sclerosis|atrophy|adenopathy|is diabetic|complains? of|den(?:y|ies)|rare|common|commonly|(?<!heart )disease)\b",
    re.I,
)
_SECTIONS = (
    "The short answer", "Why you had this scan", "What the scan found", "Found by chance", "Looked normal or was not seen",
    "What this scan can't tell you", "What to do next", "Get help right away", "Questions you can ask", "We could not explain this part",
)  # fmt: skip


@dataclass(slots=True)
class Totals:
    """What was counted, and the misses, each with the number of its report."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    values: dict[str, list[float]] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, name: str, good: bool, miss: str = "") -> None:
        """One yes or no."""
        self.asked[name] += 1
        self.right[name] += good
        if not good:
            self.misses.append(f"{name}: {miss}")

    def value(self, name: str, number: float) -> None:
        """One number."""
        self.values.setdefault(name, []).append(number)


def _flat(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", " ", text.lower()).strip()


@lru_cache(maxsize=4096)
def _names(concept: str) -> tuple[str, ...]:
    """The names under which a text may tell a concept: of its row and of its card, whole and flattened."""
    found, card = load_lexicon("report").concepts.get(concept), load_library().cards.get(concept)
    names = [getattr(row, name, None) for row in (found, card) for name in ("name", "plain", "title", "lay", "heading")]
    return tuple(dict.fromkeys(flat for n in names if isinstance(n, str) and len(flat := _flat(n)) > 3))


def sections(text: str) -> dict[str, list[str]]:
    """The lines of each titled part of a letter, without the sources."""
    parts: dict[str, list[str]] = {}
    title = "head"
    for line in text.split("\n"):
        bare = line.strip()
        found = next((t for t in _SECTIONS if bare == t or bare.startswith(t + " (")), None)
        if found is not None or bare == "Sources":
            title = found or "Sources"
        elif bare:
            parts.setdefault(title, []).append(bare)
    return parts


def score_fact(reading: Reading, fact: Fact, lines: Sequence[str], kind: str, number: int, totals: Totals) -> None:
    """Whether a text tells one finding, and with the side, level, grade and doubt of the report."""
    mentions = [reading.finding(m) for m in fact.mentions]
    own = [flat for m in mentions if (flat := _flat(m.text))]
    names = _names(fact.concept)
    at = [line for line in lines if any(_holds(line, o) for o in own) or any(_holds(line, n) for n in names)]
    who = f"report {number}, {fact.concept} ({mentions[0].text!r})"
    totals.add(f"{kind}: told", bool(at), who)
    if not at:
        return
    # A quote proves that the finding is told; how it is told must stand in the writer's own words of one and the same line.
    plain = [_QUOTE.sub(" ", line) for line in at]
    if fact.laterality:
        sides = [_SIDES[fact.laterality]]
        if any(f.concept == fact.concept and f.laterality == "bilateral" for f in reading.facts):
            # The report itself says it of both sides too, which tells each of them.
            sides.append(_SIDES["bilateral"])
        same = any(re.search(side, line, re.I) for line in plain for side in sides)
        totals.add(f"{kind}: side", same, f"{who} {fact.laterality}")
    if fact.levels:
        same = any(all(_holds(line, _flat(v)) for v in fact.levels) for line in plain)
        totals.add(f"{kind}: level", same, f"{who} {fact.levels}")
    if fact.severity:
        grades = [_GRADES[g] for g in fact.severity.split("-to-") if g in _GRADES]
        same = any(all(re.search(g, line, re.I) for g in grades) for line in plain)
        totals.add(f"{kind}: grade", same, f"{who} {fact.severity}")
    if fact.status == "possible":
        totals.add(f"{kind}: doubt", any(_DOUBT.search(line) for line in plain), f"{who} {fact.certainty}")


def _holds(line: str, flat: str) -> bool:
    return f" {flat} " in f" {_flat(line)} "


def _wanted(reading: Reading) -> Iterator[tuple[str, Fact]]:
    asks = [Span(r.start, r.end) for r in reading.recommendations]
    for fact in reading.facts:
        if fact.status not in ("present", "possible") or fact.category == "normal" or fact.certainty == "unlikely":
            continue
        mentions = [reading.finding(m) for m in fact.mentions]
        if any(m.section == "impression" for m in mentions):
            yield "impression", fact
        elif any(a.start < m.end and m.start < a.end for m in mentions for a in asks):
            yield "actionable body", fact
        else:
            yield "other body", fact


def _grade(text: str, *, quotes: bool) -> float | None:
    skip = () if quotes else tuple(Span(*m.span()) for m in _QUOTE.finditer(text))
    found = measure(text, skip=skip)
    return None if found is None else found.flesch_kincaid_grade


def score_letter(text: str, report: str, number: int, totals: Totals) -> None:
    """Readability, lengths, avoided and unexplained words of one patient letter."""
    parts = sections(text)
    fixed = ("head", "Sources", "Get help right away")
    body = "\n".join(line for title, lines in parts.items() if title not in fixed for line in lines)
    skip = tuple(Span(*m.span()) for m in _QUOTE.finditer(body))
    found = measure(body, skip=skip)
    if found is not None:
        totals.value("grade without quotes", found.flesch_kincaid_grade)
        totals.value("mean sentence", found.mean_sentence_words)
        totals.value("longest sentence", found.longest_sentence_words)
        totals.value("reading ease", found.flesch_reading_ease)
        totals.add("grade <= 6.0", found.flesch_kincaid_grade <= 6.0, f"report {number}: {found.flesch_kincaid_grade}")
        totals.add(
            "reading ease >= 70", found.flesch_reading_ease >= 70, f"report {number}: {found.flesch_reading_ease}"
        )
        totals.add("SMOG <= 8.0", found.smog <= 8.0, f"report {number}: {found.smog}")
        totals.add(
            "mean sentence <= 14", found.mean_sentence_words <= 14, f"report {number}: {found.mean_sentence_words}"
        )
        totals.add(
            "no sentence over 25",
            found.longest_sentence_words <= 25,
            f"report {number}: {found.longest_sentence_words}",
        )
    whole = _grade(body, quotes=True)
    if whole is not None:
        totals.value("grade with quotes", whole)
        totals.add("grade with quotes <= 8.0", whole <= 8.0, f"report {number}: {whole}")
    for title, lines in parts.items():
        for line in lines if title not in fixed else ():
            grade, words = _grade(line, quotes=False), len(words_of(_QUOTE.sub(" ", line)))
            if grade is not None and words >= 8:
                totals.value("grade of an item", grade)
                totals.add("item grade <= 8.0", grade <= 8.0, f"report {number}: {grade}: {line}")
    words = len(words_of(_MARK.sub(" ", body)))
    quoted = sum(len(words_of(m.group())) for m in _QUOTE.finditer(body))
    totals.value("words", words)
    totals.value("share of quotes", quoted / max(1, words))
    totals.add("quotes <= 25 %", quoted <= 0.25 * words, f"report {number}: {quoted}/{words}")
    items = [*parts.get("What the scan found", ()), *parts.get("Found by chance", ())]
    items = [line for line in items if not line.startswith("Codes such as")]
    told = len(items) + len(parts.get("Looked normal or was not seen", ()))
    totals.add(
        "words <= 400 + 60 an item, <= 900", words <= min(900, 400 + 60 * max(1, told)), f"report {number}: {words}"
    )
    for number_of_item, line in enumerate(items):
        limit = 120 if number_of_item == 0 else 90
        size = len(words_of(_MARK.sub(" ", line)))
        totals.add("item <= 90 (120 first) words", size <= limit, f"report {number}: {size}: {line[:80]}")
    short = parts.get("The short answer", [])
    totals.add(
        "short answer 3-5 bullets, 90 words",
        3 <= len(short) <= 5 and len(words_of(" ".join(short))) <= 90,
        f"report {number}: {len(short)} bullets, {len(words_of(' '.join(short)))} words",
    )
    totals.add("limits <= 3 bullets", len(parts.get("What this scan can't tell you", ())) <= 3, f"report {number}")
    totals.add(
        "steps 2-4",
        2 <= len(parts.get("What to do next", ())) <= 4,
        f"report {number}: {len(parts.get('What to do next', ()))}",
    )
    totals.add(
        "questions 3-6",
        3 <= len(parts.get("Questions you can ask", ())) <= 6,
        f"report {number}: {len(parts.get('Questions you can ask', ()))}",
    )
    outside = _QUOTE.sub(" ", body)
    hits = [m for m in AVOID.finditer(outside) if not _with_number(m, outside)]
    totals.add(
        "no avoided word",
        not hits,
        f"report {number}: {[outside[max(0, m.start() - 30) : m.end() + 20] for m in hits[:3]]}",
    )
    verdict = check_text(report, text, "patient")
    jargon = [v.text for v in verdict.violations if v.rule == "unexplained-jargon"]
    totals.add("every technical term explained", not jargon, f"report {number}: {jargon}")
    cited = [int(n) for m in re.finditer(r"\[([0-9, ]+)\]", body) for n in m.group(1).split(",")]
    first = list(dict.fromkeys(cited))
    totals.add("sources numbered in order of use", first == list(range(1, len(first) + 1)), f"report {number}: {first}")
    listed = [int(m.group(1)) for line in parts.get("Sources", ()) if (m := re.match(r"\[(\d+)\]", line))]
    totals.add(
        "listed sources are the cited ones",
        sorted(cited and set(cited)) == listed,
        f"report {number}: {first} {listed}",
    )
    sentences = re.findall(r"[A-Z](?:[^.?!\n]|\.(?=[0-9])){25,}[.?!]", outside)  # the point of a number ends none
    repeated = [s for s, n in Counter(sentences).items() if n > 1]
    totals.add("no sentence twice", not repeated, f"report {number}: {repeated[:2]}")


def _with_number(found: re.Match[str], text: str) -> bool:
    """A word of how often may stand behind its number, and in the two sentences that the guide itself prescribes."""
    around = text[max(0, found.start() - 4) : found.end() + 14]
    if around.startswith("how common") or "Common does not mean" in around:
        return True
    return found.group().lower() in ("rare", "common", "commonly") and bool(
        re.search(r"\d+ of every", text[max(0, found.start() - 200) : found.start()])
    )


def run(texts: Sequence[str]) -> Totals:
    """Measure both letters of every report."""
    totals = Totals()
    for number, report in enumerate(texts):
        try:
            reading = read(report)
        except ExplainerError:
            totals.value("no report to explain", number)
            continue
        begun = time.perf_counter()
        template.write(make_plan(reading, audience="patient"))
        totals.value("plan + write, ms", 1000 * (time.perf_counter() - begun))
        made = {a: pipeline.explain(reading, a) for a in ("patient", "clinician")}
        for audience, letter in made.items():
            totals.add(f"{audience}: not withheld", letter.outcome != "withheld", f"report {number}")
        totals.add(
            "not held for unmapped text",
            all(h.kind != "unmapped-impression" for h in made["patient"].reasons),
            f"report {number}",
        )
        texts_of = {a: letter.text or "" for a, letter in made.items()}
        for kind, fact in _wanted(reading):
            for audience, text in texts_of.items():
                lines = [line for title, part in sections(text).items() if title != "Sources" for line in part]
                score_fact(reading, fact, lines, f"{audience} {kind}", number, totals)
        score_letter(texts_of["patient"], report, number, totals)
    return totals


def again(texts: Sequence[str], number: int) -> tuple[int, int]:
    """How many of ``number`` letters, both audiences in turn, are not the same bytes on a second run, and how many were made."""
    other = made = 0
    for index in range(number):
        audience = ("patient", "clinician")[index % 2]
        text = texts[(index // 2) % len(texts)]
        age = 30 + index // (2 * len(texts)) * 20
        try:
            first, second = (pipeline.explain(text, audience, age=age).text for _ in range(2))  # type: ignore[arg-type]
        except ExplainerError:
            continue
        made += 1
        other += first != second
    return other, made


def main(argv: Sequence[str] | None = None) -> None:
    """Print the table, and with ``--show`` every miss."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument(
        "--again", type=int, default=0, metavar="N", help="also make N letters twice and compare the bytes"
    )
    parser.add_argument("--show", action="store_true", help="print every miss")
    options = parser.parse_args(argv)
    texts = list(reports(options.data))
    totals = run(texts)
    for name in totals.asked:
        print(f"{name:42} {totals.right[name]}/{totals.asked[name]} = {totals.right[name] / totals.asked[name]:.4f}")
    for name, numbers in totals.values.items():
        print(
            f"{name:42} n={len(numbers)} median {statistics.median(numbers):.2f}, least {min(numbers):.2f}, most {max(numbers):.2f}"
        )
    if options.again:
        other, made = again(texts, options.again)
        print(f"{'not the same bytes on a second run':42} {other}/{made}")
    if options.show:
        print("\n".join(totals.misses))


if __name__ == "__main__":
    main()
