"""The command line. Standard output holds the result alone; notices go to standard error; every failure is one line."""

from __future__ import annotations

import gc
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click

from explainer.errors import DataFileError, ExplainerError, FieldsError, ReportError, WordingError

if TYPE_CHECKING:
    from explainer.core.values import Audience, Reading
    from explainer.fields import Fields
    from explainer.pipeline import Explanation, ModelWriter

EXIT_REJECTED, EXIT_BAD_INPUT, EXIT_SERVICE, EXIT_INTERRUPTED = 1, 2, 3, 130
_FORMATS = ("text", "fhir", "hl7v2", "dicom-sr")
#: Most reasons of a held letter that the terminal shows.
_REASONS = 20
_WRITABLE = (".txt", ".md", ".html", ".pdf", ".docx", ".json", ".fhir.json")


class _Clock:
    """Times of the stages, written to standard error with ``--timing``."""

    def __init__(self, on: bool) -> None:
        self.on, self._at = on, time.perf_counter()

    def lap(self, name: str) -> None:
        now = time.perf_counter()
        if self.on:
            click.echo(f"{name}: {(now - self._at) * 1000:.1f} ms", err=True)
        self._at = now


_ITEM = click.option(
    "--item", type=click.IntRange(1), metavar="N", help="Which report, from 1, when the file holds several."
)


_LARGE = click.option("--large-print", is_flag=True, help="Large letters in .html, .pdf and .docx.")
_OUTPUT = click.option(
    "-o", "--output", metavar="FILE", help=f"Write to FILE ({' '.join(_WRITABLE)}) instead of the terminal."
)


def _common(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--timing", is_flag=True, help="Write the times of the stages to standard error."),
        _ITEM,
        click.option("--fields", "fields_file", metavar="FILE.toml", help="Patient, scan, clinic and reviewer fields."),
        click.option("--format", "format_", type=click.Choice(_FORMATS), help="Input format; else detected."),
        click.option("--sex", type=click.Choice(["female", "male"]), help="The patient's sex."),
        click.option("--age", type=click.IntRange(0, 120), help="The patient's age in years."),
        click.option("--language", default="en", show_default=True, help="Language of the letter."),
    ):
        command = option(command)
    return command


def _fields(file: str | None) -> Fields:
    from explainer.fields import Fields, load_fields

    return load_fields(Path(file)) if file else Fields()


def _language(language: str) -> str:
    if language != "en":
        raise ReportError(f"language {language!r} is not supported; this version writes 'en'")
    return language


def _read(report: str, format_: str | None, item: int | None = None) -> Reading:
    from explainer.core.reading import read
    from explainer.inputs import load_report

    loaded, fallback = load_report(report, format_, item)
    if fallback:
        click.echo(f"note: {report} is not UTF-8; read as Windows-1252", err=True)
    try:
        return read(loaded)
    except ReportError as error:
        raise ReportError(f"{report}: {error}") from error


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=False)


class _Cli(click.Group):
    """The commands; ``eval`` is loaded only when it is asked for, and not to be listed."""

    listing = False

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        self.listing = True
        try:
            super().format_commands(ctx, formatter)
        finally:
            self.listing = False

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted((*super().list_commands(ctx), "eval"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name != "eval":
            return super().get_command(ctx, cmd_name)
        if self.listing:
            return click.Command("eval", help="Measure readers, writers and the guard, offline and repeatably.")
        from evals.command import command

        return command


@click.group(cls=_Cli, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="radiology-report-explainer", prog_name="explainer")
def cli() -> None:
    """Explain a radiology report to a patient or a clinician, under a guard.

    REPORT and DRAFT are file paths, or - for standard input.
    """


@cli.command()
@click.argument("report")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--format", "format_", type=click.Choice(_FORMATS), help="Input format; else detected.")
@_ITEM
@click.option("--timing", is_flag=True, help="Write the times of the stages to standard error.")
def findings(report: str, as_json: bool, format_: str | None, item: int | None, timing: bool) -> None:
    """Read a report: sections, sentences, findings, and what could not be mapped."""
    clock = _Clock(timing)
    reading = _read(report, format_, item)
    clock.lap("read")
    if as_json:
        from explainer.jsonform import reading_json

        click.echo(_json(reading_json(reading)))
        return
    from explainer.terminal import show_findings

    show_findings(reading)


@cli.command()
@click.argument("report")
@click.option("--audience", type=click.Choice(["patient", "clinician"]), default="patient", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_common
def plan(report: str, audience: str, as_json: bool, **options: Any) -> None:
    """Show what must, may and must not be said, with citations."""
    from explainer import pipeline

    clock = _Clock(options["timing"])
    _fields(options["fields_file"])
    reading = _read(report, options["format_"], options["item"])
    clock.lap("read")
    made = pipeline.plan(
        reading, cast("Audience", audience), options["age"], options["sex"], _language(options["language"])
    )
    clock.lap("plan")
    if as_json:
        from explainer.jsonform import plan_json

        click.echo(_json(plan_json(made)))
        return
    from explainer.terminal import show_plan

    show_plan(made)


def _endpoint_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--config", "config_file", metavar="FILE.toml", help="Settings of the llm writer."),
        click.option("--model", help="Model name for the llm writer."),
        click.option("--base-url", help="Endpoint for the llm writer."),
    ):
        command = option(command)
    return command


def _writer_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--replay", metavar="FILE.jsonl", help="Answer from a recording; nothing is asked of a network."),
        click.option("--record", metavar="FILE.jsonl", help="Write every exchange with the model to FILE."),
        click.option("--stream", is_flag=True, help="Show statements as the guard passes them, on standard error."),
        click.option("--deadline-s", type=float, help="Seconds after which the template writes what is left."),
        click.option("--token-budget", type=int, help="Most tokens for one letter."),
        click.option("--rounds", type=int, help="Most repair rounds."),
        click.option("--freedom", type=click.Choice(["low", "medium", "high"]), help="How much the model may word."),
        _endpoint_options,
        click.option("--writer", type=click.Choice(["template", "llm"]), default="template", show_default=True),
        click.option("--allow-held", is_flag=True, help="Write a held letter too, every part marked HELD."),
        click.option("--json", "as_json", is_flag=True, help="Print the whole trail as JSON."),
        _LARGE,
        _OUTPUT,
    ):
        command = option(command)
    return _common(command)


@cli.command()
@click.argument("report")
@_writer_options
def letter(report: str, **options: Any) -> None:
    """Write a patient letter."""
    _explain(report, "patient", options)


@cli.command()
@click.argument("report")
@_writer_options
def summary(report: str, **options: Any) -> None:
    """Write a clinician summary."""
    _explain(report, "clinician", options)


def _explain(report: str, audience: Audience, options: dict[str, Any]) -> None:
    from explainer import pipeline

    output = options["output"]
    _check_ending(output)
    clock = _Clock(options["timing"])
    fields = _fields(options["fields_file"])
    reading = _read(report, options["format_"], options["item"])
    clock.lap("read")
    # Behind the report: what is wrong with it must not cost an older recording.
    writer = _model_writer(options)
    show = (lambda text: click.echo(text, nl=False, err=True)) if options["stream"] else None
    done = pipeline.explain(
        reading, audience, writer, fields, options["age"], options["sex"], _language(options["language"]), show
    )  # fmt: skip
    clock.lap("plan, write and guard")
    if done.cost is not None:
        _tell_rounds(done)
    free = done.outcome == "released" or (done.outcome == "held" and (audience == "clinician" or options["allow_held"]))
    if options["as_json"] or (output and _is_trail(output)):
        _write(output if not options["as_json"] else None, _json(done.to_json()) + "\n")
    elif free:
        _show(done, output, options["large_print"])
        clock.lap("render")
    else:
        _refused(done, output)
    sys.exit(0 if free else EXIT_REJECTED)


def _check_ending(output: str | None) -> None:
    if output and not output.lower().endswith(_WRITABLE):
        raise ReportError(f"{output}: this version writes {', '.join(_WRITABLE)}")


def _is_trail(output: str) -> bool:
    """Whether a file is to hold the letter JSON."""
    return output.lower().endswith(".json") and not output.lower().endswith(".fhir.json")


def _show(done: Explanation, output: str | None, large: bool) -> None:
    """A letter that may be seen: in the terminal, or as a file of any format but the letter JSON."""
    if output is None:
        from explainer.terminal import show_letter

        show_letter(done)
        return
    from explainer.export import export

    _write(output, export(done, output.lower(), large=large))
    click.echo(f"Outcome: {done.outcome}; written to {output}", err=True)


@cli.command()
@click.argument("letter_file", metavar="LETTER.json")
@click.option("--by", required=True, help="Who releases the letter.")
@click.option("--role", required=True, help="The role of that person.")
@click.option("--on", metavar="DATE", help="The day of the review as the letter shows it; else today.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole trail as JSON.")
@_LARGE
@_OUTPUT
def release(
    letter_file: str, by: str, role: str, on: str | None, as_json: bool, large_print: bool, output: str | None
) -> None:
    """Release a held letter, or sign a released one; the guard judges the final text again."""
    from datetime import date

    from explainer.inputs import decode, read_bytes
    from explainer.release import LETTER_LIMIT
    from explainer.release import release as release_letter

    _check_ending(output)
    text, _ = decode(letter_file, read_bytes(letter_file, LETTER_LIMIT, "letter"), "letter")
    try:
        done = release_letter(text, by, role, on or date.today().isoformat())
    except ReportError as error:
        raise ReportError(f"{letter_file}: {error}") from error
    free = done.outcome == "released"
    if as_json or (output and _is_trail(output)):
        _write(output if not as_json else None, _json(done.to_json()) + "\n")
    elif free:
        _show(done, output, large_print)
    else:
        _refused(done, output)
    sys.exit(0 if free else EXIT_REJECTED)


def _model_writer(options: dict[str, Any]) -> ModelWriter | None:
    """The model writer that the options ask for; None for the template."""
    if options["writer"] != "llm":
        given = [name for name in ("stream", "record", "replay") if options[name]]
        if given:
            raise click.UsageError(f"--{given[0]} needs --writer llm")
        return None
    from explainer.configuration import configure
    from explainer.writers import make_writer

    names = ("base_url", "model", "freedom", "rounds", "token_budget", "deadline_s")
    configured = configure({name: options[name] for name in names}, options["config_file"])
    record, replay = (Path(options[name]) if options[name] else None for name in ("record", "replay"))
    return make_writer(configured.settings, record, replay)


def _tell_rounds(done: Explanation) -> None:
    """What the model did and took, on standard error."""
    from explainer.writers import cost_line

    assert done.cost is not None
    click.echo(cost_line(done.cost, len(done.rounds), done.kept, done.units), err=True)
    for problem in dict.fromkeys(r.problem for r in done.rounds if r.problem):
        click.echo(f"note: {problem}", err=True)
    if done.draft is not None and done.draft.writer.kind == "template":
        click.echo("note: no statement of the model stayed; the template wrote all of it", err=True)


def _refused(done: Explanation, output: str | None) -> None:
    click.echo(f"Outcome: {done.outcome}")
    for hold in done.reasons[:_REASONS]:
        click.echo(f"- {hold.kind}: {hold.message}")
    if len(done.reasons) > _REASONS:
        click.echo(f"- and {len(done.reasons) - _REASONS:,} more reasons (--json for all)")
    if done.outcome == "withheld":
        for v in done.verdict.violations:
            if v.severity == "error":
                click.echo(f"- {v.rule}: {v.message}")
        click.echo("No wording passed the guard; no letter was written.", err=True)
    else:
        where = f"{output} was not written" if output else "the letter is not shown"
        click.echo(
            f"{where}: a clinician must see it first (--json for the trail, --allow-held to write it marked)", err=True
        )


def _write(output: str | None, text: str | bytes) -> None:
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        Path(output).write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    except OSError as error:
        raise ReportError(f"{output}: cannot be written ({error.strerror})") from error


@cli.command()
@click.option("--report", required=True, help="The report the draft explains.")
@click.option("--draft", required=True, help="The draft: plain text, Markdown or draft JSON.")
@click.option("--audience", type=click.Choice(["patient", "clinician"]), default="patient", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_common
def check(report: str, draft: str, audience: str, as_json: bool, **options: Any) -> None:
    """Judge a draft from any writer against its report."""
    import guardrails
    from explainer import pipeline
    from explainer.inputs import DRAFT_LIMIT, decode, read_bytes

    if report == draft == "-":
        raise ReportError("only one of --report and --draft can be standard input")
    clock = _Clock(options["timing"])
    fields = _fields(options["fields_file"])
    words, _ = decode(draft, read_bytes(draft, DRAFT_LIMIT, "draft"), "draft")
    reading = _read(report, options["format_"], options["item"])
    clock.lap("read")
    made = pipeline.plan(
        reading, cast("Audience", audience), options["age"], options["sex"], _language(options["language"])
    )
    clock.lap("plan")
    verdict = guardrails.check(made, words, allowed=fields.values())
    clock.lap("check")
    if as_json:
        from explainer.jsonform import verdict_json

        click.echo(_json(verdict_json(verdict, reading.text)))
    else:
        from explainer.terminal import show_verdict

        show_verdict(verdict)
    sys.exit(0 if verdict.verdict == "pass" else EXIT_REJECTED)


@cli.command()
@click.option("--probe", is_flag=True, help="Ask the configured model one short question.")
@_endpoint_options
def doctor(probe: bool, base_url: str | None, model: str | None, config_file: str | None) -> None:
    """Say what is installed, configured and reachable, and what is not."""
    from explainer.configuration import configure
    from explainer.doctor import examine, probed

    configured = configure({"base_url": base_url, "model": model}, config_file)
    healthy = True
    for line in examine(configured):
        healthy &= line.ok
        click.echo(f"{'ok ' if line.ok else 'BAD'}  {line.name}: {line.message}")
    reached = True
    if probe:
        configured.settings.named_model()
        configured.settings.key()
        line = probed(configured.settings)
        reached = line.ok
        click.echo(f"{'ok ' if line.ok else 'BAD'}  {line.name}: {line.message}")
    sys.exit(EXIT_BAD_INPUT if not healthy else 0 if reached else EXIT_SERVICE)


@cli.command()
@click.argument("endpoints", metavar="ENDPOINTS.toml")
@click.argument("reports", nargs=-1, required=True)
@click.option("--audience", type=click.Choice(["patient", "clinician"]), default="patient", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("-o", "--output", metavar="FILE.html", help="Write the table as HTML too.")
def matrix(endpoints: str, reports: tuple[str, ...], audience: str, as_json: bool, output: str | None) -> None:
    """Compare models: several endpoints or recordings over the same REPORTS.

    ENDPOINTS.toml holds an [[endpoint]] table for each, with a name, settings of the llm writer (base_url, model, freedom,
    rounds, …), api_key_env for the variable that holds the key, and recording = "FILE.jsonl" to answer from a recording
    or record = "FILE.jsonl" to make one.
    """
    from evals.matrix import html, load_entries, run, table

    if output and not output.lower().endswith(".html"):
        raise ReportError(f"{output}: the matrix is written as .html")
    entries = load_entries(Path(endpoints))
    readings = [_read(report, None) for report in reports]
    rows = run(entries, readings, cast("Audience", audience))
    click.echo(_json({"schema": "explainer.matrix/1", "rows": [r.to_json() for r in rows]}) if as_json else table(rows))
    if output:
        _write(output, html(rows, len(readings)))


def _fail(message: str, code: int) -> NoReturn:
    click.echo(f"explainer: {message}", err=True)
    sys.exit(code)


def main() -> None:
    """Run the command line; every failure is one line and the contract's exit code."""
    # The knowledge files become some hundred thousand values that all stay: looking for garbage among them at the usual
    # pace takes a fifth of the time of a short command.
    gc.set_threshold(100_000, 20, 20)
    try:
        cli.main(prog_name="explainer", standalone_mode=False)
    except click.exceptions.Abort:
        _fail("interrupted", EXIT_INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(EXIT_BAD_INPUT)
    except click.ClickException as error:
        where = (
            f" (see '{error.ctx.command_path} --help')"
            if isinstance(error, click.UsageError) and error.ctx and error.ctx.parent
            else ""
        )
        _fail(error.format_message() + where, EXIT_BAD_INPUT)
    except (ReportError, FieldsError, DataFileError) as error:
        _fail(str(error), EXIT_BAD_INPUT)
    except WordingError as error:
        _fail(str(error), EXIT_SERVICE)
    except ExplainerError as error:
        _fail(str(error), EXIT_BAD_INPUT)
    except KeyboardInterrupt:
        _fail("interrupted", EXIT_INTERRUPTED)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except Exception as error:  # noqa: BLE001 - the last door: a bug must not show report text in a traceback
        _fail(f"internal error ({type(error).__name__}); nothing was written", EXIT_BAD_INPUT)
