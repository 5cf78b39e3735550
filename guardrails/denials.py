"""How letters deny: by a lead over a list, by a sentence of its own behind a topic, by an answer to a question.

Everything here looks at words alone. Whether a finding is named between them is for the caller to know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from explainer.core.language.mention import Mention
from explainer.core.language.text import Token

_NEGATIONS = frozenset("no not none nothing never neither nor nowhere".split())
#: Words that deny any of a thing.
NOT_ANY = frozenset("no not none without nor neither never".split())
_SEEING = frozenset(
    (
        "see seen saw find found show shown showed sign evidence identify identified note noted detect detected there present "
        "visible spot spotted reveal revealed turn turned pick picked appear appeared trace on in among exist observed observe "
        "demonstrate demonstrated confirm confirmed evident apparent here"
    ).split()
)
#: Words that deny what a lead opens without any other.
_CLOSED = frozenset("absent negative excluded".split())
_RULED_OUT = (("ruled", "out"), ("rule", "out"), ("free", "of"), ("clear", "of"), ("negative", "for"))
#: What a report leaves unsaid it does not deny.
_UNSAID = frozenset(
    (
        "say said mention mentioned state stated tell told describe described give given list listed comment commented address "
        "addressed cover covered assess assessed judge judged specify specified measure measured grade graded explain know known "
        "mean prove need recommend ask"
    ).split()
)
#: What a test cannot do, or how well it does it, is no denial either.
_LEFT_OPEN = frozenset(
    (
        "can cannot can't could couldn't may might if whether why how clearly well fully old new prior before earlier than should normal "
        "question"
    ).split()
)
#: Words around the denial in a lead that names no finding ("In detail, the scan did not show").
_AROUND = frozenset(
    (
        "what what's that which was were is are be been have has had and but or also all of these those the this thing several following "
        "checked check looked look for searched search sought tested examined scan report radiologist doctor reader clinician picture image "
        "x ray test exam mri ct ultrasound study we i you your they it he she specifically item problem condition finding good news "
        "importantly clearly in detail short summary brief particular addition here list anything else on at any one two three four five "
        "some many few each other possible serious did do does them us to know happily luckily fortunately reassuring so a an as well both "
        "part side word plain among whole entire out up result below above concern worry worries danger cause issue pertinent relevant important key significant point case"
    ).split()
)
#: Openings of a lead that may hold a word of its own ("What your knee scan did not show").
_OPENINGS = frozenset("what thing problem item finding following".split())
_STRANGE = 2
#: A lead has fewer words; a clause that only describes begins behind so many.
_LONGEST, _AFTER_DENIAL = 24, 3


def _denies(word: str) -> bool:
    return word in _NEGATIONS or word.endswith("n't")


def opens_denial(words: Sequence[str]) -> bool:
    """Whether a heading or a lead denies what follows it, and names nothing itself ("The scan saw none of these")."""
    turn = next((i for i, w in enumerate(words) if w == "which" and i > _AFTER_DENIAL), len(words))
    words = words[:turn]
    if not words or len(words) > _LONGEST or not _LEFT_OPEN.isdisjoint(words):
        return False
    if tells_of_page(words):
        return False  # "What is not in the report.", "Missing from the impression"
    if any(_denies(w) and not _UNSAID.isdisjoint(words[at + 1 : at + 4]) for at, w in enumerate(words)):
        return False
    if not _UNSAID.isdisjoint(words[-1:]):
        return False
    strange = sum(
        w not in _UNSAID and w not in _AROUND and w not in _SEEING and not _denies(w) and w not in _CLOSED
        for w in words
    )
    pairs = {*pairwise(words)}
    strange -= sum(2 for pair in _RULED_OUT if pair in pairs and pair[0] != "negative")
    if strange > (_STRANGE if words[0] in _OPENINGS else 0):
        return False
    if any(pair in pairs for pair in _RULED_OUT) or not _CLOSED.isdisjoint(words):
        return not any(_denies(w) for w in words)
    return any(
        _denies(word) and not _SEEING.isdisjoint(words[max(0, at - 2) : at + 5]) for at, word in enumerate(words)
    )


#: The parts of a report, and the words that set what it holds or lacks before them.
_PAGES = frozenset(
    "report impression conclusion summary letter text title heading body section write-up writeup wording document".split()
)
_HELD = frozenset("in from by under".split())


def tells_of_page(words: Sequence[str]) -> bool:
    """Whether words tell what a report or a part of it leaves out, and so deny nothing of the body ("Not in the impression")."""
    return any(
        word in _HELD
        and not _PAGES.isdisjoint(words[at + 1 : at + 4])
        and not _THERE.isdisjoint(words[max(0, at - 3) : at])
        for at, word in enumerate(words)
    )


_THERE = frozenset("not absent missing omitted left".split())


def page_lacks(row: Sequence[Token]) -> int | None:
    """Where that begins which the words before a colon or the edge of a cell call unwritten ("Not localized | …"), if they do."""
    edge = next((t for t in row[1:] if t.lemma in (":", "|")), None)
    if edge is None:
        return None
    head = [t.lemma for t in row if t.start < edge.start and t.lemma[0].isalpha()]
    if not any(_denies(w) for w in head):
        return None
    cell = edge.lemma == "|" and 1 < len(head) <= _CELL and _SEEING.isdisjoint(head)
    return edge.start if cell or tells_of_page(head) else None


_CELL = 4


def denied_cells(row: Sequence[Token]) -> int | None:
    """Where the cells begin that the first cell of a row denies ("| Not seen | a fracture |"), if it does."""
    bars = [t for t in row if t.lemma == "|"]
    if not bars:
        return None
    bar = bars[1] if row[0].lemma == "|" and len(bars) > 1 else bars[0]
    return bar.start if opens_denial([t.lemma for t in row if t.start < bar.start and t.lemma[0].isalpha()]) else None


#: What is told of a finding, and the words by which a line says that it is not.
_TOLD_OF = frozenset(
    "level site side size degree grade extent age timing cause length number date place location amount severity".split()
)
_GIVEN = frozenset("given graded quantified specified quoted provided stated assigned measured localized".split())
_FROM_END = 3


def not_given(words: Sequence[str], at: int, behind: int) -> bool:
    """Whether a line says of a finding only what is not told of it ("level of obstruction, its age not stated", "no stenosis score given")."""
    end = [w for w in words[behind:] if w[0].isalpha()]
    if end[-1:] == [] or end[-1] not in _GIVEN:
        return False
    ahead = [w for w in words[:at] if w not in ("the", "a", "any")]
    if ahead[-1:] == ["of"] and ahead[-2:-1] and ahead[-2] in _TOLD_OF:
        return end[-2:-1] == ["not"]
    return "no" in words[:at] and len(end) <= _FROM_END and {",", ";", "and", "but"}.isdisjoint(words[behind:])


#: What turns a short sentence into the head of the line behind it, rather than a statement of its own.
_POINTING = frozenset("what thing following below".split())


def heads_line(words: Sequence[str]) -> bool:
    """Whether a sentence that ends in a full stop denies what stands behind it ("What is absent.", "Not seen.")."""
    if not opens_denial(words):
        return False
    return not _POINTING.isdisjoint(words) or _FINITE.isdisjoint(words)


_FINITE = frozenset(
    (
        "is are was were has have had do does did show shows showed see saw sees found measure measures lies lie sits sit reach reaches "
        "touch touches press presses contain contains remain remains look looks looked appear appears bulge bulges stick sticks stand "
        "stands run runs hold holds gives give says say calls call means mean needs need can may might could will would should"
    ).split()
)
_RELATIVE = frozenset("that which who where what".split())


def states(row: Sequence[Token]) -> bool:
    """Whether words are a sentence of their own, with a verb outside brackets and clauses that only describe."""
    depth, inside = 0, False
    for token in row:
        word = token.lemma
        depth += (word == "(") - (word == ")")
        if word in (",", ";"):
            inside = False
        elif word in _RELATIVE:
            inside = True
        elif depth <= 0 and not inside and (word in _FINITE or word.endswith("n't")):
            return True
    return False


#: Words that stand before a bare denial ("There was none", "The report says no", "It did not").
_BEFORE = frozenset(
    (
        "there is was were are be the this that it they scan report radiologist picture image test exam i we he she and but so in fact "
        "luckily fortunately happily answer say says said show shows showed see saw find found here again did does do have has had "
        "ultrasound mri ct x ray study reader result come came back"
    ).split()
)
#: Words that stand behind it.
_AFTER = frozenset(
    (
        "see seen saw find found show shown there here present visible sign trace evidence hint of it this that them these those any on in at "
        "either both side all is was were are be been anywhere scan picture image the identified noted detected such whatsoever none no "
        "appear report said sort kind thing so up turn turned came come show showed shows evident apparent identify note detect not by with or and ever"
    ).split()
)
_CLAIMED = frozenset("say says said".split())
_ONES, _NEW = frozenset("one ones".split()), frozenset("new fresh recent acute such".split())


def only_denies(words: Sequence[str]) -> bool:
    """Whether a sentence does nothing but deny what was named before it ("None seen.", "The scan shows no sign of it.")."""
    if not words or len(words) > 12:
        return False
    at = next((i for i, w in enumerate(words) if _denies(w) or w in _CLOSED), None)
    if at is None or any(w not in _BEFORE for w in words[:at]):
        return False
    behind = words[at + 1 :]
    one = next((i for i, w in enumerate(behind[:3]) if w in _ONES), -1)
    if words[at] == "no" and one >= 0 and _NEW.issuperset(behind[:one]):
        behind = behind[one + 1 :]  # "No new one was found."
    elif words[at] in ("no", "neither") and behind and behind[0] not in _AFTER:
        return False
    if words[at] == "not" and not _CLAIMED.isdisjoint(behind):
        return False  # "The report does not say."
    if words[at].endswith("n't") and not _CLAIMED.isdisjoint(behind):
        return False
    if behind[-2:-1] == ["of"] or behind[-2:-1] == ("of",):
        behind = [w for w in behind if w not in _ONES]  # "There was no evidence of one."
    return all(w in _AFTER for w in behind)


#: How a question asks for what was seen, and not for what to do or to expect.
_WONDERING = frozenset("can could may might should will would need mean why how whether if".split())
_ASKING = frozenset("is are was were did does do has have any".split())


def asks_for_finding(words: Sequence[str]) -> bool:
    """Whether a question asks whether something was seen ("Is there a mass?", "A mass?")."""
    if not words or not _WONDERING.isdisjoint(words):
        return False
    return words[0] in _ASKING or _FINITE.isdisjoint(words)


_CROSS = re.compile(r"[ \t>*+-]*[\u2717\u2718\u274c\u2716\u274e]")


def crossed(text: str, start: int) -> bool:
    """Whether a line opens with a cross, as lists mark what was not found."""
    return _CROSS.match(text, start) is not None


_ITEM = re.compile(r"[ \t]*(?:[-*+>\u2022\u00b7\u25aa\u25cf\u2013\u2014\u2192\u25e6\u25cb]|[0-9]{1,2}[.)])[ \t]+\S")


def is_item(text: str, start: int) -> bool:
    """Whether a line is an item of a list."""
    return _ITEM.match(text, start) is not None or crossed(text, start)


_LOOKED = frozenset(
    (
        "looked look looking checked check checking searched search searching sought tested test screened screen screening hunted hunt scanned scan "
        "examined watched"
    ).split()
)
_KNOWN = frozenset("the your this these that those known".split())
_ANSWERED = (("none",), ("nothing",), ("found", "no"), ("saw", "no"), ("came", "up", "empty"), ("did", "not"), ("not", "see"), ("not", "find"))  # fmt: skip


def _looked_for(row: Sequence[str], at: int) -> bool:
    """Whether what stands at a word was looked for ("checked for any fluid")."""
    ahead = row[max(0, at - 9) : at]
    return any(w == "for" and ahead[i - 1] in _LOOKED for i, w in enumerate(ahead) if i)


def _answer(words: Sequence[str]) -> bool:
    if not _CLAIMED.isdisjoint(words):
        return False
    if any(_denies(w) and w not in ("nor", "neither") for w in words[:7]):
        return not _SEEING.isdisjoint(words[:9]) or "none" in words[:7]
    return any(tuple(words[i : i + len(a)]) == a for a in _ANSWERED for i in range(min(7, len(words))))


def deny_sought(row: Sequence[Token], mentions: Sequence[Mention], after: Sequence[str]) -> list[Mention]:
    """Deny what was looked for and not found ("looked for a cyst and found none"); what was only looked for is left open.

    Args:
        after: The words of the next sentence, when that does nothing but deny.
    """
    words = [t.lemma for t in row]
    if _LOOKED.isdisjoint(words):
        return list(mentions)
    made: list[Mention] = []
    for mention in mentions:
        at = next((i for i, t in enumerate(row) if t.start >= mention.start), len(row))
        if mention.status in ("present", "hypothetical") and _looked_for(words, at):
            last = next((i for i, t in enumerate(row) if t.start >= mentions[-1].end), len(row))
            if _answered_yes(words[last:]):
                mention = replace(mention, status="present")
            elif _answer(words[last:]) or (bool(after) and not states(row[last:])):
                mention = replace(mention, status="absent")
            elif _KNOWN.isdisjoint(words[max(0, at - 2) : at]):
                mention = replace(mention, status="hypothetical")
        made.append(mention)
    return made


def _answered_yes(words: Sequence[str]) -> bool:
    """Whether what was looked for is then said to be found ("… and found one")."""
    return any(a in _FOUND and b in _ONE for a, b in pairwise(words[:6]))


_FOUND = frozenset("find found see saw show showed".split())
_ONE = frozenset("one it two some them both several".split())
_PLURAL = frozenset("were are both weren't aren't".split())


def deny_joined(row: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """Deny all that a denial reaches over an "and": "A and a B were not seen", "negative for A and a B"."""
    made = list(mentions)
    if len(made) < 2:
        return made
    plural = False
    for at in range(len(made) - 2, -1, -1):
        one, other = made[at], made[at + 1]
        behind = [t.lemma for t in row if t.start >= other.end]
        plural = other.status == "absent" and (plural or not _PLURAL.isdisjoint(behind[:4]))
        if plural and one.status == "present" and _joined(row, one, other) and not _begins_between(row, one, other):
            made[at] = replace(one, status="absent")
    for at in range(1, len(made)):
        one, other = made[at - 1], made[at]
        if one.status == "absent" and other.status == "present" and _joined(row, one, other):
            ahead = [t.lemma for t in row if t.start < made[0].start][-7:]
            rest = [t.lemma for t in row if t.start >= other.end]
            listed = any(p in (("negative", "for"), ("free", "of"), ("clear", "of"), ("free", "from"), ("found", "are"), ("seen", "are")) for p in pairwise(ahead))  # fmt: skip
            if listed and _FINITE.isdisjoint(rest):
                made[at] = replace(other, status="absent")
    return made


def _begins_between(row: Sequence[Token], one: Mention, other: Mention) -> bool:
    """Whether the denial of the second name begins behind the first ("a pouch, with no swelling")."""
    return not _BEGINNING.isdisjoint(t.lemma for t in row if one.end <= t.start < other.start)


_BEGINNING = frozenset("no not without none nor with but".split())


def _joined(row: Sequence[Token], one: Mention, other: Mention) -> bool:
    """Whether nothing but places and an "and" stand between two names."""
    between = [t.lemma for t in row if one.end <= t.start < other.start]
    return not {"and", "or", ","}.isdisjoint(between) and len(between) <= 8 and _FINITE.isdisjoint(between)


def deny_topic(row: Sequence[Token], mentions: Sequence[Mention]) -> list[Mention]:
    """Deny what a sentence opens with and then says there is none of ("Of a stone there is no sign", "As for X, none")."""
    words = [t.lemma for t in row if t.lemma[0].isalpha()]
    opened = words[:1] == ["of"] or words[:2] in (["as", "for"], ["as", "to"])
    if not opened or not any(m.status == "present" for m in mentions):
        return list(mentions)
    behind = [t.lemma for t in row if t.start >= mentions[-1].end and t.lemma[0].isalpha()]
    if not only_denies(behind):
        return list(mentions)
    return [replace(m, status="absent") if m.status == "present" else m for m in mentions]


_COMPLAINTS = frozenset("symptom symptoms pain complaint complaints ache trouble problem cough fever fall".split())


def behind_complaint(ahead: Sequence[str]) -> bool:
    """Whether what is denied before a word is only what is felt, and a comma or a verb has ended that ("without symptoms, and X")."""
    no = max((i for i, w in enumerate(ahead) if w in ("without", "no", "cause", "causing")), default=-1)
    if no < 0:
        return False
    behind = ahead[no + 1 :]
    felt = next((i for i, w in enumerate(behind[:4]) if w in _COMPLAINTS), None)
    if felt is not None:
        rest = list(behind[felt + 1 :])
        return rest[:2] in ([",", "and"], [",", "as"]) or rest[:1] in (["and"], [":"], ["but"])
    return any(tuple(behind[i : i + 2]) in ((",", "as"), (",", "so")) for i in range(len(behind)))


_ISNT = frozenset("isn't aren't wasn't weren't".split())
_SET_OFF = frozenset(": - | = ?".split())
_ENDS = frozenset(". ; , | )".split())


def answered_no(row: Sequence[Token], mention: Mention) -> bool:
    """Whether a bare "no" or "isn't" behind a name, or a minus before it, denies it ("Mass: no", "fluid isn't", "(-) mass")."""
    ahead = [t.lemma for t in row if t.start < mention.start and t.lemma not in ("a", "an", "any")][-3:]
    if ahead == ["(", "-", ")"]:
        return True
    behind = [t.lemma for t in row if t.start >= mention.end][: _NEAR + 1]
    if behind[:1] and (behind[0] in _ISNT or behind[:2] in (["is", "not"], ["are", "not"])):
        return behind[1 + (behind[0] not in _ISNT) :][:1] in ([], ["."], [";"], [","])
    at = next((i for i, w in enumerate(behind) if w == "no"), None)
    if at is None or not 0 < at < _NEAR or behind[at - 1] not in _SET_OFF or not _FINITE.isdisjoint(behind[:at]):
        return False
    return at + 1 == len(behind) or behind[at + 1] in _ENDS


_NEAR = 10
#: What stands between a name and the answer to it, and what an answer holds beside its denial.
_ANSWERS = _NEGATIONS | _SEEING | _CLOSED | frozenset("was were is are been any it this scan report by the".split())


def denied_behind(row: Sequence[Token], end: int) -> bool:
    """Whether the lead or cell of a word is answered by a denial alone ("Bone being eaten away: none seen", "| Crushed bone | no |").

    Args:
        end: Where the word ends.
    """
    words = [t.lemma for t in row]
    at = next((i for i, t in enumerate(row) if t.start >= end), len(row))
    mark = next((i for i in range(at, min(at + _NEAR, len(row))) if words[i] in _SET_OFF), None)
    if mark is None or not _FINITE.isdisjoint(words[:mark]):
        return False
    stop = next((i for i in range(mark + 1, len(row)) if words[i] in _ENDS), len(row))
    answer = words[mark + 1 : stop]
    denying = sum(_denies(w) or w in _CLOSED for w in answer)
    return denying == 1 and all(w in _ANSWERS or _denies(w) for w in answer)


_WHICH = frozenset("that which who".split())
_TURNS = frozenset("but however although though except ; : .".split())
_PERFECT = frozenset("has have had is are was were been being be ever".split())
#: What is denied with these is no thing that could be seen ("there is no doubt that it grows").
_NO_THING = frozenset("doubt way question chance guarantee reason hope one".split())


def of_none(words: Sequence[str], at: int) -> bool:
    """Whether a word only tells more of a thing that was not seen ("no spot was seen that eats away at bone").

    Args:
        at: Where the word stands.
    """
    which = next((i for i in range(at - 1, max(-1, at - 4), -1) if words[i] in _WHICH), None)
    if which is None and at > 2 and tuple(words[at - 2 : at]) == ("to", "be") and words[at - 3] in _SEEING:
        which = at - 2  # "No bone was found to be crumbling"
        words = [*words[: at - 2], "that", *words[at - 1 :]]
    if which is None or not all(w in _PERFECT or w.endswith("ly") for w in words[which + 1 : at]):
        return False
    denial = next((i for i in range(which - 1, max(-1, which - 16), -1) if _denies(words[i])), None)
    if denial is None or not _TURNS.isdisjoint(words[denial:which]) or not _NO_THING.isdisjoint(words[denial:which]):
        return False
    between = [w for w in words[denial + 1 : which] if w in _FINITE and w not in _SEEING and w not in _PERFECT]
    return not between and not _SEEING.isdisjoint((*words[max(0, denial - 3) : which], *words[at : at + 8]))


#: What a test of a kind can show, in a sentence that tells of no one's body.
_KINDS_OF_TISSUE = frozenset(
    (
        "size shape fluid bone disc nerve muscle soft tissue blood flow vessel organ structure outline gas air water movement joint ligament "
        "cartilage tendon calcium metal and or well better best only mainly mostly the but also less poorly not very can , . detail of part body inside"
    ).split()
)
_KINDS_OF_TEST = frozenset("ultrasound mri ct xray scan picture mammogram".split())
_PICTURES = frozenset("show see picture image".split())


def shows_tissues(words: Sequence[str]) -> bool:
    """Whether a sentence tells what a kind of test shows of any body ("MRI shows discs, nerves and fluid well.")."""
    at = 2 if tuple(words[:2]) == ("x", "ray") or tuple(words[:3:2]) == ("x", "ray") else 1
    at += list(words[:2]) == ["x", "-"]
    if not words or (words[0] not in _KINDS_OF_TEST and at == 1):
        return False
    return len(words) > at and words[at] in _PICTURES and _KINDS_OF_TISSUE.issuperset(words[at + 1 :])


_ONE_TEST = frozenset("test scan mri ct ultrasound study exam imaging picture biopsy dye".split())
_NEEDING = frozenset("need take require".split())
_SHOWN = frozenset("show see find rule detect reveal be appear".split())
_TO_TEST, _TO_SHOW = 5, 5


def needs_another_test(words: Sequence[str]) -> bool:
    """Whether a sentence only says what it takes to see a thing ("Fine changes may need other tests to show up.")."""
    at = next(
        (i for i, w in enumerate(words) if w in _NEEDING and not _MODAL.isdisjoint(words[max(0, i - 2) : i])), None
    )
    if at is None or words[0] in _THIS_ONE or not {"your", "you"}.isdisjoint(words[:at]):
        return False  # "The clot may need another test to show how big it is."
    test = next((i for i, w in enumerate(words[at + 1 : at + 1 + _TO_TEST], at + 1) if w in _ONE_TEST), None)
    return test is not None and any(a == "to" and b in _SHOWN for a, b in pairwise(words[test : test + _TO_SHOW]))


#: Openings of a sentence about one thing, and not about any of a kind.
_THIS_ONE = frozenset("the this that these those it they".split())
_MODAL = frozenset("may can could might often sometimes".split())
#: Words before the going of a finding that make it a thing to wait for or to make sure of.
_AWAITING = frozenset(
    "ensure confirm document until check verify assess establish demonstrate prove see monitor await follow to for".split()
)


def awaited(ahead: Sequence[str]) -> bool:
    """Whether it is only hoped or checked that a finding goes, so that it is there ("follow-up to ensure resolution of the opacity")."""
    at = max((i for i, w in enumerate(ahead) if w in ("resolution", "clearing")), default=-1)
    if at < 1 or not {",", ";", ":"}.isdisjoint(ahead[at:]):
        return False
    return not _AWAITING.isdisjoint(ahead[max(0, at - 3) : at])
