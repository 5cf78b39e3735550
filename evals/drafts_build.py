"""Compose ``datasets/drafts/samples.jsonl`` from clean letters and summaries plus ``edits.jsonl``.

Every line of ``edits.jsonl`` names a base text and what was changed by hand. The script only puts the pieces together
and stops at the first line that does not fit: an old text must occur exactly once, a span must occur in the draft.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

DATASETS = Path(__file__).parent / "datasets"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def apply(base: str, edit: dict[str, Any]) -> str:
    """The draft: the base text with the edits done one after the other, cut off, or replaced as a whole."""
    if "draft" in edit:
        return str(edit["draft"])
    text = base
    for old, new in edit.get("edits", []):
        found = text.count(old)
        if found != 1:
            raise ValueError(f"{edit['id']}: {old!r} occurs {found} times in {edit['base']}")
        text = text.replace(old, new)
    if "cut_after" in edit:
        found = text.count(edit["cut_after"])
        if found != 1:
            raise ValueError(f"{edit['id']}: {edit['cut_after']!r} occurs {found} times in {edit['base']}")
        text = text[: text.index(edit["cut_after"]) + len(edit["cut_after"])]
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    return text.strip()


def build() -> list[dict[str, Any]]:
    """All drafts, in the form of checks.jsonl."""
    reports = {row["report_id"]: row["text"] for row in read_lines(DATASETS / "reports" / "findings.jsonl")}
    bases = {
        row["id"]: row
        for name in ("samples", "clinician")
        for row in read_lines(DATASETS / "letters" / f"{name}.jsonl")
    }
    drafts: list[dict[str, Any]] = []
    seen: set[str] = set()
    for edit in read_lines(DATASETS / "drafts" / "edits.jsonl"):
        base = bases[edit["base"]]
        draft = apply(base["text"], edit)
        spans = [edit["span"]] if edit["span"] else []
        if edit["id"] in seen:
            raise ValueError(f"{edit['id']}: the id is used twice")
        if draft == base["text"]:
            raise ValueError(f"{edit['id']}: the draft is the base text unchanged")
        for span in spans:
            if span not in draft:
                raise ValueError(f"{edit['id']}: the span {span!r} is not in the draft")
        if edit["verdict"] == "reject" and not edit["rules"]:
            raise ValueError(f"{edit['id']}: a reject without a rule")
        seen.add(edit["id"])
        drafts.append(
            {
                "id": edit["id"],
                "report_id": base["report_id"],
                "report": reports[base["report_id"]],
                "audience": base["audience"],
                "draft": draft,
                "verdict": edit["verdict"],
                "rules": edit["rules"],
                "spans": spans,
                "note": edit["note"],
            }
        )
    return drafts


def main() -> int:
    """Write samples.jsonl and print the counts."""
    try:
        drafts = build()
    except (KeyError, ValueError) as error:
        print(f"drafts_build: {error}", file=sys.stderr)
        return 1
    target = DATASETS / "drafts" / "samples.jsonl"
    target.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in drafts), encoding="utf-8")
    print(len(drafts), "drafts ->", target)
    for key, count in sorted(Counter((row["verdict"], row["audience"]) for row in drafts).items()):
        print(*key, count)
    first = Counter((row["rules"][0], row["verdict"], row["audience"]) for row in drafts if row["rules"])
    for named, count in sorted(first.items()):
        print(*named, count)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
