"""Run by ``readers_side_by_side.py`` in an environment of its own: times one published reader, text by text.

The first line of the input is a list of names to look for (JSON); each further line is a text (a JSON string). For each text
one number is written: the milliseconds of reading it. Nothing is downloaded.
"""

from __future__ import annotations

import importlib
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from typing import Any


def _radreport_parse(_: Sequence[str]) -> Callable[[str], object]:
    """Sections and measurements; no finding is looked for."""
    library: Any = importlib.import_module("radreport")
    parser = library.ReportParser()
    return lambda text: parser.parse(text)


def _radreport(_: Sequence[str]) -> Callable[[str], object]:
    """What its quick start does to read a report: sections, findings with their negation, recommendations."""
    library: Any = importlib.import_module("radreport")
    parser, detector = library.ReportParser(), library.CriticalFindingsDetector()
    extractor = library.RecommendationExtractor()
    return lambda text: extractor.extract(detector.detect(parser.parse(text)))


def _medspacy(names: Sequence[str]) -> Callable[[str], object]:
    library: Any = importlib.import_module("medspacy")
    rules: Any = importlib.import_module("medspacy.target_matcher")
    reader = library.load()
    reader.get_pipe("medspacy_target_matcher").add([rules.TargetRule(name, "FINDING") for name in names])
    return lambda text: reader(text)


_READERS = {"radreport": _radreport, "radreport-parse": _radreport_parse, "medspacy": _medspacy}


def main() -> None:
    """Answer until the input ends."""
    name = sys.argv[1]
    read = _READERS[name](json.loads(sys.stdin.readline()))
    print(f"{name} {version(name.partition('-')[0])}", flush=True)
    for line in sys.stdin:
        text = json.loads(line)
        start = time.perf_counter()
        read(text)
        print((time.perf_counter() - start) * 1000, flush=True)


if __name__ == "__main__":
    main()
