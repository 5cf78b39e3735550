"""Files from the command line: every failure is one line that names the file."""

from __future__ import annotations

import io
import sys
import types

import pytest

from explainer.errors import ReportError
from explainer.inputs import DRAFT_LIMIT, decode, load_report, load_reports, read_bytes

_MESSAGE = (
    "MSH|^~\\&|A|B|C|D|2024||ORU^R01|{0}|P|2.4\rOBR|1||||||||||||||||||||||||{1}\rOBX|1|TX|G||FINDINGS: {0}.||||||{1}\r"
)


def _file(folder, data):
    path = folder / "input.bin"
    path.write_bytes(data)
    return str(path)


def test_a_text_report(tmp_path):
    """The report, and that nothing had to be guessed."""
    report, fallback = load_report(_file(tmp_path, b"FINDINGS: Clear."), None)
    assert (report.text, report.format, report.status, fallback) == ("FINDINGS: Clear.", "text", None, False)


def test_several_reports_must_be_chosen_from(tmp_path):
    """The line tells how many there are, their status, and how to choose."""
    name = _file(tmp_path, (_MESSAGE.format("One", "P") + _MESSAGE.format("Two", "F")).encode())
    with pytest.raises(ReportError, match=r"input\.bin: holds 2 reports \(1 P, 2 F\); choose one with --item 1 to 2"):
        load_report(name)
    report, _ = load_report(name, item=2)
    assert (report.text, report.format, report.status) == ("FINDINGS: Two.", "hl7v2", "F")
    assert len(load_reports(name)[0]) == 2
    with pytest.raises(ReportError, match="item 3 was asked for"):
        load_report(name, item=3)


def test_many_reports_are_not_listed(tmp_path):
    """A long list would not be one clear line."""
    name = _file(tmp_path, "".join(_MESSAGE.format(f"N{n}", "F") for n in range(12)).encode())
    with pytest.raises(ReportError, match="holds 12 reports; choose one with --item 1 to 12"):
        load_report(name)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"a\x00b", "binary"),
        (b"x" * 1_000_001, "larger than 1000 kB"),
        (b"x" * 8_000_001, "larger than 8000 kB"),
        (b'{"resourceType":', "JSON is broken"),
    ],
)
def test_failures_name_the_file(tmp_path, data, problem):
    """One line, the file first."""
    name = _file(tmp_path, data)
    with pytest.raises(ReportError) as caught:
        load_report(name)
    assert str(caught.value).startswith(f"{name}: ")
    assert problem in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_opened(tmp_path):
    """Missing files, directories and impossible names."""
    for name, problem in (
        (str(tmp_path / "none"), "no such file"),
        (str(tmp_path), "is a directory"),
        ("a\x00b", "cannot be read"),
    ):
        with pytest.raises(ReportError, match=problem):
            read_bytes(name, 10, "report")


def test_standard_input(monkeypatch):
    """A dash reads standard input, no further than the limit."""
    monkeypatch.setattr(sys, "stdin", types.SimpleNamespace(buffer=io.BytesIO(b"x" * 20)))
    with pytest.raises(ReportError, match="-: the draft is larger"):
        read_bytes("-", 10, "draft")


def test_drafts_are_decoded():
    """The second value tells that Windows-1252 was read."""
    assert decode("d", "Sjögren".encode(), "draft") == ("Sjögren", False)
    assert decode("d", "Sjögren".encode("cp1252"), "draft") == ("Sjögren", True)
    with pytest.raises(ReportError, match="d: the draft cannot be read: it holds binary data"):
        decode("d", b"\x00", "draft")
    assert DRAFT_LIMIT == 256_000
