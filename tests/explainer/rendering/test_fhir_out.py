"""The FHIR bundle: valid by the models, labelled as software's words, and readable by our own import."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from explainer.core.reading import read
from explainer.export import export
from explainer.fields import Fields
from explainer.importing import fhir as importing
from explainer.pipeline import Explanation, explain
from explainer.rendering.fhir import Form, bundle
from explainer.rendering.text import plain

Letter = Callable[[str], Explanation]
VERSIONS = {"explainer": "0.1.0", "knowledge": "k", "rules": "r", "prompt": None}


def _bundle(done: Explanation, *, reviewed: bool = False) -> dict[str, Any]:
    assert done.document is not None
    form = Form("text/plain; charset=utf-8", plain(done.document).encode("utf-8"))
    return bundle(
        done.document, done.plan, Fields(), (form,), VERSIONS, writer="template", recorded="2026-01-01T00:00:00Z", reviewed=reviewed
    )  # fmt: skip


@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "mri_knee", "ct_head_critical"])
def test_passes_the_models(letter: Letter, name: str) -> None:
    """The R4B models of fhir.resources accept it."""
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="the extra fhir is not installed")
    made = _bundle(letter(name))
    assert len(models.Bundle.model_validate_json(json.dumps(made)).entry) == len(made["entry"])


@pytest.mark.parametrize("name", ["ct_lumbar_pelvis", "mri_knee", "mri_lumbar_extrusion", "ct_abdomen_incidental"])
def test_a_round_trip_keeps_every_finding(letter: Letter, name: str) -> None:
    """The report read back out of the bundle gives the same findings."""
    pytest.importorskip("fhir.resources", reason="the extra fhir is not installed")
    done = letter(name)
    (report,) = importing.read(json.dumps(_bundle(done)).encode("utf-8")).reports
    assert [(f.concept, f.laterality, f.levels, f.status) for f in read(report).findings] == [
        (f.concept, f.laterality, f.levels, f.status) for f in done.plan.reading.findings
    ]


def test_is_labelled_by_who_asserts_it(letter: Letter) -> None:
    """Software's words are labelled so; after a review the label and the verifier change."""
    before, after = (_bundle(letter("xr_hip"), reviewed=r) for r in (False, True))
    resources = {
        r: {e["resource"]["resourceType"]: e["resource"] for e in b["entry"]}
        for r, b in ((False, before), (True, after))
    }
    codes = {r: rows["Provenance"]["meta"]["security"][0]["code"] for r, rows in resources.items()}
    assert codes == {False: "AIAST", True: "CLINAST_AIRPT"}
    assert len(resources[False]["Provenance"]["agent"]) == 1
    assert len(resources[True]["Provenance"]["agent"]) == 2
    letters = [e["resource"] for e in before["entry"] if e["resource"].get("relatesTo")]
    assert len(letters) == 1
    data = base64.b64decode(letters[0]["content"][0]["attachment"]["data"]).decode("utf-8")
    document = letter("xr_hip").document
    assert document is not None
    assert data == plain(document)


def test_our_own_report_comes_back_word_for_word() -> None:
    """The name of the exam, which was read out of the report, is not put on top of it again."""
    text = "CT of the chest. Small left pleural effusion.\n\nIMPRESSION: Small left pleural effusion.\n"
    done = explain(text)
    (report,) = importing.read(export(done, "letter.fhir.json")).reports
    assert report.text == text
    assert read(report).findings == done.plan.reading.findings


def test_another_text_under_our_own_name_is_read_as_any_other() -> None:
    """Only the words whose digest stands beside them are taken as they are."""
    pytest.importorskip("fhir.resources", reason="the extra fhir is not installed")
    text = "Twin pregnancy with threatened preterm labor.\n\nOBSTETRICAL ULTRASOUND: Two living fetuses. Normal amniotic fluid.\n\nIMPRESSION: Twin pregnancy.\n"
    made = _bundle(explain(text))
    form = made["entry"][0]["resource"]["presentedForm"][0]
    form["data"] = base64.b64encode(text.replace("Two", "Three").encode()).decode()
    (other,) = importing.read(json.dumps(made).encode("utf-8")).reports
    assert other.text.startswith("EXAM: ")
