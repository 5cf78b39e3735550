"""Rules on how sure and how it changed: certainty and change as the report has them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from explainer.core.language.mentions import ANYWHERE
from explainer.core.language.text import Token, fold, tokens
from explainer.core.values import Change, Fact, Span
from guardrails.alignment import Aligned, Claim, Tie, agreeing, families, near, tie
from guardrails.names import FILLERS, one_slip, stems, stems_of
from guardrails.prepared import Scene, kept
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.alike import alike, named
from guardrails.rules.contrary import other_age
from guardrails.rules.courses import (
    anchored,
    become_large,
    become_since,
    change_of,
    course_by_sizes_of,
    course_of_sizes,
    denied,
    in_space,
    nothing_amiss,
    onward,
    other_way_by_figure,
    reaches_into,
    shrinks,
    turned_around,
    ways,
)
from guardrails.rules.courses_since import course_since, long_standing_though_new
from guardrails.rules.degree_words import (
    CLAUSE_ENDS,
    DENYING,
    IS_SO,
    PARTS,
    PREDICATES,
    SHORT_WORD,
    UNTOLD,
    WORD,
    wondered,
)
from guardrails.rules.referring import refers, spoken_of
from guardrails.rules.subjects import facts_of, mentions, sized
from guardrails.rules.unsaid import seeks_help
from guardrails.rules.unsettled import settled_told_as_open
from guardrails.rules.wording import akin, content, said_beside, told_in

_DOUBT = frozenset({"probable", "possible", "unlikely"})


def _other_certainty(aligned: Aligned) -> Iterator[Fault]:
    hedged: dict[str, list[tuple[Said, str, frozenset[str]]]] = {}
    for claim in aligned.claims:
        if claim.mention.status == "possible" or _left_open_here(aligned, claim):
            of = (claim.said, claim.mention.concept, _places_of(aligned, claim))
            for tie_, fact in claim.fits:
                if tie_ <= Tie.COARSE:
                    hedged.setdefault(fact.id, []).append(of)
    for claim in aligned.asserted(positive=True):
        mention = claim.mention
        if mention.status == "historical":
            continue
        facts = _at_own_part(aligned, claim, facts_of(aligned, claim))
        if _only_asked_for(aligned, claim):
            yield Fault(claim.span, f"states {mention.name} as certain; the report only asks for it to be looked into")
            continue
        if not facts or not any(t <= Tie.COARSE for t, _ in claim.fits):
            continue
        said = mention.certainty if mention.status == "possible" else "definite"
        if said == "definite" and _may_be_there(aligned, claim):
            said = "possible"
        if any(words & _DENIED and 0 <= start - mention.end <= 1 for start, _, words in _doubts(aligned, claim.said)):
            said = "unlikely"  # right behind a name, and read as said of the next one
        if all(f.status == "historical" for f in claim.nearest(positive=True)):
            continue  # what was known before may be looked for again
        told = _certainties(aligned, facts)
        sure = next((h for h in claim.said.of("certain") if not _denied_before(aligned, claim.said, h)), None)
        if told <= _DOUBT:
            if sure is not None and said == "definite":
                yield Fault(
                    Span(min(sure.start, mention.start), max(sure.end, mention.end)),
                    f"says for sure what the report holds {sorted(told)[0]}", aligned.evidence(facts), aligned.statement(facts),
                    sure=True,
                )  # fmt: skip
            elif (
                said == "definite"
                and not any(
                    _before_it(claim, of[0]) and _hedged_there(aligned, claim, *of[1:])
                    for f in facts
                    for of in hedged.get(f.id, ())
                )
                and not _left_open_here(aligned, claim)
                and not _in_doubt_nearby(aligned, claim)
                and not _told_without_doubt(aligned, claim, facts)
                and not _sure_that_something_is_there(aligned, claim)
                and not _of_the_past(aligned, claim)
            ):
                yield Fault(
                    claim.span, f"states {mention.name} as certain; the report holds it {sorted(told)[0]}",
                    aligned.evidence(facts), aligned.statement(facts),
                )  # fmt: skip
            elif (
                (said == "unlikely" and "unlikely" not in told)
                or (said in ("probable", "possible") and told == {"unlikely"})
            ) or (
                (
                    said == "probable"
                    and told == {"possible"}
                    and not _doubt_of_another(aligned, claim)
                    and not said_beside(aligned, claim, _PROBABLY)
                )
                or (said == "possible" and told == {"probable"} and claim.said.has("faint"))
            ):
                yield Fault(
                    claim.span,
                    f"calls {mention.name} {said}; the report holds it {sorted(told)[0]}",
                    aligned.evidence(facts),
                    aligned.statement(facts),
                )
        elif (
            told == {"definite"}
            and said != "definite"
            and not (_hedge_is_elsewhere(claim) and not _doubted_right_behind(aligned, claim))
            and not _doubted(aligned, facts)
            and not _doubt_of_another(aligned, claim)
            and not _of_what_is_known(aligned, claim)
            and not _of_an_earlier_doubt(aligned, claim)
            and not _of_a_link(aligned, claim)
            and not (mention.change == "new" and mention.status == "possible")
            and (said == "unlikely" or not _left_open(aligned, claim))
            and not of_the_text(aligned, claim.said)
            and not _asks_why(aligned, claim)
            and (said == "unlikely" or not _only_thought_of(aligned, claim))
        ):
            yield Fault(
                claim.span,
                f"puts {mention.name} in doubt; the report is sure of it",
                aligned.evidence(facts),
                aligned.statement(facts),
            )
    yield from _certainty_alone(aligned)
    yield from _sure_of_kind(aligned)
    yield from _sure_in_words(aligned)
    yield from _sure_of_a_name(aligned)
    yield from _doubt_dropped(aligned)
    yield from _doubt_of_a_quote(aligned)
    yield from _open_though_denied(aligned)
    yield from settled_told_as_open(aligned)


def _open_though_denied(aligned: Aligned) -> Iterator[Fault]:
    """What the report denies without reserve, told as unlikely, possible or still open."""
    for claim in aligned.asserted():
        said, mention = claim.said, claim.mention
        if mention.status != "possible" or said.kind != "statement" or said.label in UNTOLD:
            continue
        close = [(t, f) for t, f in claim.fits if t <= Tie.COARSE]
        denied = [f for t, f in close if t <= Tie.RELATED and f.status == "absent"]
        if not denied or any(f.status != "absent" for _, f in close) or _denied_in_report_with_reserve(aligned, denied):
            continue
        elsewhere = _hedge_is_elsewhere(claim) and not _doubted_right_behind(aligned, claim)
        if not _LIMITED.isdisjoint(said.lemmas) or elsewhere or _doubt_of_another(aligned, claim):
            continue
        after = [s for s in aligned.reading.near(said, 0, 1) if s is not said and s.paragraph == said.paragraph]
        if any(not _NONE.isdisjoint(s.lemmas) for s in after):
            continue  # "The question was a clot. None was found."
        yield Fault(
            claim.span, f"leaves {mention.name} open; the report rules it out", aligned.evidence(denied), aligned.statement(tuple(denied))
        )  # fmt: skip


def _denied_in_report_with_reserve(aligned: Aligned, facts: Sequence[Fact]) -> bool:
    """Whether the report denies a finding only as far as it could be seen ("no definite fracture")."""
    starts = {aligned.mentions[id].sentence.start for f in facts for id in f.mentions if id in aligned.mentions}
    scenes = [s for s in aligned.reading.prepared.scenes if s.start in starts]
    return not scenes or any(not _RESERVED.isdisjoint(s.lemmas) for s in scenes)


_NONE = frozenset("no none not nothing n't excluded".split())


def _doubted_right_behind(aligned: Aligned, claim: Claim) -> bool:
    """Whether a doubt stands right behind what a claim names, so that it is of nothing else ("lacune queried, unproven")."""
    return not claim.said.has("symptom") and any(
        0 <= start - claim.mention.end <= _RIGHT_BEHIND and _MODALS.isdisjoint(words)
        for start, _, words in _doubts(aligned, claim.said)
    )


_RIGHT_BEHIND = 4
_MODALS = frozenset("may might can could".split())
_RESERVED = frozenset(
    "definite definitely convincing obvious gross grossly clear clearly significant large high-grade limited suspicious discrete focal likely possible "
    "probably appreciable overt acute unlikely but however although may cannot".split()
)
_LIMITED = frozenset("miss missed misses early tiny small hidden limit follow-up later x-ray ray".split())


def _places_of(aligned: Aligned, claim: Claim) -> frozenset[str]:
    """The parts a claim is of: its own, those its sentence names, or else those of the sentence before it ("a break there")."""
    if claim.mention.site not in (None, *ANYWHERE):
        return frozenset((str(claim.mention.site),))
    for said in (claim.said, *(s for s in aligned.reading.near(claim.said, 1, 0) if s is not claim.said)):
        named = frozenset(p.anatomy for p in said.places) - ANYWHERE
        if named and said.paragraph == claim.said.paragraph:
            return named
    return frozenset()


def _before_it(claim: Claim, said: Said) -> bool:
    """Whether a doubt stands before a claim or in its passage: one told only further down leaves it certain until then."""
    return said.index < claim.said.index or said.paragraph == claim.said.paragraph


def _hedged_there(aligned: Aligned, claim: Claim, concept: str, places: frozenset[str]) -> bool:
    """Whether a doubt told elsewhere in the letter is of the same part as a claim, or of none in particular."""
    lexicon, site = aligned.reading.lexicon, claim.mention.site
    regions = aligned.plan.reading.exam.regions
    if (
        concept == claim.mention.concept
        or site is None
        or site in ANYWHERE
        or not places
        or not places.isdisjoint(regions)
    ):
        return True
    return any(near(lexicon, site, place) or near(lexicon, place, site) for place in places)


def _at_own_part(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Of some facts those of the claim's own name at its own part, when the report gives it a part: others of the kind are elsewhere."""
    site = claim.mention.site
    if site is None or site in ANYWHERE or site in aligned.plan.reading.exam.regions:
        return facts
    named = {f.id for f in claim.facts(Tie.SAME, positive=True) if f.site == site}
    return tuple(f for f in facts if f.id in named) or facts


_KINDS_OF_GROWTH = ("benign", "malignant", "cancerous", "noncancerous")


def _sure_of_kind(aligned: Aligned) -> Iterator[Fault]:
    """A growth told to be benign or not, where the report only ever holds it likely ("probably benign")."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind != "statement" or said.label in UNTOLD or reading.from_plan(said) or said.has("tentative"):
            continue
        row = reading.tokens[said.first : said.last]
        for before, token in pairwise(row):
            if token.lemma not in _KINDS_OF_GROWTH or before.lemma not in IS_SO or not said.mentions:
                continue
            told = [s for s in reading.prepared.scenes if token.lemma in s.lemmas]
            if told and not said.quoted(token.start, token.end) and all(_doubted_kind(s, token.lemma) for s in told):
                yield Fault(
                    Span(before.start, token.end), f"says for sure that it is {token.lemma}; the report does not"
                )
                break


def _doubted_kind(scene: Scene, word: str) -> bool:
    words = [t.lemma for t in scene.row]
    return all(not _HELD_LIKELY.isdisjoint(words[max(0, at - 4) : at]) for at, w in enumerate(words) if w == word)


_HELD_LIKELY = frozenset(
    "likely probable probably possibly possible favor favored suggest suggestive presumably presumed".split()
)
_MAY = frozenset("may might".split())
_CHANCE = frozenset("chance possibility likelihood possible".split())
_SHOW = frozenset("show shown reveal revealed hold contain have".split())
_SEEN = frozenset("see seen found find noted visible present there shown show".split())
#: A scan that is still to come, what is looked for in it, and people at large.
_TO_COME = frozenset(
    "follow followup repeat next new later another further future exam if whether how why what or so ask people some often".split()
)


def _may_be_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding only may have been seen ("the scan may show a cyst", "a cyst may have been seen")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    words = [t.lemma for t in row]
    if claim.said.kind != "statement":
        return False
    ahead = [t.lemma for t in row if t.start < claim.mention.start]
    that = next((i for i, w in enumerate(ahead) if w in _CHANCE and ahead[i + 1 : i + 2] == ["that"]), None)
    if that is not None and CLAUSE_ENDS.isdisjoint(ahead[that:]) and _TO_COME.isdisjoint(ahead[:that]):
        return True
    for at, word in enumerate(words):
        if word not in _MAY:
            continue
        behind = [w for w in words[at + 1 : at + 6] if w not in ("have", "be", "been", "also", "well", "even")]
        if row[at].end <= claim.mention.start:
            between = [t.lemma for t in row[at + 1 :] if t.start < claim.mention.start]
            shows = words[at + 1 : at + 2] == ["show"] or (behind[:1] and behind[0] in _SHOW)
            if shows and CLAUSE_ENDS.union(("that",)).isdisjoint(between) and _TO_COME.isdisjoint(words[:at] + between):
                return True
        elif row[at].start >= claim.mention.end:
            between = [t.lemma for t in row[:at] if t.start >= claim.mention.end]
            if (
                behind[:1]
                and behind[0] in _SEEN
                and CLAUSE_ENDS.isdisjoint(between)
                and _TO_COME.isdisjoint(words[:at])
            ):
                return True
    return False


def _only_asked_for(aligned: Aligned, claim: Claim) -> bool:
    """Whether a disease is stated for sure that the report only names as one to think of ("correlate for impingement")."""
    mention, said = claim.mention, claim.said
    if mention.status != "present" or mention.generic or claim.facts(Tie.RELATED) or _hedge_is_elsewhere(claim):
        return False
    asked = any(
        f.status == "hypothetical"
        and f.section in ("findings", "impression")
        and aligned.reading.lexicon.related(f.concept, mention.concept)
        for f in aligned.plan.reading.findings
    )
    return asked and not said.has("tentative") and not _in_doubt_nearby(aligned, claim) and _is_had(aligned, claim)


def _only_thought_of(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report itself only thinks of what is put in doubt, beside a finding of another name that it is sure of."""
    mention, lexicon = claim.mention, aligned.reading.lexicon
    if any(t == Tie.SAME and f.status != "absent" for t, f in claim.fits):
        return False
    return any(
        (close := tie(lexicon, mention.concept, mention.site, f.concept, f.site)) is not None and close <= Tie.COARSE
        for f in aligned.plan.reading.findings
        if f.status in ("hypothetical", "possible") and f.section in ("findings", "impression")
    )


def _is_had(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence says that there is or that the reader has what it names."""
    ahead = [t.lemma for t in tokens(aligned.reading.folded, claim.said.start, claim.mention.start)]
    if ahead[-1:] in (["called"], ["named"]) and ahead[-2:-1] and ahead[-2] in _ILLS:
        ahead = ahead[:-2]  # "You have a condition called …"
    return not _HAD.isdisjoint(ahead[-5:]) and _ASKING.isdisjoint(ahead)


_ILLS = frozenset("condition problem disease disorder illness syndrome".split())


_HAD = frozenset("have has is are be show shows confirm confirms find finds diagnose".split())
_ASKING = frozenset("if whether for ask check correlate means mean called".split())

#: Doubt of what a word of the report stands for, and not of the finding.
_MEANT = frozenset("meant typing typo slip misspell misspelled spelling spelled garbled".split())
_TEXT = frozenset(
    "word words verb noun adjective sentence line phrase text wording term dictation transcript transcription".split()
)


def of_the_text(aligned: Aligned, said: Said) -> bool:
    """Whether a doubt is one of the report's text, and not of the finding ("a word is missing, probably compression")."""
    words = aligned.reading.lemmas(said)
    if not _MEANT.isdisjoint(words):
        return True
    if said.quotes and aligned.reading.folded[said.quotes[0].end : said.end].lstrip(' ",').startswith("mean"):
        return True  # "'Features of spasm' means that the picture fits with tight muscles"
    near = [
        w for s in aligned.reading.near(said, 1, 0) if s.paragraph == said.paragraph for w in aligned.reading.lemmas(s)
    ]
    return not _TEXT.isdisjoint(near) and not _GAPS.isdisjoint(near) and "other" not in near


_GAPS = frozenset("missing garbled incomplete unfinished mistyped cut dropped ends lost".split())


def _either_or(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding is one of two that a sentence leaves open ("either scarring or a bit of lung that is not open")."""
    words = aligned.reading.lemmas(claim.said)
    if "either" in words and "or" in words:
        return True
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:1]
    ahead = tokens(aligned.reading.folded, claim.said.start, claim.mention.start)[-1:]
    beside = any(t.lemma in _EITHER for t in (*ahead, *behind))
    return beside and said_beside(aligned, claim, _EITHER)


_EITHER = frozenset("or versus vs".split())


def _only_likened(aligned: Aligned, claim: Claim) -> bool:
    """Whether a finding is told by what it looks like or fits with, where the report does the same ("compatible with")."""
    doubts = _doubts(aligned, claim.said)
    return bool(doubts) and all(words & _LIKENED for _, _, words in doubts) and said_beside(aligned, claim, _LIKENED)


_LIKENED = frozenset(
    "fit look like appear seem consistent compatible keep keeping suggest suggestive represent resemble felt typical".split()
)


def _sure_that_something_is_there(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention is only a word for any finding ("spot"), and the report is sure of one there."""
    words = {t.lemma for t in tokens(fold(claim.mention.text)) if t.lemma.isalpha()}
    return words <= families().words and any(f.status == "present" for f in claim.facts(Tie.LOOSE, positive=True))


def _of_the_past(aligned: Aligned, claim: Claim) -> bool:
    """Whether a mention names what a reader may have had before, and nothing that was seen ("your trauma history")."""
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:1]
    return any(t.lemma == "history" for t in behind)


def _sure_in_words(aligned: Aligned) -> Iterator[Fault]:
    """A word of certainty before words that the report tells with doubt, be they a finding or not ("definite invasion of …")."""
    reading = aligned.reading
    for said in reading.sentences:
        if said.kind not in ("statement", "heading") or said.label in UNTOLD or reading.from_plan(said):
            continue
        for hit in said.of("certain"):
            if _denied_before(aligned, said, hit) or said.quoted(hit.start, hit.end):
                continue
            window = _until_mark(reading.tokens[hit.last : said.last])[:_WINDOW]
            behind = [t.lemma for t in window if t.lemma.isalpha() and len(t.lemma) > 3 and t.lemma not in FILLERS]
            told = [_doubted_words(scene, behind) for scene in reading.prepared.scenes]
            most = max((count for count, _ in told), default=0)
            alone = most == 1 and behind[:1] and window[0].lemma == behind[0] and _only_held_likely(aligned, behind[0])
            if (most >= 2 and all(doubted for count, doubted in told if count == most)) or alone:
                yield Fault(Span(hit.start, window[-1].end), "says for sure what the report leaves open")


def _only_held_likely(aligned: Aligned, word: str) -> bool:
    """Whether the report never has a word but right behind one of likelihood ("likely reactive")."""
    told = [s for s in aligned.reading.prepared.scenes if word in s.lemmas]
    return bool(told) and all(_doubted_kind(s, word) for s in told)


def _sure_of_a_name(aligned: Aligned) -> Iterator[Fault]:
    """A word of certainty right beside a name that the report only holds possible, wherever it is told ("a definite stone")."""
    for claim in aligned.claims:
        said, mention = claim.said, claim.mention
        if not claim.positive or said.kind == "question" or mention.status == "possible":
            continue
        if claim.asserted and _certainties(aligned, facts_of(aligned, claim)) <= _DOUBT:
            continue  # told already
        facts = claim.nearest(positive=True)
        if not facts or any(f.status != "possible" for f in facts) or claim.fits[0][0] > Tie.RELATED:
            continue
        for hit in said.of("certain"):
            gap = (
                aligned.reading.folded[hit.end : mention.start]
                if hit.end <= mention.start
                else aligned.reading.folded[mention.end : hit.start]
            )
            gap = gap.strip(" \"'()*")  # of what is quoted or set in brackets
            beside = len(gap) < _GAP and not any(sign in gap for sign in ",;:.()")
            if beside and not _denied_before(aligned, said, hit) and not said.quoted(hit.start, hit.end):
                yield Fault(
                    Span(min(hit.start, mention.start), max(hit.end, mention.end)),
                    f"says for sure what the report holds {min(_certainties(aligned, facts))}", aligned.evidence(facts), aligned.statement(facts),
                    sure=True,
                )  # fmt: skip
                break


_GAP = 14


def _doubt_of_a_quote(aligned: Aligned) -> Iterator[Fault]:
    """A doubt of what the report's own words, in brackets behind it, tell for sure ("a suspected bump ("4 mm polyp")")."""
    low = aligned.reading.folded
    for claim in aligned.claims:
        said, mention = claim.said, claim.mention
        quote = next((q for q in said.quotes if q.start <= mention.start and mention.end <= q.end), None)
        if quote is None or low[quote.start - 2 : quote.start - 1] != "(" or mention.status != "possible":
            continue
        facts = claim.nearest(positive=True)
        if (
            said.planned
            or said.kind != "statement"
            or not facts
            or claim.fits[0][0] > Tie.RELATED
            or said.label in UNTOLD
        ):
            continue
        if any(f.status == "possible" for c in aligned.claims_in(said) for f in c.nearest(positive=True)):
            continue  # "Possible calcium in the cartilage ("effusion with chondrocalcinosis")"
        ahead = [d for d in _doubts(aligned, said) if d[1] <= quote.start]
        if not ahead or any(quote.start <= d[0] < quote.end for d in _doubts(aligned, said)):
            continue
        lead = tokens(low, said.start, quote.start - 1)
        opens = sum(t.start < ahead[-1][0] for t in lead if t.lemma.isalpha()) <= 1
        if not opens or any(t.lemma in PARTS - {"that", "as", ":"} for t in lead[:-1]):
            continue
        if _certainties(aligned, facts) != {"definite"} or _doubted(aligned, facts) or _open_in_report(aligned, claim):
            continue
        yield Fault(
            Span(ahead[-1][0], mention.end), f"puts {mention.name} in doubt; the report is sure of it",
            aligned.evidence(facts), aligned.statement(facts),
        )  # fmt: skip


_WINDOW = 10


def _doubt_dropped(aligned: Aligned) -> Iterator[Fault]:
    """The report's own words for what it only thinks of, told without its doubt ("the findings represent a molar gestation")."""
    reading = aligned.reading
    open_words = [(scene, tail) for scene in reading.prepared.scenes for tail in _doubted_tails(scene)]
    open_words = [
        (scene, tail)
        for scene, tail in open_words
        if not any(
            other is not scene and set(tail) <= other.lemmas and _OPENING.isdisjoint(other.lemmas)
            for other in reading.prepared.scenes
        )
    ]
    for said in reading.sentences if open_words else ():
        if said.kind != "statement" or said.label in UNTOLD or reading.from_plan(said) or said.has("not-knowing"):
            continue
        words = [t.lemma for t in reading.tokens[said.first : said.last]]
        if said.has("tentative") or not _LEAVES_OPEN.isdisjoint(words):
            continue
        near = [reading.lemmas(s) for s in reading.near(said, 1, 1) if s is not said and s.has("tentative")]
        for _, tail in open_words:
            if any(not {*tail, "this", "it", "that"}.isdisjoint(lemmas) for lemmas in near):
                continue
            at = _in_a_row(words, tail)
            if at is None or said.quoted(reading.tokens[said.first + at].start, reading.tokens[said.first + at].end):
                continue
            first, last = reading.tokens[said.first + at], reading.tokens[said.first + at + len(tail) - 1]
            yield Fault(Span(first.start, last.end), "says for sure what the report leaves open")
            break


_LEAVES_OPEN = frozenset(
    "no not none nor without if whether doubt question questioned ask check exclude excluded suggest possibility mean means or n't "
    "consistent compatible concern concerning think thinks thought believed apparent correlate correlation rule until".split()
)
_TAIL = 4
_BEFORE_TAIL = frozenset("represent represents reflect reflects be indicate suggest a an the represents have".split())


def _doubted_tails(scene: Scene) -> Iterator[tuple[str, ...]]:
    """The words that a report's sentence sets right behind "may represent" and the like, two at least, up to a mark."""
    words = [t.lemma for t in scene.row]
    for at, word in enumerate(words):
        if word not in ("may", "might", "could") or words[at + 1 : at + 2] not in (["represent"], ["be"], ["reflect"]):
            continue
        tail: list[str] = []
        for other in words[at + 2 :]:
            if not tail and other in _BEFORE_TAIL:
                continue
            if not other.isalpha() or other in FILLERS or other in ("or", "and") or len(tail) == _TAIL:
                break
            tail.append(other)
        if len(tail) > 1 and all(len(w) > SHORT_WORD for w in tail):
            yield tuple(tail)


def _in_a_row(words: Sequence[str], tail: Sequence[str]) -> int | None:
    """Where some words stand one behind the other among others."""
    return next((i for i in range(len(words) - len(tail) + 1) if list(words[i : i + len(tail)]) == list(tail)), None)


def _until_mark(row: Sequence[Token]) -> Sequence[Token]:
    end = next((i for i, t in enumerate(row) if t.lemma in _MARKED), len(row))
    return row[:end]


_MARKED = frozenset(", ; : . ( ) but".split())


def _doubted_words(scene: Scene, words: Sequence[str]) -> tuple[int, bool]:
    """How many of some words a sentence of the report holds, the first of them first, and whether a doubt stands before them."""
    at = [i for i, t in enumerate(scene.row) if words and _same_root(words[0], t.lemma)]
    if not at:
        return 0, False
    count = sum(any(_same_root(word, t.lemma) for t in scene.row) for word in words)
    ahead = [t.lemma for t in scene.row[max(0, at[0] - 6) : at[0]]]
    behind = [t.lemma for t in scene.row[at[0] + 1 : at[0] + 7]]
    doubt = not _OPENING.isdisjoint(ahead) or not _DOUBT_BEHIND.isdisjoint(behind)
    return count, doubt


_DOUBT_BEHIND = frozenset("suspected possible likely probable questioned suggested excluded".split())


def _same_root(one: str, other: str) -> bool:
    """Whether two words may be forms of one ("invasion", "invaded")."""
    return one == other or (min(len(one), len(other)) >= 6 and one[:4] == other[:4]) or akin(one, other)


def _certainty_alone(aligned: Aligned) -> Iterator[Fault]:
    """Doubt or certainty said of what was told before ("This is only a possibility.", "This has been confirmed.")."""
    for said in aligned.reading.sentences:
        hits = list(said.of("doubts-it", "confirms-it"))
        if not hits:
            continue
        facts = spoken_of(aligned, said)
        if not facts or said.has("symptom") or said.has("exam"):
            continue
        told = {f.certainty if f.status == "possible" else "definite" for f in facts}
        hit = hits[0]
        if hit.cue.kind == "doubts-it" and told == {"definite"} and not _doubted(aligned, facts):
            before = aligned.reading.sentences[said.index - 1] if said.index else None
            if not _ASKED_OF_IT.isdisjoint(aligned.reading.lemmas(said)) or (before is not None and _tentative(before)):
                continue  # "Why it is there is uncertain."; "It may come from the tooth. This is not certain."
            message = f"puts {facts[0].name} in doubt; the report is sure of it"
        elif hit.cue.kind == "confirms-it" and told <= _DOUBT:
            message = f"says for sure what the report holds {sorted(told)[0]}"
        else:
            continue
        yield Fault(Span(hit.start, hit.end), message, aligned.evidence(facts), aligned.statement(facts))


#: What is in doubt of a finding that itself is sure: why it came, what it is, how old it is.
_ASKED_OF_IT = frozenset("why what how cause reason source origin nature age meaning kind type".split())


def _doubted(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report itself is of two minds: it doubts the finding in one place, or one of the same name beside it."""
    mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    if any(m.status == "possible" for m in mentions) or _doubted_with_a_slip(aligned, facts):
        return True
    lexicon = aligned.reading.lexicon
    concepts = {m.concept for m in mentions}
    if any(other.status == "possible" and other.concept in concepts for other in aligned.mentions.values()):
        return True  # sure of one node, in doubt of another
    sentences = {m.sentence for m in mentions}
    return any(
        other.status == "possible"
        and other.sentence in sentences
        and any(lexicon.related(other.concept, m.concept) for m in mentions)
        for other in aligned.mentions.values()
    )


def _doubted_with_a_slip(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report doubts some facts by a word that it writes wrongly ("suggetsive of", "porbable")."""
    return any(
        len(word) >= _LONG and word not in _DOUBT_WORDS and any(one_slip(word, doubt) for doubt in _DOUBT_WORDS)
        for word in WORD.findall(aligned.report_words(facts))
    )


_LONG = 7
_DOUBT_WORDS = frozenset(
    "possible possibly probable probably suspected suspicious suggestive suggesting suggests suggested questionable presumed uncertain".split()
)


def _certainties(aligned: Aligned, facts: tuple[Fact, ...]) -> set[str]:
    """How certain the report is of some facts; where it says so more than once, each of its words counts."""
    told: set[str] = set()
    for fact in facts:
        if fact.status != "possible":
            told.add("definite")
            continue
        told.add(fact.certainty)
        mentions = (aligned.mentions[id] for id in fact.mentions if id in aligned.mentions)
        told |= {m.certainty for m in mentions if m.status == "possible"}
    return told


def _denied_before(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word of certainty is denied ("none is confirmed as a fracture")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 4) : hit.first]]
    return any(w in ("no", "not", "none", "neither", "never", "cannot", "without") or w.endswith("n't") for w in ahead)


def _doubt_of_another(aligned: Aligned, claim: Claim) -> bool:
    """Whether every doubt of the sentence is said of something else: another finding, a cause or a part stands between."""
    said, mention = claim.said, claim.mention
    row = aligned.reading.tokens[said.first : said.last]
    doubts = _doubts(aligned, said)
    for start, end, words in doubts:
        if start < mention.end and mention.start < end:
            return False
        if words & _EITHER and _compares_figures(aligned, start, end):
            continue
        lo, hi = (mention.end, start) if mention.end <= start else (end, mention.start)
        between = [t for t in row if lo <= t.start < hi]
        ahead = next((t.lemma for t in row if t.start >= end), ".")
        if ahead in ("cause", "reason", "source", "because"):
            continue  # "adhesions being the probable cause"
        if not any(t.lemma in PARTS for t in between):
            return False
        if any(t.lemma in _EITHER for t in between):
            return False
        if any(lo <= m.start < hi and m is not mention for m in said.mentions):
            if end <= mention.start and _in_brackets_behind(aligned, claim, lo):
                return False
            continue
        if not (end <= mention.start and any(0 <= start - m.end <= 1 for m in said.mentions if m is not mention)):
            return False  # right behind another, it is said of that ("obstruction suspected (mild distention)")
    return bool(doubts)


def _in_brackets_behind(aligned: Aligned, claim: Claim, start: int) -> bool:
    """Whether a name in brackets only tells again what is in doubt before it ("may be calcium spots in veins (phleboliths)")."""
    text = aligned.reading.folded[start : claim.mention.start]
    opens = text.rstrip(' "').endswith("(") and not any(sign in text for sign in ",;:.)")
    between = [c for c in aligned.claims_in(claim.said) if start <= c.mention.start < claim.mention.start]
    return opens and not any(t <= Tie.COARSE for c in between for t, _ in c.fits)


def _doubts(aligned: Aligned, said: Said) -> list[tuple[int, int, frozenset[str]]]:
    """The words of doubt of a sentence: where they stand, and their lemmas."""
    found: list[tuple[int, int, frozenset[str]]] = []
    for piece in aligned.reading.analysis.pieces(said.first, said.last):
        if piece.term.kind in _DOUBTING:
            row = aligned.reading.tokens[piece.start : piece.end]
            found.append((row[0].start, row[-1].end, frozenset(t.lemma for t in row)))
    return found


def _compares_figures(aligned: Aligned, start: int, end: int) -> bool:
    """Whether "versus" sets two figures side by side and no two readings of a finding ("37 weeks versus 40 weeks")."""
    row = tokens(aligned.reading.folded, end, min(len(aligned.reading.folded), end + 16))[:1]
    return any(t.lemma[:1].isdigit() for t in row)


_DENIED = frozenset({"unlikely", "improbable", "doubtful"})
_DOUBTING = frozenset({"doubt-ahead", "doubt-behind", "doubt-next"})


def _of_what_is_known(aligned: Aligned, claim: Claim) -> bool:
    """Whether a doubt is about what comes of a known thing ("most likely a deposit of the cancer")."""
    reading = aligned.reading
    if any(claim.mention.start <= start < claim.mention.end for start, _, _ in _doubts(aligned, claim.said)):
        return False  # "the side of the joint might be narrow"
    ahead = [t.lemma for t in reading.tokens[claim.said.first : claim.said.last] if t.start < claim.mention.start][-2:]
    return len(ahead) == 2 and ahead[0] in ("of", "from", "by", "to") and ahead[1] in ("the", "this", "your")


_DOUBTED_ONCE = frozenset("raised suspected suggested asked wondered thought questioned feared worried pointed".split())
_BY_ANOTHER = frozenset(
    "doctor clinician ultrasound x-ray xray ct mri scan test exam film mammogram earlier before".split()
)


def _of_an_earlier_doubt(aligned: Aligned, claim: Claim) -> bool:
    """Whether the doubt is the one for which this test was made ("an ultrasound had suggested …")."""
    if not claim.known and not any(f.status in ("indication", "hypothetical") for f in aligned.plan.reading.findings):
        return False
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    ahead = [t.lemma for t in row if t.start < claim.mention.start]
    at = next((i for i, w in enumerate(ahead) if w in _DOUBTED_ONCE), -1)
    if at < 1 or _BY_ANOTHER.isdisjoint(ahead[:at]):
        return False
    return "had" in ahead[:at] or not {"this", "next", "why"}.isdisjoint(
        t.lemma for t in row if t.start >= claim.mention.end
    )


_LINKED = frozenset("from due relate related cause caused because left secondary after".split())
_LINKS_AHEAD = 4


def _of_a_link(aligned: Aligned, claim: Claim) -> bool:
    """Whether draft and report both leave open where a finding comes from ("probably due to an old inflammation")."""
    row = aligned.reading.tokens[claim.said.first : claim.said.last]
    end = max((d[1] for d in _doubts(aligned, claim.said) if d[1] < claim.mention.end), default=-1)
    behind_doubt = [t.lemma for t in row if end <= t.start < claim.mention.start]
    if end < 0 or not PARTS.isdisjoint(behind_doubt):
        return False
    linked = not _LINKED.isdisjoint(behind_doubt[:2])
    told = content(aligned.reading.text[claim.said.start : claim.said.end])
    own = {t.lemma for t in row if end <= t.start < claim.mention.end}
    for scene in aligned.reading.prepared.scenes:
        words = [t.lemma for t in scene.row]
        for at, word in enumerate(words):
            if word not in _OPENING or _LINKED.isdisjoint(words[at + 1 : at + 1 + _LINKS_AHEAD]):
                continue
            behind = words[at + 2 : at + 8]
            if linked and any(
                len(w) > SHORT_WORD and alike(w, other) for w in told for other in words[:at] if len(other) > SHORT_WORD
            ):
                return True
            if any(len(w) > SHORT_WORD and akin(w, other) for w in own for other in behind if len(other) > SHORT_WORD):
                return True
    return False


#: Words by which a report leaves open what a finding is.
_OPENING = frozenset(
    (
        "versus vs either possible possibly probable probably likely suspected suspect suspicious felt thought favor favored questionable "
        "question questioned may might could unclear uncertain"
    ).split()
)
#: Those by which it leans to a yes.
_PROBABLY = frozenset("probable probably likely suspected suspect presumed felt thought favor favored".split())


def _left_open(aligned: Aligned, claim: Claim) -> bool:
    """Whether draft and report leave a finding open in the same way: by doubt, by two readings, by a likeness."""
    return _open_in_report(aligned, claim) or _either_or(aligned, claim) or _only_likened(aligned, claim)


def _open_in_report(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report leaves open what the claim names, by a word of doubt beside it or a question mark in the sentence."""
    return (
        said_beside(aligned, claim, _OPENING | _SUGGESTING)
        or (not _SAID_TO_FIT.isdisjoint(claim.said.lemmas) and said_beside(aligned, claim, _LIKENESS))
        or _of_that_kind(aligned, claim)
        or _vaguely_doubted(aligned, claim)
        or any("?" in scene.lemmas for scene, _, _ in told_in(aligned, claim))
    )


def _of_that_kind(aligned: Aligned, claim: Claim) -> bool:
    """Whether the report leaves open of what kind a thing is by the word that names the claim ("a slip, likely degenerative")."""
    kind = {w for w in content(claim.mention.name) if len(w) > _LONG}
    return any(
        token.lemma in _OPENING and any(akin(w, t.lemma) for w in kind for t in scene.row[at + 1 : at + 3])
        for scene in aligned.reading.prepared.scenes
        for at, token in enumerate(scene.row)
    )


def _vaguely_doubted(aligned: Aligned, claim: Claim) -> bool:
    """Whether a name that says no more than that something is there stands for a finding that the report doubts at that part."""
    mention = claim.mention
    return mention.concept in families().vague and any(
        f.status == "possible" and f.site is not None and f.site == mention.site for _, f in claim.fits
    )


def _asks_why(aligned: Aligned, claim: Claim) -> bool:
    """Whether the doubt stands in a lead that only asks ("Why equivocal: the line is faint")."""
    low, said = aligned.reading.folded, claim.said
    colon = low.find(":", said.start, claim.mention.start)
    opened = said.lemmas[:4]
    return colon >= 0 and not _WONDERED.isdisjoint(opened) and all(end <= colon for _, end, _ in _doubts(aligned, said))


_WONDERED = frozenset("why how".split())

#: How a letter and a report liken what is seen to a thing.
_SAID_TO_FIT = frozenset("fit fits fitting match matches look looks consistent compatible keeping".split())
_LIKENESS = frozenset(
    "consistent compatible keeping c/w w feature characteristic typical represent representing".split()
)
#: Words of a report that leave a thing open where the letter does so in the same way ("borderline, suggesting disease").
_SUGGESTING = frozenset("mostly suggest suggesting suggests suggestive suggested borderline equivocal".split())


def _in_doubt_nearby(aligned: Aligned, claim: Claim) -> bool:
    """Whether the sentence before or behind puts the same thing in doubt: it names it, or names nothing else."""
    mine = {f.id for t, f in claim.fits if t <= Tie.VAGUE}
    for said in aligned.reading.near(claim.said, 1, 1):
        if said.index == claim.said.index or said.paragraph != claim.said.paragraph:
            continue
        if not _tentative(said) and not any(m.status == "possible" for m in said.mentions):
            continue
        if not said.mentions and not _WEIGHED_UP.isdisjoint(said.lemmas):
            continue  # "An arthrogram can be considered" leaves a test open, and no finding
        named = [c for c in aligned.claims_in(said) if any(t <= Tie.COARSE for t, _ in c.fits)]
        own = any(word[:1].isdigit() for word in said.lemmas)  # "The smaller one, 1.6 cm, may lie …" is another thing
        if (not named and not own) or any(
            not mine.isdisjoint(f.id for t, f in c.fits if t <= Tie.VAGUE) for c in named
        ):
            return True
    return False


#: What is said of a step that is left to others.
_WEIGHED_UP = frozenset("considered consider recommended advised requested arranged planned ordered".split())


def _left_open_here(aligned: Aligned, claim: Claim) -> bool:
    """Whether a sentence leaves open what a claim names: by a word of doubt, or by an "or" near it."""
    if _tentative(claim.said):
        return True
    if not claim.said.has("tentative"):
        return False
    ahead = tokens(aligned.reading.folded, claim.said.start, claim.mention.start)[-_NEAR_OR:]
    behind = tokens(aligned.reading.folded, claim.mention.end, claim.said.end)[:_NEAR_OR]
    return any(t.lemma == "or" for t in (*ahead, *behind))


_NEAR_OR = 5


def _told_without_doubt(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> bool:
    """Whether the report, in another sentence or by a mere likeness ("consistent with"), tells a doubted finding plainly.

    The likeness is how reports name what they see; "may represent" and "likely" leave it open.
    """
    mentions = [aligned.mentions[id] for f in facts for id in f.mentions if id in aligned.mentions]
    doubted = {m.sentence.start for m in mentions if m.status == "possible"}
    sites = {f.site for f in facts if f.site is not None}
    sites = sites.difference(aligned.plan.reading.exam.regions) or sites  # "shoulder" is where its every part is
    names, lexicon = named(aligned, claim), aligned.reading.lexicon
    scenes = aligned.reading.prepared.scenes
    truly = any(s.start in doubted and not (_OPENING - {"felt"}).isdisjoint(s.lemmas) for s in scenes)
    for scene in scenes:
        here = [m for m in mentions if m.status == "possible" and m.sentence.start == scene.start]
        at = [
            i
            for i, t in enumerate(scene.row)
            if any(m.start <= t.start < m.end for m in here) or (not here and any(akin(n, t.lemma) for n in names))
        ]
        if not at or "?" in scene.lemmas:
            continue
        around = {t.lemma for i in at for t in scene.row[max(0, i - _AROUND) : i + _AROUND]}
        if scene.start in doubted:
            if not _LIKE.isdisjoint(around) and not truly and claim.mention.category != "neoplastic":
                return True
        elif around.isdisjoint(_OPENING | DENYING | _HYPOTHETICAL) and any(
            near(lexicon, s, p) for s in sites for p in scene.parts - ANYWHERE
        ):
            return True
    return False


_AROUND = 7
_LIKE = frozenset("consistent compatible represent represents representing keeping".split())
_HYPOTHETICAL = frozenset(
    "evaluate exclude excluded rule correlate correlation history if suggest suggesting suggestive suggests or concern concerning".split()
)


def _tentative(said: Said) -> bool:
    """Whether a sentence leaves something open by more than an "or"."""
    return any(h.end - h.start > len("or") for h in said.of("tentative"))


def _hedge_is_elsewhere(claim: Claim) -> bool:
    """Whether the doubt of the sentence is about a link to symptoms or about other people, not about the finding."""
    said = claim.said
    return (
        said.has("symptom")
        or said.has("general")
        or said.has("exam")
        or said.has("not-knowing")
        or said.has("common")
        or (said.you and said.has("cause-forward"))
    )


CERTAINTY_MISMATCH = Rule(
    name="certainty-mismatch",
    title="More or less certain than the report",
    rationale="Readers act on certainty. A doubt dropped is a diagnosis made up.",
    source="steitz-2023",
    severity="error",
    check=_other_certainty,
    valid=(
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Possible Baker cyst.\nIMPRESSION: Possible Baker cyst.",
            draft="There may be a Baker cyst, a pouch of fluid behind the knee.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Possible Baker cyst.\nIMPRESSION: Possible Baker cyst.",
            draft="There is a Baker cyst, a pouch of fluid behind the knee.",
        ),
        Example(
            report="EXAM: MRI of the left knee.\nFINDINGS: Baker cyst.\nIMPRESSION: Baker cyst.",
            draft="There may be a Baker cyst, a pouch of fluid behind the knee.",
        ),
    ),
)


def _other_change(aligned: Aligned) -> Iterator[Fault]:
    for sentence in aligned.reading.sentences:
        if sentence.kind == "statement" and turned_around(aligned, sentence):
            yield Fault(sentence.span, "exchanges the size now and the size before")
    for claim in aligned.asserted(positive=True):
        said = change_of(aligned, claim)
        facts = facts_of(aligned, claim)
        if not facts or (said is not None and seeks_help(aligned, claim.said)):
            continue
        if claim.mention.change is None:
            yield from _named_course(aligned, claim, facts)
        if said is None:
            continue
        told = _changes_of(aligned, claim, facts) | course_of_sizes(aligned, claim.said)
        if said in told or (said == "new" and claim.said.has("symptom")):
            continue
        if said == "decreased" and shrinks(aligned, claim) and (told or become_since(aligned, claim) is None):
            continue
        whole = aligned.reading.prepared.report
        placed = "interval placement" in aligned.report_words(facts)
        if said == "stable" and not told and not placed and any(w in whole for w in _SAME_BEFORE):
            continue
        if said == "new" and mention_open(claim) and any(w in whole for w in ("age", "acute", "recent", "chronic")):
            continue  # "a bone that may be newly broken" of a break whose age is not known
        if not told and (_course_in_own_words(aligned, claim.said) or said in _changes_of_a_spot(aligned, claim)):
            continue
        words = aligned.report_words(facts)
        if not told and said == _way_in_words(aligned, words):
            continue
        if not told and any(
            w in words
            for w in (
                "prior",
                "previous",
                "again",
                "compar",
                "interval",
                "since",
                "stable",
                "unchanged",
                "new ",
                "larger",
                "smaller",
                "increas",
                "decreas",
                "recent",
                "acute",
            )
        ):
            if said in ("stable", "increased", "decreased") and not any(
                w in words for w in ("larger", "smaller", "increas", "decreas", "worse", "improv", "progress", "new ")
            ):
                continue
            if said == "new" and any(
                w in words for w in ("acute", "recent", "new ", "interval placement", "interval insertion")
            ):
                continue
            if said == "stable" and ("stable" in words or "unchanged" in words or "again" in words):
                continue
        message = (
            f"says {said}; the report says {' and '.join(sorted(told))}"
            if told
            else f"says {said}; the report tells of no change"
        )
        yield Fault(claim.span, message, aligned.evidence(facts), aligned.statement(facts))
    for span, scene in other_way_by_figure(aligned):
        yield Fault(span, "tells this figure as a change the other way than the report", (scene,))
    yield from _change_words(aligned)
    yield from course_since(aligned)
    yield from long_standing_though_new(aligned)
    yield from _earlier_exam(aligned)
    yield from other_age(aligned)


def _changes_of_a_spot(aligned: Aligned, claim: Claim) -> set[Change]:
    """The courses of what the report has at the very part where a letter tells of something by a word for anything seen ("new patch")."""
    if not content(claim.mention.text) <= families().words:
        return set()
    return {
        m.change
        for f in claim.facts(Tie.COARSE, positive=True)
        if f.site == claim.mention.site
        for m in mentions(aligned, f)
        if m.change
    }


def _changes_of(aligned: Aligned, claim: Claim, facts: Sequence[Fact]) -> set[Change]:
    """The courses that the report gives some facts, in words or else by two sizes; of several things of one name those of the size that a claim gives."""
    told = [m for fact in facts for m in mentions(aligned, fact) if m.change]
    own = [m for m in told if sized(m, claim.mention.measurements, longest=True)]
    return {m.change for m in own or told if m.change} or course_by_sizes_of(aligned, facts)


_LESS = ("decreas", "smaller", "improv", "diminish", "shrunk", "regress")
_MORE = ("increas", "larger", "enlarg", "bigger", "worse", "progress", "grow")


def _way_in_words(aligned: Aligned, words: str) -> Change | None:
    """The one way in which the report's own sentence on a finding has it change, where the report knows an earlier exam."""
    less, more = any(w in words for w in _LESS), any(w in words for w in _MORE)
    if less == more or not any(_knows_earlier(scene) for scene in aligned.reading.prepared.scenes):
        return None
    return "decreased" if less else "increased"


def _named_course(aligned: Aligned, claim: Claim, facts: tuple[Fact, ...]) -> Iterator[Fault]:
    """A course told of a named finding by plain words ("growth has slowed since the prior exams") against the report's."""
    if not any(t <= Tie.RELATED for t, _ in claim.fits) or aligned.reading.from_plan(claim.said):
        return
    told = _changes_of(aligned, claim, facts)
    told_ways = tuple(ways(aligned, claim))
    told |= course_of_sizes(aligned, claim.said)
    if any(told & _COURSES[way] for way, _, _ in told_ways) or _course_in_own_words(aligned, claim.said):
        return
    turned = become_since(aligned, claim)
    if turned is not None and not told - {"stable"} and not _compared_there(aligned, facts):
        names = " and ".join(sorted(told)) or "tells of no change"
        yield Fault(turned, f"tells a change of {claim.mention.name} since an earlier exam; the report {names}", aligned.evidence(facts), aligned.statement(facts))  # fmt: skip
        return
    for way, span, against in told_ways:
        if (not told and not against) or (told == {"resolved"} and way == "same" and _only_then(aligned, claim.said)):
            continue
        if not told and (way in ("same", "new") or not _compared_there(aligned, facts)):
            continue
        names = " and ".join(sorted(told)) or "another course"
        yield Fault(span, f"tells another course of {claim.mention.name}; the report says {names}", aligned.evidence(facts), aligned.statement(facts))  # fmt: skip
        return


def _only_then(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence tells only how it was at an earlier time ("the drain was there on the last film")."""
    words = aligned.reading.lemmas(said)
    return not {"was", "were", "had"}.isdisjoint(words) and (_NOW.isdisjoint(words) or not _ENDED.isdisjoint(words))


_ENDED = frozenset("out removed gone away resolved cleared disappeared vanished healed".split())
_NOW = frozenset("is are has have remain remains still now today unchanged persist persists continue continues".split())


def _compared_there(aligned: Aligned, facts: tuple[Fact, ...]) -> bool:
    """Whether the report's own sentence on some facts sets them against an earlier exam."""
    return any(word in _AGAINST_BEFORE for word in WORD.findall(aligned.report_words(facts)))


def _earlier_exam(aligned: Aligned) -> Iterator[Fault]:
    """This exam set against an earlier one where the report, in no sentence, knows of any."""
    reading = aligned.reading
    asked = {r.start for r in aligned.plan.reading.recommendations}
    if any(m.change and m.sentence.start not in asked for m in aligned.plan.reading.findings):
        return
    if any(_knows_earlier(scene) for scene in reading.prepared.scenes if scene.start not in asked):
        return
    for said in reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("questions", "help", "sources", "not-stated", "limits", "reason")
            or reading.from_plan(said)
            or seeks_help(aligned, said)
        ):
            continue
        words = frozenset(reading.lemmas(said))
        if not _OPEN.isdisjoint(words) or any(w.endswith("n't") for w in words):
            continue
        spans = [Span(h.start, h.end) for h in said.of("earlier-exam")]
        spans = spans or [
            Span(*m.span())
            for m in _LAST_EXAM.finditer(reading.folded, said.start, said.end)
            if not (_LAST_PICTURE.match(m.group()) and _COMPARING.isdisjoint(words))
        ]
        for span in spans:
            if not said.quoted(span.start, span.end) and not _only_dried(aligned, said, span):
                yield Fault(span, "compares with an earlier exam; the report knows of none")


def _only_dried(aligned: Aligned, said: Said, span: Span) -> bool:
    """Whether "than before" only explains what drying out is ("less water in it than before"), and names no exam."""
    if aligned.reading.folded[span.start : span.end] != "than before":
        return False
    words = frozenset(aligned.reading.lemmas(said))
    near = {
        w for s in aligned.reading.near(said, 2, 0) if s.paragraph == said.paragraph for w in aligned.reading.lemmas(s)
    }
    return not _MOISTURE.isdisjoint(words) and not _DISCS.isdisjoint(near | words) and _GROWING.isdisjoint(words)


_MOISTURE = frozenset("water watery moisture moist dry drier dried springy plump soft softer stiff stiffer gel".split())
_DISCS = frozenset("disc disk pad cushion absorber".split())
_GROWING = frozenset("larger bigger smaller worse better wider new grown bulge bulges hernia tear".split())


#: An earlier exam by any of its names ("smaller on the last exam", "since your previous X-ray").
_LAST_EXAM = re.compile(
    r"\b(?:on|in|at|since|from|than|with|to|after) (?:the|your|a|an|his|her) (?:last|previous|prior|earlier|old) "
    r"(?:scan|exam|test|x-ray|mri|ct|ultrasound|mammogram|study|image|picture|film)s?\b"
)


#: The last of a row of pictures is no earlier exam, unless something is compared with it.
_LAST_PICTURE = re.compile(r"(?:on|in|at) the last (?:image|picture|film)s?$")
_COMPARING = frozenset(
    "same larger smaller bigger new change changed already still more less before stable different".split()
)


def _knows_earlier(scene: Scene) -> bool:
    """Whether a sentence of the report tells of an earlier exam or of how a thing was ("prior to the scan" does not)."""
    words = [t.lemma for t in scene.row]
    if not DENYING.isdisjoint(words):
        return False
    return any(w in _EARLIER and not (w == "prior" and words[i + 1 : i + 2] == ["to"]) for i, w in enumerate(words))


#: Words of a report that knows how a thing was before.
_EARLIER = frozenset(
    (
        "compare compared comparison prior previous previously since interval earlier last again unchanged stable new newly older "
        "persist persistent improve improved progress progressed progression resolved ago follow-up followup correlation"
    ).split()
)
#: Words that leave a comparison open, deny it or only advise it.
_OPEN = frozenset(
    "no not none without nor never if ask whether any should could can may might would bring older".split()
)


#: Words by which a report says that a finding was there before.
_SAME_BEFORE = (
    "unchanged",
    "stable",
    "no change",
    "no interval change",
    "also seen on",
    "seen previously",
    "as before",
)


def mention_open(claim: Claim) -> bool:
    """Whether the claim is made as a possibility."""
    return claim.mention.status == "possible"


def _change_words(aligned: Aligned) -> Iterator[Fault]:
    """A course told without a finding's name ("they look different from last time") against the report."""
    everywhere = {
        m.change for m in aligned.plan.reading.findings if m.change and m.section not in ("indication", "history")
    }
    for said in aligned.reading.sentences:
        if (
            said.kind != "statement"
            or said.label in ("questions", "help", "sources", "not-stated", "limits")
            or aligned.reading.from_plan(said)
        ):
            continue
        shrunk = "atroph" in aligned.reading.prepared.report
        strange = {  # "The stone has shrunk."
            c.mention.start for c in aligned.claims_in(said) if not c.fits and not (shrunk and shrinks(aligned, c))
        }
        if any(m.change and m.start not in strange for m in said.mentions):
            continue
        named = tuple(f for c in aligned.claims_in(said) for f in agreeing(aligned, c, c.facts(Tie.COARSE)))
        facts = named or spoken_of(aligned, said)
        told_here = {
            m.change
            for f in facts
            for m in (aligned.mentions[i] for i in f.mentions if i in aligned.mentions)
            if m.change
        }
        if not told_here and not named:
            told_here = _changes_of_line(aligned, said)
        if not told_here:
            told_here = course_by_sizes_of(aligned, facts)
        course = _course(aligned, said)
        if _against_a_size(said.lemmas):
            continue  # "none is bigger than 8 mm"
        if seeks_help(aligned, said) or _on_the_watch(aligned, said) or not _BESIDES.isdisjoint(_thans(aligned, said)):
            continue
        if course is None or wondered(aligned, said, course[2]) or _awaited(aligned, said, course[2]):
            continue
        fits, span, at = course
        if reaches_into(aligned, said, at) or (fits == {"new"} and _none_of_it(aligned, said, at)):
            continue
        if any(shrinks(aligned, c) and c.mention.end >= span.start and c.facts() for c in aligned.claims_in(said)):
            continue
        if become_large(aligned, said, at) or (fits == {"stable"} and nothing_amiss(aligned, said, span)):
            continue
        told = (told_here or everywhere) | course_of_sizes(aligned, said)
        if told & fits or said.has("symptom") or "you" in aligned.reading.lemmas(said):
            continue
        if fits == {"new"} and any(w in aligned.report_words(facts) for w in ("acute", "recent", "fresh")):
            continue
        whole = aligned.plan.reading.text.lower()
        if not told_here and _course_in_own_words(aligned, said):
            continue
        if not told_here and "stable" in fits and _unchanged_in_words(aligned, said):
            continue
        if not told_here and "stable" in fits and _new_in_words(aligned, said):
            pass
        elif not told and "stable" in fits and any(w in whole for w in ("prior", "unchanged", "stable", "no change")):
            continue
        yield Fault(
            span,
            "tells of a change over time that the report does not",
            aligned.evidence(facts),
            aligned.statement(facts),
        )


def _against_a_size(words: Sequence[str]) -> bool:
    """Whether something is only held against a size ("larger than 8 mm")."""
    return any(
        a == "than" and b[:1].isdigit() and c in ("mm", "cm", "millimeter", "centimeter", "inch")
        for a, b, c in zip(words, words[1:], words[2:], strict=False)
    )


_COMING = frozenset("new newly worsening increasing progressive progressing sudden worse".split())
_CALLS_FOR = frozenset(
    ": → = > needs need means mean warrants warrant requires require prompts prompt calls should".split()
)
_SIGN_WITHIN = 9


def _on_the_watch(aligned: Aligned, said: Said) -> bool:
    """Whether a note tells what a sign that may still come calls for ("New weakness: emergency room", "any new fever means …")."""
    row = [w for w in aligned.reading.lemmas(said) if w not in ("-", "*", "any", "a", "the")]
    if row[:1] == [] or row[0] not in _COMING or anchored(aligned, said):
        return False
    if any(
        c.positive and any(t <= Tie.COARSE and f.status != "absent" for t, f in c.fits) for c in aligned.claims_in(said)
    ):
        return False
    at = next((i for i, w in enumerate(row[:_SIGN_WITHIN]) if w in _CALLS_FOR), 0)
    return at > 1


def _unchanged_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report tells, without a finding's name, that what the sentence's line speaks of has not changed."""
    line = stems(aligned.reading.text[aligned.reading.text.rfind("\n", 0, said.start) + 1 : said.end])
    return any(
        "change" in scene.lemmas
        and not DENYING.isdisjoint(scene.lemmas)
        and any(len(word) > SHORT_WORD and word in line for word in stems(" ".join(scene.lemmas)) - _OF_NO_CHANGE)
        for scene in aligned.reading.prepared.scenes
    )


_OF_NO_CHANGE = stems("change changes changed significant interval study studies prior previous earlier")


def _new_in_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report calls a thing new that a sentence names, be it a finding or not ("interval placement of a tube")."""
    named = stems(aligned.reading.text[said.start : said.end])
    return any(
        not _NEWLY.isdisjoint(scene.lemmas)
        and DENYING.isdisjoint(scene.lemmas)
        and any(len(word) > 3 and word in named for word in stems(" ".join(scene.lemmas)) - _EARLIER - _NEWLY)
        for scene in aligned.reading.prepared.scenes
        if "interval" not in scene.lemmas or not _PLACED.isdisjoint(scene.lemmas)
    )


_NEWLY = frozenset("new newly interval".split())
_PLACED = frozenset("placement development appearance insertion new newly".split())


#: What a part is measured against when nothing has changed ("smaller than the left one").
_BESIDES = frozenset("left right other one average usual normal".split())


def _thans(aligned: Aligned, said: Said) -> frozenset[str]:
    """The words right behind each "than" of a sentence."""
    words = aligned.reading.lemmas(said)
    return frozenset(w for i, word in enumerate(words) if word == "than" for w in words[i + 1 : i + 3])


def _changes_of_line(aligned: Aligned, said: Said) -> set[Change]:
    """The changes the report gives what was told before in the same line."""
    text = aligned.reading.text
    start = text.rfind("\n", 0, said.start) + 1
    ids = {
        id
        for c in aligned.claims
        if c.positive and start <= c.said.start and c.said.index < said.index
        for t, f in c.fits
        if t <= Tie.RELATED and f.status != "absent"
        for id in f.mentions
    }
    return {m.change for m in (aligned.mentions[i] for i in ids if i in aligned.mentions) if m.change}


#: What a report must tell for each way of telling a course.
_COURSES: dict[str, frozenset[str]] = {
    "same": frozenset({"stable"}),
    "different": frozenset({"new", "increased", "decreased", "resolved"}),
    "more": frozenset({"increased", "new"}),
    "less": frozenset({"decreased", "resolved"}),
    "new": frozenset({"new"}),
}


def _course(aligned: Aligned, said: Said) -> tuple[frozenset[str], Span, int] | None:
    """The course a sentence tells without naming a finding: the changes that would bear it out, and where it says so."""
    for hit in said.of("compared"):
        return _COURSES[_way(aligned, said, hit)], Span(hit.start, hit.end), hit.first
    anchor = next(iter(said.of("against-before")), None)
    way = next(iter(said.of("direction")), None)
    if not refers(aligned, said) and not (way is not None and _of_nothing_named(aligned, said, way)):
        return None
    if anchor is not None and way is not None:
        span = Span(min(anchor.start, way.start), max(anchor.end, way.end))
        return _COURSES[_way(aligned, said, way)], span, way.first
    tokens = aligned.reading.tokens
    for piece in aligned.reading.analysis.pieces(said.first, said.last):
        if (
            piece.term.kind == "change"
            and _predicated(aligned, said, piece.start)
            and not in_space(aligned, said, piece.start, piece.end)
        ):
            span = Span(tokens[piece.start].start, tokens[piece.end - 1].end)
            goes_on, onto = onward(aligned, said, piece.end)
            if goes_on and onto is None:
                continue
            return frozenset({onto or piece.term.value}), span, piece.start
    return None


def _way(aligned: Aligned, said: Said, hit: Hit) -> str:
    """The way that a word of change tells, "same" where another is denied ("has not grown since")."""
    way = hit.cue.value
    return "same" if way in ("more", "less", "different") and denied(aligned, said, hit.first) else way


def _of_nothing_named(aligned: Aligned, said: Said, way: Hit) -> bool:
    """Whether a course is told of what is no finding and no part ("growth has slowed since …")."""
    if said.places or any(c.fits for c in aligned.claims_in(said)) or said.label in UNTOLD:
        return False
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : way.first] if t.lemma.isalpha()]
    return len(ahead) <= _OPENS_WITHIN and bool(_HAS_TURNED.intersection(ahead))


_OPENS_WITHIN = 5
_HAS_TURNED = frozenset("has have is are was were had".split())


#: Words by which a sentence of the report sets what is seen against an earlier exam.
_AGAINST_BEFORE = frozenset("compare compared comparison prior previous previously since interval earlier last".split())


def _course_in_own_words(aligned: Aligned, said: Said) -> bool:
    """Whether the report tells the course by the same word, set against an earlier exam ("normal fetal growth since …")."""
    reading = aligned.reading
    pieces = [p for p in reading.analysis.pieces(said.first, said.last) if p.term.kind == "change"]
    said_so = {t.lemma for p in pieces for t in reading.tokens[p.start : p.end]}
    said_so |= {t.lemma for h in said.of("direction") for t in reading.tokens[h.first : h.last]}
    said_so -= _AGAINST_BEFORE | _NO_COURSE
    if not said_so:
        return False
    named = {w for w in stems(reading.text[said.start : said.end]) if len(w) > SHORT_WORD}
    scenes = reading.prepared.scenes
    words = kept(reading.prepared.memo, "stems-of-scenes", lambda: [stems_of(scene.lemmas) for scene in scenes])
    told = [
        scene.lemmas
        for scene, own in zip(scenes, words, strict=True)
        if _against_before(scene.lemmas) or (len(named & own) > 1 and _SINCE.isdisjoint(said.lemmas))
    ]
    if "new" in said_so and any(_only_new(aligned, scene) for scene in reading.prepared.scenes):
        return True
    return any(
        _one_course(one, other) for lemmas in told if DENYING.isdisjoint(lemmas) for one in said_so for other in lemmas
    )


def _against_before(lemmas: Collection[str]) -> bool:
    """Whether a sentence sets what it tells against an earlier exam, and not against the other side ("larger compared to the right side")."""
    found = _AGAINST_BEFORE & {*lemmas}
    return bool(found - _COMPARED) or (bool(found) and _SIDES.isdisjoint(lemmas))


_COMPARED = frozenset("compare compared".split())
_SIDES = frozenset("side contralateral opposite".split())


def _only_new(aligned: Aligned, scene: Scene) -> bool:
    """Whether a note of the report only says of what it told before that it is new ("New since the prior studies.")."""
    return (
        [t.lemma for t in scene.row[:1]] == ["new"]
        and not _AGAINST_BEFORE.isdisjoint(scene.lemmas)
        and not any(scene.start <= f.start < scene.end for f in aligned.plan.reading.findings)
    )


#: Words that set a course against an earlier exam ("it has grown since your last x-ray").
_SINCE = frozenset("since last earlier previous prior before".split())
#: Words of a course that tell none by themselves.
_NO_COURSE = frozenset(
    "in place there was were already not present seen the same size of it more less up down off".split()
)


def _one_course(one: str, other: str) -> bool:
    """Whether two words of change are forms of one ("grown" and "growth", "improved" and "improvement")."""
    shared = max(4, min(len(one), len(other)) - 2)
    return one[:shared] == other[:shared] and len(one) >= shared


def _awaited(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a course is only waited for ("a new scan when the kidneys have improved")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at]][-_CLAUSE:]
    cut = max((i for i, w in enumerate(ahead) if w in (",", ";", ":", "and", "but")), default=-1)
    return not {"when", "once", "until", "unless"}.isdisjoint(ahead[cut + 1 :])


_CLAUSE = 9


def _none_of_it(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a sentence says that nothing new is there."""
    return not DENYING.union(("nothing",)).isdisjoint(t.lemma for t in aligned.reading.tokens[said.first : at])


def _predicated(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether a word of change is said of the finding ("it is stable"; a note "Stable since …"), and not of something else."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : at] if t.lemma[:1].isalpha()]
    return (not ahead or ahead[-1] in PREDICATES) and "mean" not in ahead


CHANGE_MISMATCH = Rule(
    name="change-mismatch",
    title="Another course than the report",
    rationale="New, worse and stable call for different steps.",
    source="steitz-2023",
    severity="error",
    check=_other_change,
    valid=(
        Example(
            report="EXAM: CT chest.\nCOMPARISON: Last year.\nFINDINGS: 6 mm nodule in the right upper lobe, unchanged.\nIMPRESSION: Stable 6 mm right upper lobe nodule.",
            draft="The 6 mm spot in the upper part of your right lung has not changed.",
        ),
    ),
    invalid=(
        Example(
            report="EXAM: CT chest.\nCOMPARISON: Last year.\nFINDINGS: 6 mm nodule in the right upper lobe, unchanged.\nIMPRESSION: Stable 6 mm right upper lobe nodule.",
            draft="The 6 mm spot in the upper part of your right lung has grown.",
        ),
        Example(
            report="EXAM: CT chest.\nFINDINGS: 6 mm nodule in the right upper lobe.\nIMPRESSION: 6 mm right upper lobe nodule.",
            draft="There is a 6 mm spot in the upper part of your right lung. It is larger than on your last scan.",
        ),
    ),
)
