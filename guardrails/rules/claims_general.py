"""Claims on all of a kind: what such things do, whom they befall, how it usually goes."""

from __future__ import annotations

from collections.abc import Sequence

from guardrails.alignment import Aligned
from guardrails.denials import states
from guardrails.reading import Hit, Said
from guardrails.rules.caveats_said import tells_silent
from guardrails.rules.claims_held import held
from guardrails.rules.claims_open import is_open, refuted
from guardrails.rules.claims_words import COUNTS, ERRAND, FRAMING, SOON_PLACED, TEXTS, has_any
from guardrails.rules.doers import bids_help
from guardrails.rules.nature import of_everybody

_FORECASTS = frozenset("outcome course claim often future habit risk-factor folk hedge".split())


def of_its_kind(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """All things like this one ("such tears rarely knit together"), unless the plan's own words say no less."""
    if len(words) < 5 or not ERRAND.isdisjoint(words) or _of_a_text(said, words):
        return ""
    kind = next(said.of("of-a-kind"), None)
    if kind is None and (words[0] != "such" or words[1] in ("a", "an", "as")):
        return ""
    named = [w for w in words if len(w) > 3 and w.isalpha() and w not in FRAMING]
    known = sum(w in aligned.reading.prepared.vocabulary for w in named)
    if {"show", "mean"} & set(words[1:4]) and 2 * known >= len(named) and said.kinds.keys().isdisjoint(_FORECASTS):
        return ""  # tells what the report's own word means
    return "" if 3 * known >= 2 * len(named) else "speaks of such findings in general"


def _of_a_text(said: Said, words: Sequence[str]) -> bool:
    """Whether "like this" is said of what is read, and nothing is foretold ("A list like this can sound like a lot")."""
    if has_any(said, "treatment", "treatment-noun"):
        return False  # "A note like this can mean surgery"
    return said.kinds.keys().isdisjoint(_FORECASTS - {"hedge"}) and any(
        words[at + 1] == "like"
        or "such" in (words[at + 1], *words[max(0, at - 1) : at])
        or words[at + 1 : at + 3] == ["of", "this"]
        for at, w in enumerate(words[:-2])
        if w in TEXTS
    )


#: Words for one person, and those before them that make them stand for many.
_ONE = frozenset(
    "woman man patient adult person individual male female baby infant newborn toddler kid teen teenager youngster senior".split()
)
_ANY = frozenset("any every each average typical no few many most some all tall".split())


def _one_person(raw: Sequence[str], at: int) -> bool:
    """Whether a word for people is said of one ("News for the patient", "Older man, hip pain")."""
    return raw[at].removesuffix("'s") in _ONE and _ANY.isdisjoint(raw[max(0, at - 2) : at])


_NONE = frozenset("no not none never nothing without fine neither".split())


def _either_way(said: Said, words: Sequence[str]) -> bool:
    """Whether it says that some people feel a thing and others do not, which is the caveat itself."""
    turn = next((at for at, w in enumerate(words) if at > 3 and w in ("other", "others", "many", "some", "most")), None)
    if turn is None or words[0] not in ("some", "many", "people", "not"):
        return False
    turned = words[turn : turn + 6]
    none = not _NONE.isdisjoint(turned) or any(w.endswith("n't") for w in turned)
    return said.has("symptom") and not said.has("outcome") and none


def _of_one_thing(said: Said, raw: Sequence[str], hit: Hit) -> bool:
    """Whether "one in" or "half of" tells of a part, and counts no people ("So is one in the groin", "Half of the kidney")."""
    behind = hit.last - said.first
    if hit.last - hit.first != 2 or raw[behind - 2 : behind] not in (["one", "in"], ["ones", "in"], ["half", "of"]):
        return False
    after = raw[behind : behind + 1]
    if raw[behind - 2] != "half":
        placed = any(0 <= p.start - hit.end <= SOON_PLACED for p in said.places)
        placed = placed or raw[behind - 2] == "ones"
        return (
            placed
            and bool(after)
            and after[0] not in COUNTS
            and not after[0][:1].isdigit()
            and after[0] not in ("a", "every")
        )
    return (
        bool(after)
        and after[0] in ("the", "your", "this", "it", "that", "its")
        and _PEOPLE.isdisjoint(raw[behind : behind + 4])
    )


_PEOPLE = frozenset("people adults women men patients persons those us children population".split())


def _of_some_and_others(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether one of two sentences tells what a thing does in some people, the other that it does nothing in others."""
    opened = words[1:2] if words[:1] in (["in"], ["for"]) else words[:1]
    if opened not in (["some"], ["many"], ["few"]) or said.index + 1 >= len(aligned.reading.sentences):
        return False
    after = aligned.reading.lemmas(aligned.reading.sentences[said.index + 1])
    if {"other", "others", "many", "most"}.isdisjoint(after[:2]) or _NONE.isdisjoint(after[:8]):
        return False
    named = [w for w in words if len(w) > 3 and w.isalpha() and w not in FRAMING and w not in _PEOPLE_LEMMAS]
    known = sum(w in aligned.reading.prepared.vocabulary for w in named)
    if not _BRINGING.isdisjoint(words):
        return False  # "in some people such a tear leads to loss of the joint"
    return 2 * known >= len(named) and said.kinds.keys().isdisjoint(("outcome", "course", "claim", "future"))


_BRINGING = frozenset(
    "lead leads end ends bring brings become becomes turn turns lose loses loss cause causes result results".split()
)


_PEOPLE_LEMMAS = frozenset("people adult woman man patient person other others some many most".split())


def _of_the_advice(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence only says for whom the advice before it is meant ("That goes for anyone with a cast")."""
    if words[0] not in ("this", "that", "these", "it", "such") or "for" not in words[1:6] or not said.index:
        return False
    before = aligned.reading.sentences[said.index - 1]
    meant = any(w.startswith(_MEANT) for w in words[1:4])
    return (
        meant
        and (before.has("urgent") or before.has("act") or before.label == "help")
        and before.paragraph == said.paragraph
    )


_MEANT = ("hold", "go", "appl", "true", "rule", "advice", "count", "meant", "right")


_WONDERING = frozenset("want ask wonder like prefer worry".split())


def _people_ask(said: Said, words: Sequence[str]) -> bool:
    """Whether it is told what people want to know, and not what they have ("People often want to know if a spot is cancer")."""
    at = next((i for i, w in enumerate(words[:6]) if w in _WONDERING), None)
    asked = at is not None and not {"know", "if", "whether", "what", "why", "how", "about"}.isdisjoint(
        words[at + 1 : at + 4]
    )
    return asked and said.kinds.keys().isdisjoint(("outcome", "course", "claim"))


#: Words that make of "no headaches" something to come.
_AS_YET = frozenset("then later first yet until still before".split())


def folk(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """Who has it, and what they go through ("tall people are prone to it")."""
    own = aligned.reading.tokens[said.first : said.last]
    raw = [aligned.reading.folded[t.start : t.end] for t in own]
    if (
        any(
            h.first - said.first < 4 and not _one_person(raw, h.first - said.first) and not _of_one_thing(said, raw, h)
            for h in said.of("folk")
        )
        and len(words) > 4
        and {"can", "dear", ":"}.isdisjoint(words)
        and ERRAND.isdisjoint(words)
        and not _either_way(said, words)
        and not _of_some_and_others(aligned, said, words)
        and not _of_the_advice(aligned, said, words)
        and not _people_ask(said, words)
        and not of_everybody(aligned, said, words)
        and not (
            tells_silent(words)
            and said.kinds.keys().isdisjoint(("outcome", "course", "claim"))
            and _AS_YET.isdisjoint(words)
        )
        and not (words[0] == "not" and said.kinds.keys().isdisjoint(("outcome", "course", "claim")))
        and not any(h.cue.kind == "future" and bids_help(said, words, h) for h in said.hits)
        and not refuted(aligned, said)
    ):
        return "says whom it befalls"
    return ""


def habit(aligned: Aligned, said: Said, words: Sequence[str]) -> str:
    """What a thing uses to do ("it usually tightens")."""
    for hit in said.of("habit"):
        text = aligned.reading.folded[hit.start : hit.end]
        if text in ("in general", "generally") and (_in_a_title(aligned, said, hit) or _all_over(aligned, said, hit)):
            continue
        if of_everybody(aligned, said, words) or (words[0] in _WE and not said.mentions and not said.places):
            continue
        if ERRAND.isdisjoint(words) and not held(aligned, text) and not is_open(aligned, said, hit):
            return f'says how it goes ("{text}")'
    return ""


#: Who goes through a letter, and how it is bidden ("Let's take it slowly").
_WE = frozenset("let let's we i read please".split())


def _in_a_title(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "in general" ends a title or a lead ("Joints in general: …", "**On joints in general.**", "Discs in general.")."""
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    if not said.kinds.keys().isdisjoint(
        ("behaviour", "risk-factor", "outcome", "activity", "origin-verb", "mechanism", "course")
    ):
        return False
    if not behind[0].isalnum() and not states(aligned.reading.tokens[said.first : hit.last]):
        return hit.last - said.first <= _LONGEST_TITLE
    line = aligned.reading.text[max(0, said.start - 2) : said.end + 2]
    return behind == ":" or (line.lstrip().startswith("**") and "**" in line[-4:])


_LOOKS = frozenset("look looks looked appear appears appeared seem seems seemed measure measured".split())


def _all_over(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "in general" only says that a thing looks so all over ("The bones look thinner in general")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 3) : hit.first]]
    behind = aligned.reading.tokens[hit.last].lemma if hit.last < said.last else "."
    all_over = not _LOOKS.isdisjoint(ahead) or any(
        w in aligned.reading.prepared.report for w in ("generali", "diffuse")
    )
    return all_over and not behind[0].isalnum()


_LONGEST_TITLE = 8
