"""Replies are read strictly, whatever the server promised."""

from __future__ import annotations

import json

import pytest

from explainer.errors import MalformedDraft
from explainer.wording.exchange import Request, read_answers
from explainer.wording.prompt import Message

ASKED = frozenset({"s1", "s2"})


def test_good_reply() -> None:
    """Texts come by id."""
    text = json.dumps({"statements": [{"id": "s2", "text": "b"}, {"id": "s1", "text": "a"}]})
    assert dict(read_answers(text, ASKED).texts) == {"s1": "a", "s2": "b"}


def test_a_repeated_id_gives_no_text() -> None:
    """Of two texts for one id neither counts."""
    text = json.dumps({"statements": [{"id": "s1", "text": "a"}, {"id": "s1", "text": "b"}, {"id": "s2", "text": "c"}]})
    found = read_answers(text, ASKED)
    assert dict(found.texts) == {"s2": "c"}
    assert found.repeated == ("s1",)


BAD = {
    "no JSON": "Here you are: hello",
    "fenced": '```json\n{"statements": []}\n```',
    "cut off": '{"statements": [{"id": "s1", "text": "a',
    "text behind": '{"statements": []} P.S. hello',
    "list": "[]",
    "more fields": '{"statements": [], "title": "x"}',
    "more fields of a statement": '{"statements": [{"id": "s1", "text": "a", "note": "x"}]}',
    "no text": '{"statements": [{"id": "s1"}]}',
    "number as text": '{"statements": [{"id": "s1", "text": 4}]}',
    "unknown id": '{"statements": [{"id": "s9", "text": "a"}]}',
    "text too long": json.dumps({"statements": [{"id": "s1", "text": "a" * 3000}]}),
    "too many": json.dumps({"statements": [{"id": "s1", "text": "a"}] * 100}),
    "deep": '{"statements": ' + "[" * 5000 + "]" * 5000 + "}",
}


@pytest.mark.parametrize("name", BAD)
def test_bad_reply(name: str) -> None:
    """Anything else is refused as a whole, and the message does not repeat it."""
    with pytest.raises(MalformedDraft) as error:
        read_answers(BAD[name], ASKED)
    assert "hello" not in str(error.value)


def test_the_key_covers_all_that_is_sent() -> None:
    """Other words, another model or another schema is another question."""
    message = Message(role="user", content="x")
    base = Request("m", (message,), {"a": 1}, 0.0, 1, 10, "plan", "prompt")
    same = Request("m", (message,), {"a": 1}, 0.0, 1, 10, "other plan", "other prompt")
    assert base.key() == same.key()
    others = [
        Request("n", (message,), {"a": 1}, 0.0, 1, 10),
        Request("m", (Message(role="user", content="y"),), {"a": 1}, 0.0, 1, 10),
        Request("m", (message,), {"a": 2}, 0.0, 1, 10),
        Request("m", (message,), {"a": 1}, 0.5, 1, 10),
    ]
    assert len({base.key(), *(r.key() for r in others)}) == 5
