"""A live model under test: asked once, kept as a recording, scored like any other."""

import pytest

from evals.runner import run
from evals.scripted_server import MODEL, ScriptedServer
from evals.suite import Request
from evals.writers import ask
from explainer.configuration import Settings

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
