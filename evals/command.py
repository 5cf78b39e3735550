"""``explainer eval``: list, run, compare, gate and report."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from evals.dataset import DATASETS, RULES, given
from evals.results import Result, load_result, timing_json, timing_path
from explainer.errors import ConfigurationError, DataFileError

EXIT_LOSS = 1


@click.group("eval")
def command() -> None:
    """Measure readers, writers and the guard, offline and repeatably.

    Every rate comes with its n and a 95 % interval. The same seed gives the same bytes.
    """


@command.command("list")
@click.option(
    "--data", type=click.Path(path_type=Path), multiple=True, metavar="DIR", help="A folder of your own sets."
)
@click.option("--rules", is_flag=True, help="Show the rule names, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(data: tuple[Path, ...], rules: bool, as_json: bool) -> None:
    """Show the suites and the data sets, with their size and licence."""
    from evals.suites import SUITES

    rows: list[dict[str, Any]] = []
    for dataset in (*DATASETS, *(found for folder in data for found in given(folder))):
        count = len(dataset.load(keep_going=True).samples) if dataset.present else None
        own = dataset in DATASETS
        used = [s.name for s in SUITES if (dataset.name in s.datasets if own else dataset.form in s.given)]
        rows.append({"name": dataset.name, "n": count, "licence": dataset.card.licence or None, "suites": used})
    suites = [{"name": s.name, "title": s.title, "writers": s.writers} for s in SUITES]
    if as_json:
        click.echo(
            json.dumps({"suites": suites, "datasets": rows, "rules": sorted(RULES)}, ensure_ascii=False, indent=1)
        )
        return
    click.echo("Suites (* asked of each --writer)")
    for suite in suites:
        click.echo(f"  {suite['name']:12} {suite['title']}{' *' if suite['writers'] else ''}")
    click.echo("\nData sets")
    for row in rows:
        n = "absent" if row["n"] is None else f"n={row['n']}"
        click.echo(
            f"  {row['name']:18} {n:8} {', '.join(row['suites']):34} {row['licence'] or 'licence: see its source'}"
        )
    if rules:
        click.echo("\nRules")
        click.echo("  " + "\n  ".join(sorted(RULES)))


def _run_options(function: Any) -> Any:
    for option in (
        click.option("--jobs", type=click.IntRange(1), help="Processes; else one for each core."),
        click.option("--keep-going", is_flag=True, help="Leave wrong samples out and list them, instead of stopping."),
        click.option("--limit", type=click.IntRange(1), metavar="N", help="Most samples of each data set, drawn by the seed."),
        click.option("--rule", "rules", multiple=True, metavar="NAME", help="Mutations of this rule only."),
        click.option("--config", "config_file", metavar="FILE.toml", help="Settings of the live writer."),
        click.option("--replay", type=click.Path(path_type=Path), metavar="FILE.jsonl", help="Exchanges that the live writer is answered from."),
        click.option("--writer", "writers", multiple=True, metavar="NAME", help="template, live, recorded:FILE.jsonl; several stand side by side."),
        click.option("--data", type=click.Path(path_type=Path), multiple=True, metavar="DIR", help="A folder with findings.jsonl or checks.jsonl."),
    ):  # fmt: skip
        function = option(function)
    return function


def _shown(function: Any) -> Any:
    """The options for the forms in which a result is shown."""
    path = click.Path(path_type=Path)
    options = (
        click.option("--csv", "csv_file", type=path, metavar="FILE", help="Write the metrics as CSV."),
        click.option(
            "--html", "html_file", type=path, metavar="FILE", help="Write a report with plots and every failure."
        ),
        click.option(
            "--by",
            "groups",
            multiple=True,
            metavar="GROUP",
            help="Show the metrics by rule, region, modality, audience …",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


@command.command()
@click.argument("suites", nargs=-1, metavar="[SUITE]...")
@click.option("--seed", type=int, default=0, show_default=True, help="What chance depends on.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.json", help="Write the result; a killed run resumes."
)
@click.option("--lean", is_flag=True, help="Write what a comparison needs and no more: for a baseline.")
@_shown
@_run_options
def run(
    suites: tuple[str, ...], seed: int, out: Path | None, csv_file: Path | None, html_file: Path | None, lean: bool,
    groups: tuple[str, ...], **options: Any,
) -> None:  # fmt: skip
    """Run SUITEs, all unless some are named, and show the metrics."""
    _check_writable(out, csv_file, html_file)
    outcome = _run(suites, seed, out, options)
    result = outcome.result.lean() if lean else outcome.result
    timing = timing_json(outcome.seconds, outcome.latencies)
    if out is not None:
        _write(out, result.to_json(short=lean))
        if not lean:
            _write(timing_path(out), timing)
        _journal(out).unlink(missing_ok=True)
    if csv_file is not None:
        _write(csv_file, result.to_csv())
    if html_file is not None:
        _write(html_file, _html(outcome.result, timing))
    _show(outcome.result, groups)
    taken = f", {outcome.resumed} chunks taken from the journal" if outcome.resumed else ""
    click.echo(f"done in {outcome.seconds:.1f} s{taken}", err=True)


def _run(suites: tuple[str, ...], seed: int, out: Path | None, options: dict[str, Any]) -> Any:
    from evals import runner
    from evals.suite import Request
    from evals.terminal import progress, show_notes
    from evals.writers import LIVE, load_writer

    if find_spec("scipy") is None or find_spec("statsmodels") is None:
        raise ConfigurationError("the evaluation needs its extra; pip install 'radiology-report-explainer[evals]'")
    runner.suites_named(suites)
    unknown = sorted(set(options["rules"]) - RULES)
    if unknown:
        raise ConfigurationError(f"--rule {unknown[0]!r} is no rule name; 'explainer eval list --rules' shows all")
    if LIVE not in options["writers"]:
        for name, value in (("--replay", options["replay"]), ("--config", options["config_file"])):
            if value is not None:
                raise ConfigurationError(f"{name} needs --writer live")
    keep_going = options["keep_going"]
    loaded = [load_writer(name, keep_going=keep_going) for name in options["writers"] or ("template",)]
    names = [letters.name for letters, _ in loaded]
    if len(set(names)) < len(names):
        raise ConfigurationError("two --writer have one name; give their files different names")
    request = Request(
        suites=suites,
        writers=tuple(letters for letters, _ in loaded),
        data=tuple(dataset for folder in options["data"] for dataset in given(folder)),
        seed=seed,
        limit=options["limit"],
        keep_going=keep_going,
        rules=tuple(options["rules"]),
    )
    with progress() as tell:
        if LIVE in names:
            asked = _ask(request, out, options, tell)
            request = replace(request, writers=tuple(asked if w.name == LIVE else w for w in request.writers))
        journal = _journal(out) if out is not None else None
        outcome = runner.run(request, jobs=options["jobs"], journal=journal, tell=tell)
    problems = (*(problem for _, found in loaded for problem in found), *outcome.problems)
    show_notes(problems, outcome.skipped)
    return outcome


def _ask(request: Any, out: Path | None, options: dict[str, Any], tell: Any) -> Any:
    """The live writer's letters, kept beside the result."""
    from evals.runner import wanted_letters
    from evals.suite import Source
    from evals.writers import LIVE, ask
    from explainer.configuration import configure

    if out is None:
        raise ConfigurationError("--writer live keeps its letters beside the result; give --out FILE.json")
    settings = configure({}, options["config_file"]).settings
    wanted = list(wanted_letters(request, Source(request)))
    kept = out.with_name(out.stem + ".live.jsonl")
    return ask(settings, wanted, kept, lambda done, total: tell("asking", LIVE, done, total), options["replay"])


def _journal(out: Path) -> Path:
    return out.with_name(out.name + ".journal")


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise DataFileError(
            str(path), "file", "-", f"cannot be written ({error.strerror})", "give another path"
        ) from error


def _check_writable(*paths: Path | None) -> None:
    """Refuse a path that cannot be written before the work is done, not after it."""
    for path in paths:
        if path is None:
            continue
        above = next(folder for folder in path.absolute().parents if folder.exists())
        why = "it is a directory" if path.is_dir() else ""
        if not why and not (above.is_dir() and os.access(path if path.exists() else above, os.W_OK)):
            why = f"{above} is no directory that can be written to"
        if why:
            raise DataFileError(str(path), "file", "-", f"cannot be written ({why})", "give another path")


def _html(result: Result, timing: str | None) -> str:
    from evals.html_report import render

    return render(result, json.loads(timing) if timing is not None else None)


def _show(result: Result, groups: tuple[str, ...]) -> None:
    from evals.terminal import console, show_groups
    from evals.terminal_report import print_summary

    print_summary(result, console())
    if groups:
        show_groups(result, groups)


@command.command()
@click.argument("before", type=click.Path(path_type=Path), metavar="A.json")
@click.argument("after", type=click.Path(path_type=Path), metavar="B.json")
@click.option("--suite", "suites", multiple=True, metavar="SUITE", help="This suite only.")
@click.option(
    "--correction",
    type=click.Choice(["holm", "bh"]),
    default="holm",
    show_default=True,
    help="Control of many tests at once.",
)
@click.option("--all", "everything", is_flag=True, help="List every group and every changed sample.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def compare(
    before: Path, after: Path, suites: tuple[str, ...], correction: str, everything: bool, as_json: bool
) -> None:
    """Compare two results, sample by sample."""
    from evals.compare import compare as compared
    from evals.terminal import show_comparison

    old, new = load_result(before), load_result(after)
    there = list(dict.fromkeys(r.suite for r in (*old.runs, *new.runs)))
    for suite in suites:
        if suite not in there:
            raise ConfigurationError(f"--suite {suite!r} is in neither result; there are {', '.join(there) or 'none'}")
    found = compared(old, new, correction="holm" if correction == "holm" else "fdr_bh", suites=suites)
    if as_json:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1, sort_keys=True))
    else:
        show_comparison(found, everything=everything)


@command.command()
@click.argument("what", nargs=-1, metavar="[RESULT.json | SUITE...]")
@click.option(
    "--baseline", type=click.Path(path_type=Path), required=True, metavar="FILE", help="The result to hold to."
)
@click.option("--all", "everything", is_flag=True, help="List every group and every changed sample.")
@_run_options
def gate(what: tuple[str, ...], baseline: Path, everything: bool, **options: Any) -> None:
    """Fail (exit 1) when a result has lost against a baseline beyond chance.

    Takes a result, or runs SUITEs with the baseline's seed, all of the baseline's unless some are named. Also fails when a sample
    that the baseline has scored is no longer scored.
    """
    from evals.compare import compare as compared
    from evals.terminal import show_comparison

    before = load_result(baseline)
    suites: tuple[str, ...] = ()
    if len(what) == 1 and what[0].endswith(".json"):
        after = load_result(Path(what[0]))
    else:
        held = tuple(dict.fromkeys(r.suite for r in before.runs))
        suites = what or held
        lacking = sorted(set(suites) - set(held))
        if lacking:
            raise ConfigurationError(f"{baseline}: holds no suite {lacking[0]!r}; it has {', '.join(held)}")
        after = _run(suites, before.seed, None, options).result
    found = compared(before, after, suites=suites)
    show_comparison(found, everything=everything)
    losses = found.losses()
    for d in losses:
        group = "".join(f", {key} {value}" for key, value in d.group.items())
        click.echo(
            f"LOSS {d.suite} {d.dataset}: {d.metric}{group}: {d.before:.3f} -> {d.after:.3f} "
            f"({d.lost} samples worse, {d.won} better, corrected p {d.adjusted:.2g})"
        )
    if found.gone:
        click.echo(
            f"LOSS {len(found.gone)} samples of the baseline are no longer scored; if the data changed, write a new baseline"
        )
    if losses or found.gone:
        sys.exit(EXIT_LOSS)
    click.echo("gate passed: no significant loss")


@command.command()
@click.argument("result", type=click.Path(path_type=Path), metavar="RESULT.json")
@_shown
def report(result: Path, html_file: Path | None, csv_file: Path | None, groups: tuple[str, ...]) -> None:
    """Show a result again, or write it as HTML or CSV."""
    _check_writable(csv_file, html_file)
    found = load_result(result)
    if csv_file is not None:
        _write(csv_file, found.to_csv())
    if html_file is not None:
        timing = timing_path(result)
        _write(html_file, _html(found, timing.read_text("utf-8") if timing.is_file() else None))
    if html_file is None and csv_file is None:
        _show(found, groups)
