"""Of what a report's denial is: its part of the body, its direction and its degree, beside what a letter says.

A letter that tells of a bruise on the outside of a knee says nothing against a report that denies one on the inside; a
tendon that is "almost torn through" is not torn through.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from explainer.core.knowledge.lexicon import Lexicon
from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import tokens
from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, near, vague_name
from guardrails.denials import only_denies
from guardrails.names import stem
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.directions import directions_of
from guardrails.rules.wording import akin, content

_CLAUSE_ENDS = frozenset(", ; . but while".split())


def denied_of_another(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a finding goes only by a coarser name than what a report denies, of a part that the letter does not speak of."""
    tie = next((t for t, f in claim.fits if f.id == fact.id), None)
    lexicon, mention = aligned.reading.lexicon, claim.mention
    if tie is None or fact.site is None or fact.site in ANYWHERE or tie < Tie.RELATED:
        return False
    if tie == Tie.RELATED and not (mention.generic and _of_another_kind(lexicon, mention.concept, fact.concept)):
        return False
    if any(f.site == mention.site and t <= Tie.VAGUE and f.status in ("present", "possible") for t, f in claim.fits):
        return mention.site is not None and mention.site != fact.site
    named = {p.anatomy for p in claim.said.places}
    if mention.site is not None:
        named.add(mention.site)
    return not any(_within(lexicon, part, fact) for part in named) and _something_there(aligned, claim)


def _something_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report tells of anything at a claim's place, or uses its words, so that the claim can be of that."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    told = [f for f in aligned.plan.reading.facts if f.status in ("present", "possible")]
    vague = not _SAYS_LITTLE.isdisjoint((claim.mention.concept, *lexicon.heads_of(claim.mention.concept)))
    if vague and site not in ANYWHERE and any(site is None or (f.site and near(lexicon, site, f.site)) for f in told):
        return True
    words = content(claim.mention.text) - (content(lexicon.anatomy[site].name) if site is not None else set())
    return any(akin(word, other) for word in words for other in aligned.reading.prepared.positive_lemmas)


def _of_another_kind(lexicon: Lexicon, said: str, told: str) -> bool:
    """Whether an everyday name is none of those that a finding goes by, or says only that something has changed."""
    return said not in lexicon.heads_of(told) or said in _SAYS_LITTLE


_SAYS_LITTLE = frozenset({"degenerative-change", "defect", "lesion"})


def _within(lexicon: Lexicon, part: str, fact: Fact) -> bool:
    """Whether a part is that of which a finding is denied, or lies in it or around it.

    Of a region, only its tissue of that kind counts: swollen nodes in the chest are not in a lung.
    """
    assert fact.site is not None
    own = lexicon.concepts[fact.concept].site
    if part == fact.site:
        return True
    if lexicon.within(part, fact.site):
        return own is None or near(lexicon, part, own)
    return part not in ANYWHERE and lexicon.within(fact.site, part)


_NEARLY = frozenset("almost nearly practically virtually".split())
_SHORT_OF = (("close", "to"), ("not", "quite"), ("short", "of"), ("next", "to"))
_REACH = 4


def only_nearly(aligned: Aligned, claim: Claim) -> bool:
    """Whether a whole tear or stop is only nearly reached, where the report tells of a part ("almost torn through")."""
    if not claim.facts(positive=True):
        return False
    words = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.end)]
    if any(one == "not" and other in _WHOLLY for one, other in pairwise(words)):
        return True
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-_REACH:]
    ahead = ahead[max((i + 1 for i, w in enumerate(ahead) if w in _CLAUSE_ENDS), default=0) :]
    return not _NEARLY.isdisjoint(ahead) or any(pair in _SHORT_OF for pair in pairwise(ahead))


_WHOLE = (
    ("all", "the", "way"), ("in", "two"), ("in", "half"), ("right", "through"), ("clean", "through"), ("through", "and"), ("right", "across"),
    ("completely",), ("fully",), ("entirely",), ("totally",), ("through",), ("apart",), ("wholly",),
)  # fmt: skip
_WHOLLY = frozenset("completely fully entirely totally wholly all quite".split())


def not_whole(aligned: Aligned, claim: Claim) -> bool:
    """Whether only the whole of a thing is denied, and a part of it left ("The ligament is not torn all the way")."""
    reading, mention = aligned.reading, claim.mention
    inside = [t.lemma for t in tokens(reading.folded, mention.start, mention.end)]
    ahead = [t.lemma for t in tokens(reading.folded, claim.said.start, mention.start)][-3:]
    behind = [t.lemma for t in tokens(reading.folded, mention.end, claim.said.end)][:_REACH]
    if not _SOUND.isdisjoint(t.lemma for t in tokens(reading.folded, mention.end, claim.said.end)):
        return False  # "not quite torn, it is whole"
    if any(one in _TAKEN_BACK and other in _WHOLLY for one, other in pairwise((*ahead, *inside))):
        return True
    if not _NO_PART.isdisjoint(behind):
        return False  # "no tear, completely or partly"
    named = f" {' '.join(inside)} "
    return any(tuple(behind[: len(words)]) == words or f" {' '.join(words)} " in named for words in _WHOLE)


#: Words that deny the whole of what is named behind them, and words behind it that take in a part as well.
_SOUND = frozenset("whole normal intact sound healthy".split())
_TAKEN_BACK = frozenset("not isn't aren't wasn't weren't hasn't haven't no never doesn't don't".split())
_NO_PART = frozenset("partly part partially or use".split())


#: Words behind which what a report denies is over, and words that name nothing denied.
_NOUN_ENDS = frozenset(
    "is was are were be between of with to in on at from seen noted identified visualized demonstrated , ; . or and".split()
)
_NO_NOUN = frozenset("evidence sign change finding abnormality other further contrast comparison".split())
_SEEN = frozenset("seen visualized found detected present noted visible identified shown demonstrated".split())
_BEING = frozenset("is was are were".split())
_SAYING_SO = (("there", "be"), ("there", "is"), ("there", "was"), ("scan", "shows"), ("scan", "showed"))
_LONGEST_NOUN, _TO_SEEN = 4, 9
_DENYING = frozenset("no not none nothing without never nor neither cannot whether if".split())


def _denied_nouns(aligned: Aligned) -> dict[str, Scene]:
    """What the report denies by a word that is no finding of a list ("No connection is seen"), and tells nowhere."""
    prepared = aligned.reading.prepared
    found = [(f.start, f.end) for f in aligned.plan.reading.findings]
    nouns: dict[str, Scene] = {}
    for scene in prepared.scenes:
        for i, token in enumerate(scene.row):
            if token.lemma != "no":
                continue
            behind = scene.row[i + 1 : i + 1 + _LONGEST_NOUN]
            end = next((k for k, t in enumerate(behind) if t.lemma in _NOUN_ENDS), 0)
            if not end:
                continue
            noun = behind[end - 1]
            named = any(start <= noun.start < stop for start, stop in found)
            if named or noun.lemma in _NO_NOUN or len(noun.lemma) < _LONGEST_NOUN:
                continue
            if not prepared.undenied.holding((stem(noun.lemma),)):
                nouns[noun.lemma] = scene
    return nouns


def told_though_denied(aligned: Aligned) -> Iterator[Fault]:
    """A thing said to be seen that the report denies in the same word ("A connection between them is visualized.")."""
    nouns = _denied_nouns(aligned)
    if not nouns:
        return
    deeds = tuple(noun[:-3] for noun in nouns if _is_deed(noun))
    for said in aligned.reading.sentences:
        if said.kind != "statement" or said.label not in ("", "present"):
            continue
        if nouns.keys().isdisjoint(said.lemmas) and not any(w.startswith(deeds) for w in said.lemmas):
            continue
        words = said.lemmas
        if not _DENYING.isdisjoint(words) or any(w.endswith("n't") for w in words):
            continue
        for at, word in enumerate(words):
            noun = word if word in nouns else next((n for n in nouns if _is_done(words, at, n)), "")
            if not noun or (noun == word and not _said_seen(words, at)):
                continue
            token = aligned.reading.tokens[said.first + at]
            scene = nouns[noun]
            yield Fault(
                Span(token.start, token.end),
                f"tells of {noun}, which the report denies",
                (Span(scene.start, scene.end),),
                "",
            )


_DEED = 9


def _is_deed(noun: str) -> bool:
    return len(noun) >= _DEED and noun.endswith("tion")


def _is_done(words: tuple[str, ...], at: int, noun: str) -> bool:
    """Whether a word says as done what a noun names ("is connected with" for "connection")."""
    if not _is_deed(noun) or not words[at].startswith(noun[:-3]) or words[at] == noun:
        return False
    with_ = words[at + 1 : at + 2] in (("with",), ("to",), ("into",), ("between",))
    return with_ and (not words[at].endswith("ed") or not _BEING.isdisjoint(words[max(0, at - 2) : at]))


def _said_seen(words: tuple[str, ...], at: int) -> bool:
    behind = words[at + 1 : at + 1 + _TO_SEEN]
    behind = behind[: next((i for i, w in enumerate(behind) if w in _CLAUSE_ENDS), len(behind))]
    seen = next((i for i, w in enumerate(behind) if w in _SEEN), -1)
    if seen > 0 and not _BEING.isdisjoint(behind[max(0, seen - 2) : seen]):
        return True
    return any(pair in _SAYING_SO for pair in pairwise(words[max(0, at - _LONGEST_NOUN) : at]))


_WHOLE_FORMS = frozenset({"full-tear"})
_SAID_WHOLE = _WHOLLY | frozenset("complete full total through whole".split())


def whole_only(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether the report denies a thing in its whole form alone ("no complete tear"), and the letter in any form."""
    if fact.concept not in _WHOLE_FORMS or claim.mention.concept == fact.concept:
        return False
    folded, said, mention = aligned.reading.folded, claim.said, claim.mention
    ahead = [t.lemma for t in tokens(folded, said.start, mention.start)][-_REACH:]
    ahead = ahead[max((i + 1 for i, w in enumerate(ahead) if w == "free"), default=0) :]  # "completely free of a tear"
    inside = [t.lemma for t in tokens(folded, mention.start, mention.end)]
    behind = [t.lemma for t in tokens(folded, mention.end, said.end)][:_REACH]
    if not _NO_PART.isdisjoint(behind):
        behind = []
    words = [w for i, w in enumerate((*inside, *behind)) if w != "all" or (*inside, *behind)[i + 1 : i + 2] == ("the",)]
    return _SAID_WHOLE.isdisjoint((*ahead, *words))


_NAMES = frozenset("name term word".split())
_OF_WHAT = frozenset("for of is".split())
_CALLS = frozenset("called known termed named call".split())
_THIS = frozenset("this that it such these those".split())
_SEEKING = frozenset(
    "look looked looking check checked checking rule exclude excluded wanted want search searched ask asked".split()
)


def only_names(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence only gives the name of what was looked for or denied before it ("The medical name for that is …")."""
    said = claim.said
    ahead = [t.lemma for t in tokens(aligned.reading.folded, said.start, claim.mention.start) if t.lemma.isalpha()]
    if _says_what_was_denied(aligned, claim):
        return True
    named = any(one in _NAMES and other in _OF_WHAT for one, other in pairwise(ahead)) and "found" not in ahead
    called = not _CALLS.isdisjoint(ahead) and not _THIS.isdisjoint(ahead) and len(ahead) <= 2 * _REACH
    if not (named or called) or said.index == 0 or not _REPORTING.isdisjoint(ahead):
        return False
    before = aligned.reading.sentences[said.index - 1]
    claims = aligned.claims_in(before)
    if any(c.asserted and c.positive for c in claims):
        return False
    words = before.lemmas
    sought = any(
        w in _SEEKING and (not w.startswith("look") or "for" in words[at + 1 : at + 3]) for at, w in enumerate(words)
    )
    return any(not c.positive or not c.asserted for c in claims) or sought


def _says_what_was_denied(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence only explains what the one before it denies ("No pars defect was found. That is a gap in the bone.")."""
    said = claim.said
    if said.index == 0 or said.lemmas[:1] not in (("that",), ("this",)) or said.lemmas[1:2] not in (("is",), ("mean",)):
        return False
    if not _HERE.isdisjoint(said.lemmas[2:]):
        return False
    before = [c for c in aligned.claims_in(aligned.reading.sentences[said.index - 1]) if c.asserted]
    denied = {f.id for c in before for _, f in c.fits if not c.positive}
    return bool(before) and not any(c.positive for c in before) and any(f.id in denied for _, f in claim.fits)


_HERE = frozenset("you your left right seen found here there".split())


#: Words that make of a name what was found.
_REPORTING = frozenset("report saw see seen shows show found have has".split())


def apart(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a letter speaks of the one side of a part, inner or outer, front or back, and the report of the other only."""
    own = _directions(claim.said)
    if not own or claim.mention.site is None:
        return False
    sentences = {aligned.mentions[id].sentence.start for id in fact.mentions if id in aligned.mentions}
    scenes = [s for s in aligned.reading.prepared.scenes if s.start in sentences]
    if not scenes:
        return False
    for one, other in _PAIRS:
        for mine, theirs in ((one, other), (other, one)):
            if mine in own and theirs not in own:
                told = [{v for t in s.row for v in directions_of(t.lemma)} for s in scenes]
                if all(theirs in there and mine not in there for there in told):
                    return True
    return False


_PAIRS = (("medial", "lateral"), ("anterior", "posterior"))


def _directions(said: Said) -> set[str]:
    return {v for word in said.lemmas for v in directions_of(word)}


_REST = frozenset("other otherwise remaining rest remainder elsewhere further additional else others".split())


def of_the_rest(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a report denies a thing of the rest alone ("no other mass"), and tells of the claim's place or kind in another sentence."""
    if not _only_rest(aligned, fact):
        return False
    own = {aligned.mentions[id].sentence.start for id in fact.mentions if id in aligned.mentions}
    if any(f.id != fact.id for f in claim.facts(Tie.VAGUE, positive=True)):
        return True
    site, side = claim.mention.site, claim.mention.laterality
    return (
        site is not None
        and site not in ANYWHERE
        and any(
            s.start not in own
            and _DENYING.isdisjoint(s.lemmas)
            and (side not in ("left", "right") or not s.sides or side in s.sides)
            and any(near(aligned.reading.lexicon, site, part) for part in s.parts)
            for s in aligned.reading.prepared.scenes
        )
    )


def _only_rest(aligned: Aligned, fact: Fact) -> bool:
    """Whether the report denies a thing of the rest alone, wherever it denies it."""
    scenes = {s.start: s for s in aligned.reading.prepared.scenes}
    for id_ in fact.mentions:
        mention = aligned.mentions.get(id_)
        scene = scenes.get(mention.sentence.start) if mention is not None else None
        if mention is None or scene is None or _REST.isdisjoint(t.lemma for t in scene.row if t.start < mention.start):
            return False
    return bool(fact.mentions)


#: Words behind which a part only says where something else lies, and those by which a report sets it there.
_BY_IT = frozenset("beside near behind alongside outside below under above adjacent".split())
_BY_IT_THERE = _BY_IT | frozenset(
    "inferior superior along around next abutting surrounding anterior posterior between to".split()
)
_LIES = frozenset("lies lie sits sit is are was there stands runs".split())


def beside_part(aligned: Aligned, claim: Claim) -> bool:
    """Whether a part in a claim's name is only a landmark ("Beside the edge of the liver lies a patch"), in the report too."""
    mention = claim.mention
    if not mention.generic and not aligned.reading.lexicon.heads_of(mention.concept):
        return False
    row = tokens(aligned.reading.folded, claim.said.start, mention.end)
    at = max((i for i, t in enumerate(row) if t.lemma in _BY_IT and t.start < mention.start), default=-1)
    if at < 0 or any(t.lemma in _CLAUSE_ENDS or t.lemma in _LIES for t in row[at:] if t.start < mention.start):
        return False
    if not any(t.lemma in _LIES for t in row if t.start >= mention.start):
        return False
    parts = {p.anatomy for p in claim.said.places if p.start >= row[at].start and p.end <= mention.end}
    return any(
        not scene.lemmas.isdisjoint(_BY_IT_THERE)
        and not parts.isdisjoint(scene.parts)
        and _DENYING.isdisjoint(scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


#: What makes of a thing a grave form of it: to deny that form is not to deny the thing.
_GRAVE = frozenset(
    "suspicious worrying worrisome concerning cancerous malignant aggressive dangerous alarming sinister cluster clustered clustering grouped "
    "group clump harmful".split()
)


def grave_form_only(aligned: Aligned, claim: Claim) -> bool:
    """Whether a grave form alone is denied, as in the report ("no worrying cluster of calcium specks")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)][-_TO_FORM:]
    no = max((i for i, w in enumerate(ahead) if w in _DENYING), default=-1)
    between = ahead[no + 1 :]
    if no < 0 or _GRAVE.isdisjoint(between) or not _CLAUSE_ENDS.isdisjoint(between) or "or" in between:
        return False
    words = content(claim.mention.text)
    told = [aligned.mentions[id] for f in claim.facts(Tie.COARSE) for id in f.mentions if id in aligned.mentions]
    names = {t for m in told for t in content(m.text)}
    return any(
        not scene.lemmas.isdisjoint(_GRAVE)
        and not scene.lemmas.isdisjoint(_DENYING)
        and any(akin(w, other) for w in words | names for other in scene.lemmas)
        for scene in aligned.reading.prepared.scenes
    )


_TO_FORM = 6


_VIEWS = frozenset("hid hidden hide hides obscured obscures obscuring masked".split())


def hides_view(aligned: Aligned, claim: Claim) -> bool:
    """Whether gas only hid a part from view ("Most of the pancreas was hidden by gas"), which is no finding."""
    own = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.start, claim.mention.end)]
    words = claim.said.lemmas
    seen = any(one == "not" and other in ("seen", "visible") for one, other in pairwise(words))
    if own[-1:] not in (["gas"], ["air"]) or not (seen or not _VIEWS.isdisjoint(words)):
        return False
    around = {t.lemma for t in tokens(aligned.reading.folded, claim.mention.start, claim.said.end)[:_WHERE]}
    return _STRANGE_GAS.isdisjoint(around) and own[-2:-1] != ["free"]


#: Gas in or around these hides nothing alone: it is a finding ("hidden by gas in its wall").
_STRANGE_GAS = frozenset("wall outside free vein portal duct abscess".split())
_WHERE = 6
_RULED_OUT = frozenset("excluded ruled exclude rule".split())
_NOT_SURE = frozenset("not cannot can't isn't aren't wasn't couldn't".split())


def not_excluded(aligned: Aligned, claim: Claim) -> bool:
    """Whether a thing is left open right behind its name ("cause not visible, stone not excluded")."""
    behind = [t.lemma for t in tokens(aligned.reading.folded, claim.mention.end, claim.said.end)][:_REACH]
    at = next((i for i, w in enumerate(behind) if w in _RULED_OUT), 0)
    return at > 0 and not _NOT_SURE.isdisjoint(behind[:at])


_PASSES = ("nonobstruct", "unobstruct", "nonocclus")


def passes_by(aligned: Aligned, claim: Claim) -> bool:
    """Whether it is denied of a stone that it blocks, as the report has it ("a stone that is not blocking it")."""
    if claim.mention.concept != "obstruction":
        return False
    before = [c for c in aligned.claims_in(claim.said) if c.mention.end <= claim.mention.start and c.positive]
    told = {f.id for c in before[-1:] for f in c.facts(positive=True)}
    at = {aligned.mentions[id].sentence.start for f in aligned.plan.reading.facts if f.id in told for id in f.mentions}
    return any(
        scene.start in at
        and (
            any(w.replace("-", "").startswith(_PASSES) for w in scene.lemmas)
            or any(
                one.lemma in ("non", "not") and "obstruct" in "".join(t.lemma for t in scene.row[i + 1 : i + 3])
                for i, one in enumerate(scene.row)
            )
        )
        for scene in aligned.reading.prepared.scenes
    )


_UNBROKEN = frozenset("intact unbroken".split())


def intact_by_name(aligned: Aligned, claim: Claim, told: tuple[Fact, ...]) -> bool:
    """Whether the report calls the very part intact of which a letter denies what it tells of another ("the septum is not broken")."""
    site = claim.mention.site
    if site is None or site in ANYWHERE or any(f.site == site for f in told):
        return False
    return any(
        site in scene.parts and not _UNBROKEN.isdisjoint(scene.lemmas) for scene in aligned.reading.prepared.scenes
    )


_SAME_FOR = (("the", "same"), ("so", "too"), ("likewise",), ("also", "not"))
_GOES = frozenset("goe hold apply applie goes holds applies true said".split())


def goes_for_denied(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence adds one more thing to what the one before it denies ("The same goes for a collapsed lung.")."""
    said = claim.said
    if said.index == 0 or not any(said.lemmas[: len(opening)] == opening for opening in _SAME_FOR):
        return False
    if said.lemmas[0] == "the" and (_GOES.isdisjoint(said.lemmas[2:5]) or {"for", "of"}.isdisjoint(said.lemmas[3:6])):
        return False
    before = aligned.reading.sentences[said.index - 1]
    claims = aligned.claims_in(before)
    if any(c.asserted and c.positive for c in claims):
        return False
    return any(not c.positive for c in claims) or only_denies(before.lemmas)


def as_topic(aligned: Aligned, claim: Claim) -> bool:
    """Whether a thing is only what a sentence says something is about ("The first point is about fractures")."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)]
    while ahead and ahead[-1] in ("the", "a", "an", "any", "possible"):
        ahead.pop()
    return ahead[-1:] == ["about"] and not _BEING.isdisjoint(ahead[-4:-1])


def of_the_part_spoken_of(aligned: Aligned, claim: Claim, fact: Fact) -> bool:
    """Whether a denial can be of what the report tells: of a part that it names or, a vague word, of the part spoken of before."""
    lexicon, mention, said = aligned.reading.lexicon, claim.mention, claim.said
    tie = next((t for t, f in claim.fits if f.id == fact.id), Tie.LOOSE)
    if fact.site is None or fact.site in ANYWHERE or fact.site in aligned.plan.reading.exam.regions:
        return True
    if mention.site is not None:
        if tie == Tie.SAME or mention.site in ANYWHERE:
            return True
        return near(lexicon, mention.site, fact.site) or near(lexicon, fact.site, mention.site)
    if not vague_name(mention.concept):
        return True
    for one in (
        said,
        *(
            s
            for s in reversed(list(aligned.reading.near(said, 2, 0)))
            if s is not said and s.paragraph == said.paragraph
        ),
    ):
        named = {p.anatomy for p in one.places if p.start < mention.start} - ANYWHERE
        if named:
            return any(near(lexicon, part, fact.site) or near(lexicon, fact.site, part) for part in named)
    return True


def denied_in_its_word(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report denies a thing in the very word of the letter, and tells of none by that word ("no injury")."""
    words = content(claim.mention.text)
    report = aligned.reading.prepared
    if len(words) != 1:
        return False
    word = next(iter(words))
    return not report.undenied.holding((stem(word),)) and any(
        t.lemma == "no" and any(other.lemma == word for other in scene.row[at + 1 : at + 3])
        for scene in report.scenes
        for at, t in enumerate(scene.row)
    )
