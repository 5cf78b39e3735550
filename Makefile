# Two commands: `make letter` prints the letter for a report, `make test` checks everything.
PYTHON ?= python3
REPORT ?= examples/ct_lumbar_pelvis.txt
BIN := .venv/bin
# Compiled modules are kept, whatever the environment says: without them each process compiles the package anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: letter summary test setup format clean

letter: setup
	@$(BIN)/explainer letter $(REPORT)

summary: setup
	@$(BIN)/explainer summary $(REPORT)

setup: .venv/.ready

.venv/.ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed"; exit 2; }
	@test -d .venv || $(PYTHON) -m venv .venv
	@# A module is compiled when it is first used: compiling all of the packages takes longer than the rest of the set-up.
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt -e '.[dev]'
	@touch .venv/.ready

test: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest --numprocesses auto --dist worksteal
	$(BIN)/explainer eval gate --baseline evals/baseline.json --limit 25

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:
	rm -rf .venv build dist *.egg-info
