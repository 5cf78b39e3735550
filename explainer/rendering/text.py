"""A document as plain text and as Markdown."""

from __future__ import annotations

import re

from explainer.rendering.blocks import Block, Document
from explainer.rendering.shown import shown

# The last three keep a reader from making links of bare web and mail addresses.
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&!@]|:(?=//)|(?<=www)\.)", re.I)
_LIST_MARK = re.compile(r"^(\s*\d*)([-+=.)])(?=\s|$)")
_RUNS = ("bullet", "number", "held", "note", "source")
REPORT_TITLE = "The original report"
PICTURE_WORDS = "A drawing, not your own scan."


def plain(document: Document) -> str:
    """Plain text: headings on a line of their own, a blank line between parts, one line a paragraph."""
    lines: list[str] = []
    number = 0
    previous = ""
    for block in document.blocks:
        number = number + 1 if block.style == "number" else 0
        if lines and not (block.style == previous and block.style in _RUNS) and previous != "heading":
            lines.append("")
        lines.append(line_of(block, number))
        previous = block.style
    return "\n".join(lines) + "\n"


def line_of(block: Block, number: int) -> str:
    """A block as one line, with the mark of its list in front."""
    if block.style == "bullet":
        return f"- {block.text}"
    if block.style == "number":
        return f"{number}. {block.text}"
    return block.text


def spoken(document: Document) -> str:
    """Every word a reader of any format may meet: the plain text, then what stands below and behind the pictures.

    The guard judges this text.
    """
    pictures = [words for b in document.blocks for p in b.pictures for words in (p.alt, p.caption)]
    icons = [f"{icon.caption}." for b in document.blocks for icon in b.icons]
    extra = list(dict.fromkeys(pictures + icons))
    return plain(document) + "".join(f"\n{words}\n" for words in extra)


def with_report(document: Document) -> str:
    """The plain text with the original report behind it: what a ``.txt`` file holds."""
    return f"{shown(plain(document))}\n{'-' * 40}\n{REPORT_TITLE}\n\n{shown(document.report.strip())}\n"


def markdown(document: Document) -> str:
    """Markdown with the report behind it; what came from the report or the fields cannot become markup."""
    lines: list[str] = []
    number = 0
    previous = ""
    for block in document.blocks:
        number = number + 1 if block.style == "number" else 0
        if lines and not (block.style == previous and block.style in ("bullet", "number")):
            lines.append("")
        text = _escaped(block.text)
        prefix = {"title": "# ", "heading": "## ", "bullet": "- ", "number": f"{number}. "}.get(block.style, "")
        if block.style == "held":
            lines.append(f"**{text}**")
        elif block.style in ("note", "letterhead", "signature"):
            lines.append(f"*{text}*")
        else:
            lines.append(prefix + text)
        previous = block.style
    # Four spaces in front make each line of the report a literal one.
    report = "\n".join(f"    {line}" for line in shown(document.report.strip()).split("\n"))
    return "\n".join(lines) + f"\n\n## {REPORT_TITLE}\n\n{report}\n"


def _escaped(text: str) -> str:
    one_line = " ".join(shown(text).splitlines())
    return _LIST_MARK.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", one_line))
