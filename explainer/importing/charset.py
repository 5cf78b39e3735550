"""Bytes to text: the declared character set first, then UTF-8, then Windows-1252."""

from __future__ import annotations

import codecs
import re
from typing import Final

from explainer.errors import ReportError

_BOMS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NAMES: Final = {
    "ascii": "utf-8", "us-ascii": "utf-8", "utf-8": "utf-8", "utf8": "utf-8", "unicode utf-8": "utf-8", "unicode": "utf-8",
    "utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "gb 18030-2000": "gb18030", "big-5": "big5",
    "ks x 1001": "euc_kr", "cnsx 11643-1992": "big5",
}  # fmt: skip
_ISO: Final = re.compile(r"(?:8859[/-]|iso[-_ ]?8859[-_/])([0-9]{1,2})$")
_WINDOWS: Final = re.compile(r"(?:windows-|cp)(125[0-8])$")


def codec_named(name: str) -> str | None:
    """The codec for a character set as HL7 table 0211 or MIME names it; None when it is none of those read here."""
    folded = " ".join(name.lower().split())
    if folded in _NAMES:
        return _NAMES[folded]
    found = _ISO.match(folded)
    if found is not None and 1 <= int(found.group(1)) <= 16 and int(found.group(1)) != 12:
        return f"iso8859-{int(found.group(1))}"
    found = _WINDOWS.match(folded)
    return f"cp{found.group(1)}" if found is not None else None


def decode(data: bytes, declared: str = "") -> tuple[str, bool]:
    """The text, and whether it was read as Windows-1252 because it is neither as declared nor UTF-8.

    Raises:
        ReportError: Binary data.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            declared = ""
            data = data if name != "utf-8-sig" else data[3:]
            if name == "utf-16":
                try:
                    return _text(data.decode(name)), False
                except UnicodeDecodeError as error:
                    raise ReportError("it is marked as UTF-16 but cannot be read as that") from error
    for codec in (codec_named(declared), "utf-8"):
        if codec is None:
            continue
        try:
            return _text(data.decode(codec)), False
        except UnicodeDecodeError:
            continue
    if b"\x00" in data:
        raise ReportError("it holds binary data, not text")
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise ReportError("it is neither UTF-8 nor Windows-1252 text") from error
    control = sum(1 for c in text if ord(c) < 32 and c not in "\n\r\t\f\x0b\x1c")
    strange = sum(1 for c in text if ord(c) > 126)
    if control > len(text) * 0.01 or strange > len(text) * 0.15:
        raise ReportError("it holds binary data, not text")
    return text, True


def _text(text: str) -> str:
    if "\x00" in text:
        raise ReportError("it holds binary data, not text")
    return text
