# Daybook. `make serve` runs it, `make test` checks all of it; both build what they need in .venv first.

PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python3.14,$(if \
	$(shell $(name) -c 'import sys; print("new" if sys.version_info >= (3, 11) else "")' 2>/dev/null),$(name))))
VENV ?= .venv
BIN := $(VENV)/bin
ROOMS := config api ledger taxes accounts businesses bookkeeping fixtures
WORKERS ?= auto
PLAIN := $(BIN)/python -m pytest --numprocesses=$(WORKERS) --maxprocesses=8 --dist=loadfile
PYTEST := $(BIN)/coverage run -m pytest --numprocesses=$(WORKERS) --maxprocesses=8 --dist=loadfile
INSTALL := $(BIN)/python -m pip install --quiet --require-hashes
EDITABLE := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
LOCK := uv pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-emit-index-url --no-header

export PIP_DISABLE_PIP_VERSION_CHECK := 1
# Without compiled modules every start is slow; with a path of another project the wrong code may be checked.
unexport PYTHONDONTWRITEBYTECODE PYTHONPATH

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help serve test lint format types imports architecture drift test-sqlite test-postgres coverage \
	soak fuzz bench test-browser lock clean

help:
	@echo 'make serve          run a server with the demo company on http://127.0.0.1:8000 (ARGS="--port 8080")'
	@echo 'make test           every check that CI runs'
	@echo 'make lint           formatting, style, types, imports, architecture'
	@echo 'make format         let the formatter and the fixable rules edit the files'
	@echo 'make test-sqlite    the tests on SQLite only (ARGS="tests/ledger -k allocation")'
	@echo 'make test-postgres  the tests on PostgreSQL only'
	@echo 'make soak           the long profile of the property, stateful and concurrency tests, on both databases'
	@echo 'make fuzz           the long profile of the contract tests (schemathesis)'
	@echo 'make bench          the workloads over HTTP beside bare SQL, as ratios (needs wrk; ARGS="--rounds 3")'
	@echo 'make test-browser   the admin in a real browser (needs Chromium)'
	@echo 'make lock           resolve the requirements anew (needs uv)'
	@echo 'make clean          remove the environment and everything that tools left behind'

# ---- environments

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo 'Daybook needs Python 3.11 or newer: none found (name one with PYTHON=...)' >&2; exit 1; }
	@echo 'Building the environment in $(VENV) (once) ...' >&2
	$(PYTHON) -m venv $(VENV)

$(VENV)/runtime.stamp: requirements/runtime.txt requirements/build.txt pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements/runtime.txt -r requirements/build.txt
	$(EDITABLE)
	$(BIN)/python -m compileall -q $(wildcard $(ROOMS))
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt pyproject.toml | $(BIN)/python
	$(INSTALL) -r requirements/dev.txt
	$(EDITABLE)
	@touch $@

$(VENV)/browser.stamp: requirements/browser.txt $(VENV)/dev.stamp
	$(INSTALL) -r requirements/browser.txt
	@touch $@

# ---- running

serve: $(VENV)/runtime.stamp
	@DAYBOOK_DATA_DIR="$${DAYBOOK_DATA_DIR:-$(CURDIR)/var}" exec $(BIN)/daybook serve $(ARGS)

# ---- checking, one stage after the other

test: lint drift
	$(MAKE) --no-print-directory test-sqlite ARGS=
	$(MAKE) --no-print-directory test-postgres ARGS=
	$(MAKE) --no-print-directory coverage

lint: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(MAKE) --no-print-directory imports architecture types

types: $(VENV)/dev.stamp
	$(BIN)/mypy

imports: $(VENV)/dev.stamp
	$(BIN)/lint-imports

architecture: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -q tests/architecture

drift: $(VENV)/dev.stamp
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py check --fail-level WARNING
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py makemigrations --check --dry-run
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py openapi --check
	DJANGO_SETTINGS_MODULE=tests.settings $(BIN)/python manage.py coverage --check

# What is long and covers nothing new runs without measuring coverage, which would double its time.
LENGTHY := tests/fuzz tests/ledger/oracle
MEASURED := tests $(LENGTHY:%=--ignore=%) --ignore=tests/architecture

test-sqlite: $(VENV)/dev.stamp
	@rm -f .coverage.sqlite.*
	DAYBOOK_TEST_DATABASE=sqlite COVERAGE_FILE=.coverage.sqlite $(PYTEST) $(or $(ARGS),$(MEASURED))
	$(if $(ARGS),,DAYBOOK_TEST_DATABASE=sqlite $(PLAIN) $(LENGTHY))

# What runs otherwise on PostgreSQL is measured there, too; the rest was measured on SQLite, and the contract tried there.
DIFFERENT := tests/businesses tests/guards tests/concurrency
# What needs no database has run by then.
SAME := tests $(DIFFERENT:%=--ignore=%) --ignore=tests/fuzz --ignore=tests/architecture --ignore=tests/bookkeeping \
	--ignore=tests/fixtures_data --ignore=tests/api/kashoo/test_schema.py --ignore=tests/packaging/test_containers.py

test-postgres: $(VENV)/dev.stamp
	@rm -f .coverage.postgres.*
	DAYBOOK_TEST_DATABASE=postgres COVERAGE_FILE=.coverage.postgres $(PYTEST) $(or $(ARGS),$(DIFFERENT))
	$(if $(ARGS),,DAYBOOK_TEST_DATABASE=postgres $(PLAIN) $(SAME))

coverage: $(VENV)/dev.stamp
	$(BIN)/coverage combine --quiet --keep .coverage.sqlite.* .coverage.postgres.*
	$(BIN)/coverage report --include='bookkeeping/*' --fail-under=100
	$(BIN)/coverage report

# ---- long, or in need of equipment

LONG := DAYBOOK_TEST_SCALE=soak $(PLAIN) --timeout=0
SOAKED ?= tests/accounts tests/bookkeeping tests/concurrency tests/guards tests/ledger

soak: $(VENV)/dev.stamp
	DAYBOOK_TEST_DATABASE=sqlite $(LONG) $(SOAKED) $(ARGS)
	DAYBOOK_TEST_DATABASE=postgres $(LONG) $(SOAKED) $(ARGS)

fuzz: $(VENV)/dev.stamp
	DAYBOOK_TEST_DATABASE=sqlite $(LONG) tests/fuzz $(ARGS)
	DAYBOOK_TEST_DATABASE=postgres $(LONG) tests/fuzz $(ARGS)

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench $(ARGS)

test-browser: $(VENV)/browser.stamp
	DAYBOOK_TEST_DATABASE=sqlite $(BIN)/python -m pytest tests/browser $(ARGS)

# ---- keeping

format: $(VENV)/dev.stamp
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

lock:
	$(LOCK) pyproject.toml --output-file requirements/runtime.txt
	$(LOCK) pyproject.toml --extra dev --constraints requirements/runtime.txt --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --extra dev --extra browser --constraints requirements/dev.txt \
		--output-file requirements/browser.txt
	$(LOCK) --group build --constraints requirements/dev.txt --output-file requirements/build.txt

clean:
	rm -rf $(VENV) build dist htmlcov .coverage .coverage.* .hypothesis .import_linter_cache
	rm -rf .mypy_cache .pytest_cache .ruff_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
