# `make serve` and `make test` need Python 3.11 or later, and nothing else.

PYTHON ?=
BIN := .venv/bin
# Named after this folder: a virtual environment that was moved does not work.
STAMP := .venv/.installed-$(shell pwd | cksum | cut -d ' ' -f 1)
CLIENTS := types/node_modules/.package-lock.json
STREAM_CLIENTS := tests/clients/node/node_modules/.package-lock.json
WEB := web/node_modules/.package-lock.json
PEERS := .venv/peers/.installed
OPENAI := .venv/openai/.installed
ADAPTERS := .venv/adapters/.installed
PYTEST := $(BIN)/python -m pytest
# Three for two processors: a worker and its MongoDB wait for each other by turns.
WORKERS ?= 3

# What shows each thing in which the drivers differ: the gate, transactions, cursors, change streams.
ON_PYMONGO := tests/documents/database tests/documents/test_leases.py tests/api/chats/test_held.py \
	tests/documents/aggregates/chats/test_append.py tests/documents/aggregates/chats/test_pages.py tests/api/feeds

.DEFAULT_GOAL := help
.PHONY: help install serve test test-long test-pymongo storm soak coverage mutate fuzz check clients stream-clients openai-clients adapters test-web web-check web-build console console-long example peers http-limit growth lock types clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

install: $(STAMP) ## Make .venv with what requirements.lock pins; the other targets do so too

serve: $(STAMP) ## Run the service, with a MongoDB of its own unless MONGODB_URI is set
	@exec $(BIN)/threadkeep serve --stop-with-parent

test: $(STAMP) ## Run the tests, each worker on a MongoDB of its own (COVERAGE=1 ORDER=7 WORKERS=3)
	$(PYTEST) -q -n $(WORKERS) --queries $(if $(COVERAGE),--cov --cov-report=) \
	    $(if $(ORDER),--random-order --random-order-seed=$(ORDER))

test-long: $(STAMP) ## Run the tests that take minutes
	$(PYTEST) -q -n 2 -m long

test-pymongo: $(STAMP) ## Run tests on PyMongo's own asyncio client in Motor's place (TESTS=tests for all)
	MONGODB_DRIVER=pymongo $(PYTEST) -q -n $(WORKERS) $(or $(TESTS),$(ON_PYMONGO))

storm: $(STAMP) ## Kill services, agents and the primary under streams, for five minutes (SECONDS=300)
	STORM_SECONDS=$(or $(SECONDS),300) $(PYTEST) -q -m long tests/api/streams/test_storm.py

soak: $(STAMP) ## Run everything at once at half the machine, with kills, for an hour: nothing may leak or be lost (MINUTES=60)
	SOAK_MINUTES=$(or $(MINUTES),60) $(PYTEST) -q -m long tests/soak

coverage: $(STAMP) ## Show what the last `make test COVERAGE=1` did not reach
	$(BIN)/coverage report

mutate: $(STAMP) ## Change the code a little, and see which tests notice (ROOM=chats OF=25 SEED=1 MINUTES=30 KEEP=folder)
	$(BIN)/python .ci/mutate $(addprefix --room ,$(ROOM)) --of $(or $(OF),25) --seed $(or $(SEED),1) \
	    --minutes $(or $(MINUTES),30) $(addprefix --keep ,$(KEEP))

fuzz: $(STAMP) ## Send a minute of generated requests to every route (SECONDS=60 SEED=1)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/fuzz $(or $(SECONDS),60) $(SEED)

http-limit: $(STAMP) ## Measure what HTTP costs beside a bare application, in a minute
	$(BIN)/python -m bench.http_limit --short

growth: $(STAMP) ## Measure what runs beside the requests at 500 and 1,500 sessions, in less than a minute
	$(BIN)/python -m bench.growth --sizes 500 1500 --messages 5 --only idle abandon analytics export assets

check: $(STAMP) ## Formatting, lint, types, import rules, compose file, lock files, floor
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@# This docker-compose exits 0 for any file; only a valid one has services.
	test -n "$$($(BIN)/docker-compose -f docker-compose.yml config --services)"
	$(BIN)/python .ci/lock --check
	$(BIN)/python .ci/floor

clients: $(CLIENTS) ## Make a Python and a TypeScript client, compile and run them
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/clients

stream-clients: $(STREAM_CLIENTS) ## Run npm packages, Chromium and nginx against streams and feeds (installs those two on Debian)
	@.ci/debian chromium nginx
	$(PYTEST) -q -m clients tests/clients --ignore tests/clients/test_openai.py --ignore tests/clients/test_adapters.py

openai-clients: $(OPENAI) $(STREAM_CLIENTS) ## Run OpenAI's clients, as they are, against the service
	$(PYTEST) -q -m clients tests/clients/test_openai.py

adapters: $(STAMP) $(ADAPTERS) ## Check the adapters of clients/python/ and run them with their frameworks, in .venv/adapters
	MYPYPATH=clients/python $(BIN)/mypy --python-executable .venv/adapters/bin/python --config-file clients/python/mypy.ini
	$(PYTEST) -q -m clients tests/clients/test_adapters.py tests/clients/test_langgraph.py

test-web: $(STAMP) $(WEB) ## Check, build and test the packages in web/, against the service and in Chromium (LONG_CHAT=100000)
	@.ci/debian chromium
	@$(MAKE) --no-print-directory -j 2 web-check web-build
	cd web && ../.ci/node npm run --silent test

web-check web-build: web-%: $(WEB)
	cd web && ../.ci/node npm run --silent $*

example: $(STAMP) $(WEB) ## Serve web/example, a chat with a pretend model, beside `make serve`
	cd web && ../.ci/node npm run --silent build
	@cd web/example && THREADKEEP_URL="$${THREADKEEP_URL:-http://127.0.0.1:$${PORT:-8000}}" ../../.ci/node npm start --silent

console: $(STAMP) $(WEB) ## Build web/console into api/console/site, where the service has it from
	cd web && ../.ci/node npm run --silent build -w console && ../.ci/node npm run --silent ship -w console

console-long: $(STAMP) $(WEB) ## Measure the console in Chromium, and take the pictures of docs/console.md (CONSOLE_MESSAGES=100000)
	@.ci/debian chromium
	cd web && CONSOLE_LONG=1 ../.ci/node npx vitest run --project console

peers: $(PEERS) ## Install what bench/ compares with, in .venv/peers

types: $(CLIENTS) ## Write types/threadkeep.d.ts and what is made in clients/python/ from the OpenAPI document
	$(BIN)/threadkeep openapi > types/openapi.json
	cd types && ../.venv/clients/bin/node generate.mjs openapi.json threadkeep.d.ts
	.venv/clients/bin/python clients/python/generate.py types/openapi.json
	$(BIN)/ruff check -q --fix --exit-zero clients/python && $(BIN)/ruff format -q clients/python

lock: $(STAMP) ## Write the lock files from pyproject.toml (OPTIONS=--upgrade for newer pins)
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python .ci/lock $(OPTIONS)

clean: ## Remove .venv and caches; the data in .threadkeep stay
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache \
	    .import_linter_cache .hypothesis .schemathesis .coverage .coverage.*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(STAMP): requirements.lock pyproject.toml .ci/venv
	@PYTHON="$(PYTHON)" .ci/venv $@
	@touch $@

.venv/clients/bin/npm: requirements-clients.lock $(STAMP)
	$(BIN)/python -m venv .venv/clients
	.venv/clients/bin/python -m pip install -q --no-deps --require-hashes -r requirements-clients.lock
	@touch $@

$(OPENAI): requirements-openai.lock $(STAMP)
	$(BIN)/python -m venv .venv/openai
	.venv/openai/bin/python -m pip install -q --no-deps --require-hashes -r requirements-openai.lock
	@touch $@

$(ADAPTERS): requirements-adapters.lock $(STAMP)
	$(BIN)/python -m venv .venv/adapters
	.venv/adapters/bin/python -m pip install -q --no-deps --require-hashes -r requirements-adapters.lock
	@touch $@

$(PEERS): requirements-peers.lock $(STAMP)
	$(BIN)/python -m venv .venv/peers
	.venv/peers/bin/python -m pip install -q --no-deps --require-hashes -r requirements-peers.lock
	@touch $@

$(CLIENTS): types/package-lock.json .venv/clients/bin/npm
	cd types && PATH="$(CURDIR)/.venv/clients/bin:$$PATH" npm ci --silent
	@touch $@

$(WEB): web/package-lock.json
	cd web && ../.ci/node npm ci --silent
	@touch $@

$(STREAM_CLIENTS): tests/clients/node/package-lock.json .venv/clients/bin/npm
	cd tests/clients/node && PATH="$(CURDIR)/.venv/clients/bin:$$PATH" npm ci --silent
	@touch $@
