"""What the terminal says of a letter that is not written."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from explainer.cli import cli


def test_many_reasons_are_counted(tmp_path: Path) -> None:
    """A report with hundreds of lines that cannot be read fills no terminal."""
    lines = "\n".join(f"{n}. Zorbic structure grommeled in the fronk." for n in range(1, 61))
    file = tmp_path / "report.txt"
    file.write_text(f"EXAM: MRI OF THE LEFT KNEE\nFINDINGS:\nMedial meniscus tear.\nIMPRESSION:\n{lines}\n", "utf-8")
    done = CliRunner().invoke(cli, ["letter", str(file)])
    assert done.exit_code == 1
    assert done.output.count("unmapped-impression") == 20
    assert "- and 40 more reasons (--json for all)" in done.output


def test_a_report_that_tells_nothing_is_held(tmp_path: Path) -> None:
    """Where no part reads as what was seen, a clinician looks at it before anybody else does."""
    file = tmp_path / "report.txt"
    file.write_text("CT CHEST.\nINDICATION: cough.\n", "utf-8")
    done = CliRunner().invoke(cli, ["letter", str(file)])
    assert done.exit_code == 1
    assert "no part of the report reads as what was seen" in done.output
