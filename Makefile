# `make` or `make help` lists what there is to do.
.DEFAULT_GOAL := help
.PHONY: help run dev test lint format messages audit check demo demo-clear lock bench bench-growth bench-matcher bench-search
SHELL := /bin/sh

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes --no-deps

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: .venv/runtime ## Serve the portal at http://127.0.0.1:8000 (HOST, PORT, DATABASE_URL change where)
	@$(BIN)/python manage.py up

dev: .venv/runtime ## The same with DEBUG, reloading changed code
	@DEBUG=1 $(BIN)/python manage.py up

test: .venv/test ## Run all tests and show the coverage
	@$(BIN)/python -m pytest --cov --cov-report=term:skip-covered $(ARGS)

lint: .venv/test ## Look for faults and for unformatted code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: .venv/test ## Format the code
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

messages: .venv/test ## Collect the texts for translation (needs gettext)
	@SECRET_KEY=unused $(BIN)/python manage.py makemessages --locale en --all --no-wrap --no-location --ignore var --ignore .venv

audit: .venv/dev ## Compare the pinned packages with published advisories
	@$(BIN)/python scripts/audit.py $(ARGS)

check: lint audit ## Everything that must hold before a change goes in; CI calls this
	@$(MAKE) --no-print-directory test

demo: .venv/runtime ## Add the large set of labelled demonstration data
	@$(BIN)/python manage.py with_database load_demo

demo-clear: .venv/runtime ## Remove exactly the demonstration data
	@$(BIN)/python manage.py with_database clear_demo

bench: .venv/test ## Measure six answers, and pages with 10,000 articles against nginx and hello world (needs wrk, nginx)
	@$(BIN)/python -m tests.benchmarks.matcher
	@$(BIN)/python -m tests.benchmarks $(ARGS)

bench-growth: .venv/test ## Measure pages with 10,000, 100,000 and 1,000,000 articles (half an hour, 20 GB)
	@$(BIN)/python -m tests.benchmarks --growth $(ARGS)

bench-matcher: .venv/test ## Measure how many policies six answers settle
	@$(BIN)/python -m tests.benchmarks.matcher $(ARGS)

bench-search: .venv/test ## Measure the search over 100,000 made-up articles
	@$(BIN)/python -m tests.benchmarks.search $(ARGS)

lock: .venv/dev ## Pin all dependencies of pyproject.toml (ARGS=--upgrade for newer ones)
	@sh scripts/lock $(ARGS)

# The environment. A stamp file says which requirements are installed.
.venv/runtime: requirements.txt | .venv/bin/python
	@echo "Installing what the portal needs (the first time takes a minute) …"
	@$(call install,requirements.txt)
	@touch $@

.venv/test: requirements.txt requirements-test.txt | .venv/bin/python
	@echo "Installing what the tests need …"
	@$(call install,requirements-test.txt)
	@touch .venv/runtime $@

.venv/dev: requirements-test.txt requirements-dev.txt | .venv/bin/python
	@$(call install,requirements-dev.txt)
	@touch .venv/runtime .venv/test $@

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Error: $(PYTHON) is not installed; Python 3.11 or newer is needed." >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Error: $$($(PYTHON) --version 2>&1) is too old; Python 3.11 or newer is needed: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "Error: the environment can't be made; on Debian install python3-venv." >&2; exit 1; }

define install
$(INSTALL) -r $(1) || { echo "Error: the packages of $(1) can't be installed: is there a network?" >&2; exit 1; }
endef
