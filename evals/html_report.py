"""A result as one HTML file: plots, then every failure as report | draft with the offending words marked and the reason.

The page loads nothing and runs nothing. Everything from a report, a draft or a data set is escaped. It holds no clock: the
same result and times give the same bytes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from importlib.resources import files
from statistics import median
from typing import Any

from evals.failures import Failure, failures, unscored
from evals.plots import Axis, histogram, log_axis, scale, share_axis, whisker
from evals.results import Distribution, Metric, Result
from explainer.rendering.shown import shown
from guardrails.rules.language import GRADE_LIMIT

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
#: The figures that stand at the top, where the result has them.
_HEADLINES = (
    ("guard", "recall", "faulty drafts rejected"),
    ("guard", "false rejection", "good drafts rejected"),
    ("mutations", "recall", "planted faults named"),
    ("letters", "passes the guard", "letters that pass"),
    ("letters", "coverage", "findings told"),
    ("reading", "positive F1", "findings read (F1)"),
)
_GRADE = "flesch_kincaid_grade"
_NAMES = {_GRADE: "Reading grade (Flesch-Kincaid)"}
_SHARES = Axis(0.0, 1.0)


def render(result: Result | Mapping[str, Any], timing: Mapping[str, Any] | None = None) -> str:
    """The page.

    Args:
        result: A result, or the JSON of one.
        timing: The JSON of the times of the run (``evals.results.timing_json``), for the section on latency.
    """
    known = result if isinstance(result, Result) else Result.model_validate(result)
    failed = failures(known)
    sections = [
        ("figures", "All suites", "".join(_overview(known))),
        ("rules", "Recall by rule", "".join(_by_rule(known))),
        ("grades", "Reading grade and length", "".join(_distributions(known.distributions))),
        ("regions", "Coverage by region", "".join(_by_region(known))),
        ("latency", "Latency", "".join(_latency(timing or {}))),
        ("failures", f"Failures ({len(failed):,})", "".join(_failures(failed))),
        ("unscored", "Not scored", "".join(_unscored(known))),
        ("groups", "Every figure", "".join(_every_figure(known))),
    ]
    there = [section for section in sections if section[2]]
    links = "".join(f'<li><a href="#{id}">{_text(title)}</a></li>' for id, title, _ in there)
    body = "".join(
        f'<section aria-labelledby="{id}">\n<h2 id="{id}">{_text(title)}</h2>\n{content}</section>\n'
        for id, title, content in there
    )
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width,initial-scale=1">\n'
        '<meta name="color-scheme" content="light dark">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>Evaluation: radiology report explainer</title>\n<style>{_style()}</style>\n</head>\n<body>\n"
        f'<header>\n<h1>Evaluation of the radiology report explainer</h1>\n{_about(known)}<nav aria-label="Sections"><ul>{links}</ul>'
        f"</nav>\n</header>\n<main>\n{_tiles(known)}{body}</main>\n</body>\n</html>\n"
    )


@lru_cache(maxsize=1)
def _style() -> str:
    return (files("evals") / "report.css").read_text("utf-8")


def _text(text: object) -> str:
    return escape(shown(str(text)))


def _about(result: Result) -> str:
    writers = list(dict.fromkeys(run.writer for run in result.runs))
    versions = ", ".join(
        f"{_text(name)} <code>{_text(value.removeprefix('sha256:')[:12])}</code>"
        for name, value in result.versions.items()
    )
    total = sum(run.n for run in result.runs)
    return (
        f'<p class="soft">{total:,} samples in {len(result.runs)} runs. Writers: {_text(", ".join(writers) or "none")}. '
        f"Seed {result.seed}. {f'Versions: {versions}.' if versions else ''}</p>\n"
    )


def _tiles(result: Result) -> str:
    """The headline figures: for each writer the data set with most scores."""
    items = []
    for suite, name, words in _HEADLINES:
        found = [
            m for m in result.metrics if (m.suite, m.name) == (suite, name) and not m.group and m.value is not None
        ]
        for writer in dict.fromkeys(m.writer for m in found):
            m = max((m for m in found if m.writer == writer), key=lambda m: m.n)
            where = f"{suite}, {m.dataset}" + (f", {writer}" if len({x.writer for x in found}) > 1 else "")
            items.append(
                f'<li><b>{_share(m.value)}</b><span class="what">{words}</span><span>{_text(where)}</span>'
                f"<span>{_interval(m)} n={m.n:,}</span></li>"
            )
    return f'<ul class="tiles" aria-label="Headline figures">\n{"".join(items)}\n</ul>\n' if items else ""


def _overview(result: Result) -> Iterator[str]:
    tables: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for m in result.metrics:
        if not m.group:
            tables[m.suite, m.dataset].append(m)
    for (suite, dataset), rows in tables.items():
        several = len({m.writer for m in rows}) > 1
        samples = max((r.n for r in result.runs if (r.suite, r.dataset) == (suite, dataset)), default=0)
        names = dict.fromkeys(m.name for m in rows)
        ordered = [m for name in names for m in rows if m.name == name]
        yield f'<h3>{_text(suite)}: {_text(dataset)} <span class="soft">{samples:,} samples</span></h3>\n'
        yield _table([(m.name, m.writer if several else "", m) for m in ordered], _SHARES, "", "metric")


def _by_rule(result: Result) -> Iterator[str]:
    for (suite, dataset, writer, name), rows in _grouped(result, "rule"):
        if name == "recall":
            rows.sort(key=lambda m: (m.value if m.value is not None else -1.0, m.group["rule"]))
            yield f"<h3>{_text(suite)}: {_text(dataset)}{_writer(result, suite, writer)}</h3>\n"
            lows = [m.low for m in rows if m.low is not None]
            caption = (
                "Share caught of the drafts with one fault, by the rule of the fault; 95 % intervals; weakest first"
            )
            yield _table([(m.group["rule"], "", m) for m in rows], share_axis(lows), caption, "rule")


def _by_region(result: Result) -> Iterator[str]:
    for (suite, dataset, writer, name), rows in _grouped(result, "region"):
        if (suite, name) == ("letters", "coverage"):
            rows.sort(key=lambda m: m.group["region"])
            yield f"<h3>{_text(dataset)}{_writer(result, suite, writer)}</h3>\n"
            lows = [m.low for m in rows if m.low is not None]
            caption = (
                "Share of the findings that must be told and are, by the first body region of the scan; 95 % intervals"
            )
            yield _table([(m.group["region"], "", m) for m in rows], share_axis(lows), caption, "region")


def _grouped(result: Result, key: str) -> list[tuple[tuple[str, str, str, str], list[Metric]]]:
    found: dict[tuple[str, str, str, str], list[Metric]] = defaultdict(list)
    for m in result.metrics:
        if set(m.group) == {key}:
            found[m.suite, m.dataset, m.writer, m.name].append(m)
    return list(found.items())


def _writer(result: Result, suite: str, writer: str) -> str:
    """The writer's name where a suite has more than one."""
    return f", {_text(writer)}" if len({r.writer for r in result.runs if r.suite == suite}) > 1 else ""


def _distributions(found: Sequence[Distribution]) -> Iterator[str]:
    figures = []
    for d in sorted((d for d in found if d.values), key=lambda d: d.name != _GRADE):
        limit = GRADE_LIMIT if d.name == _GRADE else None
        name = _NAMES.get(d.name, d.name[:1].upper() + d.name[1:])
        told = f"{d.suite}, {d.writer}: n={len(d.values):,}, median {median(d.values):.4g}, {min(d.values):.4g} to {max(d.values):.4g}"
        if limit is not None:
            told += f"; {sum(v > limit for v in d.values):,} above the limit of {limit:g}"
        figures.append(
            f"<figure>{histogram(d.values, shown(f'{name}. {told}'), limit=limit)}"
            f"<figcaption><b>{_text(name)}</b><br>{_text(told)}</figcaption></figure>"
        )
    if figures:
        yield f'<div class="figures">\n{"".join(figures)}\n</div>\n'


def _latency(timing: Mapping[str, Any]) -> Iterator[str]:
    found = [row for row in timing.get("latencies", ()) if row.get("values")]
    if not found:
        return
    axis = log_axis([float(v) for row in found for v in row["values"]])
    rows = []
    for row in found:
        values = sorted(float(v) for v in row["values"])
        half, most, all_but_one = (_quantile(values, q) for q in (0.5, 0.95, 0.99))
        rows.append(
            f'<tr><th scope="row">{_text(row["suite"])}<small>{_text(row["writer"])}</small></th>'
            f'<td class="plot">{whisker(half, _quantile(values, 0.05), most, axis)}</td>'
            f'<td class="value"><b>{_ms(half)} ms</b> <small>95 % within {_ms(most)}, 99 % within {_ms(all_but_one)}</small> '
            f"<small>n={len(values):,}</small></td></tr>"
        )
    seconds = timing.get("seconds")
    whole = f"The whole run took {float(seconds):,.1f} s. " if isinstance(seconds, int | float) else ""
    yield (
        f"<table>\n<caption>{whole}Time to score one sample: median, and from the 5th to the 95th percentile. "
        "A logarithmic scale.</caption>\n"
        f'<thead><tr><th scope="col">suite</th><th scope="col" class="plot">milliseconds{scale(axis)}</th>'
        f'<th scope="col">median</th></tr></thead>\n<tbody>\n{"".join(rows)}\n</tbody></table>\n'
    )


def _quantile(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank quantile of sorted values."""
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def _ms(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _table(rows: Iterable[tuple[str, str, Metric]], axis: Axis, caption: str, head: str) -> str:
    """One row a metric: its name, its dot and whisker, its numbers."""
    told = []
    for name, small, m in rows:
        # A mean of counts or grades is no share, an F1 is.
        share = m.hits is not None or m.better == "higher"
        plot = whisker(m.value, m.low, m.high, axis) if share and m.value is not None else ""
        note = " ".join(x for x in (small, "(lower is better)" if m.better == "lower" else "") if x)
        told.append(
            f'<tr><th scope="row">{_text(name)}{f"<small>{_text(note)}</small>" if note else ""}</th>'
            f'<td class="plot">{plot}</td><td class="value">{_numbers(m)}</td></tr>'
        )
    return (
        f"<table>\n{f'<caption>{_text(caption)}</caption>' if caption else ''}"
        f'<thead><tr><th scope="col">{head}</th>'
        f'<th scope="col" class="plot">share{scale(axis)}</th><th scope="col">value [95 %]</th></tr></thead>\n'
        f"<tbody>\n{''.join(told)}\n</tbody></table>\n"
    )


def _numbers(m: Metric) -> str:
    if m.value is None:
        return f"<small>not scorable ({m.unscored:,})</small>"
    left = f", {m.unscored:,} unscored" if m.unscored else ""
    return f'<b>{_share(m.value)}</b> <small class="interval">{_interval(m)}</small> <small>n={m.n:,}{left}</small>'


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"


def _interval(m: Metric) -> str:
    return "" if m.low is None or m.high is None else f"[{m.low:.3f}, {m.high:.3f}]"


def _failures(found: Sequence[Failure]) -> Iterator[str]:
    if not found:
        yield '<p class="none">Nothing failed.</p>\n'
        return
    with_text = [f for f in found if f.shown is not None]
    groups: dict[tuple[str, str, str, str], list[Failure]] = defaultdict(list)
    for failure in with_text:
        groups[failure.suite, failure.dataset, failure.writer, failure.label].append(failure)
    for (suite, dataset, writer, label), members in sorted(groups.items(), key=lambda row: row[0][:3]):
        yield f"<h3>{_text(suite)}: {_text(dataset)}, {_text(writer)}: {_text(label)} ({len(members):,})</h3>\n"
        yield from map(_failure, members)
    without = [f for f in found if f.shown is None]
    if without:
        rows = "".join(
            f"<li><b>{_text(f.suite)}: {_text(f.id)}</b> ({_text(f.dataset)}, {_text(f.writer)}): {_text(_told(f))}</li>"
            for f in without
        )
        yield f'<details><summary>{len(without):,} failed without a text of their own</summary><ul class="plain">{rows}</ul></details>\n'


def _told(failure: Failure) -> str:
    return "; ".join(f"{metric}: {reason}" if reason else metric for metric, reason in failure.scores)


def _failure(failure: Failure) -> str:
    text = failure.shown
    assert text is not None
    reasons = [
        f"<li><b>{_text(metric)}</b>{f': {_text(reason)}' if reason else ''}</li>" for metric, reason in failure.scores
    ]
    told = "; ".join(reason for _, reason in failure.scores)
    more = [message for message in failure.messages if message not in told]
    reasons += [f"<li>{_text(message)}</li>" for message in more]
    if text.draft is None:
        pair = f'<div class="pair"><div><h4>Report</h4>{_marked(text.report, failure.spans)}</div></div>'
    else:
        pair = (
            f'<div class="pair two"><div><h4>Report</h4>{_marked(text.report, ())}</div>'
            f"<div><h4>Draft</h4>{_marked(text.draft, failure.spans)}</div></div>"
        )
    metric, reason = failure.scores[0]
    first = "; ".join((reason or metric, *more[:1]))
    return (
        f'<details class="case"><summary><span class="id">{_text(failure.id)}</span><span class="why">{_text(first)}</span></summary>'
        f'<div class="body"><ul class="reasons">{"".join(reasons)}</ul>{pair}</div></details>\n'
    )


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """The text with the spans marked; spans that touch are one, and those outside the text are cut."""
    parts, at = [], 0
    for start, end in _joined(spans, len(text)):
        parts.append(_text_part(text, at, start))
        parts.append(f"<mark>{_text_part(text, start, end)}</mark>")
        at = end
    parts.append(_text_part(text, at, len(text)))
    return f'<div class="text" dir="auto">{"".join(parts)}</div>'


def _text_part(text: str, start: int, end: int) -> str:
    return escape(shown(text)[start:end])


def _joined(spans: Iterable[tuple[int, int]], size: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in sorted((max(0, s), min(e, size)) for s, e in spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _unscored(result: Result) -> Iterator[str]:
    found: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    for score in unscored(result):
        found[score.suite, score.dataset, score.writer, score.metric, score.reason].append(score.id)
    if found:
        yield '<p class="soft">What could not be scored counts nowhere; it is not zero.</p>\n'
    for (suite, dataset, writer, metric, reason), ids in found.items():
        rows = "".join(f"<li>{_text(id)}</li>" for id in ids)
        yield (
            f'<details><summary><span class="id">{len(ids):,}</span>{_text(suite)}: {_text(dataset)}, {_text(writer)}: '
            f'{_text(metric)} <span class="why">{_text(reason)}</span></summary><ul class="plain">{rows}</ul></details>\n'
        )


def _every_figure(result: Result) -> Iterator[str]:
    """The metrics of every group, folded."""
    tables: dict[tuple[str, str], list[Metric]] = defaultdict(list)
    for m in result.metrics:
        if m.group:
            tables[m.suite, m.dataset].append(m)
    for (suite, dataset), found in tables.items():
        rows = []
        for m in found:
            group = ", ".join(f"{key} {value}" for key, value in m.group.items())
            rows.append(
                f'<tr><th scope="row">{_text(m.name)}<small>{_text(group)}, {_text(m.writer)}</small></th>'
                f'<td class="value">{_numbers(m)}</td></tr>'
            )
        yield (
            f"<details><summary>{_text(suite)}: {_text(dataset)}, {len(rows):,} figures by group</summary><table>"
            '<thead><tr><th scope="col">metric and group</th><th scope="col">value [95 %]</th></tr></thead>'
            f"<tbody>{''.join(rows)}</tbody></table></details>\n"
        )
