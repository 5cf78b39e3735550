"""Render every report of a folder in every format, time it, and look at it: ``python -m evals.rendering_all --data DIR``.

``DIR`` holds text reports (``.txt``) or JSON lines with ``text``. Printed per format: letters made, the median and largest processor
seconds and kilobytes; how many PDF files do not hold the words of the text letter in its order; and how many reports come
back out of our FHIR bundle with other findings. ``--axe`` runs axe-core on the web pages at 320 and 1280 px in Chromium.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from html import unescape
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from statistics import median

from explainer.core.reading import read
from explainer.errors import ExplainerError
from explainer.export import export
from explainer.importing import fhir
from explainer.pipeline import Explanation, explain
from explainer.rendering.blocks import Document
from explainer.rendering.formats import ENDINGS, render

WIDTHS = (320, 1280)
_AT_ONCE = 20
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_LOOK = """
(async () => {
  const out = [];
  for (const [n, page] of PAGES.entries()) for (const width of WIDTHS) {
    const frame = document.createElement('iframe');
    frame.title = 'letter';
    frame.style = `width:${width}px;height:2000px`;
    frame.srcdoc = page;
    await new Promise(done => { frame.onload = done; document.body.append(frame); });
    const script = frame.contentDocument.createElement('script');
    script.textContent = AXE;
    frame.contentDocument.head.append(script);
    const root = frame.contentDocument.documentElement;
    const wide = root.scrollWidth - root.clientWidth;
    const seen = await frame.contentWindow.axe.run(frame.contentDocument, {runOnly: RULES});
    out.push({page: n, width, wide, passes: seen.passes.length, violations: seen.violations.map(v => v.id)});
    frame.remove();
  }
  const result = document.createElement('pre');
  result.id = 'r';
  result.textContent = JSON.stringify(out);
  document.body.append(result);
})();
"""


def reports(folder: Path) -> Iterator[str]:
    """The texts below a folder, by path."""
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".txt":
            yield path.read_text("utf-8", errors="replace")
        elif path.suffix == ".jsonl":
            for line in path.read_text("utf-8").splitlines():
                row = json.loads(line)
                if isinstance(row.get("text"), str) and row.get("kind", "imaging_report") == "imaging_report":
                    yield row["text"]


def words_lost(data: bytes, document: Document) -> int:
    """How many words of the letter the PDF does not hold in their order; between them stand notes and captions."""
    from pypdf import PdfReader

    got = "".join("\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages).split())
    at = lost = 0
    for block in document.blocks:
        # A page may end behind a hyphen.
        for word in re.findall(r"[^\s-]+-?|-", block.text):
            found = got.find(word, at)
            lost += found < 0
            at = at if found < 0 else found + len(word)
    return lost


def findings_lost(done: Explanation) -> bool:
    """Whether the report reads otherwise after it went out as our FHIR and came in again."""
    (report,) = fhir.read(export(done, "letter.fhir.json")).reports
    return read(report).findings != done.plan.reading.findings


def axe_results(pages: Sequence[str], chromium: str) -> list[dict[str, object]]:
    """What axe-core finds on each page at each width, and how far the page can be scrolled sideways.

    The page's own policy is taken out first: it would keep axe out as it does every script.
    """
    spec = find_spec("axe_core_python")
    assert spec is not None
    assert spec.submodule_search_locations
    axe = (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")
    found: list[dict[str, object]] = []
    for start in range(0, len(pages), _AT_ONCE):
        some = [
            re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", p) for p in pages[start : start + _AT_ONCE]
        ]
        values = {"PAGES": some, "WIDTHS": WIDTHS, "AXE": axe, "RULES": _RULES}
        constants = "".join(
            f"const {k} = {json.dumps(v).replace('<', chr(92) + 'u003c')};\n" for k, v in values.items()
        )
        with tempfile.TemporaryDirectory() as home:
            frame = Path(home) / "frame.html"
            frame.write_text(
                f'<!doctype html><meta charset="utf-8"><title>t</title><body><script>{constants}{_LOOK}</script>',
                "utf-8",
            )
            out = subprocess.run(
                [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={home}/profile",
                 "--virtual-time-budget=3000000", "--window-size=1400,1000", "--dump-dom", frame.as_uri()],
                capture_output=True, check=True, text=True, timeout=1200,
            ).stdout  # fmt: skip
        answer = re.search(r'<pre id="r">(.*?)</pre>', out, re.S)
        assert answer, "axe gave no answer"
        found += [{**row, "page": start + row["page"]} for row in json.loads(unescape(answer.group(1)))]
    return found


def _print_axe(pages: Sequence[str]) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None or find_spec("axe_core_python") is None:
        print("axe: not run (needs chromium and axe-core-python)")
        return
    rows = axe_results(pages, chromium)
    bad = [r for r in rows if r["violations"]]
    wide = [r for r in rows if isinstance(r["wide"], int) and r["wide"] > 0]
    print(f"axe: {len(rows)} pages x widths, {len(bad)} with violations, {len(wide)} wider than the window")
    for row in [*bad, *wide]:
        print(f"  {row}")


def main(argv: Sequence[str] | None = None) -> None:
    """Print one line a format."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--limit", type=int, default=10_000)
    parser.add_argument("--audience", choices=("patient", "clinician"), default="patient")
    parser.add_argument("--axe", action="store_true", help="run axe-core over the web pages")
    parser.add_argument("--only-axe", action="store_true", help="make the web pages alone, and run axe-core over them")
    options = parser.parse_args(argv)
    endings = (".html",) if options.only_axe else ENDINGS
    times: dict[str, list[float]] = {e: [] for e in endings}
    sizes: dict[str, list[int]] = {e: [] for e in endings}
    pages: list[str] = []
    without = failed = refused = held = other = 0
    for number, text in enumerate(reports(options.data)):
        if number >= options.limit:
            break
        try:
            done = explain(text, audience=options.audience)
        except ExplainerError:
            refused += 1
            continue
        if done.document is None:
            refused += 1
            continue
        held += done.outcome == "held"
        for ending in endings:
            begun = time.process_time()
            try:
                data = render(done.document, ending)
            except ExplainerError as error:
                failed += 1
                print(f"{ending}: {error}")
                continue
            times[ending].append(time.process_time() - begun)
            sizes[ending].append(len(data))
            if ending == ".pdf":
                without += bool(words_lost(data, done.document))
            if ending == ".html":
                pages.append(data.decode("utf-8"))
        if not options.only_axe:
            other += findings_lost(done)
    for ending in endings:
        if times[ending]:
            print(
                f"{ending:6} n={len(times[ending])} median {median(times[ending]):.3f} s, most {max(times[ending]):.3f} s; "
                f"median {median(sizes[ending]) / 1000:.0f} kB, most {max(sizes[ending]) / 1000:.0f} kB"
            )
    print(f"held: {held}; no letter: {refused}; failed: {failed}")
    if not options.only_axe:
        print(f"PDF files that lose a word or its order: {without}; FHIR round trips with other findings: {other}")
    if options.axe or options.only_axe:
        _print_axe(pages)


if __name__ == "__main__":
    main()
