"""Files in: bytes of reports and drafts, handed to the importers, with one clear line for whatever cannot be read."""

from __future__ import annotations

import sys
from pathlib import Path

from explainer.core.values import Report
from explainer.errors import ReportError
from explainer.importing import charset
from explainer.importing.body import MESSAGE_LIMIT, TEXT_LIMIT
from explainer.importing.detect import detect_format, import_reports

__all__ = ["DRAFT_LIMIT", "REPORT_LIMIT", "decode", "detect_format", "load_report", "load_reports", "read_bytes"]

REPORT_LIMIT = TEXT_LIMIT
DRAFT_LIMIT = 256_000
_LISTED = 9


def read_bytes(name: str, limit: int, what: str) -> bytes:
    """The bytes of a file or of standard input (``-``).

    Raises:
        ReportError: Missing, a directory, not readable, or larger than ``limit`` bytes.
    """
    if name == "-":
        data = sys.stdin.buffer.read(limit + 1)
    else:
        path = Path(name)
        try:
            if path.is_dir():
                raise ReportError(f"{name}: is a directory, not a {what}")
            with path.open("rb") as file:
                data = file.read(limit + 1)
        except FileNotFoundError as error:
            raise ReportError(f"{name}: there is no such file") from error
        except (OSError, ValueError) as error:
            raise ReportError(f"{name}: cannot be read ({type(error).__name__})") from error
    if len(data) > limit:
        raise ReportError(f"{name}: the {what} is larger than {limit // 1000} kB; nothing was read")
    return data


def decode(name: str, data: bytes, what: str) -> tuple[str, bool]:
    """The text, and whether it had to be read as Windows-1252 because it is not UTF-8.

    Raises:
        ReportError: Binary data.
    """
    try:
        return charset.decode(data)
    except ReportError as error:
        raise ReportError(f"{name}: the {what} cannot be read: {error}") from error


def load_reports(name: str, format: str | None = None, item: int | None = None) -> tuple[tuple[Report, ...], bool]:
    """The reports of a file in order, and whether one was read as Windows-1252.

    Args:
        format: ``text``, ``fhir``, ``hl7v2`` or ``dicom-sr``; None detects it.
        item: Number of the only report to read, from 1.

    Raises:
        ReportError: It cannot be read.
    """
    data = read_bytes(name, MESSAGE_LIMIT, "report")
    try:
        _, (reports, fallback) = import_reports(data, format, item)
    except ReportError as error:
        raise ReportError(f"{name}: {error}") from error
    return reports, fallback


def load_report(name: str, format: str | None = None, item: int | None = None) -> tuple[Report, bool]:
    """The one report of a file, and whether it was read as Windows-1252.

    Args:
        item: Which report, from 1, when the file holds several.

    Raises:
        ReportError: It cannot be read, or holds several reports and ``item`` chooses none.
    """
    reports, fallback = load_reports(name, format, item)
    if len(reports) > 1:
        known = [f"{n} {report.status or 'status not stated'}" for n, report in enumerate(reports, 1)]
        listed = f" ({', '.join(known)})" if len(known) <= _LISTED else ""
        raise ReportError(f"{name}: holds {len(reports)} reports{listed}; choose one with --item 1 to {len(reports)}")
    return reports[0], fallback
