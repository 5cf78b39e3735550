"""The caveats that must stand with what is told: what a scan cannot tell, and who was studied for a number."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from explainer.core.language.text import fold
from explainer.core.values import Caveat
from guardrails.alignment import Aligned, Tie
from guardrails.prepared import plain
from guardrails.reading import Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.caveats_said import (
    cannot_tell,
    exam_asked,
    exam_decides,
    of_other_tests,
    says_the_same,
    speaks_of_kind,
    tells_felt,
    tells_silent,
)
from guardrails.rules.shares import bare_numbers, measured, parts

_QUIET = frozenset({"questions", "sources", "help", "reason"})
#: Categories whose findings are common in people without symptoms.
_WORN = frozenset({"degenerative", "mechanical"})
#: The halves of a correlation caveat, as a fault names them.
_SILENT, _ALONE = "that it is often seen without symptoms", "that the scan alone cannot tell, and an exam is needed"
_SILENT_TEXT = re.compile(
    r"no pain|without (?:symptoms|pain)|asymptomatic|often silent|no symptoms|common with age|people with no|pain-free|are common|without symptoms as"
)
_ALONE_TEXT = re.compile(r"alone|\bexam|can't tell|cannot|correlat|not establish|\bfit|match|may or may not|by itself")


@lru_cache(maxsize=1024)
def _needs(text: str) -> tuple[str, ...]:
    """The halves a caveat's own words carry; none when it carries neither."""
    low = fold(text)
    return tuple(half for half, words in ((_SILENT, _SILENT_TEXT), (_ALONE, _ALONE_TEXT)) if words.search(low))


def _silent(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence says that such things are common, or seen in people who feel nothing."""
    if tells_felt(_words(aligned, said)):
        return False
    if said.has("silent", "common") or said.has("alone", "open"):
        return True
    if said.has("share") and (said.planned or not measured(aligned, said)) and not said.has("treatment"):
        return True
    if said.has("silent", "free") and (said.has("silent", "who") or said.has("hedge")):
        return True
    return tells_silent(_words(aligned, said))


#: Words of a sentence that are read: more hold no plain caveat, and the work stays linear in the draft.
_LONG = 160


def _words(aligned: Aligned, said: Said) -> list[str]:
    return aligned.reading.lemmas(said)[:_LONG]


#: Sentences before one in its passage that may tell what "it" is.
_BEFORE = 2


def _before(aligned: Aligned, said: Said) -> list[str]:
    """The lemmas of the passage before a sentence: what it may go on from."""
    near = [
        s
        for s in aligned.reading.near(said, _BEFORE, -1)
        if s.paragraph == said.paragraph or s.kind in ("heading", "question")
    ]
    return [word for s in near for word in _words(aligned, s)]


def _alone(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence says that the scan cannot tell what hurts, or that an exam must."""
    if said.has("alone", "open") or any(
        h.cue.value == "whole" and not of_other_tests(aligned.reading.tokens[h.first : min(h.last + 4, said.last)])
        for h in said.of("alone")
    ):
        return True
    if _left_open(aligned, said) or _examined(aligned, said) or _of_any_pain(aligned, said):
        return True
    felt = [*said.of("alone-link"), *said.of("symptom")]
    for hit in said.of("alone"):
        if hit.cue.value == "cannot":
            if any(h.first >= hit.last for h in felt) and not _of_the_report(aligned, said, hit.first):
                return True
        elif hit.cue.value == "exam" and not _imaging_exam(aligned, said, hit.first):
            judged = felt or ([*said.of("alone-judge")] if _goes_on(aligned, said) else [])
            if any(h.last <= hit.first or h.first >= hit.last for h in judged):
                return True
    words, before = _words(aligned, said), _before(aligned, said)
    return cannot_tell(words, before) or exam_decides(words, before)


_CANNOT = frozenset("cannot can't not nothing nobody".split())
_TOLD = frozenset(
    "tell told say said read seen see shown show known know judged judge settled settle decided answered inferred taken".split()
)


def _left_open(aligned: Aligned, said: Said) -> bool:
    """Whether "whether" or "what" opens a clause that cannot be told ("Whether it is behind the pain cannot be seen")."""
    words = aligned.reading.lemmas(said)
    tied = said.has("alone-link") or said.has("symptom") or "part" in words
    asked = next((at for at, w in enumerate(words) if w == "whether"), None)
    if asked is not None and tied and _beyond_pictures(words[asked:]):
        return True
    opened = next((at for at, w in enumerate(words[:4]) if w in ("whether", "which", "if")), None)
    if opened is None or not tied:
        return False
    turned = next((at for at in range(opened, len(words)) if words[at] in _CANNOT), None)
    if turned is not None and words[opened] == "if" and "," in words[opened:turned]:
        return False  # "Say so if the pain stays, since a crack may not show early"
    return turned is not None and not _TOLD.isdisjoint(words[turned : turned + 5])


_PICTURES = frozenset("picture image scan mri ct ultrasound film x-ray imaging report".split())
_ONLY = frozenset("has have must need needs take takes only require requires up".split())


def _beyond_pictures(words: Sequence[str]) -> bool:
    """Whether what is asked takes "more than a picture", or has to come from an exam."""
    for at, word in enumerate(words):
        if word == "more" and words[at + 1 : at + 2] == ["than"] and not _PICTURES.isdisjoint(words[at + 2 : at + 5]):
            return True
        if word in ("exam", "examination", "visit") and not _ONLY.isdisjoint(words[max(0, at - 7) : at]):
            return _PICTURES.isdisjoint(words[max(0, at - 2) : at])
    return False


#: Who examines, how a duty to do so is told, and what is done then.
_PERSONS = frozenset(
    "clinician doctor physician surgeon specialist therapist team examiner provider someone who".split()
)
_DUTY = frozenset("to must needs need has have should will can is asked".split())
_EXAMINES = frozenset("examine examines examined test match compare correlate check".split())
_NO_BODY = frozenset("blood urine result report image letter scan picture medicine file it this that again".split())


def _examined(aligned: Aligned, said: Said) -> bool:
    """Whether someone is to examine the reader for what was found, or an exam and the history are to decide."""
    words = aligned.reading.lemmas(said)
    if "examination" in words or "exam" in words:
        if not {"story", "history", "conversation", "talk"}.isdisjoint(words) and _goes_on(aligned, said):
            return True
        needed = not {"need", "needed", "take", "takes", "required", "must"}.isdisjoint(words)
        if (
            needed
            and not any(_imaging_exam(aligned, said, h.first) for h in said.of("alone"))
            and _goes_on(aligned, said)
        ):
            return True
    for at, word in enumerate(words):
        if word not in _PERSONS:
            continue
        for step in range(at + 1, min(at + 8, len(words))):
            if words[step] in _EXAMINES and not _DUTY.isdisjoint(words[at + 1 : step]):
                behind = words[step + 1 : step + 4]
                return _NO_BODY.isdisjoint(behind)
    return False


def _goes_on(aligned: Aligned, said: Said) -> bool:
    """Whether the sentence before leaves something open that an exam can tell ("An exam can help tell" alone says nothing)."""
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    return (
        before.has("alone")
        or before.has("silent")
        or before.has("alone-link")
        or before.has("symptom")
        or before.has("hedge")
    )


_REPORT = frozenset("report note radiologist reader".split())
_IMAGING = frozenset("this mri ct scan prior earlier previous last imaging ultrasound ray whole limited today".split())


def _of_the_report(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether it is the report that does not say, not the scan that cannot tell."""
    return any(t.lemma in _REPORT for t in aligned.reading.tokens[max(said.first, at - 3) : at])


def _imaging_exam(aligned: Aligned, said: Said, at: int) -> bool:
    """Whether "exam" means the scan itself."""
    return any(t.lemma in _IMAGING for t in aligned.reading.tokens[max(said.first, at - 2) : at])


@dataclass(slots=True)
class _Block:
    """A paragraph or bullet with the heading above it.

    ``told``: the facts it tells; ``named``: those it names only in sentences that carry a half, as a paragraph of caveats
    does; ``halves``: the halves said in it of "this" or "it"; ``checked``: whether someone is asked to check what it tells;
    ``known``: what was told before it; ``of_all``: whether a question in it or right above it asks of all that was found.
    """

    known: frozenset[str]
    told: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    halves: set[str] = field(default_factory=set)
    checked: bool = False
    of_all: bool = False

    @property
    def comments(self) -> bool:
        """Whether it tells nothing that was not told before it, as a paragraph on what to make of it does."""
        return self.known.issuperset(self.told | self.named)


def _covered(aligned: Aligned, facts: Collection[str]) -> dict[str, set[str]]:
    """For each half the facts that have it: named in its sentence, told in its paragraph, or meant by "these findings"."""
    covered: dict[str, set[str]] = {_SILENT: set(), _ALONE: set()}
    told: dict[int, set[str]] = {}
    for claim in aligned.claims:
        if claim.positive:
            ids = {f.id for t, f in claim.fits if t <= Tie.VAGUE and f.id in facts}
            told.setdefault(claim.said.index, set()).update(ids)
    own = _own_sentences(aligned.plan.caveats)
    whole: set[str] = set()
    blocks: list[_Block] = []
    before: Said | None = None
    last: list[str] = []
    for said in aligned.reading.sentences:
        if before is None or _opens(aligned, before, said):
            known = blocks[-1].known | blocks[-1].told if blocks else frozenset()
            blocks.append(_Block(known, of_all=before is not None and _asks_of_all(aligned, before)))
        block, asked, before = blocks[-1], before, said
        block.of_all = block.of_all or _asks_of_all(aligned, said)
        names = told.get(said.index, set()) | _at_places(aligned, said, facts)
        halves: list[str] = []
        if said.label not in _QUIET and said.kind not in ("question", "heading"):
            halves = [_SILENT] if _silent(aligned, said) else []
            if _alone(aligned, said) or (asked is not None and _answers(aligned, asked, said)):
                halves.append(_ALONE)
            elif exam_asked(_words(aligned, said)):
                covered[_ALONE].update(names)
                block.checked = True
                beside = names or block.told or block.named or said.has("this-one")
                relates = not _RELATES.isdisjoint(aligned.reading.lemmas(said))
                if relates and (not beside or _speaks_of_all(aligned, said)):
                    covered[_ALONE].update(facts)
            if says_the_same(aligned.reading.lemmas(said)):
                halves = last
        # "An exam can help tell" behind "The scan can't say if it hurts" speaks of no more than that.
        narrow = set(halves) & set(last) & block.halves if block.told else set()
        last = halves
        if not halves or said.planned:
            block.told |= names
        else:
            block.named |= names
        bare = plain(aligned.reading.folded[said.start : said.end]) if said.planned else ""
        whole.add(bare)
        mine = own.get(bare, ()) if halves else ()
        for half in halves:
            if mine and not said.has("this-one"):
                covered[half].update(mine)
            elif (
                block.of_all
                or _speaks_of_all(aligned, said)
                or (half == _ALONE and _of_any_pain(aligned, said))
                or not (names or _points_back(aligned, said) or half in narrow)
            ):
                covered[half].update(facts)
            else:
                covered[half].update(names)
                block.halves.add(half)
    for caveat in aligned.plan.caveats:
        if caveat.kind == "correlation" and whole.issuperset(parts(caveat.text)):
            for half in _needs(caveat.text):  # the plan's own words, all of them
                covered[half].update(caveat.facts)
    alone = [block for block in blocks if block.halves and not block.told]
    for block in blocks:
        # A paragraph that holds caveats alone, and the only one of its kind, speaks of all that was found.
        reach = block.told | block.named if block.told or (len(alone) > 1 and block.named) else facts
        for half in block.halves:
            covered[half].update(facts if half == _ALONE and block.comments and not block.checked else reach)
        if block.checked:
            covered[_ALONE].update(block.told | block.named)
    return covered


def _speaks_of_all(aligned: Aligned, said: Said) -> bool:
    """Whether a sentence speaks of all that was found."""
    return said.has("these-findings") or speaks_of_kind(aligned.reading.lemmas(said))


_ALL_OF_IT = re.compile(
    r"\b(?:any|all|some|much) of (?:this|these|it|them|that)\b|\b(?:these|the) (?:findings|changes|results)\b"
)


def _asks_of_all(aligned: Aligned, said: Said) -> bool:
    """Whether a question asks if what was found has to do with what is felt ("Does any of this explain the pain?")."""
    if said.kind != "question" or not (said.has("alone-link") or said.has("symptom")):
        return False
    whole = _ALL_OF_IT.search(aligned.reading.folded, said.start, said.end) is not None
    return whole or (not aligned.claims_in(said) and "this" in aligned.reading.lemmas(said))


_PLURALS = ("findings", "changes", "results", "things", "discs", "joints")


def _points_back(aligned: Aligned, said: Said) -> bool:
    """Whether "it" or "they" takes up what was told, and not a word for all of it ("Disc findings are common; they …")."""
    low = aligned.reading.folded
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    joined = low[before.end - 1 : before.end] == ";" and not aligned.claims_in(before)
    start = before.start if joined else said.start
    named = min((at for word in _PLURALS if (at := low.find(word, start, said.end)) >= 0), default=said.end)
    return any(h.start < named for h in said.of("this-one"))


_SOURCES = frozenset("origin source cause reason generator".split())
_BACK_TO = frozenset("this these it its they them their that those which such".split())
_CLAUSE_MARKS = frozenset(", ; : and but so - because".split())


def _of_any_pain(aligned: Aligned, said: Said) -> bool:
    """Whether the clause that leaves it open speaks of the source of the pain and of no finding.

    So in "Bulges are common in people without pain, and the source of pain can't be read off a scan"; not in "… and their
    part in the pain can't be told".
    """
    words = _words(aligned, said)
    turned = next(
        (at for at, w in enumerate(words) if w in ("cannot", "can't") or words[at - 1 : at + 1] == ["can", "not"]), None
    )
    if turned is None or _TOLD.isdisjoint(words[turned : turned + 5]):
        return False
    opens = max((at for at in range(turned) if words[at] in _CLAUSE_MARKS), default=-1) + 1
    subject = words[opens:turned]
    asked = subject[:1] == ["what"] or not _SOURCES.isdisjoint(subject)
    start = aligned.reading.tokens[said.first + opens].start
    named = any(c.fits and c.mention.end > start for c in aligned.claims_in(said))
    felt = any(start <= h.start for h in said.of("symptom"))
    return asked and felt and not named and _BACK_TO.isdisjoint(words[opens:])


_CHANGES = frozenset("change changes finding findings wear arthritis arthrosis arthropathy degeneration".split())


#: Verbs by which what was found, all of it, is to be held against the patient.
_RELATES = frozenset("correlate correlation relate weigh match compare".split())


def _at_places(aligned: Aligned, said: Said, facts: Collection[str]) -> set[str]:
    """What was found at the parts that a sentence lists with one word for all ("Facet, hip and disc change is often silent")."""
    if len(said.places) < 2 or _CHANGES.isdisjoint(aligned.reading.lemmas(said)):
        return set()
    lexicon, by_id = aligned.reading.lexicon, aligned.reading.prepared.facts
    named = {p.anatomy for p in said.places}
    sites = {id: by_id[id].site for id in facts if id in by_id}
    return {id for id, site in sites.items() if site and not named.isdisjoint({site, *lexicon.ancestors(site)})}


def _answers(aligned: Aligned, asked: Said, said: Said) -> bool:
    """Whether a sentence says that the scan cannot answer the question before it ("Is this why it hurts? It can't say.")."""
    if asked.kind != "question" or not (asked.has("alone-link") or asked.has("symptom")):
        return False
    words = aligned.reading.lemmas(said)
    turned = next((at for at, w in enumerate(words[:5]) if w in _CANNOT), None)
    if turned is not None and turned < 4 and not _TOLD.isdisjoint(words[turned : turned + 4]) and "report" not in words:
        return True  # "That can't be read off the scan."
    return any(h.cue.value == "cannot" and not _of_the_report(aligned, said, h.first) for h in said.of("alone"))


def _own_sentences(caveats: Sequence[Caveat]) -> dict[str, set[str]]:
    """The plan's own caveat sentences, each with the facts it serves."""
    found: dict[str, set[str]] = {}
    for caveat in caveats:
        if caveat.kind == "correlation":
            for part in parts(caveat.text):
                found.setdefault(part, set()).update(caveat.facts)
    return found


def _opens(aligned: Aligned, before: Said, said: Said) -> bool:
    """Whether a sentence begins a paragraph, a bullet or a line that stands under no heading."""
    if before.kind == "heading" and said.kind != "heading":
        return False
    return said.paragraph != before.paragraph or "\n" in aligned.reading.text[before.end : said.start]


_INJURED = frozenset("injury trauma fall fell accident twisted dislocation dislocated crash collision".split())


def _dropped(aligned: Aligned) -> Iterator[Fault]:
    caveats = [c for c in aligned.plan.caveats if c.kind == "correlation"]
    told = {
        f.id for c in aligned.claims if c.positive and c.said.kind != "question" for t, f in c.fits if t <= Tie.VAGUE
    }
    facts = (
        ({id for c in caveats for id in c.facts} & told) - _of_a_growth(aligned) - _of_an_injury_or_operation(aligned)
    )
    if not _complains(aligned):
        facts -= _of_heart_and_vessels(aligned)
    named = frozenset(facts)
    if not _felt(aligned):
        facts &= {f.id for f in aligned.plan.reading.facts if f.category in _WORN}
    if facts:
        yield from _left_out(aligned, caveats, facts, named)
    yield from bare_numbers(aligned)


def _of_a_growth(aligned: Aligned) -> set[str]:
    """What a growth does where it lies (it bulges, it displaces): no common finding that could be blamed for a pain."""
    report = aligned.plan.reading
    growths = [f for f in report.facts if f.category == "neoplastic" and f.status in ("present", "possible")]
    if not growths:
        return set()
    sites = {f.site for f in growths}
    ids = {id for f in growths for id in f.mentions}
    beside = {m.sentence for m in report.findings if m.id in ids}
    done = {m.id for m in report.findings if m.sentence in beside or m.site in sites}
    return {f.id for f in report.facts if f.category == "mechanical" and not done.isdisjoint(f.mentions)}


def _of_an_injury_or_operation(aligned: Aligned) -> set[str]:
    """How pieces or tissues lie ("displaced", "drawn in") in a sentence that tells of a break or of surgery: no wear."""
    report = aligned.plan.reading
    beside = {m.sentence for m in report.findings if m.category in ("traumatic", "postoperative")}
    lie = {m.id for m in report.findings if m.sentence in beside and m.category in ("mechanical", "other")}
    return {f.id for f in report.facts if f.mentions and lie.issuperset(f.mentions)}


def _of_heart_and_vessels(aligned: Aligned) -> set[str]:
    """Wear in the heart and the vessels, for which a report without a complaint gives no pain to blame it for."""
    lexicon = aligned.reading.lexicon
    return {
        f.id
        for f in aligned.plan.reading.facts
        if f.site and not {"heart", "vessel"}.isdisjoint({f.site, *lexicon.ancestors(f.site)})
    }


def _called_injury(aligned: Aligned) -> set[str]:
    """The facts that the report itself calls an injury, in the sentence where it tells of them."""
    report = aligned.plan.reading
    low = fold(report.text)
    hurt = {
        m.id
        for m in report.findings
        if any(f" {w}" in low[max(m.sentence.start, m.start - 24) : m.end + 24] for w in ("injury", "trauma"))
    }
    return {f.id for f in report.facts if not hurt.isdisjoint(f.mentions) and f.status in ("present", "possible")}


def _beside_an_acute_finding(aligned: Aligned) -> set[str]:
    """What neither wear made nor chance found, where the report has a critical finding: beside that it answers no pain."""
    report = aligned.plan.reading
    critical = {id for i in aligned.plan.items if i.kind == "urgent" and i.force == "must" for id in i.facts}
    if not any(f.id in critical and f.status == "present" and f.category != "degenerative" for f in report.facts):
        return set()
    return {f.id for f in report.facts if f.category not in ("degenerative", "incidental")} | _made_narrow(aligned)


_NARROWS = ("stenosis", "narrow", "contact", "compress", "displace", "efface")
_ACUTE = frozenset({"traumatic", "infectious", "neoplastic"})


def _made_narrow(aligned: Aligned) -> set[str]:
    """A canal that is narrow, or a cord that is pushed, at the level of a break, an infection or a growth: no wear."""
    facts = aligned.plan.reading.facts
    levels = {level for f in facts if f.category in _ACUTE and f.status == "present" for level in f.levels}
    return {
        f.id for f in facts if f.levels and levels.issuperset(f.levels) and any(w in f.name.lower() for w in _NARROWS)
    }


def _left_out(aligned: Aligned, caveats: Sequence[Caveat], facts: set[str], named: Collection[str]) -> Iterator[Fault]:
    """The first caveat of which a half does not stand with a finding that is told; ``named`` are all that could carry one."""
    report = aligned.plan.reading
    covered = _covered(aligned, named)
    other = [f for f in report.facts if f.category not in _WORN]
    # After an injury a tear is not waved through as common, and fluid or swelling is the sign of it; what is only
    # suspected needs no caveat of its own.
    hurt = not _INJURED.isdisjoint(aligned.reading.prepared.report_lemmas)
    called = _called_injury(aligned) | _beside_an_acute_finding(aligned)
    spared = {
        _SILENT: {f.id for f in other if hurt} | called,
        _ALONE: {
            f.id for f in other if (f.status == "possible" and covered[_ALONE]) or (hurt and f.category == "other")
        }
        | called,
    }
    for caveat in caveats:
        if fold(caveat.text).strip(" .") in aligned.reading.folded:
            continue  # the plan's own words
        mine = facts & set(caveat.facts)
        bare = {half: _without(aligned, mine - spared[half], covered[half]) for half in _needs(caveat.text)}
        missing = [half for half, without in bare.items() if without]
        if missing:
            found = [f for f in report.facts if any(f.id in bare[half] for half in missing)]
            names = ", ".join(dict.fromkeys(f.name for f in found))
            yield Fault(
                None, f"tells {names} without saying {' and '.join(missing)}", aligned.evidence(found), caveat.text
            )
            return


#: Complaints that a report may give as the reason for the test.
_COMPLAINTS = frozenset(
    "pain ache headache numbness weakness swelling stiffness cough symptom radiculopathy sciatica tingling hurt fever tender tenderness discomfort dizziness vertigo dyspnea lbp claudication hematuria bleeding loss".split()
)


def _complains(aligned: Aligned) -> bool:
    """Whether the report names a complaint and does not only deny it ("no symptoms")."""
    named = _COMPLAINTS & aligned.reading.prepared.report_lemmas
    if named - {"symptom"}:
        return True
    return bool(named) and _NO_SYMPTOM.search(aligned.reading.prepared.report) is None


_NO_SYMPTOM = re.compile(r"\b(?:no|without|free of)(?: \w+)? symptoms?\b")


def _felt(aligned: Aligned) -> bool:
    """Whether the report or the draft speaks of a complaint, which a finding could be taken to explain."""
    reading = aligned.reading
    return _complains(aligned) or any(
        s.has("symptom") and not (s.label in _QUIET or _silent(aligned, s) or _alone(aligned, s))
        for s in reading.sentences
    )


def _without(aligned: Aligned, facts: Collection[str], covered: Collection[str]) -> set[str]:
    """The facts that have no caveat, nor has any of the same kind."""
    by_id, lexicon = aligned.reading.prepared.facts, aligned.reading.lexicon
    named = {by_id[id].concept for id in covered if id in by_id}
    return {
        id for id in facts if id not in covered and not any(lexicon.related(by_id[id].concept, name) for name in named)
    }


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."

DROPPED_CAVEAT = Rule(
    name="dropped-caveat",
    title="A limit that must stand is missing",
    rationale="Without its caveat a common finding reads like the answer to the reader's pain.",
    source="brinjikji-2015a",
    severity="error",
    check=_dropped,
    valid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change.\n\nPictures like these are common in adults who feel nothing. They do not settle what hurts; your story and a hands-on exam do.",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Talk with your clinician about the result.",
        ),
        Example(
            report=_SPINE, draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this."
        ),
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. You have pain in your low back. The scan does not show it well. Your physical exam was last week.",
        ),
    ),
)
