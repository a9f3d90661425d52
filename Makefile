# What a newcomer types. `make` alone lists it.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
# One more than cores: many tests wait for a browser or a process.
WORKERS ?= $(shell expr $$(nproc) + 1)
OURS := app jobs tests bench migrations wsgi.py
CHECKED := tests/architecture tests/migrations
STRICT := app jobs tests wsgi.py migrations/env.py migrations/alone.py migrations/changes.py
PIP := $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes
COMPILE := .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras -q

# Compiled once for the suite and for all the programs it starts, wherever the tree lies and whatever the machine says.
unexport PYTHONDONTWRITEBYTECODE
export PYTHONPYCACHEPREFIX := $(CURDIR)/.venv/compiled

# Tracing every line makes the suite two thirds slower: the gate stands in CI and in `make cover`.
COVERAGE := $(if $(filter true,$(CI)),--cov --cov-report=term)

.PHONY: help run test cover check bench year lock
help: ## list what can be made
	@sed -n 's/^\([a-z]*\):.*## /  make \1|/p' $(MAKEFILE_LIST) | awk -F'|' '{printf "%-14s %s\n", $$1, $$2}'

# The only place that asks for the demo; a shop of its own says DEMO=false, here too.
run: export DEMO := $(or $(DEMO),$(if $(DEMO_FILE),,true))
run: .venv/run.stamp ## start the demo shop: database, web and jobs, until Ctrl-C
	@$(PY) -m app.serve

test: .venv/dev.stamp ## run the tests on SQLite and PostgreSQL; those about sources and migrations are `make check`'s
	@$(PY) -m pytest -n $(WORKERS) --maxprocesses 8 --dist worksteal $(COVERAGE) $(if $(ARGS),$(ARGS),$(CHECKED:%=--ignore=%))

cover: ## run every test with the coverage gate, as CI does
	@$(MAKE) test COVERAGE="--cov --cov-report=term"

check: .venv/dev.stamp ## ruff, mypy, oxlint, import contracts, migrations in step, catalogues complete
	$(PY) -m ruff check $(wildcard $(OURS))
	$(PY) -m ruff format --check $(wildcard $(OURS))
	$(PY) -m mypy $(wildcard $(STRICT))
	.venv/bin/oxlint app/web/static
	.venv/bin/lint-imports --no-logo
	$(PY) -m pytest -q -n $(WORKERS) --dist worksteal $(CHECKED)
	$(PY) -m tests.architecture.catalogues

bench: .venv/dev.stamp ## measure texts, webhooks, memory and places on both databases
	@$(PY) -m bench $(ARGS)

year: .venv/dev.stamp ## play a shop through time with people of all habits, and print what came of it
	@$(PY) -m tests.year $(ARGS)

lock: .venv/dev.stamp ## compile requirements*.txt from pyproject.toml
	$(COMPILE) pyproject.toml -o requirements.txt
	$(COMPILE) --extra dev -c requirements.txt pyproject.toml -o requirements-dev.txt

# Installed again only when the pinned list changed.
.venv/run.stamp: requirements.txt | .venv/bin/python
	@if [ -f .venv/dev.stamp ] && [ .venv/dev.stamp -nt requirements.txt ]; then :; \
	else echo "Installing what the shop needs, once ..."; $(PIP) -r requirements.txt; fi
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests need, once ..."
	@$(PIP) -r requirements-dev.txt
	@touch $@

.venv/bin/python:
	@sh .ci/make-venv .venv
