"""What the commands show: rich tables on a terminal, plain lines in a pipe."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rich.table import Table

    from explainer.core.values import Plan, Reading, Verdict
    from explainer.pipeline import Explanation


def _print(table: Table) -> None:
    from rich.console import Console

    Console().print(table)


def _table(*columns: str) -> Table:
    from rich.table import Table

    table = Table(show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def show_findings(reading: Reading) -> None:
    """The findings of a report, its conflicts and what could not be mapped."""
    rows = [
        (
            f.name, f.status if f.certainty == "definite" else f"{f.status} ({f.certainty})", f.laterality or "", ", ".join(f.levels),
            f.severity or (f"no {f.denied_grade} grade" if f.denied_grade else ""), f.section, f"{f.start}-{f.end}",
        )
        for f in reading.findings
    ]  # fmt: skip
    heads = ("finding", "status", "side", "levels", "grade", "section", "offsets")
    if sys.stdout.isatty():
        table = _table(*heads)
        for row in rows:
            table.add_row(*row)
        _print(table)
    else:
        for row in rows:
            click.echo("\t".join(row))
    for conflict in reading.conflicts:
        click.echo(f"conflict ({conflict.kind}): {conflict.message}")
    for piece in reading.unmapped:
        click.echo(f"not mapped ({piece.section}, {piece.start}-{piece.end}): {piece.reason}")


def show_plan(plan: Plan) -> None:
    """The items of a plan in order, its caveats, holds and sources."""
    rows = [(i.id, i.kind, i.force, i.priority, i.filled(), i.why, ", ".join(i.sources)) for i in plan.items]
    if sys.stdout.isatty():
        table = _table("id", "kind", "force", "priority", "statement", "why", "sources")
        for row in rows:
            table.add_row(*row)
        _print(table)
    else:
        for row in rows:
            click.echo("\t".join(part.replace("\n", " ") for part in row))
    for caveat in plan.caveats:
        click.echo(f"caveat {caveat.id} ({caveat.kind}; {', '.join(caveat.facts)}): {caveat.text}")
    for hold in plan.holds:
        click.echo(f"hold ({hold.kind}): {hold.message}")
    for source in plan.sources:
        click.echo(f"[{source.number}] {source.id}: {source.citation}")


def show_letter(done: Explanation) -> None:
    """The outcome, then the letter as plain text; on a terminal with headings set off."""
    assert done.text is not None
    assert done.document is not None
    click.echo(f"Outcome: {done.outcome}")
    click.echo("")
    if not sys.stdout.isatty():
        click.echo(done.text, nl=False)
        return
    from rich.console import Console
    from rich.text import Text

    styles = {b.text: "bold" for b in done.document.blocks if b.style in ("title", "heading")}
    styles |= {b.text: "bold red" for b in done.document.blocks if b.style == "held"}
    console = Console(highlight=False)
    for line in done.text.splitlines():
        console.print(Text(line, style=styles.get(line, "")), soft_wrap=False)


def show_verdict(verdict: Verdict) -> None:
    """The verdict and every violation, one a line."""
    click.echo(f"Verdict: {verdict.verdict}")
    for v in verdict.violations:
        where = f"{v.start}-{v.end}" if v.start is not None else "missing"
        click.echo(f"- {v.severity} {v.rule} ({where}): {v.message}")
        if v.suggestion:
            click.echo(f"  try: {v.suggestion}")
    if verdict.unread:
        click.echo(f"{len(verdict.unread)} sentence(s) could not be read")
