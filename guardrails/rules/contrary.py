"""What a draft says against plain words of the report: a part it calls normal, a day, an hour, the larger of two sides."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from explainer.core.language.mentions import ANYWHERE, Place
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.names import FILLERS, stem, stems
from guardrails.prepared import Scene
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.denied import hides_view

_SILENT = frozenset({"not-stated", "questions", "help", "sources", "limits", "reason"})


def ill_though_normal(aligned: Aligned) -> Iterator[Fault]:
    """A finding told of a part that the report names as normal, where it tells of none in or near that part."""
    sound = _sound_parts(aligned)
    if not sound:
        return
    lexicon = aligned.reading.lexicon
    ill = _ill_parts(aligned)
    sound = frozenset(site for site in sound if not any(lexicon.within(part, site) for part in ill))
    for claim in aligned.asserted(positive=True):
        site = claim.mention.site
        if site not in sound or claim.said.label in _SILENT or not _told_of(claim, site):
            continue
        if any(tie <= Tie.RELATED and f.status != "absent" for tie, f in claim.fits):
            continue
        if hides_view(aligned, claim) or claim.mention.concept == "intrauterine-pregnancy":
            continue  # "hidden by gas", "the water around the baby"
        yield Fault(claim.span, f"tells of {claim.mention.name}; the report calls that part normal")


def called(aligned: Aligned, states: Collection[str]) -> Iterator[tuple[Said, Place]]:
    """The parts of which a sentence that tells of no finding says plainly that they are in a state ("The pancreas looks normal")."""
    for said in aligned.reading.sentences:
        words = said.lemmas
        if said.kind != "statement" or said.label in _SILENT or said.planned or not _BUT.isdisjoint(words):
            continue
        at = next((i for i, w in enumerate(words) if w in states), 0)
        ahead = words[max(0, at - _VERB_WITHIN) : at]
        if at == 0 or _STATED.isdisjoint(ahead) or any(w in ("not", "no") or w.endswith("n't") for w in ahead):
            continue
        if not any(c.positive for c in aligned.claims_in(said)):
            end = aligned.reading.tokens[said.first + at].start
            yield from ((said, p) for p in said.places if p.end <= end and p.anatomy not in ANYWHERE)


_STATED = frozenset("is are look looks appear appears was were".split())
_VERB_WITHIN = 3


def ill_though_sound(aligned: Aligned) -> Iterator[Fault]:
    """A part said not to be normal of which the report says plainly that it is, and tells nothing else."""
    sound = _sound_parts(aligned) - _ill_parts(aligned)
    lexicon = aligned.reading.lexicon
    for said in aligned.reading.sentences:
        words = said.lemmas
        if (
            said.kind != "statement"
            or said.label in _SILENT
            or said.planned
            or not _BUT.isdisjoint(words)
            or "if" in words
        ):
            continue
        at = next((i for i, w in enumerate(words) if w in _NORMAL), 0)
        ahead = words[max(0, at - _VERB_WITHIN) : at]
        ill = words[at] == "abnormal" or any(w == "not" or w.endswith("n't") for w in ahead)
        if at == 0 or not ill or not _SURE.isdisjoint(words):
            continue
        end = aligned.reading.tokens[said.first + at].start
        parts = [
            p for p in said.places if p.end <= end and p.anatomy not in ANYWHERE and not said.quoted(p.start, p.end)
        ]
        if parts and all(
            p.anatomy in sound and not any(lexicon.within(i, p.anatomy) for i in _ill_parts(aligned)) for p in parts
        ):
            yield Fault(Span(parts[0].start, said.end), "says that a part is not normal; the report calls it normal")


_NORMAL = frozenset("normal healthy abnormal".split())
_SURE = frozenset("mean means always same wrong may might could can than whether say says tell tells".split())


#: What a report denies by one word, and how letters say that it is there. No word of the left may stand in the report without it.
_OPPOSITES = (
    (
        ("nondisplaced", "non-displaced", "non displaced", "undisplaced", "without displacement", "no displacement"), "displace",
        ("moved out of place", "out of place", "is displaced", "are displaced", "out of line", "have shifted", "has shifted", "slipped apart"),
    ),
    (
        ("nonobstructing", "non-obstructing", "non obstructing", "nonobstructive", "non-obstructive"), "obstruct",
        ("blocking", "blocks", "is blocked", "obstructing", "obstructs"),
    ),
)  # fmt: skip


def there_though_denied_in_a_word(aligned: Aligned) -> Iterator[Fault]:
    """What the report denies by one word ("nondisplaced"), told as there ("The pieces have moved out of place")."""
    report = aligned.reading.prepared.report
    for denied, plain, told in _OPPOSITES:
        rest = report
        for word in denied:
            rest = rest.replace(word, "")
        if rest == report or plain in rest:
            continue
        for said in aligned.reading.sentences:
            if said.kind != "statement" or said.label in _SILENT or said.planned:
                continue
            line = aligned.reading.folded[said.start : said.end]
            at = next((at for phrase in told if (at := f" {line}".find(f" {phrase}")) >= 0), -1)
            words = line[:at].split() if at > 0 else []
            if (
                at <= 0
                or any(w in _NOT or w.endswith("n't") for w in words)
                or not _SURE.isdisjoint(line.split())
                or "if" in words
            ):
                continue
            yield Fault(
                Span(said.start + at, said.end), f"tells as there what the report denies in a word ({denied[0]})"
            )


_NOT = frozenset("not non no none never without nor neither nothing".split())


def sound_though_unseen(aligned: Aligned) -> Iterator[Fault]:
    """A part called normal that the report, wherever it names it, could not see ("The pancreas is obscured by gas")."""
    for said, place in called(aligned, _SOUND | {"fine", "healthy", "well"}):
        scenes = [s for s in aligned.reading.prepared.scenes if any(p == place.anatomy for p, _ in s.places)]
        if scenes and all(map(_unseen, scenes)):
            yield Fault(Span(place.start, said.end), "calls a part normal that the report could not see")


def _unseen(scene: Scene) -> bool:
    words = scene.lemmas
    unseen = "not" in words and not _SEEN.isdisjoint(words)
    return _SOUND.isdisjoint(words) and (unseen or not _HIDDEN.isdisjoint(words))


_HIDDEN = frozenset("obscured hidden nonvisualized".split())
_SEEN = frozenset("seen visualized visible evaluated assessed".split())


def whole_though_broken(aligned: Aligned) -> Iterator[Fault]:
    """A part called whole of which the report tells a tear or a break, and nowhere that it is intact."""
    facts = [f for f in aligned.plan.reading.facts if f.status == "present" and f.category == "traumatic"]
    whole = {p for s in aligned.reading.prepared.scenes if not _WHOLE.isdisjoint(s.lemmas) for p, _ in s.places}
    for said, place in called(aligned, _WHOLE):
        sided = {"left", "right"}.intersection(said.lemmas)
        if place.anatomy not in whole and any(
            f.site == place.anatomy and (not sided or f.laterality is None or f.laterality in sided) for f in facts
        ):
            yield Fault(Span(place.start, said.end), "calls a part whole of which the report tells a tear or a break")


_WHOLE = frozenset("whole intact unbroken untorn".split())
_SOUND = frozenset("normal intact unremarkable preserved patent clear".split())
#: Words by which only something of a part is normal, or all but something.
_BUT = frozenset("except otherwise but other remaining rest besides apart although however size caliber course".split())


def _sound_parts(aligned: Aligned) -> frozenset[str]:
    """The parts that a sentence of the report names and calls normal, and nothing else of them."""
    return frozenset(
        part
        for scene in aligned.reading.prepared.scenes
        if not _SOUND.isdisjoint(scene.lemmas) and _BUT.isdisjoint(scene.lemmas)
        for part, _ in scene.places
        if part not in ANYWHERE
    )


def _ill_parts(aligned: Aligned) -> frozenset[str]:
    """The parts in which the report tells of something, and those that the same sentence names."""
    found = [f for f in aligned.plan.reading.findings if f.status != "absent" and f.category != "normal"]
    at = {f.sentence.start for f in found}
    beside = {
        p for s in aligned.reading.prepared.scenes if s.start in at and _SOUND.isdisjoint(s.lemmas) for p in s.parts
    }
    return frozenset({f.site for f in found if f.site is not None} | beside)


def _told_of(claim: Claim, site: str) -> bool:
    """Whether a sentence of one part only says plainly that this part has the finding."""
    mention = claim.mention
    named = {p.anatomy for p in claim.said.places}
    return named == {site} and mention.status in ("present", "possible") and mention.category != "normal"


_MONTHS = "january february march april may june july august september october november december".split()
_NAME = "|".join(["sept", *(f"{m[:3]}(?:{m[3:]})?" for m in _MONTHS)])
#: A day written out ("4 June 2022", "June 4, 2022"), and one in numbers.
_WRITTEN = re.compile(
    rf"(?<!\w)(?:([0-9]{{1,2}})(?:st|nd|rd|th)?\.?(?: of)? )?({_NAME})\.?(?: ([0-9]{{1,2}})(?:st|nd|rd|th)?)?,? ((?:19|20)[0-9]{{2}})(?!\w)"
)
_NUMBERED = re.compile(r"(?<![0-9])([0-9]{1,4})[/.-]([0-9]{1,2})[/.-]([0-9]{2,4})(?![0-9])")
_HOUR = re.compile(r"(?<![0-9:])([0-9]{1,2}):([0-9]{2}) ?([ap])\.?m\b")


def other_day(aligned: Aligned) -> Iterator[Fault]:
    """A day or hour that is none of those which the report gives."""
    report = aligned.reading.prepared.report
    days, hours = _days(report), {m.groups() for m in _HOUR.finditer(report)}
    low, text = aligned.reading.folded, aligned.reading.text
    if not days and not hours:
        return
    for said in aligned.reading.sentences:
        if said.label == "sources" or not any(c.isdigit() for c in low[said.start : said.end]):
            continue
        for match in _WRITTEN.finditer(low, said.start, said.end):
            if days and not _known(aligned, match.group()) and _of(match) not in days:
                span = Span(match.start(), match.end())
                yield Fault(span, f"gives {text[match.start() : match.end()]}; the report gives another day")
        for match in _HOUR.finditer(low, said.start, said.end):
            hour, minute, half = match.groups()
            if (hour, minute, half) not in hours and (hour, minute, "ap".replace(half, "")) in hours:
                yield Fault(Span(match.start(), match.end()), "gives another half of the day than the report")


def _known(aligned: Aligned, words: str) -> bool:
    return any(words in fold(known) for known in aligned.reading.known)


def _of(match: re.Match[str]) -> tuple[int | None, int, int]:
    """Day, month and year (two digits) of a day written out."""
    month = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(match.group(2)[:3]))
    day = match.group(1) or match.group(3)
    return (int(day) if day else None), month, int(match.group(4)) % 100


def _days(low: str) -> set[tuple[int | None, int, int]]:
    """The days of a text, and their months; one in numbers may be read with the day or the month first."""
    days = [_of(match) for match in _WRITTEN.finditer(low)]
    months = {(month, year) for day, month, year in days if day is None}
    for match in _NUMBERED.finditer(low):
        first, middle, last = (int(g) for g in match.groups())
        if len(match.group(1)) > 2:
            first, last = last, first
        days += [(first, middle, last % 100), (middle, first, last % 100)]
    # A month alone leaves the day open.
    every = [(day, month, year) for month, year in months for day in range(1, 32)]
    return {*days, *every, *((None, month, year) for _, month, year in days)}


_FRESH = frozenset("acute fresh recent".split())
_OLD = frozenset("chronic old remote longstanding healed".split())
_NEAR = 5


def other_age(aligned: Aligned) -> Iterator[Fault]:
    """A finding told as old that the report calls acute, or as fresh that it calls old."""
    for claim in aligned.asserted(positive=True):
        facts = claim.facts(Tie.RELATED, positive=True)
        words = frozenset(re.findall(r"[a-z]+", aligned.report_words(facts)))
        if words.isdisjoint(_FRESH) == words.isdisjoint(_OLD):
            continue
        wrong = _OLD if words.isdisjoint(_OLD) else _FRESH
        row = aligned.reading.tokens[claim.said.first : claim.said.last]
        ahead = [t for t in row if t.start < claim.mention.start][-2:]
        behind = [t for t in row if t.start >= claim.mention.end][:_NEAR]
        if claim.mention.change or not _NEGATIONS.isdisjoint(t.lemma for t in ahead + behind):
            continue
        stop = next(
            (i for i, t in enumerate(behind) if not t.lemma.isalpha() or t.lemma in ("and", "or", "with")), _NEAR
        )
        told = next((t for t in ahead + behind[:stop] if t.lemma in wrong), None)
        if told is not None and not _put_behind(row, told):
            yield Fault(Span(told.start, told.end), f"says {told.lemma}; the report says otherwise")


def _put_behind(row: Sequence[Token], word: Token) -> bool:
    """Whether a word is only what a thing is not ("old rather than fresh")."""
    ahead = [t.lemma for t in row if t.start < word.start][-2:]
    return ahead in (["rather", "than"], ["instead", "of"])


_NUMBER = r"(?:[1-5]|iv|iii|ii|i|v|one|two|three|four|five)"
#: A grade given by a number ("grade 2", "type II", "grade one to two").
GRADE = re.compile(
    rf"\b(grade|type|stage|class|category)s? ({_NUMBER})(?:(?: ?[-/] ?| to | or | and )({_NUMBER}))?(?![\w]|\.[0-9])"
)
_DIGITS = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
}
_ANY_NUMBER = re.compile(rf"(?<![\w.-]){_NUMBER}(?![\w]|[.-][0-9])")


def other_grade_number(aligned: Aligned) -> Iterator[Fault]:
    """A numbered grade that the report does not give what is told ("a grade 3 sprain", "type II" for "type I").

    Of the report's numbers those count that stand beside a word which stands beside the draft's; where none does, all of the same noun.
    """
    report = aligned.reading.prepared.report
    told = [(m.group(1), grade_numbers(m), _words_beside(report, m)) for m in GRADE.finditer(report)]
    if not told:
        return
    # "Modic II changes" holds the number without its word.
    bare = [m for m in _ANY_NUMBER.finditer(report) if m.group() in ("ii", "iii", "iv")]
    told += [("", {_DIGITS[m.group()]}, _words_beside(report, m)) for m in bare]
    nouns = {noun for noun, _, _ in told}
    for said in aligned.reading.sentences:
        if said.label in _SILENT or said.kind == "question" or aligned.reading.from_plan(said):
            continue
        for match in GRADE.finditer(aligned.reading.folded, said.start, said.end):
            if match.group(1) not in nouns:
                continue
            own, numbers = _words_beside(aligned.reading.folded, match), grade_numbers(match)
            whole = stems(aligned.reading.folded[said.start : said.end]) - _OF_GRADES
            same = [given for _, given, words in told if own & words]
            same = same or [given for noun, given, words in told if noun == match.group(1) or whole & words]
            if not numbers <= set().union(*same):
                yield Fault(Span(match.start(), match.end()), "gives another grade than the report")


def _words_beside(text: str, match: re.Match[str]) -> frozenset[str]:
    """The stems of the words on either side of a numbered grade, up to a mark or a joining word."""
    ahead = tokens(text, max(0, match.start() - _GRADED_WITHIN), match.start())[::-1]
    behind = tokens(text, match.end(), min(len(text), match.end() + _GRADED_WITHIN))
    found: list[str] = []
    for row in (ahead, behind):
        for token in row[:_WORDS_BESIDE]:
            if not token.lemma[:1].isalpha() or token.lemma in _ENDS_GRADE:
                break
            found.append(token.lemma)
    return stems(" ".join(found)) - _OF_GRADES


_GRADED_WITHIN, _WORDS_BESIDE = 48, 4
_ENDS_GRADE = frozenset("and with without but or".split())
_OF_GRADES = stems(
    "grade type stage class category left right side the of a an in at is has mild moderate severe change changes there report i ii iii iv v c l s t"
)


def grade_numbers(match: re.Match[str]) -> set[str]:
    """The numbers of a match of ``GRADE``, as digits."""
    return {_DIGITS.get(group, group) for group in match.groups()[1:] if group}


#: Beginnings of words by which a report has a thing bright or dark on its pictures.
_BRIGHT = (
    "hyperintens",
    "hyperecho",
    "hyperdens",
    "hyperattenuat",
    "bright",
    "echogenic",
    "sclero",
    "dense",
    "enhanc",
    "avid",
)
_DARK = (
    "hypointens",
    "hypoecho",
    "hypodens",
    "hypoattenuat",
    "dark",
    "anecho",
    "lucen",
    "black",
    "shadow",
    "void",
    "suppress",
)


def other_shade(aligned: Aligned) -> Iterator[Fault]:
    """A thing told as dark of which the report knows only bright ones, or the other way round."""
    lemmas = [w for scene in aligned.reading.prepared.scenes for w in scene.lemmas]
    bright = any(w.startswith(_BRIGHT) or w == "intense" for w in lemmas)
    dark = any(w.startswith(_DARK) for w in lemmas)
    if bright == dark:
        return
    wrong = "dark" if bright else "bright"
    for said in aligned.reading.sentences:
        words = aligned.reading.lemmas(said)
        if wrong not in words or said.label in _SILENT or said.kind != "statement" or said.has("general"):
            continue
        if _PICTURES.isdisjoint(words) or not _NEGATIONS.isdisjoint(words) or aligned.reading.from_plan(said):
            continue
        at = next(t for t in aligned.reading.tokens[said.first : said.last] if t.lemma == wrong)
        yield Fault(Span(at.start, at.end), f"says {wrong}; the report has it the other way round")


_PICTURES = frozenset("t1 t2 flair picture pictures image images ultrasound mri ct scan".split())
_NEGATIONS = frozenset("no not without never less".split())


_UP = frozenset("larger bigger greater more wider worse thicker longer higher taller".split())
_DOWN = frozenset("smaller less lesser narrower thinner shorter lower fewer milder".split())
_OTHER = {"left": "right", "right": "left"}
_BEFORE, _BEHIND = 9, 4
_SMALL = frozenset("the on in at of that your its".split())


def larger_side(aligned: Aligned) -> Iterator[Fault]:
    """One side set above the other against the report: it has it the other way round, or tells of the other side only."""
    larger = _larger_of_report(aligned)
    for said in aligned.reading.sentences:
        if said.kind != "statement" or said.label in _SILENT or aligned.reading.from_plan(said):
            continue
        row = aligned.reading.tokens[said.first : said.last]
        for at, side in _larger(row):
            if _turned(aligned, said, side, larger) or _alone(aligned, said, side):
                yield Fault(Span(row[at].start, row[at].end), f"says more on the {side}; the report does not")


def _larger(row: Sequence[Token]) -> list[tuple[int, str]]:
    """Where a row of words sets one side above the other, and which ("smaller than the left": the left)."""
    words = [t.lemma for t in row]
    found: list[tuple[int, str]] = []
    for at, word in enumerate(words):
        if word != "than":
            continue
        behind = next((w for w in words[at + 1 : at + 1 + _BEHIND] if w not in _SMALL), None)
        step = next((w for w in reversed(words[max(0, at - _BEFORE) : at]) if w in _UP or w in _DOWN), None)
        if behind in _OTHER and step is not None:
            found.append((at, behind if step in _DOWN else _OTHER[behind]))
    if "than" not in words:
        found.extend(_mostly(words))
    return found


_MOSTLY = frozenset("more larger greater worse mostly mainly predominantly".split())


def _mostly(words: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Where a row of words tells more of one side of two, with no "than" ("on both sides, more on the right")."""
    if _TWO_SIDES.isdisjoint(words):
        return
    for at, word in enumerate(words):
        if word not in _MOSTLY:
            continue
        row = [w for w in words[at + 1 : at + 2 + _BEHIND] if w not in _SMALL]
        if row[1:2] and row[0] not in _OTHER and words[at + 2 : at + 3] in (["on"], ["in"], ["to"], ["at"]):
            row = row[1:]  # "greater involvement on the right"
        if row and row[0] in _OTHER:
            yield at, row[0]


_TWO_SIDES = frozenset("both bilateral two each either".split())


def _larger_of_report(aligned: Aligned) -> dict[str | int, set[str]]:
    """The sides that the report sets above the other, by the stems of the sentences that do and by where those begin."""
    found: dict[str | int, set[str]] = {}
    for scene in aligned.reading.prepared.scenes:
        for _, side in _larger(scene.row):
            keys: list[str | int] = [scene.start, *_telling(scene.lemmas)]
            for key in keys:
                found.setdefault(key, set()).add(side)
    return found


def _turned(aligned: Aligned, said: Said, side: str, larger: Mapping[str | int, set[str]]) -> bool:
    """Whether the report compares the same things and sets the other side above."""
    facts = [f for c in aligned.claims_in(said) for f in c.facts(positive=True)]
    told = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    keys: list[str | int] = [*told, *_telling(aligned.reading.lemmas(said))]
    alike = {of for key in keys for of in larger.get(key, ())}
    return bool(alike) and side not in alike


def _alone(aligned: Aligned, said: Said, side: str) -> bool:
    """Whether all that the sentence names is told by the report of the other side only."""
    facts = [f for c in aligned.claims_in(said) if c.positive for f in c.facts(Tie.RELATED, positive=True)]
    return bool(facts) and aligned.sides(facts) == {_OTHER[side]}


def _telling(lemmas: Sequence[str] | frozenset[str]) -> frozenset[str]:
    return frozenset(stem(w) for w in lemmas if w.isalpha() and len(w) > 3 and w not in _COMPARING)


_COMPARING = FILLERS | _UP | _DOWN | frozenset("than left right side".split())
