"""Word classes that the readings of a claim share: denials, papers, texts, people who are counted, words of an errand."""

from __future__ import annotations

from guardrails.reading import Said

#: Words that deny.
NEGATIONS = frozenset({"no", "not", "cannot", "never", "without", "nothing", "don't", "doesn't", "isn't"})
#: What is no part of the body: "the MRI has come back", "one thing to clear up", "CONFLICT, resolve first".
PAPER = frozenset(
    (
        "mri ct scan xray x-ray ultrasound report letter appointment question conflict discrepancy contradiction mix-up "
        "mismatch wording paperwork"
    ).split()
)
#: What is written, read and heard.
TEXTS = frozenset(
    "list page word letter text term name sentence line wording note summary phrase title news piece reading guess estimate figure measurement".split()
)
#: Words by which a text says, or somebody knows, nothing.
SAYS_NOTHING = frozenset("nothing cannot can't nobody none".split())
#: How soon one word follows another to be read with it, in words.
SOON = 4
#: Words before a noun, or before a word of degree that stands with one.
ARTICLES = frozenset(
    "a an the this that two one other both these those your its of much slightly somewhat even".split()
)
#: Words that count.
COUNTS = frozenset("two three four five six seven eight nine ten many several some more few".split())
#: Words of a sentence on the test or the next step: what it says of reasons and times is about these.
ERRAND = frozenset(
    "you your we report recommend recommended recommends suggest suggested suggests advise advised ask asked call called scan scanned mri ct "
    "ray film ultrasound exam test checked check seen done review follow due repeat visit compared prior previous ago since last quote "
    "said say says clinician doctor urgent recommendation documentation letter picture image taken obtained performed made "
    "radiograph study".split()
)
#: Words that frame what a sentence names and name nothing.
FRAMING = frozenset("like this these such kind show mean that some time then with from when where".split())
#: How soon a place or a finding follows a word to be read with it, in characters.
SOON_PLACED = 16


def has_any(said: Said, *kinds: str) -> bool:
    """Whether a sentence has a cue of one of these kinds."""
    return not said.kinds.keys().isdisjoint(kinds)
