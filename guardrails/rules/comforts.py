"""Comfort by its form: no need to worry, a mind put at rest, all as it should be, a finding of no meaning, nothing to follow up.

The words of comfort differ more than its forms. Each form here is made of a denial, a licence or a subject and a class of words,
within one clause.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from explainer.core.values import Fact, Span
from guardrails.alignment import Aligned
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.rules.claims_open import left_unsaid
from guardrails.rules.clauses import begins, denies, ends, first_of, left_open

_QUIET = frozenset({"questions", "sources", "not-stated"})
#: What a reader is told not to feel or do about a finding.
_WORRY = frozenset(
    "worry worried worrying worries concerned concern anxious anxiety alarmed alarm afraid fret fretting fear fearful nervous upset uneasy unease troubled "
    "trouble bother bothered distress distressed agonize panic stress scared frightened sleepless brood dwell headache headaches sweat thought thinking jittery "
    "apprehensive apprehension worked wound excited hysterical cry tears tormented brooding tense gloomy despondent grief".split()
)
#: Words that take away the ground for it, behind or within a denial.
_GROUND = frozenset(
    "need needn't has ought have reason cause call ground grounds point sense let must mustn't should shouldn't want use excuse basis occasion give waste spend lose "
    "warrant warranted justify justified necessary due place room anything worth merit deserve deserves deserving".split()
)
#: What a finding is said not to be worth.
_FUSS = frozenset(
    "glance look mention mentioning fuss effort thought bother worry trouble visit trip word words check checking sleep ink breath time".split()
)
_WORTH = frozenset("worth deserve deserves merit merits warrant warrants".split())
_BARE_DONT = frozenset("don't never not".split())
_REACH = 8
#: A word of calm, and what follows it within a few words.
_CALM_PAIRS: dict[str, tuple[str, ...]] = {
    "mind": ("rest", "ease", "relax", "peace"), "sleep": ("easy", "soundly", "peacefully", "well"),
    "breathe": ("out", "again", "freely", "easily"), "sigh": ("relief",), "rest": ("assured",), "take": ("heart",),
    "fear": ("aside", "unfounded", "groundless"), "fears": ("aside",),
    "worry": ("aside", "unfounded", "groundless", "behind"), "concern": ("unfounded", "groundless"), "feet": ("up",),
    "stay": ("calm",), "remain": ("calm",), "keep": ("calm",), "feel": ("relieved",), "be": ("relieved",),
}  # fmt: skip
_CALM_WITHIN = 4
_DROPPING = frozenset(
    "forget ignore dismiss disregard relax tick cross strike write shrug laugh wave file shelve overlook discount".split()
)
_DROPPED = frozenset(
    "forgotten ignored dismissed disregarded ticked crossed struck shrugged shelved overlooked discounted brushed filed".split()
)
_MAY = frozenset("can may could might".split())
_ALL = frozenset("everything all".split())
_LINKS = frozenset(
    "is are was were look looks looked seem seems seemed appear appears appeared be work works worked sit sits sitting".split()
)
_WELL = frozenset(
    "fine normal well healthy ok okay perfect good great sound flawless spotless excellent perfectly beautifully splendid superb wonderful alright "
    "faultless impeccable unproblematic lovely fit nicely brilliant pristine".split()
)
#: Phrases that say it too, behind such a verb.
_WELL_PHRASES: tuple[tuple[str, ...], ...] = (
    ("all", "right"), ("as", "it", "should"), ("as", "they", "should"), ("how", "it", "should"), ("in", "order"), ("just", "right"), ("as", "expected"), ("in", "good"), ("in", "great"),
    ("in", "perfect"), ("in", "excellent"), ("in", "top"), ("in", "fine"), ("in", "the", "best"), ("in", "the", "clear"), ("in", "tip"), ("the", "way", "it", "should"), ("in", "its", "place"),
    ("out", "of", "danger"), ("out", "of", "the", "woods"), ("nothing", "wrong"), ("no", "problem"), ("free", "of", "problem"), ("free", "of", "disease"), ("without", "fault"), ("tip", "top"),
    ("as", "good", "as"), ("as", "right", "as"), ("as", "sound", "as"), ("as", "solid", "as"), ("as", "fit", "as"),
)  # fmt: skip
_EXCEPTED = frozenset("else other rest remaining others".split())
_HOW = frozenset(
    "very quite really absolutely completely totally entirely perfectly basically altogether essentially overall generally pretty otherwise still just all mostly simply "
    "also in fact fully".split()
)
_WEIGHT = frozenset(
    "meaning significance importance relevance consequence bearing impact value role matter moment account weight substance interest concern implication implications consequences danger "
    "threat hazard menace risk cause".split()
) - {"risk", "cause", "interest"}
_EMPTY = frozenset(
    "no zero little scant hardly any real clinical medical further great particular special practical whatsoever true serious actual lasting health at all".split()
)
_CARRIES = frozenset("has have carries holds carry hold bears bear poses pose presents is are".split())
_NULL = frozenset(
    "meaningless irrelevant immaterial insignificant negligible inconsequential trifling trivial unimportant harmless innocuous unproblematic inoffensive petty".split()
)
_NULL_PHRASES: tuple[tuple[str, ...], ...] = (
    ("neither", "here", "nor", "there"), ("beside", "the", "point"), ("by", "the", "by"), ("a", "trifle"), ("a", "bagatelle"), ("a", "formality"), ("no", "matter"), ("a", "footnote"), ("mere", "detail"), ("a", "non", "issue"), ("no", "issue"),
    ("no", "drama"), ("no", "tragedy"), ("no", "problem"), ("water", "under"), ("a", "storm", "in"), ("a", "false", "alarm"), ("half", "as", "bad"), ("a", "mere", "blemish"), ("a", "beauty", "spot"), ("a", "whim"), ("nothing", "burger"), ("cosmetic",), ("a", "red", "herring"), ("a", "minor", "matter"), ("a", "small", "matter"), ("small", "beer"), ("a", "side", "issue"),
)  # fmt: skip
_TO_DO = frozenset(
    "follow check chase watch worry do see fear pursue treat investigate monitor act test scan examine clarify lose fret explore track control recheck rescan address sort write shout "
    "handle tackle repair mend attend cure find report tell be".split()
) - {"find", "report", "tell", "be"}
_NOUGHT = frozenset(
    "significant important relevant bad wrong ill amiss untoward sinister harmful threatening dramatic grave".split()
)
_MATTERS = frozenset("matter count bother hurt harm concern affect".split())
_CHECKS = frozenset(
    "checking check checks checkup watching watch monitoring monitor surveillance follow followup control controls attention look looking test tests testing imaging image scan scans scanning rescan visit "
    "visits appointment investigating investigation investigations clarifying clarification treatment treating workup review reviewing recheck biopsy exam examination diagnostics evaluation assessment ultrasound mri ct "
    "x specialist doctor".split()
)
_NEEDS = frozenset(
    "need needs require requires call calls merit merits want wants warrant warrants deserve deserves necessitate".split()
)


def comforted(aligned: Aligned) -> Iterator[Fault]:
    """The faults of sentences that have the form of comfort, one for each sentence."""
    for said in aligned.reading.sentences:
        if said.label in _QUIET or said.kind in ("question", "heading") or aligned.reading.from_plan(said):
            continue
        words = aligned.reading.lemmas(said)
        if left_unsaid(words):
            continue  # "No cause for your headaches is named in the report."
        for found in (_calm(words), _no_ground(aligned, said, words), _all_well(aligned, said, words), _part_well(aligned, said, words), _no_weight(aligned, said, words), _nought(aligned, said, words), _dropped(words), _no_check(aligned, said, words)):  # fmt: skip
            if found is None or left_open(words, found[0]):
                continue
            tokens = aligned.reading.tokens
            span = Span(tokens[said.first + found[0]].start, tokens[min(said.first + found[1], said.last - 1)].end)
            text = aligned.reading.folded[span.start : span.end]
            if said.quoted(*span) or aligned.reading.prepared.says(text) or _of_general_use(aligned, said, words):
                continue
            yield Fault(span, f'soothes ("{text}") where the report does not', suggestion="")
            break


_Piece = tuple[int, int]


def _of_general_use(aligned: Aligned, said: Said, words: Sequence[str]) -> bool:
    """Whether a sentence speaks of what a scan alone can show, or of what to do in need."""
    return (
        said.label in ("help", "limits")
        or said.kind == "condition"
        or ("alone" in words and "leave" not in words and "left" not in words)
    )


def _unsound(aligned: Aligned) -> bool:
    """Whether the report tells of anything but normal parts."""
    return any(f.status in ("present", "possible") and f.category != "normal" for f in aligned.plan.reading.facts)


def _calm(words: Sequence[str]) -> _Piece | None:
    """A mind put at rest ("you can put your mind at rest")."""
    for at, word in enumerate(words):
        for two in _CALM_PAIRS.get(word, ()):
            last = first_of(words, {two}, at + 1, at + 1 + _CALM_WITHIN)
            addressed = (
                "you" in {w.partition("'")[0] for w in words[:at]}
                or "your" in words[max(0, at - 2) : at + 4]
                or at == begins(words, at)
            )
            if last is not None and addressed and not any(denies(w) for w in words[begins(words, at) : at]):
                return at, last
    return None


def _no_ground(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """No ground for worry ("you've no reason whatsoever to be concerned", "needn't give it another thought")."""
    for at, word in enumerate(words):
        if not denies(word) or word in ("cannot", "can't", "couldn't"):
            continue  # "a scan cannot tell whether it troubles you"
        last = min(ends(words, at), at + _REACH + 1)
        worry = first_of(words, _WORRY, at + 1, last)
        worth = first_of(words, _WORTH, at + 1, last)
        if (
            worth is not None
            and (fuss := first_of(words, _FUSS, worth + 1, worth + 5)) is not None
            and words[at + 1 : at + 2] != ["only"]
        ):
            return at, fuss
        if worry is None:
            continue
        between = words[at:worry]
        ground = not _GROUND.isdisjoint(between) or word in ("needn't", "shouldn't", "mustn't")
        bidden = word in _BARE_DONT and at == begins(words, at) + (word == "not")
        if not (ground or bidden) or any(denies(w) for w in words[begins(words, at) : at]):
            continue
        if not ground and words[worry] in ("thought", "thinking", "trouble", "concern", "stress"):
            continue
        if words[worry] in ("thought", "thinking") and {
            "another",
            "second",
            "give",
            "waste",
            "much",
            "spare",
            "spend",
            "further",
        }.isdisjoint(between):
            continue
        if {"without", "before", "until"} & set(words[worry : worry + 6]) or {
            "report",
            "radiologist",
            "only",
            "symptom",
        } & set(words[begins(words, at) : worry]):
            continue
        if words[worry] in ("trouble", "stress", "concern") and _felt(words, at, worry):
            continue
        return at, worry
    return None


def _felt(words: Sequence[str], at: int, worry: int) -> bool:
    """Whether trouble is what is felt, or stress a kind of injury ("people who have no trouble", "no need for a stress view")."""
    return words[at:worry] in (["no"], ["have", "no"]) or words[worry + 1 : worry + 2] in (
        ["fracture"],
        ["view"],
        ["test"],
        ["reaction"],
        ["injury"],
    )


def _well_at(words: Sequence[str], at: int) -> int | None:
    """Where words of being well end that stand at an index, words of how much left out."""
    while at < len(words) and words[at] in _HOW and not any(tuple(words[at : at + len(p)]) == p for p in _WELL_PHRASES):
        if words[at] == "in" or (words[at] == "perfectly" and _is_end(words, at + 1)):
            break
        at += 1
    if at >= len(words):
        return None
    for phrase in _WELL_PHRASES:
        if tuple(words[at : at + len(phrase)]) == phrase:
            return at + len(phrase) - 1
    if words[at] == "in" and words[at + 1 : at + 2] != ["no"]:
        shape = first_of(words, _SHAPE, at + 1, at + 5)
        if shape is not None and _BAD.isdisjoint(words[at:shape]) and (shape > at + 1 or words[shape] == "order"):
            return shape
    return at if words[at] in _WELL and _is_end(words, at + 1) else None


_SHAPE = frozenset("order shape condition nick health fettle form trim state".split())
_BAD = frozenset("poor bad terrible sad sorry worse the this a an such same".split())
_AFTER_WELL = frozenset(". ! , ; - ) and so but here there now apart except besides overall with on throughout".split())


def _is_end(words: Sequence[str], at: int) -> bool:
    return at >= len(words) or words[at] in _AFTER_WELL


def _all_well(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """Everything, or all of a part, said to be well ("everything in your lower back is as it should be")."""
    for at, word in enumerate(words):
        if word not in _ALL or not _EXCEPTED.isdisjoint(words[max(0, at - 1) : at + 3]):
            continue
        link = at if _shortened(aligned, said, at) else first_of(words, _LINKS, at + 1, min(at + 9, ends(words, at)))
        if link is None or (
            link != at
            and word == "all"
            and words[at + 1 : at + 2]
            not in (["of"], ["is"], ["look"], ["looks"], ["your"], ["the"], ["seem"], ["seems"])
        ):
            continue
        last = _well_at(words, link + 1)
        if last is None or any(denies(w) for w in words[begins(words, at) : at]):
            continue
        parts = [
            p
            for p in said.places
            if aligned.reading.tokens[said.first + at].start
            <= p.start
            < aligned.reading.tokens[said.first + link].start
        ]
        if not parts and (_sound_levels(aligned, said) or not _unsound(aligned)):
            continue
        if parts and not any(_ill(aligned, p.anatomy, p.laterality) for p in parts):
            continue
        return at, last
    return None


def _shortened(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "is" hangs on a word ("everything's fine", "the wrist's all right")."""
    token = aligned.reading.tokens[said.first + at]
    return aligned.reading.folded[token.start : token.end].endswith("'s")


def _sound_levels(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence speaks of levels or parts of which the report tells nothing."""
    levels = {level for group in said.levels for level in group.levels}
    if levels:
        return not any(f.status in ("present", "possible") and levels & {*f.levels} for f in aligned.plan.reading.facts)
    return bool(said.places) and not any(_ill(aligned, p.anatomy, p.laterality) for p in said.places)


def _ill(aligned: Aligned, part: str, side: str | None) -> list[Fact]:
    """What the report tells of in a part of the body or within it."""
    lexicon = aligned.reading.lexicon
    return [
        f
        for f in aligned.plan.reading.facts
        if f.site
        and f.status in ("present", "possible")
        and f.category != "normal"
        and (f.site == part or part in lexicon.ancestors(f.site))
        and {side, f.laterality} != {"left", "right"}
    ]


_GRADES = frozenset("mild moderate severe marked advanced extensive mildly moderately severely markedly".split())


def _graded(aligned: Aligned, part: str) -> bool:
    """Whether a sentence of the report that names a part grades something in it, found or not by the reader of reports."""
    return any(
        part in s.parts and not _GRADES.isdisjoint(s.lemmas) and not any(map(denies, s.lemmas))
        for s in aligned.reading.prepared.scenes
    )


_OF_IT = frozenset("the your that this both left right whole main own two".split())


def _part_well(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """One part said to be well in which the report tells of more than the sentence does ("Apart from some swelling, the wrist is all right")."""
    tokens = aligned.reading.tokens
    for place in said.places:
        link = next((i for i in range(1, len(words)) if tokens[said.first + i].start >= place.end), len(words))
        first = next((i for i in range(len(words)) if tokens[said.first + i].start >= place.start), 0)
        if link and _shortened(aligned, said, link - 1):
            link -= 1
        elif link >= len(words) or words[link] not in _LINKS:
            continue
        head = begins(words, first)
        named = any(
            tokens[said.first + head].start <= group.start < tokens[said.first + link].start for group in said.levels
        )
        if not _OF_IT.issuperset(words[head:first]) or named or (head and words[head - 1] == "and"):
            continue  # "the middle and inner ear look as they should"
        last = _well_at(words, link + 1)
        if last is None or words[link + 1 : link + 2] in (["normal"], ["normally"]):
            continue
        told = {f.id for c in aligned.claims_in(said) for f in c.facts(positive=True)}
        side = place.laterality
        ill = [f for f in _ill(aligned, place.anatomy, side) if side is None or f.laterality in (side, "bilateral")]
        if any(f.id not in told for f in ill) or (
            not ill and place.laterality is None and _graded(aligned, place.anatomy)
        ):
            return first, last
    return None


def _no_weight(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A finding said to have no meaning ("it has no meaning", "is neither here nor there", "means nothing at all")."""
    for at, word in enumerate(words):
        if (
            word in ("no", "little", "zero", "hardly")
            and words[at - 1 : at]
            and words[at - 1] in (_CARRIES | {"of", "without"})
        ):
            last = at + 1
            while last < len(words) and words[last] in _EMPTY:
                last += 1
            if (
                last < len(words)
                and words[last] in _WEIGHT
                and words[last + 1 : last + 2] not in (["is"], ["was"], ["of"])
            ):
                if words[last] == "weight" and words[at - 1] not in ("carry", "carries", "of"):
                    continue  # "the leg may bear no weight"
                return at - 1, last
        if word in ("is", "are", "be", "quite", "entirely", "completely", "totally", "utterly", "wholly", "altogether"):
            if (
                words[at + 1 : at + 2]
                and words[at + 1] in _NULL
                and _is_end(words, at + 2)
                and not aligned.reading.prepared.says("benign")
            ):
                return at, at + 1
            for phrase in _NULL_PHRASES:
                for lead in (0, 1):
                    if tuple(words[at + 1 + lead : at + 1 + lead + len(phrase)]) == phrase and (
                        not lead or words[at + 1] in _HOW | {"only", "purely", "more", "not"}
                    ):
                        if words[at + 1] == "not" and phrase[0] != "half":
                            continue
                        return at, at + lead + len(phrase)
        if (
            word in ("mean", "means", "signify", "signifies")
            and words[at + 1 : at + 2] == ["nothing"]
            and not {"alone", "itself", "own"} & set(words[:at])
        ):
            return at, at + 1
        if (
            word in _MATTERS
            and any(denies(w) for w in words[max(0, at - 4) : at])
            and _is_end(words, at + 1)
            and _of_a_finding(aligned, said, words, at)
        ):
            return max(0, at - 2), at
        if (
            word == "nothing"
            and at
            and words[at - 1] in ("is", "are", "it", "just", "only")
            and _is_end(words, at + 1)
            and not _NEG_AHEAD.isdisjoint(words[:at])
        ):
            return at - 1, at
    return None


_NEG_AHEAD = frozenset("it this that they these those".split())


def _of_a_finding(aligned: Aligned, said: Said, words: Sequence[str], at: int) -> bool:
    """Whether it is a finding that does not matter, and no complaint that does not hurt."""
    return bool(said.mentions or said.places) and (
        words[at] in ("matter", "count", "bother", "concern") and "you" not in words[begins(words, at) : at]
    )


def _nought(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """Nothing of weight, or nothing to do ("nothing of any significance on this scan", "there's nothing to follow up")."""
    if not _unsound(aligned):
        return None
    for at, word in enumerate(words):
        if word not in ("nothing", "none", "anything") or (
            word == "anything" and not any(denies(w) for w in words[max(0, at - 5) : at])
        ):
            continue
        if words[at + 1 : at + 2] == ["else"] or words[at - 1 : at] in (["say"], ["but"], ["next"], ["with"]):
            continue
        behind = at + 1
        while behind < len(words) and words[behind] in (
            "at",
            "all",
            "whatsoever",
            "here",
            "there",
            "really",
            "further",
            "more",
            "that",
            "in",
            "it",
            "you",
            "need",
            "needs",
            "have",
            "has",
            "of",
            "any",
            "real",
            "great",
            "left",
            "this",
            "clinical",
            "medical",
            "particular",
            "special",
            "much",
            "which",
            "we",
            "anyone",
        ):
            if words[behind] == "to":
                break
            behind += 1
        if (
            behind < len(words)
            and words[behind] in _WEIGHT | {"note"}
            and words[behind - 1] in ("of", "any", "real", "great", "clinical", "medical", "particular", "special")
        ):
            if words[behind] == "note" and said.places:
                continue
            return at, behind
        if (
            behind + 1 < len(words)
            and words[behind] == "to"
            and words[behind + 1] in _TO_DO
            and not _denied_here(aligned, said)
            and words[behind + 1 : behind + 3] != ["do", "with"]
        ):
            if words[behind + 1] in ("see", "do") and words[behind + 2 : behind + 3] not in (
                ["about"],
                ["."],
                ["here"],
                ["now"],
                ["for"],
                ["!"],
            ):
                continue
            return at, behind + 1
        if (
            behind < len(words)
            and words[behind] in _NOUGHT
            and (_is_end(words, behind + 1) or words[behind + 1] in ("in", "on", "at", "was", "is", "with"))
            and not said.places
        ):
            return at, behind
    return None


def _denied_here(aligned: Aligned, said: Said) -> bool:
    """Whether what is named was not found at all, so that nothing is left to do about it."""
    claims = aligned.claims_in(said)
    return bool(claims) and all(not c.positive and c.facts(positive=False) for c in claims)


def _dropped(words: Sequence[str]) -> _Piece | None:
    """The leave to forget a finding ("you can safely dismiss the nodule", "can be crossed off")."""
    for at, word in enumerate(words):
        before = words[max(0, at - 4) : at]
        if word in _DROPPED and "be" in before and not _MAY.isdisjoint(before) and not any(denies(w) for w in before):
            return at - 1, at
        if word not in _DROPPING or any(denies(w) for w in words[max(0, at - 4) : at]):
            continue
        you = "you" in before and not _MAY.isdisjoint(before)
        if word in ("forget", "ignore", "dismiss", "disregard", "relax"):
            ordered = at == begins(words, at) and words[at + 1 : at + 2] in (
                ["the"],
                ["about"],
                ["it"],
                ["this"],
                ["them"],
            )
            if you or ordered:
                return at, at + 1
        elif you and not {"off", "aside", "away"}.isdisjoint(words[at + 1 : at + 8]):
            return at, at + 2
    return None


def _no_check(aligned: Aligned, said: Said, words: Sequence[str]) -> _Piece | None:
    """A check said to be needless where the report tells of a finding ("needs no checking", "there's no point in rescanning it")."""
    if not _unsound(aligned):
        return None
    for at, word in enumerate(words):
        if word not in _NEEDS or at + 2 >= len(words):
            continue
        start = begins(words, at)
        none = words[at + 1] in ("no", "neither", "nothing") or (
            any(denies(w) for w in words[max(start, at - 4) : at])
            and "you" not in words[start:at]
            and words[at + 1] != "to"
        )
        if not none or (words[start:at] and words[start] == "report"):
            continue
        check = first_of(words, _CHECKS, at + 2, at + 6)
        if check is not None and words[check : check + 2] not in (["look", "like"],) and not _asked_none(aligned):
            return at, check
    return None


def _asked_none(aligned: Aligned) -> bool:
    """Whether the report itself says that no more is needed."""
    report = aligned.reading.prepared.report
    return any(w in report for w in ("no follow", "no further", "no additional", "not require", "no imaging"))
