"""HL7 v2 messages in, reports out."""

from __future__ import annotations

import base64
import json
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from explainer.errors import ReportError
from explainer.importing import hl7v2
from explainer.importing.body import words_of


def _text(data: bytes) -> str:
    return hl7v2.read(data).reports[0].text


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (r"one\.br\two", "one\ntwo"),
        (r"one~two", "one\ntwo"),
        (r"L4\T\L5", "L4&L5"),
        (r"a\F\b\S\c\R\d\E\e", "a|b^c~d\\e"),
        (r"\H\Fracture\N\ seen", "Fracture seen"),
        (r"5\X20\mm", "5 mm"),
        (r"37\XC2B0\C", "37°C"),
        (r"37\XB0\C", "37°C"),
        (r"one\.sp2\two", "one\n\ntwo"),
        (r"one\.sp+2\two", "one\n\ntwo"),
        (r"one\.in+4\two", "one    two"),
        (r"one\.fi\two", "onetwo"),
        (r"a\.sp999999999\b", r"a\.sp999999999\b"),
        (r"size\.sp999\x", "size" + "\n" * 50 + "x"),
        (r"disc L4\5 bulge", r"disc L4\5 bulge"),
        (r"disc L4\5 and L5\S1 bulge", r"disc L4\5 and L5\S1 bulge"),
        (r"path C:\scan\x1", r"path C:\scan\x1"),
        (r"\XZZ\ node", r"\XZZ\ node"),
        (r"ends with \ ", "ends with \\"),
        ("L4 & L5 ^ raw", "L4 & L5 ^ raw"),
        (r"a\Zabc\b", "a b"),
    ],
)
def test_escapes(hl7_message, written, meant):
    """Escapes are read, and what is none stays as written: no word behind a lone backslash is lost."""
    body = _text(hl7_message([("TX", "GDT", f"Lungs: {written}", "F")]))
    assert body.endswith(f"Lungs: {meant}")


def test_custom_separators(hl7_message):
    """A message says itself which signs part it."""
    data = hl7_message([("TX", "GDT", "one~two", "F")]).decode()
    swapped = data.translate(str.maketrans({"|": "#", "^": "*", "~": "!", "\\": "@"}))
    assert _text(swapped.replace("!two", "!a@F@b").encode()).endswith("one\na#b")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_segment_ends(hl7_message, end):
    """Segments may end as a text file's lines do."""
    assert _text(hl7_message([("TX", "GDT", "One.", "F"), ("TX", "GDT", "Two.", "F")], end=end)).endswith("One.\nTwo.")


def test_line_end_inside_a_field(hl7_message):
    """A line that begins no segment belongs to the field before it."""
    data = hl7_message([("TX", "GDT", "One.\nTwo PID test.", "F")], end="\r")
    assert _text(data).endswith("One.\nTwo PID test.")


def test_mllp_and_several_messages(hl7_message):
    """Framed messages are cut at their frames; what stands between them is no report."""
    first, second = (hl7_message([("TX", "GDT", f"Report {n}.", s)], s) for n, s in (("one", "P"), ("two", "F")))
    data = b"noise\r\n\x0b" + first + b"\x1c\rlog line|with|bars\r\x0b" + second + b"\x1c\r"
    reports = hl7v2.read(data).reports
    assert [(r.text.split("\n")[-1], r.status) for r in reports] == [("Report one.", "P"), ("Report two.", "F")]
    assert "log line" not in reports[0].text
    assert hl7v2.read(data, 2).reports == reports[1:]
    with pytest.raises(ReportError, match="item 3 was asked for, but the file holds 2 reports"):
        hl7v2.read(data, 3)


def test_same_message_twice_counts_once(hl7_message):
    """A message that was sent again is no second report."""
    message = hl7_message([("TX", "GDT", "Once.", "F")])
    assert len(hl7v2.read(b"\x0b" + message + b"\x1c\r\x0b" + message + b"\x1c\r").reports) == 1


def test_batch_headers(hl7_message):
    """File and batch segments belong to no message."""
    data = b"FHS|^~\\&|A\rBHS|^~\\&|B\r" + hl7_message([("TX", "GDT", "Body.", "F")]) + b"BTS|1\rFTS|1\r"
    assert _text(data).endswith("Body.")


def test_log_that_writes_the_framing_out(hl7_message):
    """Interface engines log frames as words."""
    message = hl7_message([("TX", "GDT", "Body.", "F")], end="<R>\n").decode()
    assert _text(f"2024-01-02|INFO|\n<SB>\n{message}<EB><R>\n".encode()).endswith("Body.")


def test_segments_run_together():
    """A message on one line is cut before its segments, but not at the disease that is called like a segment."""
    data = (
        b"MSH|^~\\&|A|B|||20240102||ORU^R01|1|P|2.3|| PID|1||99^^^A||TEST^PERSON| OBR|1|1|2|73000^PELVIC US^L|||||||||||||||||||||Final| "
        b"OBX|1|ST|&GDT|1|No sign of PID|||A|||Final| OBX|2|ST|&IMP|1|Normal study|||A|||Final|"
    )
    (report,) = hl7v2.read(data).reports
    assert report.text == "EXAM: PELVIC US\n\nFINDINGS:\nNo sign of PID\n\nIMPRESSION:\nNormal study"
    assert report.status == "Final"


@pytest.mark.parametrize(
    ("charset", "encoding", "fallback"),
    [("", "utf-8", False), ("UNICODE UTF-8", "utf-8", False), ("8859/1", "latin-1", False)],
)
def test_declared_character_set(hl7_message, charset, encoding, fallback):
    """MSH-18 tells how the bytes are read."""
    imported = hl7v2.read(
        hl7_message([("TX", "GDT", "Baker’s" if encoding == "utf-8" else "Sjögren", "F")], charset=charset)
    )
    assert imported.reports[0].text.endswith(("Baker’s", "Sjögren"))
    assert imported.fallback is fallback


def test_undeclared_latin_1(hl7_message):
    """Bytes that are no UTF-8 are read as Windows-1252, and that is told."""
    data = hl7_message([("TX", "GDT", "Sjögren", "F")]).decode().encode("latin-1")
    imported = hl7v2.read(data)
    assert imported.fallback
    assert imported.reports[0].text.endswith("Sjögren")


def test_each_message_has_its_own_character_set(hl7_message):
    """Two messages of a file may differ."""
    one = hl7_message([("TX", "GDT", "Sjögren one", "F")], charset="8859/1")
    two = hl7_message([("TX", "GDT", "Sjögren two", "F")], charset="UNICODE UTF-8")
    assert [r.text.split("\n")[-1] for r in hl7v2.read(one + two).reports] == ["Sjögren one", "Sjögren two"]


@pytest.mark.parametrize(
    ("obr", "obx", "status"),
    [
        ("F", ["F", "F"], "F"),
        ("F", ["F", "P"], "P"),
        ("P", ["F", "F"], "P"),
        ("", ["Final", "Final"], "Final"),
        ("Wet Read", ["F", "F"], "Wet Read"),
        ("F", ["C", "F"], "C"),
        ("C", ["P", "F"], "P"),
        ("", ["", ""], None),
        ("null", ["", ""], None),
        ("F", ["A", ""], "A"),
    ],
)
def test_status_is_the_least_final_word(hl7_message, obr, obx, status):
    """One preliminary line makes the report preliminary; the word stays the sender's."""
    data = hl7_message([("TX", "GDT", f"Line {n}.", s) for n, s in enumerate(obx)], obr)
    assert hl7v2.read(data).reports[0].status == status


@pytest.mark.parametrize(
    ("obr", "obx"), [("X", "F"), ("F", "D"), ("F", "W"), ("F", "X"), ("Cancelled", "F"), ("F", "Deleted")]
)
def test_withdrawn_results_are_refused(hl7_message, obr, obx):
    """What the sender took back is not explained."""
    with pytest.raises(ReportError, match="withdrew this result"):
        hl7v2.read(hl7_message([("TX", "GDT", "Fracture.", obx)], obr))


def test_withdrawn_message_among_others(hl7_message):
    """A file with a withdrawn result is refused with its number; another can still be chosen."""
    data = hl7_message([("TX", "GDT", "One.", "F")]) + hl7_message([("TX", "GDT", "Two.", "D")])
    with pytest.raises(ReportError, match="message 2 of 2: the sender withdrew"):
        hl7v2.read(data)
    assert hl7v2.read(data, 1).reports[0].text.endswith("One.")


def test_sections_come_from_the_codes(hl7_message):
    """Suffixes and LOINC codes put lines under headings, unless the lines bring their own."""
    data = hl7_message(
        [
            ("ST", "&GDT", "Lungs clear.", "F"),
            ("ST", "19005-8^Impression^LN", "Normal chest.", "F"),
            ("ST", "&ADT", "Small nodule seen later.", "F"),
            ("ST", "&TCM", "Patient could not hold breath.", "F"),
        ]
    )
    assert _text(data) == (
        "EXAM: CT LUMBAR SPINE\n\nFINDINGS:\nLungs clear.\n\nIMPRESSION:\nNormal chest.\n\n"
        "ADDENDUM:\nSmall nodule seen later.\n\nTECHNICIAN'S COMMENT:\nPatient could not hold breath."
    )
    own = hl7_message([("ST", "&GDT", "CT CHEST", "F"), ("ST", "&GDT", "FINDINGS: Clear.", "F")])
    assert _text(own) == "CT CHEST\nFINDINGS: Clear."


def test_values_and_comments_are_kept(hl7_message):
    """Coded and numeric results and comments on results are words of the report; pointers to images are not."""
    data = (
        hl7_message(
            [
                ("TX", "GDT", "Mass in the left breast.", "F"),
                ("NM", "D1^Diameter^L", "12", "F"),
                ("CWE", "B1^BI-RADS^L", "4^Suspicious^L", "F"),
                ("RP", "1", "0042^UK^ZB", "F"),
            ]
        )
        + b"NTE|1||pointer comment\r"
    )
    data = data.replace(b"OBX|2|", b"NTE|1||Seen again in March.\rOBX|2|")
    assert _text(data).split("\n\n")[1] == (
        "Mass in the left breast.\nSeen again in March.\nDiameter: 12\nBI-RADS: 4 Suspicious"
    )


def test_encapsulated_document(hl7_message, report, rtf):
    """A base64 document (ED) is the report when the text lines are not."""
    data = base64.b64encode(rtf(report)).decode()
    line = f"HERE^application^rtf^Base64^{data}"
    assert words_of(_text(hl7_message([("ED", "PDF^Report", line, "F")]))) == words_of(report)
    both = hl7_message([("TX", "GDT", "FINDINGS: " + "Lungs are clear. " * 12, "F"), ("ED", "PDF", line, "F")])
    assert "facet" not in _text(both)
    pointer = hl7_message([("TX", "GDT", "See attached report.", "F"), ("ED", "PDF", line, "F")])
    assert "facet" in _text(pointer)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("A^application^pdf^Base64^!!!!", "no valid base64"),
        ("A^application^pdf^Base64", "has no data"),
        ("A^image^jpeg^Base64^/9j/4AAQ", "'image/jpeg' cannot be read"),
        ("A^text^plain^Hex^zz", "no valid hexadecimal"),
        ("A^text^plain^Uu^zz", "unknown encoding"),
    ],
)
def test_broken_document(hl7_message, value, problem):
    """A document that cannot be read is named, in one line."""
    with pytest.raises(ReportError, match=problem):
        hl7v2.read(hl7_message([("ED", "PDF", value, "F")]))


def test_rtf_inside_a_text_line(hl7_message, rtf):
    """Some systems put RTF into a text field."""
    line = rtf("Lungs clear.").decode().replace("\\", "\\E\\").replace("\n", "")
    assert _text(hl7_message([("TX", "GDT", line, "F")])).endswith("Lungs clear.")


def test_nothing_of_the_person_goes_in(hl7_message, person):
    """Names and numbers of PID and PV1 stay out."""
    assert not [word for word in person if word in _text(hl7_message([("TX", "GDT", "Lungs clear.", "F")]))]


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "no MSH segment"),
        (b"MSH", "no MSH segment"),
        (b"MSH|", "no report text"),
        (b"MSH|^~\\&|A|B|C|D|2024||ADT^A01|1|P|2.4\rPID|1", "type ADT carries no report"),
        (b"MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.4\rPID|1", "no report text"),
        (b'MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.4\rOBX|1|TX|GDT||""||||||F', "no report text"),
        (b"MSH|||||\rOBX|1|TX|GDT||||||||F", "no report text"),
        (b"MSH|^^^^|A\rOBX|1|TX|GDT||x", "separators"),
        (b"MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.4\rOBX|1|TX|GDT||a\x00b||||||F", "binary"),
    ],
)
def test_what_is_no_report(data, problem):
    """What holds no report is refused with the reason."""
    with pytest.raises(ReportError, match=problem):
        hl7v2.read(data)


def test_more_text_than_any_report(hl7_message):
    """More than 1 MB of text does not come out."""
    with pytest.raises(ReportError, match="larger than 1 MB"):
        hl7v2.read(hl7_message([("TX", "GDT", "lung " * 210_000, "F")]))


@settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.booleans())
def test_any_bytes(data, headed):
    """Whatever the bytes, the answer is a report or a ReportError."""
    head = b"MSH|^~\\&|A|B|C|D|2024||ORU^R01|1|P|2.4||||||8859/1\rOBR|1\rOBX|1|TX|G||" if headed else b""
    try:
        assert hl7v2.read(head + data).reports
    except ReportError as error:
        fault = str(error)
    else:
        fault = ""
    assert "\n" not in fault


@pytest.mark.shared
def test_shared_messages(shared):
    """Every message with text gives that text; every message without is refused."""
    rows = [json.loads(line) for line in (shared / "hl7_oru" / "messages.jsonl").read_text("utf-8").splitlines()]
    assert rows
    for row in rows:
        data = row["message"].encode()
        if not row["report_text"].strip():
            with pytest.raises(ReportError, match="no report text"):
                hl7v2.read(data)
            continue
        (report,) = hl7v2.read(data).reports
        heading = "technician s comment " if "&TCM" in row["message"] else ""
        assert words_of(report.text).replace(heading, "") == words_of(row["report_text"])
        early = re.search(r"prelim|wet", row["status"], re.I)
        assert bool(early) == (report.status is not None and report.status[0] in "PW")


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "reports", "status", "fallback"),
    [("edge_20071021.log", 1, "P", False), ("edge_latin1_message.log", 1, "F", True)],
)
def test_shared_logs(shared, name, reports, status, fallback):
    """Raw logs of an interface engine are read: a message twice, and one that is no UTF-8."""
    imported = hl7v2.read((shared / "hl7_oru" / name).read_bytes())
    assert (len(imported.reports), imported.reports[0].status, imported.fallback) == (reports, status, fallback)


@pytest.mark.shared
@pytest.mark.parametrize("name", ["edge_20160829.log", "edge_20190106.log", "edge_20240102.log"])
def test_shared_logs_without_a_message(shared, name):
    """Junk, an empty frame and a bad file are no message."""
    with pytest.raises(ReportError, match="no MSH segment"):
        hl7v2.read((shared / "hl7_oru" / name).read_bytes())


@pytest.mark.shared
def test_shared_messages_as_another_reader_sees_them(shared):
    """The hl7 package finds the same text lines in the same order."""
    hl7 = pytest.importorskip("hl7", reason="the hl7 package, the other reader, is not installed")
    for line in (shared / "hl7_oru" / "messages.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        if not row["report_text"].strip():
            continue
        segments = [s for s in hl7.parse(row["message"]) if str(s[0]) == "OBX" and str(s[2]) in ("TX", "ST", "FT")]
        lines = words_of("\n".join(str(s[5]) for s in segments))
        ours = words_of(hl7v2.read(row["message"].encode()).reports[0].text).replace("technician s comment ", "")
        assert ours == lines
