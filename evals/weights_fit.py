"""Fit the weights by which errors of the guard become warnings (``guardrails/weights.toml``).

``python -m evals.weights_fit collect --out ROWS LETTERS...`` runs every rule over letters that people have marked (JSON lines
of the form of the gold checks: report, audience, draft, verdict, rules, spans) and writes one row for each error: its features
and whether it is the planted fault. With ``--own`` it takes the repo's own letters with one planted fault each instead
(``evals.mutations``): faults only, so that what they know is not unlearned.

``python -m evals.weights_fit fit ROWS... [--floor F] [--out guardrails/weights.toml]`` fits a logistic regression with a ridge,
tells what each floor gains and loses when every report is judged by weights that never saw it, and writes the weights.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from evals.dataset import LETTERS, REPORTS, SUMMARIES, reports_of
from evals.mutations import mutate
from evals.templates import AUDIENCES, template_letter
from explainer.core.planning import make_plan
from explainer.core.reading import read
from explainer.core.values import Audience, Plan
from guardrails.alignment import align
from guardrails.reading import read_draft
from guardrails.rule import Fault
from guardrails.rules import ALL_RULES
from guardrails.secondlook import stands
from guardrails.weighing import features, weighable

#: The ridge: how strongly weights are held to 0. Features are scaled to a deviation of 1 before.
RIDGE = 15.0
#: Parts of the reports in cross-validation.
FOLDS = 12
#: How much a planted fault of the repo's own letters counts beside one of a letter that a person wrote.
OWN_SHARE = 0.25
FLOORS = (-9.0, -3.5, -3.0, -2.75, -2.5, -2.25, -2.0, -1.75, -1.5, -1.25, -1.0)
#: The rules whose errors are weighed: those that misread most. All others reject whatever they weigh.
WEIGHED = (
    "certainty-mismatch", "false-reassurance", "invented-finding", "level-mismatch", "negation-flip", "unsupported-claim",
)  # fmt: skip

Row = dict[str, Any]


def errors_of(plan: Plan, draft: str) -> tuple[list[tuple[str, Fault]], list[tuple[int, int] | None], list[Row]]:
    """The errors of a draft with their places in it and their features, before any is weighed."""
    aligned = align(plan, read_draft(plan, draft))
    found = [
        (rule.name, fault)
        for rule in ALL_RULES
        for fault in rule.check(aligned)
        if (fault.severity or rule.severity) == "error" and stands(rule.name, fault, aligned)
    ]
    place = aligned.reading.document.place
    places = [
        None if f.span is None else (place(f.span.start), place(max(f.span.start, f.span.end - 1)) + 1)
        for _, f in found
    ]
    return found, places, features(found, aligned)


def marked_rows(paths: Sequence[Path]) -> Iterator[Row]:
    """Rows of letters that people have marked."""
    plans: dict[tuple[str, str], Plan] = {}
    for path in paths:
        for line in path.read_text("utf-8").splitlines():
            letter = json.loads(line)
            key = (letter["report"], letter["audience"])
            if key not in plans:
                plans[key] = make_plan(read(letter["report"], admit_any=True), audience=letter["audience"])
            draft, planted = letter["draft"], letter["verdict"] == "reject"
            spans = [(at, at + len(s)) for s in letter["spans"] if (at := draft.find(s)) >= 0]
            found, places, rows = errors_of(plans[key], draft)
            letter_id = f"{path.name}:{letter['id']}"
            yield {"letter": letter_id, "planted": planted, "report": letter["report_id"]}
            for (rule, _), place, row in zip(found, places, rows, strict=True):
                lines = [] if place is None else [_sentence(draft, place)]
                near = any(a < end and start < b for a, b in spans for start, end in lines)
                true = planted and (near or ((place is None or not spans) and rule in letter["rules"]))
                yield {
                    "letter": letter_id, "planted": planted, "report": letter["report_id"], "rule": rule, "true": true,
                    "missing": place is None, "features": row, "share": 1.0,
                }  # fmt: skip


def _sentence(draft: str, place: tuple[int, int]) -> tuple[int, int]:
    """A place widened to its sentence or line, roughly: a fault may be told at another word of it than the planted one."""
    start = max(draft.rfind("\n", 0, place[0]), draft.rfind(". ", 0, place[0])) + 1
    ends = [at for mark in ("\n", ". ") if (at := draft.find(mark, place[1])) >= 0]
    return start, min(ends, default=len(draft))


def _own_letters() -> Iterator[tuple[str, str, Audience, str]]:
    """The repo's hand-written letters and summaries, and the template's for its reports: report, its id, audience, text."""
    texts = reports_of(REPORTS.load().samples)
    for written in [letter for dataset in (SUMMARIES, LETTERS) for letter in dataset.load().samples]:
        yield written.report_id, texts[written.report_id], written.audience, written.text
    for number, (report_id, text) in enumerate(texts.items()):
        audience = AUDIENCES[number % 2]
        letter = template_letter(read(text), audience)
        if letter is not None:
            yield report_id, text, audience, letter


def own_rows(per_rule: int = 1) -> Iterator[Row]:
    """Rows of the planted faults in the repo's own letters, of the rules that are weighed."""
    for number, (report_id, report, audience, letter) in enumerate(_own_letters()):
        plan = make_plan(read(report, admit_any=True), audience=audience)
        for nth, spoilt in enumerate(mutate(plan, letter, rules=WEIGHED, per_rule=per_rule)):
            found, _, rows = errors_of(plan, spoilt.text)
            for (rule, fault), row in zip(found, rows, strict=True):
                if rule == spoilt.rule:
                    yield {
                        "letter": f"own:{number}:{nth}", "planted": True, "report": report_id, "rule": rule,
                        "true": True, "missing": fault.span is None, "features": row, "share": OWN_SHARE,
                    }  # fmt: skip


def fitted(rows: Sequence[Row]) -> dict[str, float]:
    """Weights by feature for rows of one kind, on the features' own scale; ``always`` is the constant."""
    import numpy as np

    names = sorted({name for row in rows for name in row["features"]})
    at = {name: i for i, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row["features"].items():
            table[i, at[name]] = value
    true, share = np.array([float(r["true"]) for r in rows]), np.array([r["share"] for r in rows])
    mean, spread = table.mean(0), table.std(0) + 1e-6
    x = np.c_[(table - mean) / spread, np.ones(len(rows))]
    held = np.r_[np.full(len(names), RIDGE), 0.0]
    w = np.zeros(len(names) + 1)
    for _ in range(40):
        p = 1 / (1 + np.exp(-x @ w))
        slope = (x * (share * p * (1 - p))[:, None]).T @ x + np.diag(held + 1e-9)
        w -= np.linalg.solve(slope, x.T @ (share * (p - true)) + held * w)
    weights = {name: float(w[i] / spread[i]) for name, i in at.items()}
    return {"always": float(w[-1] - (w[:-1] / spread * mean).sum()), **weights}


def score(weights: dict[str, float], row: Row) -> float:
    """The log-odds of a row."""
    features_: dict[str, float] = row["features"]
    return weights["always"] + sum(weights.get(n, 0.0) * v for n, v in features_.items())


def crossed(rows: Sequence[Row]) -> dict[int, float]:
    """The score of each row by its number, from weights that never saw its report; what is missing has none."""
    fold = [zlib.crc32(r["report"].encode()) % FOLDS for r in rows]
    found: dict[int, float] = {}
    for part in range(FOLDS):
        seen = [r for r, f in zip(rows, fold, strict=True) if f != part and not r["missing"]]
        mine = [i for i, r in enumerate(rows) if fold[i] == part and not r["missing"]]
        if seen and mine:
            weights = fitted(seen)
            found |= {i: score(weights, rows[i]) for i in mine}
    return found


def tell(letters: dict[str, bool], rows: Sequence[Row], scores: dict[int, float]) -> None:
    """Print what each floor gains and loses, over letters and over the faults of each rule."""
    n_pass, n_planted = sum(not p for p in letters.values()), sum(letters.values())
    for floor in FLOORS:
        stands_: dict[str, bool] = defaultdict(bool)
        for i, row in enumerate(rows):
            weighed = row["rule"] in WEIGHED and i in scores and weighable(row["features"])
            stands_[row["letter"]] |= not weighed or scores[i] >= floor
        false = sum(stands_[k] for k, planted in letters.items() if not planted)
        caught = sum(stands_[k] for k, planted in letters.items() if planted)
        own = [
            i
            for i, r in enumerate(rows)
            if r["letter"].startswith("own:") and r["rule"] in WEIGHED and weighable(r["features"])
        ]
        lost = sum(scores[i] < floor for i in own)
        print(
            f"floor {floor:5.2f}  false {false}/{n_pass}  caught {caught}/{n_planted}  own faults lost {lost}/{len(own)}"
        )
    for rule in WEIGHED:
        mine = [
            i for i, r in enumerate(rows) if r["rule"] == rule and i in scores and not r["letter"].startswith("own:")
        ]
        counts = [
            f"{sum(scores[i] < -2 and rows[i]['true'] is kind for i in mine)}/{sum(rows[i]['true'] is kind for i in mine)}"
            for kind in (False, True)
        ]
        print(f"  {rule:24} below -2: false {counts[0]}, true {counts[1]}")


def _toml(floor: float, weights: dict[str, float], note: str) -> str:
    lines = [f"# {note}", f"floor = {floor}", f"weighed = {json.dumps(list(WEIGHED))}", "", "[sentence]"]
    lines += [f'"{feature}" = {round(value, 3)}' for feature, value in sorted(weights.items()) if round(value, 3)]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("collect", "fit"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--own", action="store_true", help="the repo's own letters with one planted fault each")
    parser.add_argument("--floor", type=float, default=-2.75)
    parser.add_argument("--out", type=Path)
    asked = parser.parse_intermixed_args()
    if asked.what == "collect":
        rows = own_rows() if asked.own else marked_rows(asked.files)
        asked.out.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
        return
    every: list[Row] = [json.loads(line) for path in asked.files for line in path.read_text("utf-8").splitlines()]
    letters = {r["letter"]: r["planted"] for r in every if not r["letter"].startswith("own:")}
    rows_ = [r for r in every if "rule" in r]
    tell(letters, rows_, crossed(rows_))
    if asked.out is not None:
        weights = fitted([r for r in rows_ if not r["missing"]])
        note = (
            f"Weights of the features in weighing.py, made by evals/weights_fit.py from {len(letters)} letters on "
            f"{len({r['report'] for r in every})} reports and {len(rows_)} errors; do not edit by hand."
        )
        asked.out.write_text(_toml(asked.floor, weights, note), "utf-8")


if __name__ == "__main__":
    main()
