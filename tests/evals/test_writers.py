"""A live model under test: asked once, kept as a recording, scored like any other."""

import pytest

from evals.runner import run
from evals.scripted_server import MODEL, Answer, ScriptedServer
from evals.suite import Request
from evals.writers import ask
from explainer.configuration import Settings
from explainer.errors import ModelUnavailable

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])
REPORT = "MRI OF THE KNEE\n\nFindings: Small joint effusion. No fracture.\n\nImpression: Small joint effusion."


def test_a_live_model_is_asked_once(tmp_path):
    """Its letters stand in a recording; a second run takes them from there and asks nothing."""
    told = []
    with ScriptedServer() as server:
        settings = Settings(base_url=server.base_url, model=MODEL, wait_s=0.001, timeout_s=5)
        kept = tmp_path / "r.live.jsonl"
        wanted = [(REPORT, "patient"), (REPORT, "clinician"), (REPORT, "patient")]
        letters = ask(settings, wanted, kept, lambda done, total: told.append((done, total)))
        requests = len(server.bodies)
        again = ask(settings, wanted, kept, lambda done, total: told.append((done, total)))
        assert len(server.bodies) == requests > 0
    assert told == [(1, 2), (2, 2)]
    assert again.texts == letters.texts
    assert letters.name == f"live:{MODEL}"
    result = run(Request(suites=("letters",), writers=(letters,)), jobs=1).result
    assert result.metric("letters", "passes the guard").hits == 2


def test_an_endpoint_that_is_down_is_no_bad_letter(tmp_path):
    """Letters that no answer came for are not kept as empty ones: the run ends, and the next asks for them again."""
    kept = tmp_path / "r.live.jsonl"
    wanted = [(REPORT, "patient")]
    with ScriptedServer(lambda body, number: Answer(status=503)) as server:
        down = Settings(base_url=server.base_url, model=MODEL, wait_s=0.001, timeout_s=5, attempts=2)
        with pytest.raises(ModelUnavailable, match="1 of 1 letters were not written"):
            ask(down, wanted, kept, lambda done, total: None)
    assert not kept.exists()
    with ScriptedServer() as server:
        up = Settings(base_url=server.base_url, model=MODEL, wait_s=0.001, timeout_s=5)
        assert ask(up, wanted, kept, lambda done, total: None).texts[REPORT, "patient"]
