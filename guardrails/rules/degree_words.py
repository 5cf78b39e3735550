"""Words that the rules on grade, certainty and course share: what denies, where a clause ends, what links a word to what was told before."""

from __future__ import annotations

import re

from guardrails.alignment import Aligned
from guardrails.reading import Said

#: Words that say that a thing is so.
IS_SO = frozenset("is are was were".split())
#: A word of folded text.
WORD = re.compile(r"[a-z-]+")
#: Marks and words at which a clause ends.
CLAUSE_ENDS = frozenset(", ; : ( ) and but with without while".split())
#: Labels of the passages of a letter that tell no finding.
UNTOLD = frozenset({"questions", "help", "sources", "not-stated", "limits", "reason"})

#: Marks and words at which what is told of one finding ends.
PARTS = frozenset(", ; : ( and with but that as".split())
#: Words of up to so many letters tell too little to be held against the report.
SHORT_WORD = 4
#: Words that deny.
DENYING = frozenset("no not without nor neither never none".split())
#: Words behind which a word of grade or change is said of what was told before.
PREDICATES = frozenset(
    "is are was were has have had been become became look looks remain remains now clearly it".split()
)


def wondered(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether what follows is asked or left open ("no one can say yet if the artery has grown")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at]]
    return any(w in ("if", "whether", "how", "ask") for w in ahead) or any(h.last <= at for h in said.of("not-knowing"))
