# Everything one does with Involve. `make` alone lists it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

# The stamps are named after what was installed: a change to the pins is noticed, a `git checkout` that changes nothing is not.
run_files := pyproject.toml requirements/build.txt requirements/run.txt
test_files := $(run_files) requirements/test.txt
dev_files := $(test_files) requirements/dev.txt
stamp = $(VENV)/$(1)-$(firstword $(shell cat $($(1)_files) | cksum)).stamp
run_stamp := $(call stamp,run)
test_stamp := $(call stamp,test)
dev_stamp := $(call stamp,dev)
pip_install = $(BIN)/python -m pip install -qq --require-hashes

.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
.PHONY: help demo run charts test faults check lint format bench peers docs texts coverage migration lock audit

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(run_stamp) ## Try Involve with an invented team in a local workspace, without Slack
	@$(BIN)/involve demo

run: $(run_stamp) ## Run the bot with the settings in the environment or in .env
	@$(BIN)/involve run

charts: $(run_stamp) ## Install what draws the picture of the week (without it the digest has a table)
	@$(pip_install) --requirement requirements/charts.txt

test: $(test_stamp) ## Run the tests; ARGS="tests/domain -x" narrows them
	@$(BIN)/python -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadfile $(ARGS)

faults: $(test_stamp) ## Kill processes and break connections at random, for some minutes: nothing lost, nothing twice
	@$(BIN)/python -m pytest -m faults --numprocesses=0 $(ARGS)

check: lint test ## Everything a change must pass: format, lint, types, import contracts, tests

lint: $(dev_stamp) ## Check format, lint, types and import contracts
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

format: $(dev_stamp) ## Format the code and mend what can be mended by itself
	@$(BIN)/ruff check --fix-only --quiet
	@$(BIN)/ruff format

bench: $(test_stamp) ## Measure what is promised; DATA=folder adds what needs data, NAMES="judgement speed" picks
	@$(BIN)/python -m bench $(if $(DATA),--data "$(DATA)") $(NAMES)

peers: $(run_stamp) ## Install peers' libraries, apart from the bot, for NAMES=polling to measure against
	@$(BIN)/python -m venv $(VENV)/peers
	@$(VENV)/peers/bin/python -m pip install -qq --require-hashes -r requirements/peers.txt

docs: $(test_stamp) ## Write into the documents what the code says itself
	@$(BIN)/python -m docs.generate

texts: $(test_stamp) ## Bring the files of translations up to date with the texts there are
	@$(BIN)/python -m docs.texts

coverage: $(test_stamp) ## Run the tests and say which lines and branches none of them reaches
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report

migration: $(run_stamp) ## Write a migration for a changed model: make migration NAME=add_mute
	@test -n "$(NAME)" || { echo "Say what changes: make migration NAME=add_mute" >&2; exit 2; }
	@$(BIN)/tortoise makemigrations --name "$(NAME)"

lock: $(dev_stamp) ## Pin every requirement again, with hashes; UPGRADE=1 takes the newest releases
	@$(call pin,run,pyproject.toml)
	@$(call pin,charts,requirements/charts.in -c requirements/run.txt)
	@$(call pin,build,requirements/build.in -c requirements/run.txt)
	@$(call pin,test,requirements/test.in -c requirements/run.txt -c requirements/build.txt)
	@$(call pin,dev,requirements/dev.in -c requirements/run.txt -c requirements/build.txt -c requirements/test.txt)
	@$(call pin,peers,requirements/peers.in -c requirements/run.txt -c requirements/test.txt -c requirements/dev.txt)

pin = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade) $(2) --output-file requirements/$(1).txt

audit: $(dev_stamp) ## Ask for known vulnerabilities in what is pinned
	@$(BIN)/pip-audit --strict --disable-pip --require-hashes --requirement requirements/run.txt

# --- the environment -------------------------------------------------------------------------------------------------

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "Involve needs Python 3.11 or newer, and '$(PYTHON)' is not there. Install it, or say where it is: make $(MAKECMDGOALS) PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Involve needs Python 3.11 or newer; $(PYTHON) is %d.%d. Say where a newer one is: make $(MAKECMDGOALS) PYTHON=/path/to/python3" % sys.version_info[:2])'
	@echo "Making $(VENV) ..."
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); echo "Python could not make a virtual environment. On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }

$(run_stamp): | $(BIN)/python
	@echo "Installing what Involve needs ..."
	@rm -f $(VENV)/run-*.stamp
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip --default-pip >/dev/null
	@$(pip_install) -r requirements/build.txt -r requirements/run.txt
	@$(BIN)/python -m pip install -qq --no-deps --no-build-isolation --editable .
	@touch $@

$(test_stamp): $(run_stamp)
	@echo "Installing what the tests need ..."
	@rm -f $(VENV)/test-*.stamp
	@$(pip_install) -r requirements/test.txt
	@touch $@

$(dev_stamp): $(test_stamp)
	@echo "Installing what the checks need ..."
	@rm -f $(VENV)/dev-*.stamp
	@$(pip_install) -r requirements/dev.txt
	@touch $@
