"""HTML and RTF to words."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainer.errors import ReportError
from explainer.importing.body import words_of
from explainer.importing.markup import html_text, rtf_text


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("One.<br>Two.<BR />Three.", "One.\nTwo.\nThree."),
        ("<ul><li>One</li><li>Two</li></ul>", "One\n\nTwo"),
        ("<table><tr><td>L4-5</td><td>mild</td></tr></table>", "L4-5 mild"),
        ("One\n   two", "One two"),
        ("<pre>One\n  two</pre>", "One\n  two".replace("  ", "")),
        ("<b>No</b> fracture", "No fracture"),
        ("5&nbsp;mm &lt; 1&#160;cm &amp; &#x2265; 3", "5 mm < 1 cm & ≥ 3"),
        ("5 < 7 mm and 3<4", "5 < 7 mm and 3<4"),
        ("size <5 mm</p> seen", "size <5 mm\n\nseen"),
        ("<head><title>Name</title></head>Body", "Body"),
        ("<script>var a = '<p>x</p>';</script>Body<style>p{}</style>", "Body"),
        ("<!-- <p>no</p> -->Body", "Body"),
        ("<![CDATA[a < b]]>", "a < b"),
        ('<img alt="a > b">Body', "Body"),
        ("<?xml version='1.0'?><!DOCTYPE html><html><body>Body</body></html>", "Body"),
        ("Body <unfinished", "Body <unfinished"),
        ("", ""),
    ],
)
def test_html(source, words):
    """Blocks part, markup goes, entities are read."""
    assert html_text(source) == words


def test_entities_of_a_doctype_are_not_expanded():
    """The entity bomb stays a word."""
    source = '<!DOCTYPE x [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><p>&b; &c; Body</p>'
    assert html_text(source) == "&b; &c; Body"


@pytest.mark.parametrize("source", ["<p>A <del>fracture</del></p>", "<s>fracture</s>", "<strike>x</strike>"])
def test_struck_out_html_is_refused(source):
    """Words that are struck out are neither read nor dropped in silence."""
    with pytest.raises(ReportError, match="struck-out"):
        html_text(source)


@pytest.mark.parametrize("source", ["<!-- open", "<p>x</p><!-- open -", "<script>x", "<![CDATA[x<p>"])
def test_html_that_hides_its_end_is_refused(source):
    """What would swallow the rest of the report is an error."""
    with pytest.raises(ReportError, match="never ends"):
        html_text(source + "<p>")


@pytest.mark.parametrize(
    "unit", ["<", "<a ", "<!", "</", "<?", "&", "<a b='", '<a "', '<a ">', "<div>", "<head>", "<!DOCTYPE x [", "&#"]
)
def test_hostile_html_is_read_in_one_pass(unit):
    """A megabyte of broken tags takes no longer than one of words (seconds here would be minutes in quadratic time)."""
    source = unit * (600_000 // len(unit)) + " Body>"
    assert isinstance(html_text(source), str)


def test_rtf(rtf, report, person):
    """An RTF body gives its words, without header, author and fonts."""
    words = rtf_text(rtf(report).decode())
    assert words == report
    assert not [name for name in person if name in words]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"{\rtf1 One\par Two\line Three\tab four}", "One\nTwo\nThree\tfour"),
        (r"{\rtf1\ansicpg1252 37\'b0C}", "37°C"),
        (r"{\rtf1\ansicpg1250 \'e8}", "č"),
        (r"{\rtf1\ansicpg99999 \'e9}", "é"),
        (r"{\rtf1 a\u8805?b}", "a≥b"),
        (r"{\rtf1\uc2 a\u8805>=b}", "a≥b"),
        (r"{\rtf1 a\u8805\'3fb}", "a≥b"),
        (r"{\rtf1 \u-10179?\u-8704?}", "\U0001f600"),
        (r"{\rtf1 a{\*\unknown hidden}b}", "ab"),
        (r"{\rtf1 a{\pict\bin4 }}}}}b}", "ab"),
        (r"{\rtf1 a{\deleted gone}b\deleted0}", "ab"),
        (r"{\rtf1 {\field{\*\fldinst HYPERLINK x}{\fldrslt shown}}}", "shown"),
        (r"{\rtf1 \{x\} 5\~mm non\-stop\_one \\ end}", "{x} 5 mm nonstop-one \\ end"),
        (r"{\rtf1 \b No\b0  fracture}", "No fracture"),
        (r"{\rtf1 body} trailing", "body"),
        ("{\\rtf1 never closed", "never closed"),
        ("{\\rtf1 end\\", "end"),
    ],
)
def test_rtf_words(source, words):
    """Control words become signs or nothing."""
    assert rtf_text(source).strip() == words


def test_rtf_agrees_with_striprtf(rtf, report):
    """Another reader sees the same words."""
    other = pytest.importorskip("striprtf.striprtf", reason="striprtf, the other reader, is not installed")
    source = rtf(report).decode()
    assert words_of(rtf_text(source)) == words_of(other.rtf_to_text(source))


def test_struck_out_rtf_is_refused():
    """As in HTML."""
    with pytest.raises(ReportError, match="struck-out"):
        rtf_text(r"{\rtf1 A {\strike fracture}.}")
    assert rtf_text(r"{\rtf1{\stylesheet{\s1\strike x;}}\strike0 Body}").strip() == "Body"


def test_no_rtf():
    """Something else is named."""
    with pytest.raises(ReportError, match="no RTF head"):
        rtf_text("FINDINGS")


@pytest.mark.parametrize(
    "unit",
    [
        "{",
        "}",
        "\\",
        "{\\field",
        "{\\fonttbl{\\f0 ",
        "\\'e9",
        "\\u8805",
        "{\\*",
        "\\bin9999999 ",
        "a",
        "\\field{\\*\\fldinst{HYPERLINK ",
    ],
)
def test_hostile_rtf_is_read_in_one_pass(unit):
    """A megabyte of broken groups is read in one pass."""
    assert isinstance(rtf_text("{\\rtf1 " + unit * (500_000 // len(unit))), str)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(
        st.sampled_from(
            [
                "<",
                ">",
                "p",
                "/",
                "!--",
                "-->",
                '"',
                "&",
                "[",
                "]>",
                " ",
                "a",
                "script",
                "\\",
                "{",
                "}",
                "u5",
                "'e9",
                "*",
            ]
        ),
        max_size=30,
    )
)
def test_any_markup(pieces):
    """Whatever the markup, the answer is a text or a ReportError."""
    for read, head in ((html_text, ""), (rtf_text, "{\\rtf1 ")):
        try:
            assert isinstance(read(head + "".join(pieces)), str)
        except ReportError as error:
            fault = str(error)
        else:
            fault = ""
        assert "\n" not in fault
