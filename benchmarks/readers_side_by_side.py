"""Time our reader beside published ones: ``python benchmarks/readers_side_by_side.py --data DIR --radreport PY --medspacy PY``.

``PY`` is the interpreter of an environment that holds the package (``radreport``, ``medspacy``); each is optional. ``DIR`` is
searched for reports as in ``stages.py``. Report by report the readers take turns, one process each, after one round that is not
counted; prints median, 99th percentile and reports per second. radreport is timed twice: as its quick start reads a report
(sections, 50 critical terms with their negation, recommendations), and its parser alone, which looks for no finding. medspaCy looks
for the names of our concepts and reads their context. All do less than a reading here, so compare with that in mind.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.reading import read

sys.path.insert(0, str(Path(__file__).parent))
from stages import line, texts

_SCRIPT = Path(__file__).parent / "reader_baseline.py"


class Other:
    """A published reader in a process of its own."""

    def __init__(self, name: str, python: Path, names: list[str]) -> None:
        self._process = subprocess.Popen(
            [str(python), str(_SCRIPT), name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._say(names)
        self.version = self._hear()

    def close(self) -> None:
        """End its process."""
        self._pipe(self._process.stdin).close()
        self._process.wait()

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        assert pipe is not None
        return pipe

    def _say(self, value: object) -> None:
        pipe = self._pipe(self._process.stdin)
        pipe.write(json.dumps(value) + "\n")
        pipe.flush()

    def _hear(self) -> str:
        said = self._pipe(self._process.stdout).readline()
        if not said:
            raise SystemExit("error: a reader ended; see what it wrote above")
        return said.strip()

    def seconds(self, text: str) -> float:
        """How long it takes for one text, by its own clock."""
        self._say(text)
        return float(self._hear()) / 1000


def _own(text: str) -> float:
    start = time.perf_counter()
    read(text, admit_any=True)
    return time.perf_counter() - start


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--radreport", type=Path, metavar="PY")
    parser.add_argument("--medspacy", type=Path, metavar="PY")
    arguments = parser.parse_args()
    reports = list(texts(arguments.data))
    names = [concept.name for concept in load_lexicon("report").concepts.values()]
    others = {
        name: Other(name, python, names)
        for name, python in (
            ("radreport", arguments.radreport),
            ("radreport-parse", arguments.radreport),
            ("medspacy", arguments.medspacy),
        )
        if python is not None
    }
    times: dict[str, list[float]] = {"explainer": [], **{name: [] for name in others}}
    for counted in (False, True):
        for text in reports:
            for name in times:
                taken = _own(text) if name == "explainer" else others[name].seconds(text)
                if counted:
                    times[name].append(taken)
    words = sum(len(text.split()) for text in reports) / max(1, len(reports))
    print(f"{platform.python_version()}, {platform.machine()}; {len(reports)} reports of {words:.0f} words in the mean")
    for name, taken in times.items():
        print(line(others[name].version if name in others else "explainer", taken))
    for other in others.values():
        other.close()


if __name__ == "__main__":
    main()
