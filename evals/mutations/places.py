"""Sides, spinal levels and body sites that the report does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from random import Random

from evals.mutations.letter import Letter, Said, levels_in
from evals.mutations.values import Operator, Spoiled
from explainer.core.values import Fact

_SIDE = re.compile(r"\b(left|right)\b", re.I)
_BOTH = re.compile(
    r"\b(?:on both sides|on each side|both sides|bilateral(?:ly)?)\b|"
    r"\bboth (?:of )?(?:your |the )?(?P<part>(?:hip|knee|sacroiliac|SI) joint|hip|knee|kidney|lung|shoulder|breast|ankle|hand|wrist|eye|ear|leg)s\b",
    re.I,
)
_OTHER = {"left": "right", "right": "left"}
#: "left" and "right" that are no sides.
_NO_SIDE = re.compile(
    r"\b(?:right away|right now|all right|right after|left (?:it )?(?:out|over|to|unchanged|alone|untreated)|is left|was left|"
    r"to the (?:left|right) of the middle|(?:right|left) (?:heart|ventric\w+|atri\w+))\b",
    re.I,
)


def cased(new: str, like: str) -> str:
    """``new`` with capitals as ``like`` has them."""
    if like.isupper() and len(like) > 1:
        return new.upper()
    return new[:1].upper() + new[1:] if like[:1].isupper() else new


def _sides(letter: Letter, said: Said, *, quoted: bool = False) -> list[re.Match[str]]:
    """The side words of a sentence, outside quotation marks unless ``quoted``."""
    voided = [(m.start(), m.end()) for m in _NO_SIDE.finditer(said.text)]
    return [
        m
        for m in _SIDE.finditer(said.text)
        if not any(a <= m.start() < b for a, b in voided)
        and letter.quoted(said.start + m.start(), said.start + m.end()) == quoted
    ]


def _swapped(letter: Letter, said: Said, hits: list[re.Match[str]], note: str) -> Spoiled:
    return letter.edits(
        [(said.start + m.start(), said.start + m.end(), cased(_OTHER[m.group().lower()], m.group())) for m in hits],
        note,
    )


def _one_sided(letter: Letter, fact: Fact) -> bool:
    """Whether nothing like this fact is told of the other side."""
    other = _OTHER.get(fact.laterality or "")
    return (
        other is not None
        and not any(
            f.laterality in (other, "bilateral")
            or (f.laterality is None and f.id != fact.id and f.concept == fact.concept)
            for f in letter.alike(fact)
        )
        and not any(
            f.laterality in (other, "bilateral") and set(f.levels) & set(fact.levels) for f in letter.facts.values()
        )
    )


def side_swapped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The side of one finding, in one sentence."""
    for said, facts in letter.stating(status=("present", "possible", "historical")):
        hits = _sides(letter, said)
        words = {m.group().lower() for m in hits}
        if len(words) != 1:
            continue
        side = words.pop()
        sided = [f for f in facts if f.laterality == side]
        if sided and all(_one_sided(letter, f) for f in sided):
            yield letter.in_clause(_swapped(letter, said, hits, f"{side} told as {_OTHER[side]} ({sided[0].name})"))


def side_swapped_everywhere(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The side of one finding, in all sentences that tell it."""
    for fact in letter.facts.values():
        if fact.status in ("absent", "hypothetical", "indication") or not _one_sided(letter, fact):
            continue
        changes: list[tuple[int, int, str]] = []
        lines: set[int] = set()
        for said in letter.told(fact):
            hits = [m for m in _sides(letter, said) if m.group().lower() == fact.laterality]
            if said.states and hits and len({m.group().lower() for m in _sides(letter, said)}) == 1:
                lines.add(said.index)
                changes += [
                    (said.start + m.start(), said.start + m.end(), cased(_OTHER[m.group().lower()], m.group()))
                    for m in hits
                ]
        if len(lines) > 1:
            yield letter.in_clause(
                letter.edits(
                    changes, f"{fact.laterality} told as {_OTHER[fact.laterality or 'left']} everywhere ({fact.name})"
                )
            )


def side_of_only_one(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """Any side in a telling sentence, where the whole report knows only one side."""
    report = {m.group().lower() for m in _SIDE.finditer(letter.report)}
    if len(report) != 1 or letter.in_report(r"bilateral", r"\bboth\b"):
        return
    for said in letter.said:
        hits = _sides(letter, said)
        if said.states and hits and {m.group().lower() for m in hits} == report and not said.line.heading:
            yield letter.in_clause(
                _swapped(letter, said, hits, f"{hits[0].group()} swapped; the report knows no other side")
            )


def one_side_made_both(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A one-sided finding told of both sides."""
    for said, facts in letter.stating():
        for m in re.finditer(r"\b(?:on|in|at) (?:the|your) (left|right)(?: side)?(?=[ .,;)])(?! [a-z])", said.text):
            start = said.start + m.start()
            sided = [f for f in facts if f.laterality == m.group(1).lower()]
            if sided and all(_one_sided(letter, f) for f in sided) and not letter.quoted(start, start + 1):
                new = random.choice(("on both sides", "on both the left and the right side", "on each side"))
                yield letter.in_clause(
                    letter.edit(start, said.start + m.end(), new, f"{m.group(1)} told as both ({sided[0].name})")
                )


def both_made_one(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A finding of both sides told of one, wherever it is told."""
    for fact in letter.facts.values():
        if fact.laterality != "bilateral" or fact.status == "absent":
            continue
        if any(f.laterality in ("left", "right") for f in letter.alike(fact)):
            continue
        side = random.choice(("left", "right"))
        changes: list[tuple[int, int, str]] = []
        for said in letter.told(fact):
            for m in _BOTH.finditer(said.text):
                start, word = said.start + m.start(), m.group().lower()
                if letter.quoted(start, start + 1) or not said.states:
                    continue
                part = m.group("part")
                new = side if word == "bilateral" else f"the {side} side" if word == "both sides" else f"on the {side}"
                new = f"the {side} {part}" if part else new
                changes.append((start, said.start + m.end(), cased(new, m.group())))
        if changes:
            yield letter.in_clause(letter.edits(changes, f"both sides told as {side} ({fact.name})"))


def side_misquoted(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The report's own words quoted with the other side."""
    for said, facts in letter.stating():
        hits = _sides(letter, said, quoted=True)
        outside = _sides(letter, said)
        if len({m.group().lower() for m in hits + outside}) != 1:
            continue
        sided = [f for f in facts if f.laterality == hits[0].group().lower()] if hits else []
        if sided and all(_one_sided(letter, f) for f in sided):
            yield letter.in_clause(
                _swapped(letter, said, hits + outside, f"side swapped, in the quote too ({sided[0].name})")
            )


def side_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A sentence that puts a finding on the other side."""
    for said in letter.said:
        fact = letter.lone(said)
        if fact is not None and fact.laterality in ("left", "right") and _one_sided(letter, fact):
            other = _OTHER[fact.laterality]
            new = random.choice(
                (
                    f"It is on the {other} side.",
                    f"This was seen on the {other}.",
                    f"The {other} side is the one that is affected.",
                )
                if letter.audience == "patient"
                else (
                    f"This involves the {other} side [R].",
                    f"The {other} side is affected [R].",
                    f"Located on the {other} [R].",
                )
            )
            yield letter.added(said, new, f"a sentence puts it on the {other} ({fact.name})")


# -- levels -----------------------------------------------------------------------------------------------------------

_LAST = {"C": 7, "T": 12, "L": 5}


def _bone(position: int) -> str | None:
    for letter, last in _LAST.items():
        if 1 <= position <= last:
            return f"{letter}{position}"
        position -= last
    return f"S{position}" if position in (1, 2) else None


def _position(bone: str) -> int:
    before = {"C": 0, "T": 7, "L": 19, "S": 24}[bone[0]]
    return before + int(bone[1:])


def shifted(level: str, by: int) -> str | None:
    """The level ``by`` steps further down: ``L4-L5`` by -1 is ``L3-L4``. None off the spine."""
    bones = [_bone(_position(b) + by) for b in level.split("-")]
    return None if None in bones else "-".join(b for b in bones if b)


def _other_levels(letter: Letter, facts: list[Fact], level: str) -> list[str]:
    """Neighbours of a level that the report names for no fact like these."""
    told = {lv for f in facts for g in letter.alike(f) for lv in g.levels}
    bones = {b for lv in told for b in lv.split("-")}
    found: list[str] = []
    for by in (-1, 1, -2, 2):
        new = shifted(level, by)
        if new is None or new in told or (new[0] != level[0] and level[0] != "L" and new[0] not in "LS"):
            continue
        if "-" not in new and new in bones and any("-" in t for t in told):
            continue
        found.append(new)
    return found


def _written(level: str, like: str) -> str:
    """A level as the letter writes them: ``L3-4`` where it had ``L4-5``."""
    if "-" not in level:
        return level
    top, low = level.split("-")
    join = next((j for j in (" to ", "–", "/", "-") if j in like), "-")
    return top + join + (low if re.search(r"[CTLS]\d+\W+(?:to )?[CTLS]\d", like) else low[1:])


def level_moved(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A spinal level told one or two steps away."""
    for said, facts in letter.stating():
        hits = [
            (a, b, name) for a, b, name in levels_in(said.text) if not letter.quoted(said.start + a, said.start + b)
        ]
        for a, b, name in hits:
            placed = [f for f in facts if name in f.levels]
            choices = _other_levels(letter, placed, name) if placed else []
            choices = [c for c in choices if c not in {n for _, _, n in hits}]
            if choices:
                new = random.choice(choices[:2])
                yield letter.edit(
                    said.start + a,
                    said.start + b,
                    _written(new, said.text[a:b]),
                    f"{name} told as {new} ({placed[0].name})",
                )


def level_unknown_to_report(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A spinal level that the whole report does not name."""
    told = {n for _, _, n in levels_in(letter.report)} | {lv for f in letter.facts.values() for lv in f.levels}
    bones = {b for lv in told for b in lv.split("-")}
    if re.search(r"\b[CTLS]\d+ (?:to|through|thru) ", letter.report):
        return
    for said in letter.said:
        if not said.states or said.line.heading:
            continue
        hits = [(a, b, n) for a, b, n in levels_in(said.text) if not letter.quoted(said.start + a, said.start + b)]
        if len(hits) != 1:
            continue
        a, b, name = hits[0]
        new = next(
            (
                s
                for by in (-1, -2, 1, -3)
                if (s := shifted(name, by)) and s not in told and (("-" in s) or s not in bones)
            ),
            None,
        )
        if new and name in told:
            yield letter.edit(
                said.start + a,
                said.start + b,
                _written(new, said.text[a:b]),
                f"{name} told as {new}, a level the report does not name",
            )


def level_moved_in_heading(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """The level in the lead of a line or in a heading ("L3-L4: ...")."""
    for line in letter.lines:
        if line.section in ("why", "next", "help", "questions", "sources", "head"):
            continue
        text = letter.text[line.body : line.end]
        found = levels_in(text)
        if len(found) != 1 or found[0][0] > 25 or not re.match(r"\W*(?::|\()|\*\*", text[found[0][1] :]):
            continue
        a, b, name = found[0]
        facts = [f for f in letter.facts.values() if name in f.levels and f.status != "absent"]
        here = {id for s in letter.said if s.line.index == line.index for id in s.facts}
        here_facts = [f for f in facts if f.id in here]
        choices = _other_levels(letter, here_facts, name) if here_facts else []
        if choices:
            new = choices[0]
            yield letter.edit(line.body + a, line.body + b, _written(new, text[a:b]), f"lead {name} told as {new}")


def level_added(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A further level joined to the right one."""
    for said, facts in letter.stating(status=("present",)):
        hits = [(a, b, n) for a, b, n in levels_in(said.text) if not letter.quoted(said.start + a, said.start + b)]
        if len(hits) != 1:
            continue
        a, b, name = hits[0]
        if not re.search(r"\b(?:at|of)(?: the)?(?: level)? $", said.text[:a]):
            continue
        placed = [f for f in facts if f.levels == (name,)]
        choices = _other_levels(letter, placed, name) if placed else []
        if choices:
            new = _written(choices[0], said.text[a:b])
            yield letter.edit(
                said.start + b, said.start + b, f" and {new}", f"{choices[0]} added to {name} ({placed[0].name})"
            )._replace(span=(said.start + b + 1, said.start + b + 5 + len(new)))


#: Parts that a careless writer mistakes for each other, in lay and in clinical words.
_SITES = (
    ("upper lobe", "lower lobe"), ("upper pole", "lower pole"), ("inner side", "outer side"), ("medial", "lateral"),
    ("medial meniscus", "lateral meniscus"), ("inner cushion", "outer cushion"), ("inner meniscus", "outer meniscus"),
    ("upper part", "lower part"), ("upper outer", "lower inner"), ("upper inner", "lower outer"), ("front", "back"),
    ("anterior", "posterior"), ("shin bone", "thigh bone"), ("tibia", "femur"), ("supraspinatus", "subscapularis"),
    ("infraspinatus", "subscapularis"), ("top of the lung", "base of the lung"), ("apex", "base"), ("small bowel", "large bowel"),
    ("ovary", "kidney"), ("kidney", "spleen"), ("liver", "spleen"), ("gallbladder", "pancreas"), ("hip", "knee"), ("knee", "ankle"),
    ("shoulder", "elbow"), ("wrist", "elbow"), ("big toe", "little toe"), ("thumb", "little finger"), ("index finger", "ring finger"),
    ("popliteal", "femoral"), ("calf", "thigh"), ("thigh", "calf"), ("frontal lobe", "occipital lobe"), ("frontal", "parietal"),
    ("temporal", "occipital"), ("maxillary", "sphenoid"), ("sigmoid", "cecum"), ("lower bowel", "stomach"), ("middle part", "far end"),
    ("collarbone", "shoulder blade"), ("fibula", "tibia"), ("radius", "ulna"), ("proximal", "distal"), ("thyroid", "parotid"),
    ("lower lobe", "upper lobe"), ("lower pole", "upper pole"), ("outer side", "inner side"), ("lateral", "medial"), ("back part", "front part"),
    ("posterior", "anterior"), ("lateral meniscus", "medial meniscus"), ("outer cushion", "inner cushion"), ("adrenal", "pancreatic"),
)  # fmt: skip
_LAY_TO_REPORT = {
    "inner side": ("medial", "inner"), "outer side": ("lateral", "outer"), "inner cushion": ("medial",), "outer cushion": ("lateral",),
    "shin bone": ("tibia",), "thigh bone": ("femur", "femor", "thigh"), "front": ("anterior", "front", "ventral", "retropatellar", "precor"), "back": ("posterior", "back", "dorsal", "retro"),
    "collarbone": ("clavic",), "shoulder blade": ("scapul", "glenoid"), "big toe": ("hallux", "great toe", "first"), "knee": ("knee", "popliteal", "patell", "menisc"),
    "kidney": ("renal", "kidney"), "liver": ("hepat", "liver"), "spleen": ("splen",), "hip": ("hip", "acetab"), "large bowel": ("colon", "sigmoid"),
    "small bowel": ("small bowel", "ileum", "ileal", "jejun"), "front part": ("anterior",), "back part": ("posterior",), "lower bowel": ("sigmoid", "colon"),
    "inner meniscus": ("medial",), "outer meniscus": ("lateral",), "upper part": ("upper", "superior", "proximal"), "lower part": ("lower", "inferior", "distal"),
    "thigh": ("thigh", "femor"), "calf": ("calf", "tibial", "peroneal"), "ankle": ("ankle", "malleol", "talus", "talar"), "stomach": ("stomach", "gastric"),
    "base of the lung": ("base", "basal", "basilar", "lower"), "pancreatic": ("pancrea",), "pancreas": ("pancrea",), "ring finger": ("ring", "fourth"),
    "little toe": ("fifth", "little", "small toe"), "little finger": ("fifth", "little", "small finger"), "far end": ("distal", "far", "tail"), "thumb": ("thumb", "first"),
    "ovary": ("ovar", "adnex"), "upper outer": ("upper outer",), "lower inner": ("lower inner",), "lower outer": ("lower outer",), "upper inner": ("upper inner",),
}  # fmt: skip


def _near_in_report(letter: Letter, facts: list[Fact], part: str) -> bool:
    """Whether the report names a part in a sentence of facts like these."""
    words = _LAY_TO_REPORT.get(part, (part,))
    by_id = {f.id: f for f in letter.plan.reading.findings}
    for f in facts:
        for g in letter.alike(f):
            for m in g.mentions:
                if m in by_id:
                    sentence = letter.report_low[by_id[m].sentence.start : by_id[m].sentence.end]
                    if any(w in sentence for w in words):
                        return True
    return False


def site_swapped(letter: Letter, random: Random) -> Iterator[Spoiled]:
    """A part of the body told as a neighbour of it."""
    for said, facts in letter.stating():
        if not said.own:
            continue
        for old, new in _SITES:
            found = [
                m
                for m in re.finditer(rf"\b{old}\b(?! of (?:your|the) (?:belly|middle))", said.text, re.I)
                if not letter.quoted(said.start + m.start(), said.start + m.end())
            ]
            if len(found) != 1 or re.search(rf"\b{new}\b", said.text, re.I):
                continue
            wider = re.compile(
                rf"(?:{'|'.join(re.escape(o) for o, _ in _SITES if old in o and o != old) or '$^'})", re.I
            )
            if (
                wider.search(said.text)
                or not _near_in_report(letter, facts, old)
                or _near_in_report(letter, facts, new)
            ):
                continue
            m = found[0]
            yield letter.edit(
                said.start + m.start(),
                said.start + m.end(),
                cased(new, m.group()),
                f"{old} told as {new} ({facts[0].name})",
            )


OPERATORS: dict[str, tuple[Operator, ...]] = {
    "laterality-mismatch": (
        side_swapped, side_swapped_everywhere, side_of_only_one, one_side_made_both, both_made_one,
        side_misquoted, side_added,
    ),
    "level-mismatch": (level_moved, level_unknown_to_report, level_moved_in_heading, level_added, site_swapped),
}  # fmt: skip
