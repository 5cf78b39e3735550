"""The build. With ``EXPLAINER_COMPILE=1`` the reader and the guard are compiled by mypyc: the same code, about four times as fast.

Needs a C compiler and Python's headers. Without the variable the package is plain Python.
"""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext

#: What takes the time: reading a report or a letter, planning, and judging. Not the knowledge: its schemas are pydantic's.
COMPILED = ("explainer/core/*.py", "explainer/core/language/*.py", "guardrails/*.py", "guardrails/rules/*.py")
#: Optimisation: -O1 compiles in half the time of -O2 and runs as fast, as most of the time is spent in Python's own calls.
LEVEL = "1"


class Parallel(build_ext):
    """Compiles the C files of one extension side by side; setuptools itself takes one after the other."""

    def build_extensions(self) -> None:
        """Compile, with as many processes as there are cores."""
        one_by_one = self.compiler.compile

        def compile(sources: list[str], **options: Any) -> list[str]:
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                return [file for made in pool.map(lambda s: one_by_one([s], **options), sources) for file in made]

        self.compiler.compile = compile
        super().build_extensions()


def extensions() -> list[Extension]:
    """The compiled modules; none unless they are asked for."""
    if os.environ.get("EXPLAINER_COMPILE") != "1":
        return []
    from mypyc.build import mypycify

    root = Path(__file__).parent
    files = sorted(str(path.relative_to(root)) for pattern in COMPILED for path in root.glob(pattern))
    made: list[Extension] = mypycify(files, opt_level=LEVEL, debug_level="0", multi_file=True)
    return made


setup(ext_modules=extensions(), cmdclass={"build_ext": Parallel})
