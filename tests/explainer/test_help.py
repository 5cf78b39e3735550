"""The list of commands comes at once."""

import subprocess
import sys

CODE = """
import sys
from click.testing import CliRunner
from explainer.cli import cli
done = CliRunner().invoke(cli, ["--help"])
assert done.exit_code == 0, done.output
assert "  eval " in done.output
print(" ".join(name for name in ("evals.command", "guardrails", "openai", "pydantic") if name in sys.modules))
"""


def test_help_loads_neither_the_guard_nor_a_client() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == ""


def test_a_command_below_eval_is_named_whole() -> None:
    """A wrong option names the command whose help tells more; eval without a command prints its help."""
    wrong = subprocess.run(
        [sys.executable, "-m", "explainer", "eval", "run", "--limit", "0"], capture_output=True, text=True, timeout=60
    )
    assert wrong.returncode == 2
    assert "(see 'explainer eval run --help')" in wrong.stderr
    bare = subprocess.run([sys.executable, "-m", "explainer", "eval"], capture_output=True, text=True, timeout=60)
    assert bare.returncode == 2
    assert bare.stderr.startswith("Usage: explainer eval")
