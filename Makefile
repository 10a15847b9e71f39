# Two commands do everything on a machine with Python 3.11+ and git: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test lint types imports unit bench torture screenshots denials snapshots clean

demo: $(VENV)/.run-ready  ## the UI on the built-in practice AWS
	@$(BIN)/stsui demo

test: lint types imports unit  ## every check

lint: $(VENV)/.test-ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.test-ready
	$(BIN)/mypy

imports: $(VENV)/.test-ready
	$(BIN)/lint-imports

# A test that fails is run once more and named, either way: one that hangs on chance is to be mended, and
# should not hold up everything else meanwhile.
unit: $(VENV)/.test-ready
	$(BIN)/pytest -n 2 --dist loadgroup --reruns 1 -raR --snapshot-report=snapshot_report.html

snapshots: $(VENV)/.test-ready  ## accept the screens as they are drawn now
	$(BIN)/pytest -n 2 tests/tui --snapshot-update

bench: $(VENV)/.test-ready  ## the budgets, each against its yardstick in the same run
	$(BIN)/python -m tests.bench

torture: $(VENV)/.test-ready  ## kill 500 writers at random moments, and look at what they leave
	$(BIN)/python -m tests.torture

screenshots: $(VENV)/.test-ready  ## draw every screen of the demo into screenshots/
	$(BIN)/python -m tests.screenshots

denials: $(VENV)/.test-ready  ## score the reader of denials: make denials CORPUS=path
	$(BIN)/python -m stsui.denials.score $(CORPUS)

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "stsui needs Python 3.11 or newer; this is $$($(PYTHON) --version). Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: pyproject.toml $(VENV)/bin/python
	@echo "Installing stsui into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

$(VENV)/.test-ready: pyproject.toml $(VENV)/bin/python
	@echo "Installing stsui and its test tools into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@ $(VENV)/.run-ready

clean:
	rm -rf $(VENV) dist build .mypy_cache .pytest_cache .ruff_cache .hypothesis snapshot_report.html
