"""The page of a result: self-contained, escaped, accessible, and with every failure on it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from html import escape, unescape
from html.parser import HTMLParser
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from evals.html_report import render
from evals.results import Distribution, Metric, Result, Run, Score, Shown, timing_json

HOSTILE = '<script>alert(1)</script><img src="http://example.org/x" onerror=alert(1)> "\' & \x07 \u202egnp'
REPORT = "CT CHEST\nFindings: Small left pleural effusion.\nImpression: Small left pleural effusion."
DRAFT = "There is a little fluid around your right lung.\n\nNothing else was found."
_VOID = frozenset({"meta", "br"})


class _Page(HTMLParser):
    """The tags of a page with their attributes; complains of what is opened and not closed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.marked: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "mark" in self.open:
            self.marked[-1] += data


def _metric(suite: str, dataset: str, name: str, value: float | None, **values: Any) -> Metric:
    base: dict[str, Any] = {"writer": "template", "hits": 9, "n": 10, "low": value, "high": value}
    return Metric(suite=suite, dataset=dataset, name=name, value=value, **{**base, **values})


@pytest.fixture(scope="module")
def result() -> Result:
    """A result with every kind of section, and markup wherever a text from outside can stand."""
    return Result(
        seed=3,
        versions={"explainer": "0.1.0", "rules": "sha256:0123456789abcdef"},
        runs=(
            Run(suite="guard", writer="template", dataset="drafts", n=10),
            Run(suite="letters", writer="template", dataset="reports", n=5),
            Run(suite="letters", writer=HOSTILE, dataset="reports", n=5),
        ),
        metrics=(
            _metric("guard", "drafts", "recall", 0.9, low=0.6, high=0.98, unscored=1),
            _metric("guard", "drafts", "recall", 0.5, low=0.2, high=0.8, group={"rule": "negation-flip"}),
            _metric("guard", "drafts", "recall", 1.0, low=0.7, high=1.0, group={"rule": "laterality-mismatch"}),
            _metric("guard", "drafts", "false rejection", 0.0, better="lower", low=0.0, high=0.3),
            _metric("letters", "reports", "coverage", 0.95, low=0.9, high=0.97),
            _metric("letters", "reports", "coverage", 0.75, low=0.5, high=0.9, writer=HOSTILE),
            _metric("letters", "reports", "coverage", 0.9, low=0.8, high=0.95, group={"region": "chest"}),
            _metric(
                "letters", "reports", "coverage", 0.7, low=0.5, high=0.8, group={"region": HOSTILE}, writer=HOSTILE
            ),
            _metric("letters", "reports", "grade", 5.4, hits=None, low=5.1, high=5.7, better="lower"),
            _metric("letters", "reports", "span overlap", None, hits=0, n=0, unscored=5),
        ),
        scores=(
            Score(
                suite="guard",
                writer="template",
                dataset="drafts",
                id="drf-1",
                metric="recall",
                value=False,
                reason="passed",
                group={"rule": "laterality-mismatch"},
                shown=Shown(
                    report=REPORT,
                    draft=DRAFT,
                    spans=((36, 41), (40, 46), (47, 47), (49, 9999)),
                    messages=("planted: laterality-mismatch",),
                ),
            ),
            Score(
                suite="letters",
                writer=HOSTILE,
                dataset="reports",
                id=HOSTILE,
                metric="passes the guard",
                value=False,
                reason=HOSTILE,
                shown=Shown(report=HOSTILE, draft=HOSTILE, spans=((2, 9),), messages=(HOSTILE,)),
            ),
            Score(
                suite="reading",
                writer="template",
                dataset="reports",
                id="rep-1",
                metric="positive recall",
                value=False,
                shown=Shown(report=REPORT, spans=((25, 46),)),
            ),
            Score(suite="guard", writer="template", dataset="drafts", id="drf-2", metric="recall", value=False),
            Score(
                suite="guard",
                writer="template",
                dataset="drafts",
                id="drf-3",
                metric="recall",
                value=None,
                reason=HOSTILE,
            ),
        ),
        distributions=(
            Distribution(suite="letters", writer="template", name="flesch_kincaid_grade", values=(4.2, 5.0, 5.1, 6.4)),
            Distribution(suite="letters", writer=HOSTILE, name=HOSTILE, values=(250.0, 310.0)),
            Distribution(suite="letters", writer="none", name="empty", values=()),
        ),
    )


@pytest.fixture(scope="module")
def timing() -> dict[str, Any]:
    """Times in the form of the harness."""
    times = {("guard", "template"): [2.0, 3.0, 5.0], ("letters", HOSTILE): [40.0, 1500.0]}
    parsed: dict[str, Any] = json.loads(timing_json(12.3, times))
    return parsed


@pytest.fixture(scope="module")
def page(result: Result, timing: dict[str, Any]) -> str:
    """The page with all sections."""
    return render(result, timing)


def test_loads_nothing_and_runs_nothing(page: str) -> None:
    """No script, no address but anchors of the page itself, and a policy that forbids the rest."""
    tags = _Page(page).tags
    assert not {t for t, _ in tags} & {"script", "img", "link", "iframe", "object", "embed", "form", "image", "use"}
    for tag, attributes in tags:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name not in ("src", "srcset", "style", "xlink:href"), (tag, name)
            if name == "href":
                assert value is not None
                assert value.startswith("#")
    assert "default-src 'none'" in page
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"https?://", page.replace(escape(HOSTILE[:70]), "").replace("http://example.org/x", ""))


def test_text_from_outside_is_only_text(page: str) -> None:
    """Markup, control characters and direction marks of reports, drafts, names and reasons never work."""
    assert "<script>alert" not in page
    assert "<img" not in page
    assert escape("<script>alert(1)</script>") in page
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e]", page)


def test_writers_stand_side_by_side() -> None:
    """One table for each suite and data set, whatever the order of the metrics."""
    places = [("template", "reports"), ("template", "examples"), ("recorded:a", "reports")]
    metrics = tuple(
        _metric("letters", d, "written", 1.0, writer=w, group=g) for w, d in places for g in ({}, {"r": "x"})
    )
    page = render(Result(metrics=metrics))
    assert page.count("<h3>letters: reports") == 1
    assert page.count("letters: reports, 2 figures by group") == 1


def test_the_offending_words_are_marked(page: str) -> None:
    """Spans that overlap are one mark, an empty one is none, one that reaches too far is cut; the texts stay whole."""
    marked = _Page(page).marked
    assert marked == ["right lung", "Nothing else was found.", HOSTILE[2:9], "left pleural effusion"]
    plain = unescape(re.sub(r"</?mark>", "", page))
    assert DRAFT in plain
    assert plain.count(REPORT) == 2


def test_every_failure_is_there_with_its_reason(page: str) -> None:
    """With texts side by side, without a text in a list, and what could not be scored apart."""
    assert page.count('<details class="case">') == 3
    assert page.count('<div class="pair two">') == 2
    assert "Failures (4)" in page
    assert "planted: laterality-mismatch" in page
    assert "<b>guard: drf-2</b>" in page
    assert "it is not zero" in page
    assert "drf-3" in page


def test_the_plots_are_there_and_their_numbers_in_words(page: str) -> None:
    """Recall by rule with the weakest first, grades with the limit, coverage by region, times."""
    rules = page[page.index('id="rules"') : page.index('id="grades"')]
    assert rules.index("negation-flip") < rules.index("laterality-mismatch")
    assert '<b>0.500</b> <small class="interval">[0.200, 0.800]</small>' in rules
    assert rules.count('class="dot"') == 2
    grades = page[page.index('id="grades"') : page.index('id="regions"')]
    assert "1 above the limit of 6" in grades
    assert grades.count('role="img"') == 2
    regions = page[page.index('id="regions"') : page.index('id="latency"')]
    assert "chest" in regions
    latency = page[page.index('id="latency"') : page.index('id="failures"')]
    assert "The whole run took 12.3 s." in latency
    assert "<b>3 ms</b>" in latency
    assert "99 % within 1,500" in latency
    assert "not scorable (5)" in page


def test_anchors_and_headings_fit(page: str) -> None:
    """Each link has its target, ids are there once, and headings go down by one level."""
    tags = _Page(page).tags
    ids = [a["id"] for _, a in tags if a.get("id")]
    assert len(ids) == len(set(ids))
    links = {a["href"] for t, a in tags if t == "a"}
    assert links == {f"#{id}" for id in ids}
    levels = [int(t[1]) for t, _ in tags if re.fullmatch(r"h[1-6]", t)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_a_dictionary_gives_the_same_page(result: Result, timing: dict[str, Any], page: str) -> None:
    """The JSON of a result is as good as the result; the page holds no clock and no chance."""
    again = render(json.loads(json.dumps(result.model_dump())), timing)
    assert again == page
    with pytest.raises(ValidationError):
        render({"format": 2})


def test_what_is_not_there_has_no_section() -> None:
    """An empty result says that nothing failed; without times there is no latency."""
    page = render(Result())
    _Page(page)
    assert "Nothing failed." in page
    assert 'id="latency"' not in page
    assert 'id="grades"' not in page


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (320, "dark"), (1280, "light"), (1280, "dark")])
def test_axe_finds_no_violation(
    page: str, chromium: Callable[..., str], tmp_path: Path, width: int, scheme: str
) -> None:
    """axe-core at WCAG 2.2 AA with all failures open, light and dark, and nothing to scroll sideways."""
    spec = find_spec("axe_core_python")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("not installed: axe-core-python")
    axe = (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8").replace("</script", "<\\/script")
    # The page's own policy would keep the test's script out as well.
    tested = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page).replace("<details", "<details open")
    tested = tested.replace("</body>", f"<script>{axe}</script></body>")
    frame = tmp_path / "frame.html"
    frame.write_text(
        f'<!doctype html><html lang=en><meta name=color-scheme content="light dark"><title>t</title>'
        f'<iframe id=f style="width:{width}px;height:2000px;border:0" srcdoc="{escape(tested)}"></iframe><pre id=r></pre>'
        "<script>onload=()=>{const w=document.getElementById('f').contentWindow;"
        "w.axe.run(w.document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice']}).then(x=>{"
        "document.getElementById('r').textContent=JSON.stringify({violations:x.violations.map(v=>[v.id,v.nodes[0].html]),"
        "passes:x.passes.map(p=>p.id),paper:w.getComputedStyle(w.document.body).backgroundColor,"
        "wide:w.document.documentElement.scrollWidth-w.document.documentElement.clientWidth})})}</script>",
        "utf-8",
    )
    preferred = {"light": "1", "dark": "0"}[scheme]
    out = chromium(
        "--virtual-time-budget=20000",
        "--window-size=1400,1000",
        f"--blink-settings=preferredColorScheme={preferred}",
        "--dump-dom",
        frame.as_uri(),
    )
    found = re.search(r'<pre id="r">(.*?)</pre>', out, re.S)
    assert found, "axe gave no answer"
    answer = json.loads(unescape(found.group(1)))
    assert answer["violations"] == []
    assert "color-contrast" in answer["passes"]
    assert answer["paper"] == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 25, 30)"}[scheme]
    assert answer["wide"] <= 0


def test_print_shows_the_failures_that_are_folded(page: str, chromium: Callable[..., str], tmp_path: Path) -> None:
    """On paper nothing can be opened: the texts are there."""
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("not installed: pdftotext (see .ci/run)")
    source, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    source.write_text(page, "utf-8")
    chromium("--no-pdf-header-footer", f"--print-to-pdf={printed}", source.as_uri())
    text = subprocess.run([pdftotext, str(printed), "-"], capture_output=True, check=True, text=True).stdout
    assert "around your right lung" in " ".join(text.split())


@pytest.fixture
def chromium(tmp_path: Path) -> Callable[..., str]:
    """Runs the browser; the test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("not installed: chromium or chromium-browser (see .ci/run)")
    fixed = (found, "--headless=new", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}")

    def run(*arguments: str) -> str:
        done = subprocess.run([*fixed, *arguments], capture_output=True, check=True, text=True, timeout=120)
        return done.stdout

    return run
