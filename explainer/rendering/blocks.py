"""The parts of a document: plain values that every format prints in its own way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from explainer.core.values import Audience, Outcome, Span

Style = Literal["letterhead", "title", "note", "held", "heading", "text", "bullet", "number", "source", "signature"]
View = Literal["lumbar-side", "lumbar-back", "pelvis-front", "pelvis-back"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place to show in a drawing.

    ``level`` is a spinal level or None; ``side`` is ``left``, ``right`` (the patient's), ``middle``, or None in a view
    that shows no sides. ``sure`` is False when the report holds the finding only possible.
    """

    structure: str
    level: str | None
    side: str | None
    sure: bool = True


@dataclass(frozen=True, slots=True)
class Picture:
    """One drawing with its marks. ``alt`` says in words what is marked; ``caption`` stands below."""

    view: View
    marks: tuple[Mark, ...]
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class IconArray:
    """``low`` of ``total`` people filled, those up to ``high`` (a range) half filled. The caption is the text's own words."""

    low: int
    high: int
    total: int
    caption: str


#: Most sentences of the report that are shown with one statement; of more, the rest is counted.
SHOWN_SENTENCES = 12


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a statement comes from: spans of report sentences, numbers of sources, and what the software added itself."""

    report: tuple[Span, ...] = ()
    sources: tuple[int, ...] = ()
    added: bool = False

    @property
    def shown(self) -> tuple[Span, ...]:
        """The sentences of the report that are shown."""
        return self.report[:SHOWN_SENTENCES]

    @property
    def more(self) -> str:
        """What is said of the sentences that are not shown; nothing when all are."""
        left = len(self.report) - len(self.shown)
        return f"And {left:,} more {'sentence' if left == 1 else 'sentences'} of the report." if left else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the document. ``items`` are ids of the plan; ``origin`` is None where nothing is claimed."""

    style: Style
    text: str
    items: tuple[str, ...] = ()
    origin: Origin | None = None
    pictures: tuple[Picture, ...] = ()
    icons: tuple[IconArray, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a renderer prints, in order. ``report`` is the report as it came in; ``citations`` maps number to source."""

    audience: Audience
    outcome: Outcome
    language: str
    blocks: tuple[Block, ...]
    report: str
    citations: tuple[tuple[int, str], ...] = ()

    @property
    def title(self) -> str:
        """The title, for the metadata of a file."""
        return next((b.text for b in self.blocks if b.style == "title"), "")

    @property
    def held(self) -> bool:
        """Whether a clinician must see the document before anybody else."""
        return self.outcome == "held"


def without_pictures(document: Document) -> Document:
    """The same document, its drawings and icon arrays left out."""
    return replace(document, blocks=tuple(replace(b, pictures=(), icons=()) for b in document.blocks))
