"""Caveats, causes, reassurance, alarm, claims, treatment and urgency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from random import Random

from evals.mutations.caveats import EXAM
from evals.mutations.letter import Letter, tidy
from evals.mutations.status import capital, wordings
from evals.mutations.values import Operator, Spoiled
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.naming import definite, plain_name
from explainer.core.values import Fact

# -- causes -----------------------------------------------------------------------------------------------------------

_SYMPTOM = re.compile(
    r"\b((?:low(?:er)? back|mid back|back|neck|hip|knee|shoulder|buttock|groin|leg|arm|foot|heel|ankle|wrist|hand|thumb|chest|flank|abdominal|belly|pelvic|quadrant|breast|shin|elbow|toe|testicular|scrotal) (?:pain|swelling|stiffness|numbness|weakness)|"
    r"headaches?|cough|fever|shortness of breath|dyspnea|dizziness|sciatica|numbness|tingling|weakness|swelling|hematuria|nausea|pain)\b",
    re.I,
)
_LAY_SYMPTOM = {
    "abdominal pain": "belly pain",
    "flank pain": "side pain",
    "quadrant pain": "belly pain",
    "dyspnea": "shortness of breath",
    "hematuria": "blood in the urine",
    "sciatica": "leg pain",
    "scrotal pain": "groin pain",
}


def symptom_of(letter: Letter) -> str:
    """The symptom the scan was made for, in plain words for patients; "pain" when none is told."""
    for section in letter.plan.reading.sections:
        if section.kind in ("indication", "history"):
            m = _SYMPTOM.search(letter.report[section.start : section.end])
            if m:
                word = m.group(1).lower()
                return _LAY_SYMPTOM.get(word, word) if letter.audience == "patient" else word
    return "pain"


def _uncaused(letter: Letter) -> list[Fact]:
    """Told findings whose cause of symptoms the radiologist does not state."""
    by_id = {f.id: f for f in letter.plan.reading.findings}
    stated = {by_id[c.finding].concept for c in letter.plan.reading.causes_stated if c.finding in by_id}
    careful = {id for c in letter.plan.caveats if c.kind == "correlation" for id in c.facts}
    return [
        f
        for f in letter.facts.values()
        if f.status == "present" and f.id in careful and f.concept not in stated and letter.told(f)
    ]


def _filled(letter: Letter, way: str, fact: Fact, symptom: str) -> str:
    lexicon = load_lexicon()
    known = fact.concept in lexicon.concepts
    name = plain_name(fact, lexicon, place=False) if letter.audience == "patient" and known else fact.name
    name = re.sub(r" \(.*?\)", "", name[:1].lower() + name[1:] if name[1:2].islower() else name)
    where = f" at {' and '.join(fact.levels)}" if fact.levels else ""
    the = (definite(name) if letter.audience == "patient" else name) + where
    plural = re.search(r"[^su]s$", name.split(" in ")[0].split(" of ")[0]) is not None and not name.endswith("is")
    if plural:
        way = re.sub(
            r"\{([Ff])\} (is|causes|explains|leads|gives|triggers|produces|accounts|fits|contributes|irritates|does|has|plays|correlates)\b",
            lambda m: f"{{{m.group(1)}}} {_PLURAL[m.group(2)]}",
            way,
        )
    if symptom.endswith("s") and not symptom.endswith("ss"):
        way = way.replace("{S} is ", "{S} are ").replace("{S} comes", "{S} come").replace("{S} has ", "{S} have ")
    return way.format(
        f=the,
        F=capital(the),
        n=name + where,
        s=f"your {symptom}",
        S=f"Your {symptom}",
        y=symptom,
        y_cap=capital(symptom),
    )


_PLURAL = {
    "is": "are", "causes": "cause", "explains": "explain", "leads": "lead", "gives": "give", "triggers": "trigger", "produces": "produce", "accounts": "account", "fits": "fit",
    "contributes": "contribute", "irritates": "irritate", "does": "do", "has": "have", "plays": "play", "correlates": "correlate",
}  # fmt: skip


def _blamed(letter: Letter, random: Random, kind: str, note: str) -> Iterator[Spoiled]:
    symptom = symptom_of(letter)
    ways = list(wordings("meaning")["cause"][letter.audience + kind])
    facts = _uncaused(letter)
    random.shuffle(ways)
    random.shuffle(facts)
    for number, way in enumerate(ways):
        if not facts:
            return
        fact = facts[number % len(facts)]
        told = [
            s
            for s in letter.told(fact)
            if not s.asks
            and not s.advises
            and not s.line.heading
            and s.line.section in ("findings", "short", "limits", "evidence")
        ]
        if told:
            yield letter.added(random.choice(told), _filled(letter, way, fact, symptom), f"{note} ({fact.name})")


def blamed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that names a finding as the cause of the symptom."""
    yield from _blamed(letter, random, "", "named as the cause")


def cleared(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that says a finding is not the cause of the symptom."""
    yield from _blamed(letter, random, "_reverse", "said not to be the cause")


_HEDGES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\bmay or may not be linked to\b", ("is the cause of", "is what causes", "is behind")), (r"\bmay or may not be\b(?= (?:the )?(?:cause|reason|source))", ("is",)),
    (r"\b(?:can't|cannot) (?:tell|say) (?:if|whether) (it|they|this|these|that) (?:is|are) (?:linked to|causing)\b", (r"shows that \1 caused", r"proves that \1 is behind")),
    (r"\bdoes not mean (?:that )?it is the cause\b", ("means that it is the cause",)), (r"\bdoes not establish\b", ("establishes", "confirms")), (r"\bdo not establish\b", ("establish",)),
    (r"\b(?:can't|cannot) (?:tell|say) (?:what|where) your (\w+(?: \w+)?) comes from\b", (r"shows where your \1 comes from",)),
)  # fmt: skip


def hedge_dropped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """ "May or may not be linked to your pain" told as "is the cause of your pain"."""
    if letter.plan.reading.causes_stated:
        return
    for said in letter.said:
        if said.asks or said.line.section == "sources" or said.text.startswith("Imaging alone"):
            continue
        for pattern, news in _HEDGES:
            m = re.search(pattern, said.text, re.I)
            if m and not letter.quoted(said.start + m.start(), said.start + m.end()):
                end = said.start + m.end() + len(re.match(r"[^.;\[]*", said.text[m.end() :]).group())  # type: ignore[union-attr]
                new = m.expand(random.choice(news))
                made = letter.edit(said.start + m.start(), said.start + m.end(), new, f"{m.group()!r} told as {new!r}")
                yield made._replace(span=(said.start, end + len(new) - len(m.group())))


def cause_joined(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A causal clause joined to the sentence that tells a finding."""
    symptom = symptom_of(letter)
    ways = (
        (
            ", which is causing your {y}",
            ", and that is why you have {y}",
            ", which explains your {y}",
            ", so you have {y}",
            ", leading to your {y}",
            " and this is where your {y} comes from",
            ", which brings on your {y}",
            ", hence your {y}",
        )
        if letter.audience == "patient"
        else (
            ", causing the {y}",
            ", accounting for the {y}",
            ", which explains the {y}",
            ", the source of the {y}",
            ", responsible for the {y}",
            " as the cause of the {y}",
        )
    )
    for fact in _uncaused(letter):
        for said in letter.told(fact):
            m = re.match(r"(.*[A-Za-z)\"])(\s?(?:\[R\])?\.)$", said.text)
            if letter.lone(said) is not None and m and not EXAM.search(said.text):
                at = said.start + m.end(1)
                clause = random.choice(ways).format(y=symptom)
                yield letter.edit(at, at, clause, f"a causal clause joined ({fact.name})")._replace(
                    span=(said.start, at + len(clause))
                )


# -- reassurance, alarm, claims, treatment ----------------------------------------------------------------------------


def _spread(letter: Letter, random: Random, sentences: Iterable[str], note: str) -> Iterator[Spoiled]:
    places = letter.places("findings", "short", "next", "limits", "negatives") or letter.places()
    for sentence in sentences:
        if not places:
            return
        said = random.choice(places)
        yield (
            letter.added(said, sentence, note)
            if random.random() < 0.6
            else letter.added_line(said.line, sentence, note)
        )


def _shuffled(random: Random, items: Iterable[str]) -> list[str]:
    made = list(items)
    random.shuffle(made)
    return made


_FOLLOW = re.compile(r"follow-?up|further (?:tests|work-up)|no action|checked again|discharged", re.I)
_HARMLESS = re.compile(r"harmless|benign|normal|healthy|fine\b|perfect|in the clear|age", re.I)


def reassured(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """All is well, or nothing more is needed."""
    if not any(f.status in ("present", "possible") for f in letter.facts.values()):
        return
    ways = [
        w
        for w in wordings("meaning")["reassurance"][letter.audience]
        if not (
            _FOLLOW.search(w)
            and letter.in_report(
                r"no (?:further |additional |routine )?(?:follow|work|imaging|evaluation)",
                "not (?:required|needed|necessary|recommended)",
            )
        )
        and not (
            _HARMLESS.search(w)
            and letter.in_report(
                r"benign|normal (?:study|exam|for age)|age[- ]appropriate|birads [12]|bi-rads [12]|unremarkable (?:study|exam)"
            )
        )
    ]
    yield from _spread(letter, random, _shuffled(random, ways), "reassured beyond the report")


_QUALIFIED = (
    (r"\b(no|not|any) (?:clear(?:ly)?|severe(?:ly)?|significant(?:ly)?|high-grade|large|major|marked(?:ly)?|definite) ", r"\1 "),
    (r"\b(no|not|any) (?:an? )?(?:clear(?:ly)?|severe(?:ly)?|significant(?:ly)?|high-grade|large|major) ", r"\1 "),
    (r"\bhas not clearly\b", "has not"),
)  # fmt: skip


def denied_grade_dropped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """ "No severe narrowing" told as "no narrowing"."""
    for said in letter.said:
        facts = [letter.facts[id] for id in said.facts if letter.facts[id].denied_grade]
        if not facts or not said.states or said.line.heading:
            continue
        if any(
            f.status == "absent" and not f.denied_grade and f.concept == g.concept
            for f in letter.facts.values()
            for g in facts
        ):
            continue
        for pattern, new in _QUALIFIED:
            m = re.search(pattern, said.text, re.I)
            if m and not letter.quoted(said.start + m.start(), said.start + m.end()):
                words = m.expand(new)
                reach = len(re.match(r"[^.,;]*", said.text[m.end() :]).group())  # type: ignore[union-attr]
                made = letter.edit(
                    said.start + m.start(), said.start + m.end(), words, f"the denied grade left out ({facts[0].name})"
                )
                rest = re.sub(
                    r" ?(?:Of these, )?(?:the|The) report does not (?:speak|tell) of milder(?: or less clear)? (?:forms|narrowing|ones)\.",
                    "",
                    made.text,
                )
                start = said.start + m.start()
                if rest == made.text or made.text.index("milder") > start:
                    yield made._replace(text=rest, span=(start, start + len(words) + reach))


def _part(letter: Letter) -> str:
    """The part of the body in plain words."""
    lexicon = load_lexicon()
    for region in letter.plan.reading.exam.regions:
        entry = lexicon.anatomy.get(region.replace(" ", "-"))
        if entry is not None:
            word = entry.plain if letter.audience == "patient" else entry.name
            return {
                "chest": "lung",
                "lower back": "spine",
                "blood vessel": "vein",
                "neck part of the spine": "neck",
                "belly": "body",
                "area between the hips": "pelvis",
            }.get(word, word)
    return "body" if letter.audience == "patient" else "region"


def alarmed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Words that frighten beyond the report."""
    ways = _shuffled(random, wordings("meaning")["alarm"][letter.audience])
    part = _part(letter)
    yield from _spread(letter, random, (w.format(part=part) for w in ways), "frightens beyond the report")


_FRIGHT: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"\barthritis\b", ("wear and tear that has ruined the joint", "bone grinding on bone", "joint destruction")), (r"\bis (?:mildly |moderately )?narrow\b", ("is dangerously narrow", "is crushed")),
    (r"\bbulg(?:es|ing)\b", ("has blown out", "bursting")), (r"\blong-standing change\b", ("decay", "crumbling")), (r"\bsticks out\b", ("has exploded outward",)), (r"\bis thin\b", ("has been eaten away",)),
    (r"\bhas lost (?=some|height|water)", ("is falling apart and has lost ",)), (r"\b(?:a )?tear\b", ("a terrible tear",)), (r"\bthe bones? (?:look|looks) thin\b", ("the bones are crumbling",)),
)  # fmt: skip


def frightening_word(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A plain word for a finding made dramatic."""
    for said, _facts in letter.stating(status=("present",)):
        if said.denies:
            continue
        for pattern, news in _FRIGHT:
            m = re.search(pattern, said.text)
            if m and not letter.quoted(said.start + m.start(), said.start + m.end()):
                new = random.choice(news)
                yield letter.edit(
                    said.start + m.start(), said.start + m.end(), new, f"{m.group()!r} told as {new.strip()!r}"
                )


def claimed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Prognosis, mechanism, risk or prevalence that neither report nor evidence holds."""
    held = " ".join(
        [
            letter.report,
            *(i.statement for i in letter.plan.items),
            *(k for s in letter.plan.sources for k in s.key_facts),
        ]
    ).lower()
    ways = [
        w
        for row in wordings("meaning")["claim"]
        if not any(re.search(u, held) for u in row["unless"])
        for w in row[letter.audience]
    ]
    places = [
        s
        for s in letter.places("findings", "short", "evidence")
        if any(letter.facts[id].status == "present" for id in s.facts)
    ] or [s for s, _ in letter.stating(status=("present",)) if s.text.endswith((".", "]"))]
    for way in _shuffled(random, ways):
        if places:
            yield letter.added(random.choice(places), way, "a claim without evidence")


def _treatments(letter: Letter) -> list[str]:
    held = " ".join([letter.report, *(i.statement for i in letter.plan.items)]).lower()
    return [
        w
        for w in wordings("meaning")["treatment"][letter.audience]
        if not any(len(t) > 6 and t in held for t in re.findall(r"[a-z]+", w.lower()) if t in _REMEDIES)
    ]


_REMEDIES = frozenset(
    "ibuprofen thinner therapy surgery running lifting calcium vitamin steroid weight antibiotics aspirin operation injection statin anticoagulation decompression nsaids steroids bisphosphonate replacement heparin radiofrequency colchicine chemotherapy".split()
)


def treatment_told(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A treatment ordered, stopped or changed."""
    ways = _shuffled(random, _treatments(letter))
    places = letter.places("next", "findings", "short") or letter.places()
    for way in ways:
        if not places:
            return
        said = random.choice(places)
        bullet = letter.text[said.line.start : said.line.body]
        yield (
            letter.added(said, way, "a treatment directed")
            if random.random() < 0.6 or bullet.strip() == ""
            else letter.added_line(said.line, way, "a treatment directed")
        )


# -- urgency ----------------------------------------------------------------------------------------------------------

_URGENT = re.compile(
    r"\bcall (?:for help|your|the|us|now|today|at once|this|\d|\[)|please call|\bER\b|emergency|right away|at once|\bnow\b|today|same day|be seen|within (?:hours|minutes|\d|a day)|day or two|reach the clinician|without delay|"
    r"urgent(?:ly)?\b|call (?:at once|neurosurgery|surgery|cardiology)|immediate|go to the|notify|as soon as|was told|has been called|by phone|call and ask",
    re.I,
)
#: Words that may pass for an urgent step: where one is left, it is not sure that the step is gone.
_URGENT_PERHAPS = re.compile(r"prompt|\bquick|\bsoon\b|hospital|this week|\bdays?\b|delay|hours", re.I)


def urgent_removed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The urgent step of a critical finding taken away."""
    yield from _urgent(letter, random, [""])


def urgent_weakened(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The urgent step told as a matter of routine."""
    yield from _urgent(letter, random, [w for w in wordings("meaning")["weak_step"][letter.audience] if w])


def _urgent(letter: Letter, random: Random, weak: list[str]) -> Iterator[Spoiled]:
    if not any(i.kind == "urgent" and i.force == "must" for i in letter.plan.items):
        return
    help_lines = {s.line.index for s in letter.said if s.line.section == "help"}
    changes: list[tuple[int, int, str]] = []
    for said in letter.said:
        if (
            said.line.section == "sources"
            or said.line.index in help_lines
            or said.line.section == "head"
            or not _URGENT.search(said.text)
        ):
            continue
        if (
            re.match(r"\W*(?:general advice|get help)", said.text, re.I)
            or re.search(r"general advice", letter.text[said.line.start : said.line.end], re.I)
            or re.match(r"\W*No urgent|.*(?:not|nothing) mark", said.text)
        ):
            continue
        clause = re.search(
            r"(?:, so|; so|, and so| and so|\. |; )[^.;]*?(?:" + _URGENT.pattern + r")[^.;]*", said.text, re.I
        )
        if said.own and clause and clause.start() > 10:
            changes.append((said.start + clause.start(), said.start + clause.end(), ""))
        elif said.own and re.match(r"CRITICAL", said.text):
            continue
        else:
            changes.append((said.start, said.end + (letter.text[said.end : said.end + 1] == " "), ""))
    if not changes:
        return
    new = random.choice(weak)
    first = min(changes)
    if new:
        first_new = (" " if first[0] and letter.text[first[0] - 1] not in "\n " else "") + new + " "
        if letter.text[first[0] : first[0] + 2] in (", ", "; "):
            first_new = ". " + new.rstrip(".")
        changes = [(first[0], first[1], first_new), *sorted(changes)[1:]]
    text = letter.text
    for a, b, w in sorted(changes, reverse=True):
        text = text[:a] + w + text[b:]
    text = tidy(text)
    after = letter.spoiled(text)
    if any(
        (
            _URGENT.search(s.text)
            or ((s.advises or re.search(r"asks for|recommend", s.text)) and _URGENT_PERHAPS.search(s.text))
        )
        and s.line.section not in ("help", "sources", "head", "why")
        and "general advice" not in after.text[s.line.start : s.line.end].lower()
        for s in after.said
    ):
        return
    if {id for s in letter.said for id in s.facts} == {id for s in after.said for id in s.facts}:
        yield Spoiled(text, None, "the urgent step " + (f"told as {new!r}" if new else "left out"))


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "causal-attribution": (blamed, cleared, hedge_dropped, cause_joined),
    "false-reassurance": (reassured, denied_grade_dropped),
    "alarming-language": (alarmed, frightening_word),
    "unsupported-claim": (claimed,),
    "treatment-directive": (treatment_told,),
    "missing-urgent-action": (urgent_removed, urgent_weakened),
}
