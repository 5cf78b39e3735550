"""HTML and RTF to plain text, each in one pass over its characters.

Both readers are written here because the known ones (html.parser of Python 3.11, striprtf) take quadratic time on hostile
input: a comment that never closes, a font table that never ends.
"""

from __future__ import annotations

import codecs
import html
import re
from typing import Final

from explainer.errors import ReportError

_BLOCK: Final = frozenset(
    "p div section article header footer main table ul ol dl blockquote pre h1 h2 h3 h4 h5 h6 body html center".split()
)
_LINE: Final = frozenset("br li tr dt dd hr caption thead tbody".split())
_STRUCK: Final = frozenset({"del", "s", "strike"})
_TAG_NAME: Final = re.compile(r"</?([A-Za-z][A-Za-z0-9:]{0,30})")
_SKIPPED: Final = {
    name: re.compile(f"</{name}", re.I) for name in ("script", "style", "head", "title", "template", "noscript")
}
_STRUCK_OUT: Final = "the document holds struck-out text; give the version in which it is taken out"
_QUOTED_TAG: Final = 500  # longest stretch in which a quoted ">" is looked for


def html_text(source: str) -> str:
    """The words of an HTML or XHTML document: blocks as paragraphs, cells apart, entities read, nothing fetched.

    Custom entities of a DOCTYPE are never expanded.

    Raises:
        ReportError: Broken beyond reading, or with struck-out text.
    """
    out: list[str] = []
    at, pre = 0, 0
    head_open = True
    last_close = source.rfind(">")

    def say(text: str) -> None:
        if pre:
            out.append(html.unescape(text))
        elif text:
            # A line end in the source is a space; "\x00" marks the line ends that tags make.
            out.append(re.sub(r"\s+", " ", html.unescape(text)))

    while at < len(source):
        start = source.find("<", at)
        if start < 0 or start > last_close:
            say(source[at:])
            break
        say(source[at:start])
        following = source[start + 1 : start + 2]
        if source.startswith("<!--", start):
            end = source.find("-->", start + 4)
            if end < 0:
                raise ReportError("the HTML is broken: a comment never ends")
            at = end + 3
            continue
        if source.startswith("<![CDATA[", start):
            end = source.find("]]>", start)
            if end < 0:
                raise ReportError("the HTML is broken: a CDATA part never ends")
            out.append(source[start + 9 : end])
            at = end + 3
            continue
        if not (following.isalpha() or following in ("/", "!", "?")):
            say("<")
            at = start + 1
            continue
        end = _tag_end(source, start, last_close)
        at = end + 1
        found = _TAG_NAME.match(source, start, end)
        if found is None:
            continue
        name = found.group(1).lower()
        closing = following == "/"
        if name in _STRUCK and not closing:
            raise ReportError(_STRUCK_OUT)
        if name in _SKIPPED and not closing and source[end - 1] != "/" and (name != "head" or head_open):
            close = _SKIPPED[name].search(source, at)
            if close is None and name == "head":
                head_open = False
            elif close is None:
                raise ReportError(f"the HTML is broken: <{name}> never ends")
            else:
                at = close.start()
            continue
        if name == "pre":
            pre = max(0, pre + (-1 if closing else 1))
        if name in _BLOCK:
            out.append("\x00\x00")
        elif name in _LINE:
            out.append("\x00")
        elif name in ("td", "th") and closing:
            out.append(" ")
    text = "".join(out).replace("\xa0", " ")
    lines = [line.strip() for line in text.replace("\x00", "\n").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tag_end(source: str, start: int, last_close: int) -> int:
    """Index of the ``>`` that closes the tag at ``start``; there is one, at ``last_close`` at the latest."""
    end = source.find(">", start)
    if source.startswith("<!", start) and "[" in source[start : min(end, start + _QUOTED_TAG)]:
        subset = source.find("]>", start)
        return subset + 1 if subset >= 0 else end
    if source.count('"', start, min(end, start + 20_000)) % 2:
        quote = source.find('"', end, end + _QUOTED_TAG)
        if 0 <= quote < last_close:
            return source.find(">", quote)
    return end


_RTF_TOKEN: Final = re.compile(
    r"\\([A-Za-z]{1,32})(-?[0-9]{1,9})?[0-9]* ?|\\'([0-9A-Fa-f]{2})|\\(.)|([{}])|([^\\{}\r\n]+)|[\r\n]+", re.S
)
_NOT_BODY: Final = frozenset(
    "fonttbl colortbl stylesheet info pict header headerl headerr headerf footer footerl footerr footerf listtable "
    "listoverridetable rsidtbl generator themedata colorschememapping datastore latentstyles object objdata fldinst "
    "filetbl revtbl xmlnstbl bkmkstart bkmkend mmathpr pntext pntxta pntxtb private atnid atnauthor annotation "
    "template operator author title subject keywords comment company".split()
)
_RTF_TEXT: Final = {
    "par": "\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "softline": "\n", "lbr": "\n",
    "tab": "\t", "cell": "\t", "nestcell": "\t", "nestrow": "\n",
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
_RTF_SYMBOL: Final = {
    "~": " ",
    "-": "",
    "_": "-",
    "{": "{",
    "}": "}",
    "\\": "\\",
    "\n": "\n",
    "\r": "\n",
    "|": "",
    ":": "",
}


def rtf_text(source: str) -> str:
    """The words of an RTF document's body: no headers, footers, pictures, field codes or tracked deletions.

    Raises:
        ReportError: No RTF, or with struck-out text.
    """
    if not source.lstrip().startswith("{\\rtf"):
        raise ReportError("the RTF is broken: it has no RTF head")
    out: list[str] = []
    codec = "cp1252"
    pending = bytearray()
    stack: list[tuple[bool, int]] = []
    skip, fallback = False, 1  # of the group: is it read; characters that stand in for a \u
    ignore = 0  # stand-ins still to be passed over
    at = 0

    def flush() -> None:
        if pending:
            out.append(pending.decode(codec, "replace"))
            pending.clear()

    while at < len(source):
        token = _RTF_TOKEN.match(source, at)
        if token is None:  # a backslash at the very end
            break
        at = token.end()
        word, number, code, symbol, brace, run = token.groups()
        if code:
            if ignore:
                ignore -= 1
            elif not skip:
                pending.append(int(code, 16))
            continue
        flush()
        if brace == "{":
            stack.append((skip, fallback))
            ignore = 0
        elif brace == "}":
            if not stack:
                break
            skip, fallback = stack.pop()
            ignore = 0
            if not stack:
                break
        elif word:
            name = word.lower() if word.isupper() else word
            value = int(number) if number else None
            if name == "bin":
                at += max(0, value or 0)
            elif name in _NOT_BODY or (name == "deleted" and value != 0):
                skip = True
            elif name == "strike" and value != 0 and not skip:
                raise ReportError(_STRUCK_OUT)
            elif name == "ansicpg" and value is not None:
                codec = _codec(value)
            elif name == "uc" and value is not None:
                fallback = max(0, min(value, 20))
            elif name == "u" and value is not None and not skip:
                out.append(chr(value % 0x10000))
                ignore = fallback
            elif name in _RTF_TEXT and not skip:
                out.append(_RTF_TEXT[name])
        elif symbol:
            if symbol == "*":
                skip = True
            elif ignore:
                ignore -= 1
            elif not skip:
                out.append(_RTF_SYMBOL.get(symbol, ""))
        elif run and not skip:
            out.append(run[ignore:])
            ignore = max(0, ignore - len(run))
    flush()
    # A character beyond the first plane comes as two \u.
    return "".join(out).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _codec(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
