"""How far a denial of a letter reaches: what stands near it and is not denied by it.

The reader of reports lets a denial run on to the end of its clause. Letters break off sooner: at a bracket that says
something of its own, at the next thing told behind "with no …, and", at a step that is not needed for a thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from explainer.core.language.mention import Mention
from explainer.core.language.text import Token
from guardrails.denials import states, tells_of_page

_NO = frozenset("no not without none neither nor never".split())
_ENDS = frozenset(", ; : . but and or |".split())
#: What is done about a finding: to deny this "for" a finding denies no finding.
_STEPS = frozenset(
    (
        "needed required warranted indicated recommended advised suggested requested necessary due scheduled planned needed warrant "
        "up follow-up followup imaging treatment biopsy surgery action test testing recommendation plan referral grade score measurement date"
    ).split()
)
_FOR = frozenset("for of in about on".split())
#: Predicates by which a subject is denied to be there at all.
_THERE = frozenset(
    (
        "see seen saw find found show shown there present visible sign evidence evident identified identify noted note detected detect "
        "appreciated demonstrated suggested suspected confirmed apparent observed any made visualized visualised spotted depicted"
    ).split()
)
_VERBS = frozenset("is are was were be has have had can could may might will would should must do does did".split())
_SAID_OF = 5
#: Words of a bracket that tell what was asked, and not what was seen.
_DONE_ALREADY = frozenset("already yet done performed known checked treated seen ordered had recently".split())


def reached(row: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """Take back what a denial does not reach, and leave open what is only asked about."""
    words = [t.lemma for t in row]
    made: list[Mention] = []
    depth = _depths(words)
    for mention in mentions:
        at = next((i for i, t in enumerate(row) if t.start >= mention.start), len(row) - 1)
        end = next((i for i, t in enumerate(row) if t.start >= mention.end), len(row))
        if made and made[-1].status in ("absent", "hypothetical") and _by_another_name(words, at):
            mention = replace(mention, status=made[-1].status, denied_grade=made[-1].denied_grade)
        elif mention.status == "absent":
            if tells_of_page(words[end:]):
                mention = replace(
                    mention, status="hypothetical", denied_grade=None
                )  # "its size is absent from the text"
            elif _without_dye(words, at):
                mention = replace(mention, status="present", denied_grade=None)
            elif _states_in_bracket(row, depth, at) or _of_a_place(words, at) or _well_in_list(words, at):
                mention = replace(mention, status="hypothetical", denied_grade=None)
            elif _of_a_step(words, at) and not _ANY.isdisjoint(words[max(0, at - 3) : at]):
                mention = replace(
                    mention, status="hypothetical", denied_grade=None
                )  # "should not delay a biopsy of a lump"
            elif _of_a_step(words, at) or _neither_is(words, at) or _goes_on(row, depth, made, at):
                mention = replace(mention, status="present", denied_grade=None)
        elif mention.status == "possible" and _if_not_done(words, end):
            mention = replace(mention, status="present", certainty="definite")
        elif mention.status == "present" and words[end : end + 1] in (["denial"], ["exclusion"]):
            mention = replace(mention, status="absent")
        elif mention.status == "present" and (_asked_about(words, at) or _best_shown(words, at)):
            mention = replace(mention, status="hypothetical")
        made.append(mention)
    return made


#: Words that only set something at, in or beside a thing: to deny them denies no thing.
_SET_AT = frozenset("in from at by on within inside into through because like as".split())
_TO_NAME = 4


def _of_a_place(words: Sequence[str], at: int) -> bool:
    """Whether it is only denied that something is at, from or in a thing ("in a general way, not in one spot", "not from this injury")."""
    no = max((i for i in range(at) if words[i] in _NO or words[i].endswith("n't")), default=-1)
    if no < 0 or words[no] != "not" or words[no + 1 : no + 2] == [] or words[no + 1] not in _SET_AT:
        return False
    between = words[no + 2 : at]
    return len(between) <= _TO_NAME and _ENDS.isdisjoint(between) and "any" not in between


_SOUND = frozenset("patent intact normal clear preserved".split())


def _well_in_list(words: Sequence[str], at: int) -> bool:
    """Whether a list of what was not found names a part as sound ("Negatives: no mass; patent anastomosis")."""
    start = max((i for i in range(at) if words[i] in (";", ",", ":", ".")), default=-1)
    own = words[start + 1 : at]
    return not _SOUND.isdisjoint(own) and _NO.isdisjoint(own)


def _depths(words: Sequence[str]) -> list[int]:
    depths, depth = [], 0
    for word in words:
        depth += word == "("
        depths.append(depth)
        depth = max(0, depth - (word == ")"))
    return depths


def _states_in_bracket(row: Sequence[Token], depth: Sequence[int], at: int) -> bool:
    """Whether a bracket around a word says something of its own and denies nothing ("(the request lists a clot)")."""
    if not depth[at]:
        return False
    first = next((i for i in range(at, -1, -1) if row[i].lemma == "("), 0)
    last = next((i for i in range(at, len(row)) if row[i].lemma == ")"), len(row))
    inside = row[first + 1 : last]
    if any(t.lemma in _NO or t.lemma.endswith("n't") for t in inside):
        return False
    return states(inside) or not _LISTS.isdisjoint(t.lemma for t in inside)


_LISTS = frozenset(
    "list name ask mention call question state raise suggest lists names asks mentions calls questions".split()
)


def _of_a_step(words: Sequence[str], at: int) -> bool:
    """Whether it is a step that is denied for what stands here ("not warranted for the nodule", "no follow-up for the cyst")."""
    for i in range(at - 1, max(0, at - _NEAR), -1):
        if words[i] in _ENDS:
            return False
        if words[i] in _FOR and words[i - 1] in _STEPS:
            ahead = words[max(0, i - _SAID_OF) : i]
            return any(w in _NO or w.endswith("n't") for w in ahead)
    return False


_NEAR = 7
_ANY = frozenset("a an any".split())


def _neither_is(words: Sequence[str], at: int) -> bool:
    """Whether "neither A nor B" is denied a predicate, and not its being there ("Neither the cyst nor the stone can be linked to …")."""
    neither = max((i for i in range(at) if words[i] == "neither"), default=-1)
    nor = next((i for i in range(neither + 1, len(words)) if words[i] == "nor"), -1) if neither >= 0 else -1
    if nor < 0 or any(w in (";", ".", "but") for w in words[neither:at]):
        return False
    verb = next((i for i in range(max(nor, at), len(words)) if words[i] in _VERBS), -1)
    if verb < 0 or any(w in (",", ";", ".") for w in words[max(nor, at) : verb]):
        return False
    return _THERE.isdisjoint(words[verb + 1 : verb + 1 + _SAID_OF])


def _goes_on(row: Sequence[Token], depth: Sequence[int], before: Sequence[Mention], at: int) -> bool:
    """Whether a list of what is there goes on behind one item "with no" something ("pouches with no swelling, and calcium")."""
    if depth[at]:
        return False
    flat = [i for i in range(at) if not depth[i]]
    words = [row[i].lemma for i in flat]
    joint = max((k for k, pair in enumerate(pairwise(words)) if pair == (",", "and")), default=-1)
    if joint < 0 or any(w in _NO or w in ("or", ",", ";") or w.endswith("n't") for w in words[joint + 2 :]):
        return False
    no = max((k for k in range(joint) if words[k] in ("no", "without")), default=-1)
    bare = words[no] == "without" or words[no - 1] == "with" if no > 0 else False
    if not bare or any(w in (",", "or", ";", "nor", "and") for w in words[no:joint]):
        return False
    start, end = row[flat[no]].start, row[flat[joint]].start
    denied = [m for m in before if start <= m.start < end and _flat(row, depth, m)]
    return len(denied) == 1 and any(m.status == "present" and m.end <= start for m in before)


def _flat(row: Sequence[Token], depth: Sequence[int], mention: Mention) -> bool:
    return not next((depth[i] for i, t in enumerate(row) if t.start >= mention.start), 0)


def _if_not_done(words: Sequence[str], end: int) -> bool:
    """Whether "if not" behind a thing is said of a step ("in view of the old break, if not already checked")."""
    behind = [w for w in words[end : end + _SAID_OF] if w != ","]
    return behind[:2] == ["if", "not"] and behind[2:3] != [] and behind[2] in _DONE_ALREADY


def _asked_about(words: Sequence[str], at: int) -> bool:
    """Whether a thing is only asked about ("scan for pain, asking about an acute break")."""
    ahead = [w for w in words[max(0, at - 4) : at] if w not in ("a", "an", "any", "the", "new", "acute", "possible")]
    return tuple(ahead[-2:]) in (("asking", "about"), ("asked", "about"), ("asking", "for"), ("querying", "about"))


_ARTICLES = frozenset("a an the this any".split())
_CALLS = frozenset("call called named termed".split())
_RELATIVE = frozenset("which also that (".split())


def _by_another_name(words: Sequence[str], at: int) -> bool:
    """Whether a name only calls what stands before it otherwise ("if there was a clot, which doctors call an embolism")."""
    ahead = [w for w in words[max(0, at - 6) : at] if w not in _ARTICLES]
    if not ahead or not (ahead[-1] in _CALLS or ahead[-2:] == ["known", "as"]):
        return False
    return not _RELATIVE.isdisjoint(ahead) and not {"and", "but", ";", "."} & {*ahead}


_DYE = frozenset("contrast dye gadolinium sedation".split())


def _without_dye(words: Sequence[str], at: int) -> bool:
    """Whether the denial before a word is only of how the test was made ("CT without contrast – nodule follow-up")."""
    no = max((i for i in range(at) if words[i] in _NO or words[i] in ("w/o", "w")), default=-1)
    made = next((i for i in range(no + 1, min(no + 5, at)) if words[i] in _DYE), -1) if no >= 0 else -1
    return made > 0 and {"and", "or", "of", "for"}.isdisjoint(words[made:at])


_SHOWING = frozenset("show shows detect detects find finds catch catches reveal reveals".split())
_KINDS = frozenset("type kind sort sequence picture test scan exam image".split())


def _best_shown(words: Sequence[str], at: int) -> bool:
    """Whether a thing is only what a kind of test is good at showing ("the type of picture that best shows a fresh stroke")."""
    ahead = [w for w in words[max(0, at - 7) : at] if w not in _ARTICLES and w not in ("new", "fresh", "acute")]
    verb = max((i for i, w in enumerate(ahead) if w in _SHOWING), default=-1)
    return verb == len(ahead) - 1 >= 2 and ahead[verb - 1] == "best" and not _KINDS.isdisjoint(ahead[:verb])
