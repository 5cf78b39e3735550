"""The rule on fright: no words that frighten beyond the report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from explainer.core.values import Span
from guardrails.alignment import Aligned, Claim, Tie
from guardrails.denials import denied_behind, of_none, states
from guardrails.reading import Hit, Said
from guardrails.rule import Example, Fault, Rule
from guardrails.rules.tone import in_plan, in_report, negated
from guardrails.rules.unsaid import seeks_help


def _in_denied_list(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word stands in a list that a denial opens ("We did not see a mass, or a worrying group of specks")."""
    ahead = [t.lemma for t in aligned.reading.tokens[said.first : hit.first]]
    at = max((i for i, w in enumerate(ahead) if w in ("no", "not", "without") or w.endswith("n't")), default=-1)
    behind = ahead[at + 1 :]
    if at < 0 or len(behind) > _LISTED or not {"or", "nor"} & set(behind):
        return False
    return behind[0] in _SEEN and _LIST_ENDS.isdisjoint(behind)


def _answered_no(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a word stands in a list under "Not seen", or in a lead or cell that a denial answers ("Crushed bone: none")."""
    row = aligned.reading.tokens[said.first : said.last]
    if of_none([t.lemma for t in row], hit.first - said.first):
        return True
    return (said.label == "absent" and not states(row)) or denied_behind(row, hit.end)


_LISTED = 24
_SEEN = frozenset("see show find detect reveal".split())
_LIST_ENDS = frozenset("is are was were has have but however although though yet so because ; : .".split())


def _frightens(aligned: Aligned) -> Iterator[Fault]:
    for said in aligned.reading.sentences:
        if aligned.reading.from_plan(said) or said.label == "sources":
            continue
        for hit in said.of("alarm"):
            text = aligned.reading.folded[hit.start : hit.end]
            if (
                _tells_when_to_call(aligned, said, hit)
                or _may_happen(aligned, said, hit)
                or _feels_with(aligned, said, hit)
                or _urgent_told(aligned, hit)
                or _photographed(aligned, hit)
            ):
                continue
            if hit.cue.value == "unless-reported" and (
                in_report(aligned, hit)
                or _stem_in_report(aligned, hit)
                or _names_reported(aligned, said, hit)
                or negated(aligned, said, hit, 10)
                or _answered_no(aligned, said, hit)
                or said.label == "help"
                or seeks_help(aligned, said)
                or said.kind in ("question", "condition")
                or in_plan(aligned, text)
            ):
                continue
            if hit.cue.value == "always" and (
                (negated(aligned, said, hit, 3) and not said.has("reassure"))
                or _in_denied_list(aligned, said, hit)
                or _answered_no(aligned, said, hit)
                or in_plan(aligned, text)
                or (in_report(aligned, hit) and _of_a_space(aligned, said, hit))
                or (
                    aligned.plan.audience == "clinician"
                    and (in_report(aligned, hit) or _stem_in_report(aligned, hit) or _of_a_space(aligned, said, hit))
                )
            ):
                continue
            yield Fault(Span(hit.start, hit.end), f'frightens beyond the report ("{text}")', suggestion="")
            break


#: Strong everyday words and the beginnings of the medical words that they stand for.
_MEDICAL = {
    "destroy": ("destruct",),
    "eaten away": ("destruct", "eros", "erod"),
    "eroded away": ("eros",),
    "shatter": ("comminut",),
    "is lost": ("loss", "lost"),
}


_LOOKED_FOR = frozenset("look looking check checking watch watching".split())
_TO_COME = frozenset("to would will".split())


def _to_be_looked_for(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a thing is only what a test to come is to look for ("another film, to look for a lung that collapses")."""
    words = [t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 9) : hit.first]]
    at = next((i for i, (one, two) in enumerate(pairwise(words)) if one in _LOOKED_FOR and two == "for"), 0)
    return at > 0 and words[at - 1] in _TO_COME and bool(aligned.plan.reading.recommendations)


#: Words that keep a strong word small ("a bit of lung is collapsed").
_SOFT = frozenset(
    "part partly partial partially bit slight slightly small tiny mild mildly area little some somewhat minimal old".split()
)


def _named_apart(aligned: Aligned, said: Said, claim: Claim) -> bool:
    """Whether the sentence, or the one before it, names the same finding in another word too ("collapse (atelectasis)")."""
    near = [*aligned.claims_in(said)]
    if said.index:
        near += aligned.claims_in(aligned.reading.sentences[said.index - 1])
    own = {f.id for f in claim.facts(positive=True)}
    return any(c is not claim and c.positive and own & {f.id for f in c.facts(Tie.SAME, positive=True)} for c in near)


def _names_reported(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word is the plain name of a finding, there or denied as in the report ("no collapsed lung")."""
    named = [c for c in aligned.claims_in(said) if c.mention.start < hit.end and hit.start < c.mention.end]
    text = aligned.reading.folded[hit.start : hit.end]
    medical = next((long for short, long in _MEDICAL.items() if text.startswith(short)), ())
    told = any(word.startswith(stem) for stem in medical for word in aligned.reading.prepared.undenied.at)
    if told or _to_be_looked_for(aligned, said, hit):
        return True
    if named:
        soft = not _SOFT.isdisjoint(
            t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 12) : hit.first]
        )
        return any(
            c.facts(positive=c.positive) and (not c.positive or soft or _named_apart(aligned, said, c)) for c in named
        )
    return any(stem in aligned.reading.prepared.report for stem in medical) and (
        said.label == "absent" or negated(aligned, said, hit, 30)
    )


def _tells_when_to_call(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word only says how bad a symptom is for which to call for help ("a sudden, terrible headache")."""
    if not said.has("urgent") or not said.has("act"):
        return False
    return any(hit.last <= s.first <= hit.last + 1 for s in said.of("symptom"))


#: Strong words that are also what a reader may feel and is to call about.
_FELT = frozenset(
    {
        "giving way",
        "giving out",
        "crushing",
        "grinding",
        "crippling",
        "excruciating",
        "agonizing",
        "terrible",
        "awful",
        "horrible",
        "severe problem",
        "out of control",
    }
)


_HAPPENING = frozenset("giving crushing grinding problem control".split())


def _may_happen(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a strong word tells what may come to be felt, with a step to take then ("call if the leg is giving way")."""
    if aligned.reading.folded[hit.start : hit.end] not in _FELT:
        return False
    if aligned.reading.tokens[hit.first].lemma == "giving" and _GIVES_WAY.search(aligned.reading.prepared.report):
        return True  # the complaint that the report names
    if not _HAPPENING.isdisjoint(aligned.reading.folded[hit.start : hit.end].split()):
        pass
    elif not any(hit.last <= h.first <= hit.last + 1 for h in said.of("symptom")):
        return False  # "ask about the awful state of your knee"
    words = aligned.reading.lemmas(said)
    opened = words[0] == "should" or not {"if", "when", "whenever", "notice", "for", "ask", "about"}.isdisjoint(
        words[: hit.first - said.first]
    )
    if said.has("urgent") and any(h.last <= hit.first for h in said.of("symptom")):
        return True  # "Legs weak, bladder out of control: emergency room"
    return said.label == "help" or said.kind == "condition" or (opened and (said.has("act") or said.has("safe-step")))


_GIVES_WAY = re.compile(r"\b(?:give|gives|giving|gave|given) (?:way|out)\b")


#: How the reader may feel, and openings that say so.
_FEELINGS = frozenset(
    "frightening frightened scary scared worrying worried alarming upsetting distressing unsettling".split()
)
_SAID_OF_FEELING = frozenset("know understand realize see imagine".split())


def _feels_with(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether a sentence only says that the writer knows how it feels ("I know this may be worrying to read")."""
    if aligned.reading.folded[hit.start : hit.end] not in _FEELINGS:
        return False
    words = aligned.reading.lemmas(said)
    if said.kind == "question" and "not" not in words and not any(w.endswith("n't") for w in words):
        return True  # "Were there worrying signs?", and no "That is worrying, isn't it?"
    opened = words[:1] in (["i"], ["we"]) and not _SAID_OF_FEELING.isdisjoint(words[1:3])
    return opened or _sounds(words, hit.first - said.first)


def _sounds(words: list[str], at: int) -> bool:
    """Whether a word is only said to sound or look that bad to a reader ("The word may sound scary, but …")."""
    before, behind = words[max(0, at - 4) : at], words[at + 1 : at + 3]
    verb = next((i for i, w in enumerate(before) if w in _SOUNDING), None)
    return verb is not None and not _MAY_BE.isdisjoint(before[:verb]) and "and" not in behind


_SOUNDING = frozenset("sound look seem feel read".split())
_MAY_BE = frozenset("can may might could".split())


_PHOTOS = frozenset("picture image film photo ray view".split())


def _photographed(aligned: Aligned, hit: Hit) -> bool:
    """Whether it is a picture that was shot ("a film shot on the out-breath")."""
    ahead = [t.lemma for t in aligned.reading.tokens[max(0, hit.first - 2) : hit.first]]
    if ahead[-1:] in (["was"], ["were"]):
        ahead.pop()
    return aligned.reading.folded[hit.start : hit.end] == "shot" and not _PHOTOS.isdisjoint(ahead[-1:])


def _urgent_told(aligned: Aligned, hit: Hit) -> bool:
    """Whether "serious" is said where the plan itself asks for an urgent step."""
    urgent = any(i.kind == "urgent" and i.force == "must" for i in aligned.plan.items)
    return urgent and aligned.reading.folded[hit.start : hit.end] == "serious"


_SPACES = frozenset("space spaces sulcus sulci cistern cisterns fat plane planes lumen recess angle sac".split())


def _of_a_space(aligned: Aligned, said: Said, hit: Hit) -> bool:
    """Whether "obliterated" is the radiologist's word for a space that is filled."""
    near = {t.lemma for t in aligned.reading.tokens[max(said.first, hit.first - 6) : min(said.last, hit.last + 6)]}
    return aligned.reading.folded[hit.start : hit.end] == "obliterated" and not _SPACES.isdisjoint(near)


def _stem_in_report(aligned: Aligned, hit: Hit) -> bool:
    """Whether the report has another form of a single word ("threatened labor", told as "threatening")."""
    word = aligned.reading.folded[hit.start : hit.end]
    stem = next(
        (word[: -len(end)] for end in ("ening", "ened", "ing", "ed", "es", "s", "en") if word.endswith(end)), word
    )
    return (
        len(stem) > 4
        and re.search(rf"\b{re.escape(stem)}(?:en)?(?:ed|ing|s|es|ion|ive)?\b", aligned.reading.prepared.report)
        is not None
    )


_SPINE = "EXAM: MRI lumbar spine.\nINDICATION: Low back pain.\nFINDINGS: Disc degeneration at L4-L5.\nIMPRESSION: Disc degeneration at L4-L5."

ALARMING_LANGUAGE = Rule(
    name="alarming-language",
    title="Words that frighten beyond the report",
    rationale="Words such as crumbling make people stop moving and fear their own body.",
    source="bange-2019-readability",
    severity="error",
    check=_frightens,
    valid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
    invalid=(
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 is crumbling. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
        Example(
            report=_SPINE,
            draft="The disc at L4-L5 shows long-standing change, which looks like the back of an old man. Many people with no pain have this. The scan alone can't say if it is linked to yours, and an exam can help tell.",
        ),
    ),
)
