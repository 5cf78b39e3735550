"""Run by ``guard_speed.py`` in an environment of its own: times three one-regex validators of guardrails-ai.

Writes the version, then for each text (a JSON string on a line) two numbers: the milliseconds of the guard with its three
validators, and of the three regular expressions alone. Telemetry is off, and nothing is downloaded: the validators are
registered here, for those of the library's hub need its server.
"""

from __future__ import annotations

import importlib
import json
import os
import re
import sys
import time
from importlib.metadata import version
from typing import Any

PATTERNS = {
    "phone": r"(?<!\w)\(?[0-9]{3}\)?[ .-][0-9]{3}[ .-][0-9]{4}(?!\w)",
    "record": r"(?<!\w)[0-9]{3}-[0-9]{2}-[0-9]{4}(?!\w)",
    "mail": r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{2,64}){1,4}",
}


def _guard() -> Any:
    library: Any = importlib.import_module("guardrails")
    parts: Any = importlib.import_module("guardrails.validators")

    def validator(name: str, pattern: str) -> Any:
        found = re.compile(pattern)

        def validate(self: Any, value: str, metadata: dict[str, Any]) -> Any:
            return parts.FailResult(error_message=name) if found.search(value) else parts.PassResult()

        made = type(name.title(), (parts.Validator,), {"validate": validate})
        return parts.register_validator(name=f"benchmark/{name}", data_type="string")(made)

    guard = library.Guard()
    guard.configure(allow_metrics_collection=False)
    for name, pattern in PATTERNS.items():
        guard = guard.use(validator(name, pattern)(on_fail="noop"))
    return guard


def main() -> None:
    """Answer until the input ends."""
    os.environ["OTEL_SDK_DISABLED"] = "true"
    guard = _guard()
    bare = [re.compile(pattern) for pattern in PATTERNS.values()]
    print(version("guardrails-ai"), flush=True)
    for row in sys.stdin:
        text = json.loads(row)
        start = time.perf_counter()
        guard.validate(text)
        middle = time.perf_counter()
        for pattern in bare:
            pattern.search(text)
        end = time.perf_counter()
        print(json.dumps([(middle - start) * 1000, (end - middle) * 1000]), flush=True)


if __name__ == "__main__":
    main()
