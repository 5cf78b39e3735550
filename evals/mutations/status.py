"""Findings turned round, left out or made up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from importlib import resources
from random import Random
from typing import Any

import rtoml

from evals.mutations.letter import Letter, Said, stem, stems
from evals.mutations.values import Operator, Spoiled
from explainer.core.knowledge.lexicon import load_lexicon
from explainer.core.naming import article, plain_name
from explainer.core.values import Fact


def _where(fact: Fact, levels: Sequence[str]) -> str:
    """Words for the place of a fact, behind its name: these levels, else its one side."""
    if levels:
        return f" at {' or '.join(levels)}"
    return f" on the {fact.laterality}" if fact.laterality in ("left", "right") else ""


@lru_cache
def wordings(name: str) -> dict[str, Any]:
    """A file of wordings beside this one."""
    text = resources.files("evals.mutations").joinpath("wordings", f"{name}.toml").read_text("utf-8")
    data: dict[str, Any] = rtoml.loads(text)
    return data


def capital(text: str) -> str:
    """``text`` with a capital first letter."""
    return text[:1].upper() + text[1:]


def _settled(letter: Letter, said: Said, facts: Iterable[Fact], status: str) -> bool:
    """Whether every fact like these that the sentence may speak of has this status."""
    fits = [
        g
        for f in facts
        for g in letter.alike(f)
        if not f.levels or not g.levels or set(f.levels) & set(g.levels) or g.concept == f.concept
    ]
    return all((g.status == "absent") == (status == "absent") for g in fits)


# -- negation ---------------------------------------------------------------------------------------------------------

_SKIP = r"(?!(?:longer|older|earlier|prior|comparison|need|number|date|good|way|symptoms?|pain|one|injury|contrast|next|follow|more|further|other|urgent|trouble)\b)"
_AFFIRM: tuple[tuple[str, str], ...] = (
    (r"\b(?:did not|didn't) show (?:any )?", "showed "),
    (r"\b(?:does not|doesn't|do not) show (?:any )?", "shows "),
    (r"\bThere (is|are|was|were) no (?:sign of |signs of |evidence of )?" + _SKIP, r"There \1 "),
    (r"\bthere (is|are|was|were) no (?:sign of |signs of |evidence of )?" + _SKIP, r"there \1 "),
    (r"\b[Nn]ames no sign of ", "names signs of "),
    (r"\bno (?:sign|signs|evidence) of ", "signs of "),
    (r"\bNo (?:sign|signs|evidence) of ", "Signs of "),
    (r"\bwithout (?:evidence of |any |signs? of )?" + _SKIP, "with "),
    (r"\b(is|are|was|were|has|have) not (?:clearly )?(?=(?:narrow|wide|torn|broken|swollen|thick|enlarged|inflamed|blocked|dilated|thin|slipped|moved|seen|found|shown|caved|lost|squeezed|squashed|bigger|larger|burst|out of))", r"\1 "),
    (r"\b(is|are|was|were|has|have)n't (?:clearly )?(?=(?:narrow|wide|torn|broken|swollen|thick|enlarged|inflamed|blocked|dilated|thin|slipped|moved|seen|found|shown|caved|lost|squeezed|squashed))", r"\1 "),
    (r"\bdoes not press\b", "presses"), (r"\bdoes not squeeze\b", "squeezes"), (r"\bdoes not block\b", "blocks"), (r"\bdoes not touch\b", "touches"),
    (r"\bshows no " + _SKIP, "shows "), (r"\bshowed no " + _SKIP, "showed "), (r"\bhas no " + _SKIP, "has "), (r"\bwith no " + _SKIP, "with "),
    (r"\bholds no ", "holds "),
    (r"(?<=: )no " + _SKIP, ""), (r"(?<=, )no " + _SKIP, ""), (r"(?<=; )no " + _SKIP, ""),
)  # fmt: skip
_MASS = re.compile(
    r"(?:fluid|swelling|air|blood|calcium|narrowing|bleeding|inflammation|infection|edema|thickening|fat|scarring|pressure|loss|evidence|signs?|arthritis|free|acute|other)\b|\w+s\b"
)


def affirmed(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """What the report denies, told as there."""
    for said, facts in letter.stating(status=("absent",)):
        if any(letter.facts[id].status != "absent" for id in said.facts) or not _settled(letter, said, facts, "absent"):
            continue
        for pattern, new in _AFFIRM:
            for m in re.finditer(pattern, said.text):
                if letter.quoted(said.start + m.start(), said.start + m.end()):
                    continue
                denied_before = re.search(r"\b(?:no|not|none|without)\b|n't", said.text[: m.start()], re.I)
                if not new and (denied_before or letter.audience == "clinician" or said.line.section == "negatives"):
                    continue  # in a list of negatives the bare name would still read as one
                words = m.expand(new)
                rest = said.text[m.end() :]
                if (
                    words.endswith(" ")
                    and not words.endswith("of ")
                    and re.search(r"\b(?:is|was|show(?:s|ed)|has|with)\s$", words)
                ):
                    noun = re.match(r"[^.,;]*?(?=[.,;]| (?:on|in|at|of|or|and|was|were|with|along)\b)", rest)
                    head = noun.group() if noun else ""
                    if (
                        head
                        and not re.match(r"(?:a|an|the|any)\b", rest)
                        and re.search(r"no |show", m.group())
                        and "not " + head[:4] not in said.text
                    ):
                        words += (
                            "a "
                            if not _MASS.match(head.split()[-1]) and rest[0] not in "aeiou" and article(head) != head
                            else "an "
                            if not _MASS.match(head.split()[-1]) and article(head) != head
                            else ""
                        )
                if not new:
                    noun = re.match(r"[a-z ]+?(?= (?:was|is|on|in|at|of|and|or)\b|[.,;])", rest)
                    words = (
                        ""
                        if noun is None or _MASS.match(noun.group().split()[-1])
                        else article(noun.group())[: -len(noun.group())]
                    )
                rest_or = re.sub(r"^(any )", "", rest)
                end = said.start + m.end() + (len(rest) - len(rest_or))
                # The piece that is wrong runs on to the thing that is now said to be there.
                reach = min(said.end, end + len(re.match(r"[^.,;]*", rest_or).group()))  # type: ignore[union-attr]
                made = letter.edit(
                    said.start + m.start(), end, words, f"{m.group().strip()!r} taken away ({facts[0].name})"
                )
                start = said.start + m.start()
                yield made._replace(span=(start, start + len(words) + (reach - end)))


def no_dropped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """ "No X was seen" told as "X was seen", at the head of a sentence or clause."""
    for said, facts in letter.stating(status=("absent",)):
        for m in re.finditer(
            r"(?:^|(?<=[;:] )|(?<=\*\* ))(No|no) (?:clear |new (?=broken))?" + _SKIP + r"(?P<rest>[^.;]+)", said.text
        ):
            rest, start = m.group("rest"), said.start + m.start()
            if letter.quoted(start, start + 1):
                continue
            here = [f for f in facts if f.id in letter.linked(rest)]
            if re.search(r"\b(?:not|none|nothing)\b[^.;]*$", said.text[: m.start()], re.I):
                continue  # "Not found: no ..."
            if not here or not _settled(letter, said, here, "absent"):
                continue
            seen = re.search(r"\b(was|were|is|are) (?:seen|found|shown|noted|present|in)", rest)
            words = rest.replace(" or ", " and ")
            if seen and seen.group(1) in ("was", "is"):
                words = article(rest[: seen.start()].strip().split(" or ")[0]) + " " + rest[seen.start() :]
            elif not seen and re.fullmatch(r"[a-z ]+", rest) and letter.audience == "patient":
                words = article(rest)
            words = capital(words) if m.group(1) == "No" else words
            if said.line.section == "negatives" and letter.audience == "clinician":
                # In a list of negatives the bare name would still read as one.
                words = re.sub(r"( \[R\])?$", r" is present\1", words.rstrip(), count=1)
            yield letter.edit(start, said.start + m.end(), words, f"'no' taken away ({here[0].name})")


def negative_told_present(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that says a denied finding is there."""
    lexicon = load_lexicon()
    for said in letter.places("findings", "negatives", "short"):
        for fact in letter.facts.values():
            if (
                fact.status != "absent"
                or fact.denied_grade
                or not _settled(letter, said, [fact], "absent")
                or ("acute" in fact.name and letter.audience == "patient")
            ):
                continue
            if fact.category in ("normal", "postoperative") or lexicon.concepts.get(fact.concept) is None:
                continue
            name = plain_name(fact, lexicon, place=False) if letter.audience == "patient" else fact.name
            name = re.sub(r" \(.*?\)", "", name[:1].lower() + name[1:])
            where = _where(fact, fact.levels[:1])
            ways = (
                (
                    f"The scan also showed {article(name)}{where}.",
                    f"There is {article(name)}{where}.",
                    f"You also have {article(name)}{where}.",
                )
                if letter.audience == "patient"
                else (
                    f"{capital(name)}{where} is present [R].",
                    f"There is {name}{where} [R].",
                    f"{capital(name)}{where} [R].",
                )
            )
            way = random.choice(ways)
            if re.search(r" is [a-z ]+s\b", way) and name.endswith("s") and not name.endswith(("ss", "is", "us")):
                way = way.replace("There is", "There are").replace(" is present", " are present")
            yield letter.added(said, way, f"denied by the report ({fact.name})")


_DENY: tuple[tuple[str, str], ...] = (
    (r"\bThere is (?:also )?(?:an? |some )?(?!no\b|not\b)", "There is no "), (r"\bThere are (?:also )?(?:some |a few )?(?!no\b|not\b)", "There are no "),
    (r"\bThere was (?:an? )?(?!no\b)", "There was no "),
    (r"\bshows (?:an? |some )?(?!no\b|up\b)", "shows no "), (r"\bshowed (?:an? |some )?(?!no\b)", "showed no "), (r"\bshow (?:an? |some )?(?=mild|moderate|severe|arthritis|long)", "show no "),
    (r"\bhas (?:an? )(?!few\b)", "has no "), (r"\b(is|are) (?:(?:mild|moderate|severe|slight)ly )?(?=(?:narrow|torn|thick|swollen|enlarged|wide|broken|inflamed|blocked|thin|uneven|bent|filled|dilated|thickened|fused|moved)\b)", r"\1 not "),
    (r"\bwas (?=(?:seen|found)\b)", "was not "), (r"\bwere (?=(?:seen|found)\b)", "were not "),
    (r"\bsticks out\b", "does not stick out"), (r"\bstick out\b", "do not stick out"), (r"\b[Tt]ouches\b", "does not touch"), (r"\bpresses on\b", "does not press on"),
    (r"\bbulges\b", "does not bulge"), (r"\bhas (?=(?:moved|slipped|lost|pulled|died|leaked|pushed|broken|torn)\b)", "has not "), (r"\bmeans that bones have become\b", "means that bones have not become"),
    (r"\b[Cc]ompresses\b", "does not compress"), (r"\bblocks\b", "does not block"), (r"\bis torn\b", "is not torn"),
)  # fmt: skip


def denied(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """What the report says is there, told as not there, by its verb."""
    for said, facts in letter.stating(status=("present",)):
        if (
            any(letter.facts[id].status != "present" for id in said.facts)
            or not said.own
            or re.search(r"\b(?:no|not|may|might|could|without|possib\w+)\b|n't", said.text)
        ):
            continue
        if not all(g.status == "present" for f in facts for g in letter.alike(f)):
            continue
        for pattern, new in _DENY:
            m = re.search(pattern, said.text)
            if m and not letter.quoted(said.start + m.start(), said.start + m.end()):
                reach = min(said.end, said.start + m.end() + len(re.match(r"[^.,;(]*", said.text[m.end() :]).group()))  # type: ignore[union-attr]
                words = m.expand(new)
                made = letter.edit(
                    said.start + m.start(),
                    said.start + m.end(),
                    words,
                    f"{m.group().strip()!r} told as {words.strip()!r} ({facts[0].name})",
                )
                yield made._replace(
                    span=(said.start + m.start(), said.start + m.start() + len(words) + reach - said.start - m.end())
                )
                break


_VERB = re.compile(
    r"\b(?:is|are|was|were|has|have|had|shows?|showed|sticks?|touch\w*|can|may|does|do|lies|looks?|measures?|runs?|goes|holds?|seen|found)\b"
)


def no_put_before(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """ "No" put before a finding that stands without a verb."""
    for said, facts in letter.stating(status=("present",)):
        if any(letter.facts[id].status != "present" for id in said.facts) or not said.own:
            continue
        head = re.split(r"[(;:.\[]", said.text, maxsplit=1)[0]
        if (
            said.start != said.line.body
            or _VERB.search(head)
            or re.search(r"\b[Nn]ot?\b", head)
            or len(head.split()) < 2
        ):
            continue
        if not letter.linked(head) & said.facts or not all(
            g.status == "present" for f in facts for g in letter.alike(f)
        ):
            continue
        m = re.match(r"(?:A |An |The |Some )?(?:(?:[Mm]ild|[Mm]oderate|[Ss]evere|[Mm]inimal|[Ss]mall) )?", said.text)
        cut = m.end() if m else 0
        if said.text[:4] == "The " or not said.text[cut : cut + 1].isalpha():
            continue
        first = said.text[cut:].split(" ", 1)[0]
        named = {r for f in facts for way in letter.ways(f) for r in way}
        if stem(first) not in named and first.lower() not in (
            "left",
            "right",
            "bilateral",
            "new",
            "long",
            "narrow",
            "wide",
            "thick",
        ):
            continue
        low = first if first[1:2].isupper() or re.match(r"[CTLS]\d", first) else first[:1].lower() + first[1:]
        made = letter.edit(
            said.start, said.start + cut + len(first), f"No {low}", f"'No' put before it ({facts[0].name})"
        )
        yield made._replace(span=(said.start, said.start + len("No ") + len(head.strip()) - cut))


def positive_told_absent(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that denies a finding which the report has."""
    lexicon = load_lexicon()
    for said in letter.places("findings", "negatives", "short"):
        for fact in letter.facts.values():
            if (
                fact.status != "present"
                or not all(g.status == "present" for g in letter.alike(fact))
                or lexicon.concepts.get(fact.concept) is None
            ):
                continue
            if fact.category in ("normal", "postoperative"):
                continue
            name = plain_name(fact, lexicon) if letter.audience == "patient" else fact.name
            name = re.sub(r" \(.*?\)", "", name[:1].lower() + name[1:])
            if ":" in name:
                continue
            be = "were" if name.endswith("s") and not name.endswith(("ss", "is", "us")) else "was"
            where = _where(fact, fact.levels)
            ways = (
                (
                    f"No {name}{where} {be} seen.",
                    f"The scan did not show {article(name)}{where}.",
                    f"There is no sign of {article(name)}{where}.",
                )
                if letter.audience == "patient"
                else (f"No {name}{where} [R].", f"There is no {name}{where} [R].", f"No evidence of {name}{where} [R].")
            )
            yield letter.added(said, random.choice(ways), f"present in the report ({fact.name})")


# -- invented ---------------------------------------------------------------------------------------------------------


def _free_words(letter: Letter, patterns: Iterable[str]) -> bool:
    told = " ".join(f"{f.name} {f.concept}" for f in letter.facts.values()).lower()
    return not any(re.search(p, letter.report_low) or re.search(p, told) for p in patterns)


def _made_up(letter: Letter, random: Random, field: str) -> list[str]:
    regions = " ".join(letter.plan.reading.exam.regions) + " " + letter.report_low[:120]
    found: list[str] = []
    for row in wordings("invented")["finding"]:
        if ("any" in row["regions"] or any(r in regions for r in row["regions"])) and _free_words(
            letter, row["unless"]
        ):
            found += row[field]
    random.shuffle(found)
    return found


def _standing(letter: Letter, random: Random, sentences: Iterable[str], note: str) -> Iterator[Spoiled]:
    """Each sentence at a natural place of its own: behind a finding, on a line, in the short answer."""
    places = letter.places("findings", "short", "negatives") or letter.places()
    for sentence in sentences:
        if not places:
            return
        said = random.choice(places)
        if random.random() < 0.5 or letter.audience == "clinician":
            yield letter.added(said, sentence, note)
        else:
            yield letter.added_line(said.line, sentence, note)


def invented(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A finding of the own list, in the words of the audience."""
    yield from _standing(
        letter,
        random,
        _made_up(letter, random, "lay" if letter.audience == "patient" else "clinical"),
        "a finding made up",
    )


def invented_clinical(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A finding of the own list, in clinical words."""
    yield from _standing(letter, random, _made_up(letter, random, "clinical"), "a finding made up, in clinical words")


def invented_from_lexicon(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A concept of the lexicon that the report does not name."""
    lexicon = load_lexicon()
    ids = sorted(
        c.id
        for c in lexicon.concepts.values()
        if not c.generic and c.site and c.category not in ("normal", "other", "congenital", "postoperative")
    )
    told = (
        frozenset().union(*(stems(f.name) | stems(f.concept.replace("-", " ")) for f in letter.facts.values()))
        if letter.facts
        else frozenset()
    )
    report = stems(letter.report)
    for id in random.sample(ids, min(40, len(ids))):
        concept = lexicon.concepts[id]
        roots = stems(concept.name) | stems(concept.plain)
        if (
            len(roots & (told | report)) > max(0, len(stems(concept.name)) - 2)
            or "(" in concept.plain
            or stems(concept.name) <= report
        ):
            continue
        name = concept.plain[:1].lower() + concept.plain[1:] if letter.audience == "patient" else concept.name
        way = random.choice(
            (
                "The scan also showed {a}.",
                "There is {a}.",
                "The report also names {a}.",
                "You have {a}.",
                "In addition, {a} was seen.",
            )
            if letter.audience == "patient"
            else ("{c} is present [R].", "{c} [R].", "There is {n} [R].")
        )
        sentence = way.format(a=article(name), c=capital(name), n=name)
        yield from _standing(letter, random, [sentence], f"a finding made up ({id})")


def invented_diagnosis(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A disease given as the name for what was seen."""
    diseases = (
        "fibromyalgia",
        "multiple sclerosis",
        "rheumatoid arthritis",
        "Crohn's disease",
        "lupus",
        "diabetes",
        "heart failure",
        "tuberculosis",
        "Parkinson's disease",
        "COPD",
        "ankylosing spondylitis",
        "osteoporosis",
        "leukemia",
        "gout",
        "a stroke",
        "lymphoma",
    )
    usable = [
        d
        for d in diseases
        if not letter.in_report(re.escape(d.lower().split()[-1][:6])) and _free_words(letter, [d.lower()[:6]])
    ]
    random.shuffle(usable)
    ways = {
        "patient": ("This means that you have {d}.", "Your diagnosis is {d}.", "These findings are typical of {d}.", "Together this points to {d}.", "The scan shows that you have {d}."),
        "clinician": ("Overall picture is diagnostic of {d}.", "Findings are consistent with {d}.", "Impression: {d}."),
    }  # fmt: skip
    yield from _standing(
        letter,
        random,
        (
            random.choice(ways[letter.audience])
            .format(d=d)
            .replace("Impression: a ", "Impression: ")
            .replace("diagnostic of a ", "diagnostic of ")
            .replace("consistent with a ", "consistent with ")
            for d in usable[:6]
        ),
        "a diagnosis made up",
    )


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "negation-flip": (affirmed, no_dropped, negative_told_present, denied, no_put_before, positive_told_absent),
    "invented-finding": (invented, invented_clinical, invented_from_lexicon, invented_diagnosis),
}
