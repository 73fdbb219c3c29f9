# 银企 Yinqi. `make` alone prints what there is. Every target sets up what it needs first; set-up is
# incremental (docs/dependencies.md).

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN    := .venv/bin
ARGS   ?=
# All tests run on two processors; some of them, named by ARGS, in one process.
PARALLEL := $(if $(ARGS),,-n 2 --dist loadgroup)
DEBIAN_PG := /usr/lib/postgresql/15/bin

.DEFAULT_GOAL := help
.PHONY: help setup setup-lint setup-test demo run worker test test-pg15 coverage lint format campaign drill rolling exhaustive gateway-campaign one-effect bench samples interop bills books states seed sbom lock clean
MAKEFLAGS += --no-print-directory

help: ## this list
	@sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -n 's/^\([a-z0-9-]*\):[^#]*## \(.*\)/  make \1: \2/p' $(MAKEFILE_LIST)

setup: ## bring what running needs: packages, schemas, fonts, browser parts
	@$(PYTHON) -m tools.setup demo

demo: setup ## a day at a bank through three doors, then a server to try (DEMO_ONCE=1 ends after it)
	@$(BIN)/yinqi demo $(ARGS)

run: setup ## the web bank and the direct link
	@$(BIN)/yinqi run $(ARGS)

worker: setup ## outbox, dispatch, enquiry, schedules
	@$(BIN)/yinqi worker $(ARGS)

seed: setup ## invented banks, enterprises, people and accounts
	@$(BIN)/yinqi seed $(ARGS)

books: setup ## prove every invariant of the books with independent SQL
	@$(BIN)/yinqi books-check $(ARGS)

states: setup ## draw the state machines into the documents
	@$(BIN)/yinqi states $(ARGS)

setup-lint:
	@$(PYTHON) -m tools.setup lint

setup-test:
	@$(PYTHON) -m tools.setup test

test: setup-test ## every test; ARGS="tests/ledger -k holds" for some
	@$(BIN)/python -m pytest $(PARALLEL) $(ARGS)

test-pg15: setup-test ## the database tests on Debian's PostgreSQL 15, the oldest we support
	@$(PYTHON) -m tools.setup.debian_postgres $(DEBIAN_PG)
	@YINQI_PG_BIN=$(DEBIAN_PG) $(BIN)/python -m pytest -m "not interop and not browser and not drill" $(PARALLEL) $(ARGS)

coverage: setup-test ## lines and branches the tests reach
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest $(ARGS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

interop: setup-test ## real ERP programs and outside readers against us
	@$(PYTHON) -m tools.setup.interop
	@$(BIN)/python -m pytest tests/interop tests/erp_adapters/gateway/test_token.py -m interop $(ARGS)

bills: setup-test ## companies and banks act on bills at random, YINQI_BILL_SEEDS=2000 times
	@YINQI_BILL_SEEDS=$${YINQI_BILL_SEEDS:-2000} $(BIN)/python -m pytest tests/kernel/bills/test_model.py $(ARGS)

campaign: setup-test ## kill everything, everywhere, CAMPAIGN_ROUNDS=20 times each; docs/reliability.md
	@CAMPAIGN_ROUNDS=$${CAMPAIGN_ROUNDS:-20} $(BIN)/python -m pytest tests/scenarios $(ARGS)

drill: setup-test ## destroy the machine under load and restore it; ARGS="tests/drills -k standby" for the standby
	@$(BIN)/python -m pytest -m drill $(or $(ARGS),tests/drills/test_restore.py)

rolling: setup-test ## change versions through the shipped proxy under load, and meet a thousand slow clients
	@$(PYTHON) -m tools.setup.haproxy
	@$(BIN)/python -m pytest -m drill $(or $(ARGS),tests/drills/test_edge.py tests/drills/test_turns.py tests/drills/test_rolling.py tests/drills/test_slow_clients.py)

exhaustive: setup-test ## every pair of small approval rules and long races over them, minutes instead of seconds
	@EVERY_PAIR=1 $(BIN)/python -m pytest tests/workflows/approval/test_exhaustive.py tests/workflows/approval/test_race.py $(ARGS)

gateway-campaign: setup-test ## kill the gateway at every named place and at random, GATEWAY_ROUNDS=20 times
	@GATEWAY_ROUNDS=$${GATEWAY_ROUNDS:-20} $(BIN)/python -m pytest tests/erp_adapters/gateway/test_kills.py $(ARGS)

one-effect: setup-test ## 64 identical requests under 20 serials on every write of the direct link, in every encoding
	@ONE_EFFECT_REQUESTS=$${ONE_EFFECT_REQUESTS:-64} ONE_EFFECT_SERIALS=$${ONE_EFFECT_SERIALS:-20} $(BIN)/python -m pytest tests/connectors/direct_link/test_every_*.py $(ARGS)

bench: setup-test ## speed against the database's own; writes build/bench.json
	@$(BIN)/python -m benchmarks $(ARGS)

samples: setup-test ## record what the bank is asked and answers, for the samples of the manual; ARGS="tests/…" for some
	@rm -rf build/samples && mkdir -p build/samples
	@YINQI_SAMPLES=build/samples $(BIN)/python -m pytest $(PARALLEL) $(or $(ARGS),tests/connectors tests/workflows tests/corporate/web)
	@$(BIN)/python -m tools.samples build/samples

lint: setup-lint ## style, types and import order
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PYTHONPATH=. $(BIN)/lint-imports --config setup.cfg

format: setup-lint ## put the code in order
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

sbom: setup ## the list of parts of what is delivered (CycloneDX), from the locks
	@$(PYTHON) -m tools.setup.sbom

lock: ## write the lock files anew; ARGS=--upgrade takes newer versions
	@$(PYTHON) -m tools.setup.lock $(ARGS)

clean: ## remove what set-up and tests made; databases under var/ stay
	@rm -rf .venv build node_modules .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info .coverage*
