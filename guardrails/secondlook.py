"""A second look at a fault before it is told: evidence that does not hang on how a rule read the sentence.

A rule may misread a sentence of the report or of the draft. Here the words themselves are set beside each other once more:
does the clause deny, does the sentence of the report that the draft retells say the same, is the date the report's own?
A fault that these bear out as faithful is dropped. Nothing is added here, and no rule is told what to look for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from guardrails.alignment import Aligned, near
from guardrails.names import FILLERS, stem
from guardrails.reading import Said
from guardrails.rule import Fault
from guardrails.sameness import How, ending, report_clauses, says_so

_DENYING = frozenset("no not none nothing without never neither nor nobody cannot".split())
#: Words behind a denial that make it affirm ("no doubt", "nobody should overlook that …").
_AFFIRMING = frozenset("question doubt only just longer".split())
_TURNED = frozenset(
    "overlook overlooked miss missed forget ignore ignored surprise surprising true wonder deny".split()
)
_TURNS = frozenset("but although though however yet except while whereas".split())
#: Words that begin a new statement behind "and", and behind a comma.
_SUBJECTS = frozenset("there you it they a an the this".split())
_NEW_CLAUSE = frozenset("there you it they he she we the this your".split())
_PREDICATES = frozenset(
    "be is are was were has have had do does did show shows showed reveal reveals hold holds see".split()
)
#: Words ended by which nothing behind a finding's name speaks of it any more.
_PARTING = frozenset({",", ";", ".", ":", "and", "or", "but", "with", "without", "that", "which", "who"})
#: What a denial behind a finding's name must deny: that the finding is there, and not that it is large or does harm.
_THERE = frozenset(
    "see saw seen find found show shown there present visible identified identify noted note evident detected detect any "
    "appear appreciated demonstrated suggested suspected confirmed likely".split()
)
_BEHIND = 6
_BIRTH = frozenset("born birth birthday dob birthdate".split())
_LITTLE = FILLERS | frozenset(
    "you your it they them we i he she which who what one more very also can could may might will would should do does did than "
    "so if then up down out over into about some any all each both other".split()
)


def stands(rule: str, fault: Fault, aligned: Aligned) -> bool:
    """Whether a fault still stands when its sentence is looked at once more."""
    looks = _LOOKS.get(rule, ())
    if fault.span is None or not (looks or rule in _SAYING):
        return True
    said = _sentence_of(aligned, fault)
    if said is None:
        return True
    return not any(look(aligned, said, fault) for look in looks) and not _says_so(rule, aligned, said, fault)


def _says_so(rule: str, aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether the report says the same in nearly the same words, so that no reading of either can make it a fault."""
    assert fault.span is not None
    how = _SAYING.get(rule)
    if how is None or fault.message.startswith(("says for sure", 'says "')):
        return False  # it is the very word that is at odds with the report
    if fault.message.startswith("calls the "):
        how = how._replace(loose=True)
    elif fault.message.startswith("says that there is no "):
        how = how._replace(denied=True)
    elif fault.message.startswith("says that there is "):
        how = how._replace(told=True)
    elif rule == "certainty-mismatch" and fault.message.startswith("puts "):
        how = how._replace(open=True)
    elif rule == "certainty-mismatch" and fault.message.startswith("states "):
        how = how._replace(loose=False)  # half its words may be those of the part alone
    return says_so(aligned, said, fault.span, how)


_SAYING: Mapping[str, How] = {
    "invented-finding": How(asked=True),
    "negation-flip": How(seen=True),
    "level-mismatch": How(strict=True),
    "laterality-mismatch": How(strict=True, asked=True),
    "number-mismatch": How(sizes=True),
    "certainty-mismatch": How(doubt=True, loose=True),
}


def _sentence_of(aligned: Aligned, fault: Fault) -> Said | None:
    assert fault.span is not None
    start = fault.span.start
    return next((s for s in aligned.reading.sentences if s.start <= start < s.end), None)


def _denies(word: str) -> bool:
    return word in _DENYING or word.endswith("n't")


def _is_denied(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether the clause denies what the rule took for told: a denial before it, or a verb denied right behind it."""
    assert fault.span is not None
    if "says that there is no " in fault.message or not fault.message.startswith("says that there is"):
        return False
    row = aligned.reading.tokens[said.first : said.last]
    clause = _last_clause([t.lemma for t in row if t.start < fault.span.start])
    if _TURNED.isdisjoint(clause) and any(
        _denies(word) and _AFFIRMING.isdisjoint(clause[i + 1 : i + 2]) and clause[i - 1 : i] not in _RELATIVE
        for i, word in enumerate(clause)
    ):
        return True
    behind = [t.lemma for t in row if t.start >= fault.span.end][:_BEHIND]
    for i, word in enumerate(behind):
        if word in _PARTING:
            return False
        if _denies(word):
            return word == "none" or not _THERE.isdisjoint(behind[i + 1 : i + 4])
    return False


#: Pronouns of a clause that tells of its noun alone ("something that doesn't belong there").
_RELATIVE = (["that"], ["which"], ["who"], ("that",), ("which",), ("who",))


def _last_clause(words: Sequence[str]) -> Sequence[str]:
    """The words since the last turn, mark or new subject or verb: what a denial among them reaches."""
    for i in range(len(words) - 1, -1, -1):
        after = words[i + 1] if i + 1 < len(words) else ""
        if words[i] in _TURNS or words[i] in (";", ":", "."):
            return words[i + 1 :]
        if words[i] == "and" and (after in _SUBJECTS or after in _PREDICATES):
            return words[i + 1 :]
        if words[i] == "," and after in _NEW_CLAUSE:
            return words[i + 1 :]
    return words


def _own_date(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a date is one of the report's own, and nobody's birthday."""
    assert fault.span is not None
    if "a date" not in fault.message:
        return False
    words = aligned.reading.folded[fault.span.start : fault.span.end]
    low = aligned.reading.prepared.report
    if not _BIRTH.isdisjoint(aligned.reading.lemmas(said)):
        return False
    at = low.find(words)
    while at >= 0:
        whole = not low[max(0, at - 1) : at].isdigit() and not low[at + len(words) : at + len(words) + 1].isdigit()
        if whole and _clinical(aligned, at) and not any(b in low[max(0, at - 30) : at] for b in _BIRTH):
            return True
        at = low.find(words, at + 1)
    return False


def _clinical(aligned: Aligned, at: int) -> bool:
    """Whether an offset of the report lies in what is told of the exam, and not in the administrative lines around it."""
    return any(s.kind != "other" and s.start <= at < s.end for s in aligned.plan.reading.sections)


#: Words that leave a thing open: a draft that drops them says more than the report.
_DOUBTING = frozenset(
    "may might could can possible possibly probable probably likely if unless should suggest suspected".split()
)
#: The share of a sentence's telling words that one sentence of the report must hold, and how many at least.
_SHARE, _WORDS = 0.6, 3
_HALF, _MOST = 0.5, 0.75


def _retold(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether one sentence of the report holds most of the telling words: the draft retells it and claims nothing of its own."""
    words = aligned.reading.lemmas(said)
    own = _telling(words)
    if len(own) < _WORDS:
        return False
    open_here, denied_here = not _DOUBTING.isdisjoint(words), any(map(_denies, words))
    for scene in aligned.reading.prepared.scenes:
        shared = len(own & _telling(scene.lemmas))
        if shared < _WORDS or shared < _SHARE * len(own):
            continue
        if open_here >= (not _DOUBTING.isdisjoint(scene.lemmas)) and denied_here == any(map(_denies, scene.lemmas)):
            return True
    return False


def _telling(lemmas: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(w) for w in lemmas if w.isalpha() and len(w) > 2 and w not in _LITTLE)


def _asked_for_any(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a sign is only one to speak up about, should it be there ("mention any blocked nose if you have it")."""
    assert fault.span is not None
    words = aligned.reading.lemmas(said)
    if "if" not in words and "new" not in words:
        return False
    row = aligned.reading.tokens[said.first : said.last]
    ahead = [t.lemma for t in row if t.start < fault.span.start]
    at = max((i for i, w in enumerate(ahead) if w == "any"), default=-1)
    if at < 0 or len(ahead) - at > _BEHIND or "," in ahead[at:]:
        return False
    return not _TELLING_ASIDE.isdisjoint(ahead[max(0, at - 4) : at])


_TELLING_ASIDE = frozenset("mention tell report note about watch for have get".split())


def _seeks_help(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a sentence says of signs in general that they need help at once, and claims nothing else."""
    words = aligned.reading.lemmas(said)
    before = aligned.reading.sentences[said.index - 1] if said.index else said
    urgent = said.has("urgent") or (before.has("urgent") and before.paragraph == said.paragraph)
    if _HELP.isdisjoint(words):
        return False
    return urgent and _CLAIMING.isdisjoint(words) and ("general" in words or "everyone" in words or said.has("symptom"))


_HELP = frozenset("help care call emergency 911 doctor hospital clinician seen".split())
_CLAIMING = frozenset("because cause caused due heal heals will worse cancer never always".split())


def _only_the_reason(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a sentence that names no finding only retells why the test was done ("Because of headache." behind a question)."""
    if any(f.status in ("present", "possible") for c in aligned.claims_in(said) for _, f in c.fits):
        return False
    words = aligned.reading.lemmas(said)
    if _REASONS.isdisjoint(words) and words[:1] != ["because"]:
        return False
    if "reason" in words:
        at = words.index("reason")
        near_by = words[at + 1 : at + 5]
        if not _ASKING.isdisjoint(words) or not _TESTS.isdisjoint(near_by):
            return {"your", "this", "that", "it"}.isdisjoint(words[:at]) and "and" not in words[at:]
    before = aligned.reading.sentences[said.index - 1] if said.index else None
    return (
        before is not None
        and before.kind in ("question", "heading")
        and not _TESTS.isdisjoint(aligned.reading.lemmas(before))
    )


_ASKING = frozenset("given give asked ask named name listed list".split())
_REASONS = frozenset("because reason due for after".split())
_TESTS = frozenset("test scan exam study mri ct ultrasound x-ray xray ray picture image imaging done".split())


def _normal_explains_nothing(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a normal result is said not to explain what is felt, and nothing was found that could."""
    if "not the cause" not in fault.message or "normal" not in aligned.reading.lemmas(said):
        return False
    return not any(f.status in ("present", "possible") for f in aligned.plan.reading.facts)


def _of_another_side(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether the side is what the part is measured against, or is said to be as it should ("smaller than the left one")."""
    words = [t.lemma for t in aligned.reading.tokens[said.first : said.last]]
    blamed = next((side for side in ("left", "right") if fault.message.startswith(f"says {side}")), None)
    sides = [i for i, w in enumerate(words) if w in ("left", "right")]
    bared = [i for i in sides if not _MEASURED.isdisjoint(words[max(0, i - 3) : i]) or _as_it_should(words, i)]
    if not bared or blamed is None or any(words[i] == blamed for i in sides if i not in bared):
        return False
    left = {words[i] for i in sides if i not in bared}
    told = aligned.sides(aligned.plan.reading.facts)
    return len(bared) == len(sides) or (len(left) == 1 and left <= told)


_MEASURED = frozenset("than unlike versus against".split())
_SOUND = frozenset("preserved normal maintained unremarkable spared should free clear fine".split())


_SPOKEN = frozenset({",", ";", ".", "(", ")", "and", "but", "with", "while", "where", "although", "left", "right"})


def _as_it_should(words: Sequence[str], at: int) -> bool:
    """Whether what is said behind a side, up to the next mark, is that nothing is wrong there."""
    behind = words[at + 1 : at + 10]
    for word in behind[1:] if behind[:1] == [","] else behind:
        if word in _SPOKEN:
            break
        if word in _SOUND:
            return True
    return not _SOUND.isdisjoint(words[max(0, at - 3) : at]) and "on" in words[max(0, at - 2) : at]


_SIZE_WORDS = frozenset("little small tiny bit".split())


def _size_in_gloss(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a word of size stands in a bracket that explains a term ("a cyst (a little sac of mucus)").

    Such a word must be said of a thing of that shape: "(a little wear)" is a grade.
    """
    assert fault.span is not None
    low = aligned.reading.folded
    end = fault.span.end
    opened = low.rfind("(", said.start, end)
    closed = low.find(")", opened, said.end)
    if opened < 0 or closed < end:
        return False
    words = low[opened + 1 : closed].split()
    return any(w in _SIZE_WORDS and not _SHAPES.isdisjoint(words[i + 1 : i + 4]) for i, w in enumerate(words))


_SHAPES = frozenset(
    "sac sacs pouch pouches bag bags pocket pockets bubble bubbles bump bumps dot dots spot spots tube tubes speck specks "
    "sack sacks growth growths piece pieces vessel vessels lump lumps".split()
)


def _report_names_it(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a name of its own, taken for made up, stands in some form in one sentence of the report.

    A name put together of a head and a place ("a mass in the liver") is none: the report may have it elsewhere.
    """
    if "only asks" in fault.message:
        return False
    assert fault.span is not None
    heads = aligned.reading.lexicon.heads_of
    if any(m.start == fault.span.start and (m.generic or heads(m.concept)) for m in said.mentions):
        return False
    words = [
        t.lemma for t in aligned.reading.tokens[said.first : said.last] if fault.span.start <= t.start < fault.span.end
    ]
    own = [w for w in words if w.isalpha() and len(w) > 2 and w not in _LITTLE]
    return bool(own) and any(all(_one_of(w, scene.lemmas) for w in own) for scene in aligned.reading.prepared.scenes)


_ROOT = 6


def _one_of(word: str, lemmas: Iterable[str]) -> bool:
    """Whether a word stands among others, in some ending; a disease is not named by its root ("appendix", appendicitis)."""
    root = word[:_ROOT]
    own = ending(word)
    return any(w == word or (len(word) >= _ROOT and w.startswith(root) and ending(w) == own) for w in lemmas)


def _nothing_wrong_there(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether nothing is said to be wrong in parts that the report itself calls normal or finds nothing in."""
    parts = {p.anatomy for p in said.places}
    if not parts or "nothing" not in fault.message:
        return False
    sound = {
        part
        for scene in aligned.reading.prepared.scenes
        if not _SOUND_WORDS.isdisjoint(scene.lemmas)
        for part in scene.parts
    }
    lexicon = aligned.reading.lexicon
    ill = {f.site for f in aligned.plan.reading.facts if f.status in ("present", "possible") and f.site is not None}
    seen = [s for s in aligned.plan.reading.sections if s.kind in ("findings", "impression")]
    ill |= {
        part
        for scene in aligned.reading.prepared.scenes
        if _SOUND_WORDS.isdisjoint(scene.lemmas) and any(s.start <= scene.start < s.end for s in seen)
        for part, _ in scene.places
    }
    if any(near(lexicon, part, one) for part in parts for one in ill):
        return False
    return all(any(near(lexicon, part, one) for one in sound) for part in parts)


_SOUND_WORDS = frozenset("normal unremarkable intact clear patent no without preserved".split())


def _asked_for_there(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a sentence retells what the report says of a test or treatment: its words, and most of the sentence's."""
    assert fault.span is not None
    named = [w for w in fault.message.partition('"')[2].partition('"')[0].split() if len(w) > 2]
    words = aligned.reading.lemmas(said)
    own = _telling(words)
    share = _HALF if not _RETELLING.isdisjoint(words) else _MOST
    return bool(named) and any(
        all(_one_of(w, scene.lemmas) for w in named)
        and len(own & _telling(scene.lemmas)) >= max(_WORDS, share * len(own))
        for scene in aligned.reading.prepared.scenes
        if any(map(_denies, scene.lemmas)) == any(map(_denies, aligned.reading.lemmas(said)))
    )


_RETELLING = frozenset("report radiologist says adds add states asks advises recommends".split())


def _is_the_caveat(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a sentence says of many people no more than that they feel nothing of it: the caveat itself."""
    words = aligned.reading.lemmas(said)
    if "share" in fault.message:
        return False  # a made-up figure is no caveat
    who = next((i for i, w in enumerate(words) if w in _MANY), None)
    if who is None or not _CLAIMING.difference(("never",)).isdisjoint(words):
        return False
    none = next((i for i in range(who, len(words)) if _denies(words[i]) or words[i] in ("free", "little")), None)
    if none is None or _FEELING.isdisjoint(words[none : none + 5]) or said.has("outcome"):
        return False
    at = next(i for i in range(none, len(words)) if words[i] in _FEELING)
    return _SOOTHING.isdisjoint(words[at + 1 :])


#: What a sentence that is more than the caveat goes on to promise.
_SOOTHING = frozenset(
    "live life span recover clear heal treatment treat care worry safe harmless fine so away year years healthy well".split()
)


_MANY = frozenset("many lot lots plenty people person individual individuals adult adults others".split())
_FEELING = frozenset(
    "feel feels felt symptom symptoms pain ache hurt hurts trouble problem complaint complaints notice know".split()
)


def _of_what_is_there(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether what is denied is another thing in, or for, the one named, which the article takes for there.

    "No ulcer was found in the plaque", "no further test is named for the cyst"; but "no sign of the plaque" denies it.
    """
    assert fault.span is not None
    if not fault.message.startswith("says that there is no "):
        return False
    row = aligned.reading.tokens[said.first : said.last]
    clause = _last_clause([t.lemma for t in row if t.start < fault.span.start])
    at = max((i for i, w in enumerate(clause) if w in _DEFINITE and clause[i - 1] in _PLACING), default=0)
    if at < 2 or len(clause) - at > _NAMED_WITHIN or not {",", "or", "and"}.isdisjoint(clause[at:]):
        return False
    denial = next((i for i, w in enumerate(clause[: at - 1]) if _denies(w)), None)
    if denial is None:
        return False
    things = _telling(clause[denial + 1 : at - 1])
    return bool(things) and things.isdisjoint(_SIGNS)


_DEFINITE = frozenset("the this that these those your".split())
_PLACING = frozenset("in within inside at near around beside along for from on behind".split())
#: Words from the article to the name.
_NAMED_WITHIN = 5
_SIGNS = frozenset(
    stem(w)
    for w in "evidence sign trace hint proof indication doubt seen see found find show shown there noted".split()
)


def _certainty_denied(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether it is the certainty that is denied ("It does not say that this is certain")."""
    assert fault.span is not None
    if not fault.message.startswith("says for sure"):
        return False
    row = aligned.reading.tokens[said.first : said.last]
    if any(t.lemma in _AFFIRMING or t.lemma == "without" for t in row):
        return False
    clause = _last_clause([t.lemma for t in row if t.start < fault.span.end])
    at = next((i for i, w in enumerate(clause) if w in _CERTAIN), None)
    denials = [i for i, w in enumerate(clause) if _denies(w)]
    # "Confirmed: a part of the lung that is not fully open" denies something else.
    return at is not None and len(denials) == 1 and denials[0] < at and _TURNED.isdisjoint(clause)


_CERTAIN = frozenset("certain sure proven confirmed established definite settled known".split())


def _only_a_topic(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether a word stands alone before a sentence that denies it ("Fluid. No fluid was seen.")."""
    assert fault.span is not None
    if not fault.message.startswith("says that there is ") or said.index + 1 >= len(aligned.reading.sentences):
        return False
    inside = aligned.reading.folded[fault.span.start : fault.span.end]
    own = _telling(said.lemmas)
    after = aligned.reading.sentences[said.index + 1]
    if not own or len(own) > 2 or after.paragraph != said.paragraph or not own <= _telling(inside.split()):
        return False
    words = after.lemmas
    at = next((i for i, w in enumerate(words) if _denies(w)), None)
    return at is not None and own <= _telling(words) and _TURNS.isdisjoint(words)


def _make_of_a_cyst(aligned: Aligned, said: Said, fault: Fault) -> bool:
    """Whether "fluid" only tells what a pouch is made of that the report calls a cyst ("a fluid pouch")."""
    assert fault.span is not None
    if aligned.reading.folded[fault.span.start : fault.span.end].strip() != "fluid":
        return False
    row = aligned.reading.tokens[said.first : said.last]
    behind = next((t.lemma for t in row if t.start >= fault.span.end), "")
    return behind in _SHAPES | {"pouch"} and any("cyst" in clause.told for clause in report_clauses(aligned))


_LOOKS: Mapping[str, tuple[Callable[[Aligned, Said, Fault], bool], ...]] = {
    "negation-flip": (_is_denied, _asked_for_any, _of_what_is_there, _only_a_topic, _make_of_a_cyst),
    "invented-finding": (_asked_for_any, _report_names_it),
    "level-mismatch": (_asked_for_any,),
    "certainty-mismatch": (_asked_for_any, _certainty_denied),
    "severity-mismatch": (_asked_for_any, _size_in_gloss),
    "laterality-mismatch": (_asked_for_any, _of_another_side),
    "identifier-leak": (_own_date,),
    "unsupported-claim": (_retold, _seeks_help, _is_the_caveat),
    "causal-attribution": (_only_the_reason, _normal_explains_nothing),
    "false-reassurance": (_nothing_wrong_there,),
    "treatment-directive": (_asked_for_there,),
}
