# Two commands do everything, set-up included: `make demo` and `make test`.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
SCRIPT_TESTS := tests/surfaces/apps_script
VALIDATOR := tests/office_validator
PYTEST := $(BIN)/python -m pytest -n auto --dist loadgroup
# rooms whose own tests reach every line and every branch, or `make test` fails; what random schedules happen to reach does not count
COVERED := domain values sync
REACHING := tests/domain tests/values $(filter-out tests/sync/test_schedules.py,$(wildcard tests/sync/test_*.py))

.PHONY: demo test lint types types-python types-script tools check ready macros office-types bench clean

demo: $(VENV)/.ready ## build, fill and recompute the article's company in ./demo
	@rm -rf demo
	$(BIN)/sheetcrm demo demo

test: tools ## run every test that this machine can run
	$(PYTEST) $(REACHING) $(COVERED:%=--cov=sheetcrm/%) --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100
	$(PYTEST) $(REACHING:%=--ignore=%)

lint: $(VENV)/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: types-python types-script

types-python: $(VENV)/.ready
	$(BIN)/mypy

types-script: $(SCRIPT_TESTS)/node_modules/.ready
	$(BIN)/node $(SCRIPT_TESTS)/node_modules/typescript/bin/tsc -p $(SCRIPT_TESTS)

tools: $(VENV)/.ready
	@$(MAKE) --no-print-directory $(VALIDATOR)/node_modules/.ready || \
		echo "npm could not bring Microsoft's validator: its tests are left out (in CI they fail)"

check: lint types test ## what .ci/run runs

ready: $(VENV)/.ready ## write again what is made from the program: the ready workbooks, the Vietnamese of commands and docs/reference.md
	$(BIN)/python -c 'from sheetcrm.app.ready import write_ready; from sheetcrm.templates.load import shipped_templates; write_ready(shipped_templates() / "ready")'
	$(BIN)/python -m docs.write_command_words
	$(BIN)/python -m docs.write_reference

macros: $(VENV)/.ready ## write again the macros of macro workbooks, after their texts or xlwings changed
	$(BIN)/python -m docs.write_macros

office-types: $(VENV)/.ready ## write again the type library of LibreOffice's functions, after one of them changed
	$(BIN)/python -m docs.write_office_types

bench: $(VENV)/.ready ## measure against the peers; prints a table
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) demo

%/node_modules/.ready: %/package-lock.json $(VENV)/.ready
	PATH="$(abspath $(BIN)):$$PATH" $(BIN)/npm ci --silent --no-audit --no-fund --prefix $*
	@touch $@

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "sheetcrm needs Python 3.11 or newer, this is " + sys.version.split()[0])'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --editable '.[dev]'
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true # on all cores, where pip would do it on one
	@touch $@
