"""FHIR DiagnosticReports in, reports out."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.errors import ReportError
from explainer.importing import fhir
from explainer.importing.body import words_of

pytest.importorskip("fhir.resources", reason="the 'fhir' extra is not installed")


@pytest.fixture
def text_of(packed):
    """The one report's text."""

    def read(resource):
        (report,) = fhir.read(packed(resource)).reports
        return report.text

    return read


def _observation(id: str, name: str, **values):
    return {"resourceType": "Observation", "id": id, "status": "final", "code": {"text": name}, **values}


def test_conclusion_becomes_the_impression(fhir_report, text_of):
    """A conclusion stands under its heading, below the exam's name."""
    assert text_of(fhir_report(conclusion="No fracture.")) == "EXAM: CT Lumbar spine\n\nIMPRESSION:\nNo fracture."


def test_conclusion_with_its_own_headings_stays_as_it_is(fhir_report, text_of, report):
    """Many senders put the whole report into the conclusion."""
    assert text_of(fhir_report(conclusion=report)) == report


def test_the_form_is_the_report_and_nothing_beyond_it_is_lost(fhir_report, form, text_of):
    """A conclusion that the form already holds is not repeated; one that it does not hold is added."""
    body = "FINDINGS: Lungs clear.\n\nIMPRESSION: Normal chest."
    once = text_of(fhir_report(presentedForm=[form(body, "text/plain")], conclusion="Normal chest"))
    assert once.count("Normal chest") == 1
    more = text_of(fhir_report(presentedForm=[form("FINDINGS: Lungs clear.", "text/plain")], conclusion="New nodule."))
    assert more.endswith("FINDINGS: Lungs clear.\n\nIMPRESSION:\nNew nodule.")


def test_of_equal_forms_one_is_read(fhir_report, form, text_of, rtf):
    """The plainest form is read alone; two different plain ones are both read."""
    forms = [form(rtf("FINDINGS: As RTF."), "application/rtf"), form("FINDINGS: As text.", "text/plain")]
    assert "RTF" not in text_of(fhir_report(presentedForm=forms))
    two = [form("FINDINGS: Clear.", "text/plain"), form("ADDENDUM: Nodule.", "text/plain")]
    assert text_of(fhir_report(presentedForm=two)).endswith("FINDINGS: Clear.\n\nADDENDUM: Nodule.")


def test_a_broken_form_gives_way_to_a_good_one(fhir_report, form, text_of):
    """A form that cannot be read does not hide one that can."""
    forms = [form(b"\x00\x01\x02", "text/plain"), form("<p>FINDINGS: Clear.</p>", "text/html")]
    assert text_of(fhir_report(presentedForm=forms)).endswith("FINDINGS: Clear.")


@pytest.mark.parametrize("reference", ["#o1", "Observation/o1", "http://host/fhir/Observation/o1", "urn:uuid:1"])
def test_observations_wherever_they_are(fhir_report, text_of, reference):
    """Results are found contained, by id, by address and by urn, and stand before the conclusion."""
    observation = _observation("o1", "Findings", valueString="Disc bulge at L4-L5.")
    top = fhir_report(result=[{"reference": reference}], conclusion="Disc bulge, mild.")
    if reference == "#o1":
        body = text_of({**top, "contained": [observation]})
    else:
        where = reference if reference.startswith(("http", "urn")) else "http://other/Observation/o1"
        entries = [{"resource": top}, {"fullUrl": where, "resource": observation}]
        body = text_of({"resourceType": "Bundle", "type": "document", "entry": entries})
    assert body.endswith("FINDINGS:\nDisc bulge at L4-L5.\n\nIMPRESSION:\nDisc bulge, mild.")


def test_every_kind_of_value(fhir_report, text_of):
    """Coded, measured, yes-or-no and nested values keep their names."""
    observations = [
        _observation("a", "Diameter", valueQuantity={"value": 12, "unit": "mm", "comparator": ">"}),
        _observation("b", "BI-RADS", valueCodeableConcept={"coding": [{"display": "Category 4"}]}),
        _observation("c", "Contrast seen", valueBoolean=False),
        _observation(
            "d", "Nodes", component=[{"code": {"text": "Count"}, "valueInteger": 3}], hasMember=[{"reference": "#e"}]
        ),
        _observation(
            "e", "Site", valueString="Left hilum", note=[{"text": "Seen twice."}], hasMember=[{"reference": "#d"}]
        ),
    ]
    top = fhir_report(result=[{"reference": f"#{o['id']}"} for o in observations[:4]], contained=observations)
    assert text_of(top).endswith(
        "FINDINGS:\nDiameter: >12 mm\nBI-RADS: Category 4\nContrast seen: no\nCount: 3\nSite: Left hilum\nSeen twice."
    )


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ({"presentedForm": [{"url": "http://host/report.pdf"}]}, "at an address"),
        ({"presentedForm": [{"contentType": "image/png", "data": "iVBORw0KGgo="}]}, "cannot be read"),
        ({"result": [{"reference": "Observation/elsewhere"}]}, "not in the file"),
    ],
)
def test_a_conclusion_is_not_the_report_when_its_body_is_elsewhere(fhir_report, packed, elements, problem):
    """A letter on the conclusion alone would leave out what the body tells."""
    with pytest.raises(ReportError, match=problem):
        fhir.read(packed(fhir_report(conclusion="No fracture.", **elements)))


def test_line_ends_written_as_two_characters(fhir_report, text_of):
    """Some senders write a backslash and an n for a line end."""
    assert text_of(fhir_report(conclusion="One.\\nTwo.")).endswith("One.\nTwo.")


@pytest.mark.parametrize(
    "status", ["registered", "partial", "preliminary", "final", "amended", "corrected", "appended"]
)
def test_status_is_kept(fhir_report, packed, status):
    """The status is the sender's word."""
    assert fhir.read(packed(fhir_report(status=status, conclusion="No fracture."))).reports[0].status == status


@pytest.mark.parametrize("status", ["unknown", None, ""])
def test_status_not_stated(fhir_report, packed, status):
    """A report without a status is read; its status is None."""
    assert fhir.read(packed(fhir_report(status=status, conclusion="No fracture."))).reports[0].status is None


def test_a_preliminary_result_makes_the_report_preliminary(fhir_report, packed):
    """The least final word counts."""
    observation = {**_observation("o", "Findings", valueString="Clear."), "status": "preliminary"}
    resource = fhir_report(result=[{"reference": "#o"}], contained=[observation])
    assert fhir.read(packed(resource)).reports[0].status == "preliminary"


@pytest.mark.parametrize("status", ["entered-in-error", "cancelled", " Cancelled "])
def test_withdrawn_reports_are_refused(fhir_report, packed, status):
    """What the sender took back is not explained, report or result."""
    with pytest.raises(ReportError, match="withdrew this result"):
        fhir.read(packed(fhir_report(status=status, conclusion="Fracture.")))
    observation = {**_observation("o", "Findings", valueString="Clear."), "status": status.strip().lower()}
    with pytest.raises(ReportError, match="withdrew this result"):
        fhir.read(packed(fhir_report(result=[{"reference": "#o"}], contained=[observation])))


def test_several_reports(fhir_report, packed):
    """A Bundle with two reports, or two lines, gives two; one can be chosen."""
    two = [fhir_report(conclusion="One."), fhir_report(conclusion="Two.", status="preliminary")]
    bundle = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in two]}
    lines = b"\n".join(packed(r) for r in two)
    for data in (packed(bundle), lines):
        assert [r.status for r in fhir.read(data).reports] == ["final", "preliminary"]
        assert fhir.read(data, 2).reports[0].text.endswith("Two.")
    two[0]["status"] = "cancelled"
    with pytest.raises(ReportError, match="DiagnosticReport 1 of 2"):
        fhir.read(b"\n".join(packed(r) for r in two))


def test_narrative_is_the_last_resort(fhir_report, text_of, person):
    """The narrative is read when nothing else is there, without the lines that tell who."""
    div = (
        '<div xmlns="http://www.w3.org/1999/xhtml"><p><b>subject</b>: <a>Erika Testperson</a></p><p>MRN: MRN-0042</p>'
        "<p>Seen by Erika Testperson</p><p>FINDINGS: Lungs clear.</p></div>"
    )
    narrative = {"status": "generated", "div": div}
    assert text_of(fhir_report(text=narrative)).endswith("FINDINGS: Lungs clear.")
    assert not [word for word in person if word in text_of(fhir_report(text=narrative))]
    assert "Lungs" not in text_of(fhir_report(text=narrative, conclusion="No fracture."))


def test_faults_elsewhere_do_not_matter(fhir_report, text_of):
    """What strict validation refuses but nobody reads here (times, empty strings, foreign elements) is passed over."""
    loose = fhir_report(
        conclusion="No fracture.", effectiveDateTime="2024-01-02T03:04:05", issued="yesterday", foo=1, performer=[{"bad": []}],
        presentedForm=[], text={"status": "generated", "div": ""},
    )  # fmt: skip
    assert text_of(loose).endswith("No fracture.")
    assert text_of(fhir_report(conclusion="No fracture.", code=None)) == "IMPRESSION:\nNo fracture."


def test_nothing_of_the_person_goes_in(fhir_report, text_of, person):
    """Names and numbers of the resource stay out."""
    body = text_of(
        fhir_report(conclusion="No fracture.", contained=[{"resourceType": "Patient", "name": [{"text": "Erika"}]}])
    )
    assert not [word for word in person if word in body]


@pytest.mark.parametrize(
    ("elements", "problem"),
    [
        ({"conclusion": 5}, r"DiagnosticReport\.conclusion is not"),
        ({"conclusion": {"a": 1}}, r"DiagnosticReport\.conclusion is not"),
        ({"status": 7, "conclusion": "x"}, r"DiagnosticReport\.status is not"),
        ({"result": "x"}, r"DiagnosticReport\.result"),
        ({"result": [5]}, r"DiagnosticReport\.result"),
        ({"code": "x", "conclusion": "y"}, r"DiagnosticReport\.code"),
        ({"presentedForm": {"data": "x"}}, r"DiagnosticReport\.presentedForm"),
        ({"presentedForm": [{"data": 5}]}, r"DiagnosticReport\.presentedForm"),
        ({"presentedForm": [{"data": "!!!", "contentType": "text/plain"}]}, "no valid base64"),
        ({"presentedForm": [{"url": "http://host/report.pdf"}]}, "at an address"),
        ({"presentedForm": [{"data": "iVBORw0KGgo=", "contentType": "image/png"}]}, "'image/png' cannot be read"),
        ({"result": [{"reference": "Observation/9"}]}, "not in the file"),
        ({"result": [{"display": "x"}]}, "no report text"),
        ({"text": {"status": "generated", "div": "<div><p>id: r1</p></div>"}}, "no report text"),
        ({"text": "x"}, r"DiagnosticReport"),
        ({"contained": 5, "conclusion": ""}, "no report text"),
        ({"conclusion": "   "}, "no report text"),
    ],
)
def test_wrong_types_and_missing_words(fhir_report, packed, elements, problem):
    """Each is refused in one line that names the element."""
    with pytest.raises(ReportError, match=problem) as caught:
        fhir.read(packed(fhir_report(**elements)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "JSON is broken"),
        (b"{", "JSON is broken at line 1"),
        (b"[]", "no DiagnosticReport"),
        (b"5", "no DiagnosticReport"),
        (b'{"resourceType": "ImagingStudy"}', r"it holds ImagingStudy"),
        (b'{"resourceType": "Bundle", "entry": 5}', "Bundle.entry"),
        (b'{"resourceType": "Bundle", "entry": [5, {"resource": 7}, {}]}', "no DiagnosticReport"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"resourceType":"Bundle","entry":[{"resource":' * 50 + b"{}" + b"}]}" * 50, "too deeply"),
        (b'{"resourceType":"DiagnosticReport","conclusion":' + b"9" * 6000 + b"}", "broken|conclusion"),
    ],
)
def test_broken_files(data, problem):
    """Each is refused in one line."""
    with pytest.raises(ReportError, match=problem):
        fhir.read(data)


def test_text_that_no_file_can_hold(fhir_report, text_of):
    """Half a surrogate pair and control characters do not come through."""
    body = text_of(fhir_report(conclusion="No \ud800fracture\x07."))
    assert body.encode("utf-8").endswith(b"No  fracture .")


def test_more_text_than_any_report(fhir_report, form, packed):
    """More than 1 MB does not come out, whatever it is packed in."""
    long = "lung " * 210_000
    with pytest.raises(ReportError, match="larger than 1 MB"):
        fhir.read(packed(fhir_report(conclusion=long)))
    with pytest.raises(ReportError, match="larger than 1 MB"):
        fhir.read(packed(fhir_report(presentedForm=[form(long, "text/plain")])))
    halves = [_observation(str(n), "Findings", valueString="lung " * 110_000) for n in range(2)]
    with pytest.raises(ReportError, match="larger than 1 MB"):
        fhir.read(packed(fhir_report(result=[{"reference": "#0"}, {"reference": "#1"}], contained=halves)))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "coding", "data", "reference", "div"]), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.sampled_from(["status", "code", "conclusion", "result", "presentedForm", "text", "contained"]), _JSON
    )
)
def test_any_elements(elements):
    """Whatever the elements hold, the answer is a report or a ReportError."""
    try:
        assert fhir.read(json.dumps({"resourceType": "DiagnosticReport", **elements}).encode()).reports
    except ReportError as error:
        fault = str(error)
    else:
        fault = ""
    assert "\n" not in fault


@pytest.mark.shared
def test_shared_chest_report(shared, packed):
    """A published report with XHTML in base64 gives its words; with its Observations beside it, the same words."""
    folder = shared / "import_files" / "fhir"
    alone = json.loads((folder / "us_core_DiagnosticReport_chest_xray.json").read_text("utf-8"))
    (report,) = fhir.read(packed(alone)).reports
    assert report.status == "final"
    assert "No pleural effusion." in report.text
    assert "<" not in report.text
    others = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("us_core_Observation_*.json"))]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in [alone, *others]]}
    assert fhir.read(packed(bundle)).reports == (report,)
    del alone["presentedForm"]
    (coded,) = fhir.read(packed(bundle)).reports
    assert " no pleural effusion no pneumothorax " in words_of(coded.text)
    assert coded.text.index("FINDINGS:") < coded.text.index("IMPRESSION:")


@pytest.mark.shared
@pytest.mark.parametrize("name", ["r4_ImagingStudy_example_xr", "us_core_Observation_xray_chest_findings"])
def test_shared_files_without_a_report(shared, name):
    """A study or a lone result is no report."""
    with pytest.raises(ReportError, match="no DiagnosticReport"):
        fhir.read((shared / "import_files" / "fhir" / f"{name}.json").read_bytes())


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "words"), [("f201_ct_head_neck", "CT brains: large tumor"), ("ultrasound", "Unremarkable study")]
)
def test_shared_conclusions(shared, name, words):
    """A report that has only a conclusion gives it as the impression, and nothing of its narrative."""
    (report,) = fhir.read((shared / "import_files" / "fhir" / f"r4_DiagnosticReport_{name}.json").read_bytes()).reports
    assert f"IMPRESSION:\n{words}" in report.text
    assert "Roel" not in report.text
