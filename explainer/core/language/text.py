"""Text made comparable without moving a character: folding and tokens with offsets.

``fold`` returns a string of the same length as its input, so every offset into the folded text is an offset into the
original. Tokens carry a *lemma* (plural and British spelling folded away) for matching.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache, partial
from itertools import accumulate, compress
from typing import NamedTuple

#: Characters that take no room on the page; they are dropped from lemmas, so "ste<zwsp>nosis" reads as "stenosis".
INVISIBLE = "\x01"

_HOMOGLYPHS = str.maketrans(
    "асеорхуіјѕԁһкмтвнАСЕОРХУІЈЅКМТВНαοερτυνικАВΑΒΕΖΗΙΚΜΝΟΡΤΥΧ",
    "aceopxyijsdhkmtbhaceopxyijskmtbhaoeptuvikabaBezhikmnoptyx".lower(),
)
_FIXED = {
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"),
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032\u00b4\u0060\uff07", "'"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\uff02", '"'),
    **dict.fromkeys(
        "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\f\v", " "
    ),
    **dict.fromkeys(
        "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u180e",
        INVISIBLE,
    ),
    "\u00d7": "x",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u0085": "\n",
    "\u00bd": "\u00bd",  # a half stays one: "2½" is not "21"
    "\u00bc": "\u00bc",
    "\u00be": "\u00be",
    "\u2022": "-",
    "\u25cf": "-",
    "\u25aa": "-",
    "\u00b7": "-",
    "\u2043": "-",
}


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    fixed = _FIXED.get(char)
    if fixed is not None:
        return fixed
    if ord(char) < 128:
        return char.lower()
    look = char.translate(_HOMOGLYPHS)
    if look != char:
        return look
    plain = unicodedata.normalize("NFKD", char)[:1].lower()
    if unicodedata.combining(char):
        return INVISIBLE
    return plain if len(plain) == 1 else char


def fold(text: str) -> str:
    """Lower case, plain letters, plain dashes, quotes and spaces. Same length as ``text``: offsets stay valid."""
    if text.isascii():
        return (
            text.lower()
            .replace("\t", " ")
            .replace("\f", " ")
            .replace("\v", " ")
            .replace("\r\n", " \n")
            .replace("\r", "\n")
        )
    return "".join(map(_fold_char, text.replace("\r\n", " \n")))


class Token(NamedTuple):
    """A word, a number or one punctuation mark. ``start``/``end`` are offsets into the text; ``lemma`` is for matching."""

    lemma: str
    start: int
    end: int


#: A token, for cutting a text at every one. A hyphen between letters or digits is none.
_TOKEN = re.compile(r"([a-z\x01]+(?:'[a-z]{1,2}(?![a-z]))?|[0-9]+(?:\.[0-9]+)?|[^\s\x01-]|-(?!(?<=[^\W_]-)[^\W_]))")

_IRREGULAR = {
    "vertebrae": "vertebra", "calculi": "calculus", "foramina": "foramen", "neuroforamina": "neuroforamen",
    "neuroforaminal": "neuroforaminal", "bursae": "bursa", "menisci": "meniscus", "diverticula": "diverticulum",
    "hila": "hilum", "phenomena": "phenomenon", "emboli": "embolus", "thrombi": "thrombus", "nuclei": "nucleus", "disk": "disc", "disks": "disc",
    "diskal": "discal", "fistulae": "fistula", "bullae": "bulla", "scapulae": "scapula", "sulci": "sulcus", "gyri": "gyrus",
    "fossae": "fossa", "ostia": "ostium", "atria": "atrium", "pneumothoraces": "pneumothorax", "thoraces": "thorax",
    "prostheses": "prosthesis", "indices": "index", "apices": "apex", "cortices": "cortex", "appendices": "appendix",
    "sinuses": "sinus", "viruses": "virus", "aneurism": "aneurysm", "aneurisms": "aneurysm", "laminae": "lamina",
    "trochlea": "trochlea", "femora": "femur", "testes": "testis", "adnexae": "adnexa", "ganglia": "ganglion",
    "bronchi": "bronchus", "villi": "villus", "cysts": "cyst", "gases": "gas", "feet": "foot", "teeth": "tooth",
    "women": "woman", "men": "man", "calves": "calf", "hemispheres": "hemisphere", "axes": "axis", "costae": "costa",
    "hernias": "hernia", "herniae": "hernia", "osteophytoses": "osteophytosis", "septae": "septum", "septa": "septum",
    "effusions": "effusion", "lt": "left", "rt": "right", "lft": "left", "bilat": "bilateral", "bilaterally": "bilateral",
    "can't": "cannot", "cant": "cannot", "shows": "show", "showed": "show", "shown": "show",
    "hepatic": "hepatic", "discs": "disc", "loss": "loss", "knives": "knife", "leaves": "leave",
}  # fmt: skip
_KEEP_S = frozenset(
    (
        "is was has does this thus his its yes gas pus plus pancreas atlas lens pons biceps triceps quadriceps herpes "
        "diabetes always perhaps sometimes atrophies us as less afterwards towards"
    ).split()
)
_BRITISH = (
    ("oedema", "edema"), ("haem", "hem"), ("anaem", "anem"), ("oesoph", "esoph"), ("tumour", "tumor"),
    ("calibre", "caliber"), ("centre", "center"), ("fibre", "fiber"), ("grey", "gray"), ("colour", "color"),
    ("paed", "ped"), ("diarrhoea", "diarrhea"), ("faec", "fec"), ("foet", "fet"), ("caec", "cec"), ("ischaem", "ischem"),
    ("litre", "liter"), ("metre", "meter"), ("leucocyt", "leukocyt"), ("vapour", "vapor"), ("labour", "labor"),
    ("oestro", "estro"), ("coel", "cel"), ("gynaec", "gynec"), ("sulph", "sulf"), ("neighbour", "neighbor"),
)  # fmt: skip


#: Plurals in -ses that only take an s.
_SINGULAR_E = frozenset(
    {"noses", "doses", "roses", "closes", "loses", "purposes", "encloses", "discloses", "these", "theses"}
)


@lru_cache(maxsize=65536)
def lemma(word: str) -> str:
    """The form under which a folded word is matched: singular, American spelling, possessive and marks dropped."""
    word = word.replace(INVISIBLE, "")
    if word.endswith(("'s", "s'")):
        word = word[:-2] if word.endswith("'s") else word[:-1]
    for british, american in _BRITISH:
        if british in word:
            word = word.replace(british, american)
    found = _IRREGULAR.get(word)
    if found is not None:
        return found
    if len(word) <= 3 or not word.endswith("s") or word in _KEEP_S:
        return word
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ses"):
        if word.endswith("sses") or (
            word.endswith("uses") and not word.endswith(("auses", "ouses", "fuses")) and word != "uses"
        ):
            return word[:-2]
        if (
            word.endswith(("oses", "stases", "ectases", "yses", "eses", "crises"))
            and len(word) > 5
            and word not in _SINGULAR_E
            and not word.endswith("poses")  # "proposes"
        ):
            return word[:-2] + "is"
        return word[:-1]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("xes", "ches", "shes", "zes")):
        return word[:-2]
    return word[:-1]


class _Forms(dict[str, str]):
    """What each piece of text is matched as; filled as pieces are met, up to a bound."""

    def __missing__(self, piece: str) -> str:
        form = lemma(piece) if piece[0].isalpha() or piece[0] == INVISIBLE else piece
        if len(self) < 65536 and len(piece) <= 40:
            self[piece] = form
        return form


_FORMS = _Forms()
#: Makes a token from a plain tuple, in a third of the time of a call: a letter has hundreds.
_token = partial(tuple.__new__, Token)


def cut(folded: str, start: int = 0, end: int | None = None) -> tuple[list[str], list[int], list[int]]:
    """The tokens of ``folded[start:end]`` as three rows: their lemmas, where each starts and where each ends."""
    parts = _TOKEN.split(folded[start:end] if start or end is not None else folded)  # gap, token, gap, token, …, gap
    edges = [*accumulate(map(len, parts), initial=start)]
    forms, starts, ends = [*map(_FORMS.__getitem__, parts[1::2])], edges[1:-1:2], edges[2::2]
    if "" in forms:  # nothing but characters that take no room
        return [*compress(forms, forms)], [*compress(starts, forms)], [*compress(ends, forms)]
    return forms, starts, ends


def tokens(folded: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Tokens of ``folded[start:end]`` in order, offsets into ``folded``. Hyphens between word parts are left out.

    A hyphen that joins ("full-thickness") reads as a space; one that stands free stays a token.
    """
    return [*map(_token, zip(*cut(folded, start, end), strict=True))]


_PLAIN = re.compile(r"[a-z -]+")


def lemmas(phrase: str) -> tuple[str, ...]:
    """A phrase as the lemmas under which it is matched."""
    low = phrase.lower() if phrase.isascii() else fold(phrase)
    if _PLAIN.fullmatch(low) and " -" not in low and "- " not in low:
        return tuple([lemma(word) for word in low.replace("-", " ").split()])
    return tuple(cut(fold(phrase))[0])
