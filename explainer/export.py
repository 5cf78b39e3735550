"""A letter that may be seen, as the bytes of a file in any format but the letter JSON."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from importlib.util import find_spec

from explainer.errors import WordingError
from explainer.pipeline import Explanation
from explainer.rendering.fhir import Form, bundle
from explainer.rendering.formats import ENDINGS, render

_TYPES = {".html": "text/html", ".txt": "text/plain; charset=utf-8", ".pdf": "application/pdf"}


def export(done: Explanation, name: str, *, large: bool = False) -> bytes:
    """The file.

    Args:
        name: A file name in lower case; its ending chooses the format.

    Raises:
        ReportError: The format's library is not installed.
        WordingError: The letter is withheld, or the library refused it.
    """
    if done.document is None or done.draft is None:
        raise WordingError("a withheld letter has nothing to write")
    if name.endswith(".fhir.json"):
        return _fhir(done, large)
    return render(done.document, next(e for e in ENDINGS if name.endswith(e)), large=large)


def _fhir(done: Explanation, large: bool) -> bytes:
    assert done.document is not None
    assert done.draft is not None
    # The PDF stands first where it can be made; the others need no library.
    endings = ([".pdf"] if find_spec("typst") else []) + [".html", ".txt"]
    forms = tuple(Form(_TYPES[e], render(done.document, e, large=large)) for e in endings)
    made = bundle(
        done.document, done.plan, done.fields, forms, done.to_json()["versions"],
        writer=done.draft.writer.model or done.draft.writer.kind,
        recorded=datetime.now(UTC).isoformat(timespec="seconds"), reviewed=done.review is not None,
    )  # fmt: skip
    return (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
