# make run    set everything up, show six sample dossiers, serve the desk on 127.0.0.1:8000
# make test   set up what tests need and run them
# make setup | bench | lint
SHELL := /bin/bash
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8000
DATA ?= demo
export PYTHONUTF8 := 1

.PHONY: setup setup-dev run test bench lint lock clean

setup:
	@scripts/setup.sh

setup-dev:
	@scripts/setup.sh --dev

run: setup
	@$(BIN)/nlp-service demo --data $(DATA) --host $(HOST) --port $(PORT)

test: setup-dev
	@$(BIN)/python -m pytest $(ARGS)

lint: setup-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy nlp_service
	$(BIN)/lint-imports

bench: setup-dev
	@scripts/bench.sh $(ARGS)

lock:
	@scripts/lock.sh

clean:
	rm -rf .venv demo models/field .pytest_cache .mypy_cache .ruff_cache .hypothesis
