"""Render every report of a folder in every format and time it: ``python -m evals.rendering_all --data DIR [--limit N]``.

``DIR`` holds text reports (``.txt``) or JSON lines with ``text``. Printed per format: letters made, the median and largest
seconds and kilobytes, and how many PDF files lack a word of the text letter.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from statistics import median

from explainer.errors import ExplainerError
from explainer.pipeline import explain
from explainer.rendering.formats import ENDINGS, render


def reports(folder: Path) -> Iterator[str]:
    """The texts below a folder, by path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            yield path.read_text("utf-8", errors="replace")
        elif path.suffix == ".jsonl":
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                if isinstance(row.get("text"), str):
                    yield row["text"]


def missing_words(data: bytes, blocks: Sequence[str]) -> int:
    """How many words of the letter the PDF does not hold."""
    from pypdf import PdfReader

    got = "".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    return sum(word not in got for text in blocks for word in text.split())


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    options = parser.parse_args(argv)
    times: dict[str, list[float]] = {e: [] for e in ENDINGS}
    sizes: dict[str, list[int]] = {e: [] for e in ENDINGS}
    without = failed = refused = 0
    for number, text in enumerate(reports(options.data)):
        if number >= options.limit:
            break
        try:
            done = explain(text)
        except ExplainerError:
            refused += 1
            continue
        if done.document is None:
            refused += 1
            continue
        for ending in ENDINGS:
            begun = time.perf_counter()
            try:
                data = render(done.document, ending)
            except ExplainerError as error:
                failed += 1
                print(f"{ending}: {error}")
                continue
            times[ending].append(time.perf_counter() - begun)
            sizes[ending].append(len(data))
            if ending == ".pdf":
                without += bool(missing_words(data, [b.text for b in done.document.blocks]))
    for ending in ENDINGS:
        if times[ending]:
            print(
                f"{ending:6} n={len(times[ending])} median {median(times[ending]):.3f} s, most {max(times[ending]):.3f} s; "
                f"median {median(sizes[ending]) / 1000:.0f} kB, most {max(sizes[ending]) / 1000:.0f} kB"
            )
    print(f"no letter: {refused}; failed: {failed}; PDF files that lack a word: {without}")


if __name__ == "__main__":
    main()
