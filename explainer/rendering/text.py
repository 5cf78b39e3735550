"""A document as plain text and as Markdown."""

from __future__ import annotations

import re

from explainer.rendering.document import Block, Document

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


def plain(document: Document) -> str:
    """Plain text: headings on a line of their own, a blank line between parts, one line a paragraph."""
    lines: list[str] = []
    number = 0
    previous = ""
    for block in document.blocks:
        number = number + 1 if block.style == "number" else 0
        if (
            lines
            and not (block.style == previous and block.style in ("bullet", "number", "held", "note"))
            and previous != "heading"
        ):
            lines.append("")
        lines.append(_plain_line(block, number))
        previous = block.style
    return "\n".join(lines) + "\n"


def _plain_line(block: Block, number: int) -> str:
    if block.style == "bullet":
        return f"- {block.text}"
    if block.style == "number":
        return f"{number}. {block.text}"
    return block.text


def markdown(document: Document) -> str:
    """Markdown; what came from the report or the fields cannot become markup."""
    lines: list[str] = []
    number = 0
    previous = ""
    for block in document.blocks:
        number = number + 1 if block.style == "number" else 0
        if lines and not (block.style == previous and block.style in ("bullet", "number")):
            lines.append("")
        text = _MARKUP.sub(r"\\\1", block.text)
        prefix = {"title": "# ", "heading": "## ", "bullet": "- ", "number": f"{number}. "}.get(block.style, "")
        lines.append(
            f"**{text}**" if block.style == "held" else f"*{text}*" if block.style == "note" else prefix + text
        )
        previous = block.style
    return "\n".join(lines) + "\n"
