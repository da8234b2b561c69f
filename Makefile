# Síntesis: `make demo` to see it, `make test` to check it. Both install what they need in .venv.
PYTHON ?= $(shell for python in python3 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null \
	&& echo $$python && break; done)
BIN := .venv/bin
SINTESIS := $(BIN)/sintesis

.PHONY: install install-dev train quality demo run test lint types contracts format bench hostile screenshots docs lock clean

install: .venv/installed

.venv/installed: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Síntesis needs Python 3.11 or 3.12; name it with: make PYTHON=/path/to/python3.12"; exit 1; }
	@echo "Instalando en .venv (uno o dos minutos la primera vez)…"
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

install-dev: .venv/installed-dev

.venv/installed-dev: .venv/installed requirements-dev.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@

demo: install
	@$(SINTESIS) demo

run: install
	@$(SINTESIS) run

test: install-dev
	@sh scripts/chromium.sh
	$(BIN)/pytest -n 2 --dist worksteal

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: install-dev
	$(BIN)/mypy

contracts: install-dev
	$(BIN)/lint-imports

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv-train/installed: requirements.lock requirements-train.txt
	@$(PYTHON) -m venv .venv-train
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-train.txt
	@.venv-train/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

train: .venv-train/installed
	.venv-train/bin/python -m training $(EXTRA)

quality: .venv-train/installed
	.venv-train/bin/python -m training.quality $(OUTSIDE)

bench: install-dev
	@for bench in start polling feeds schedule day hostile newsprint funnel walk memory grouping telling entities analysis clothes sheet alerts reporting demands demands_reading; do $(BIN)/python benchmarks/$$bench.py || exit 1; done

hostile: install-dev
	@sh scripts/chromium.sh
	@$(BIN)/python scripts/hostile.py
	@$(BIN)/python benchmarks/hostile.py

screenshots: install-dev
	@sh scripts/chromium.sh
	$(BIN)/python scripts/screenshots.py

docs: install
	@$(BIN)/python scripts/commands.py

lock: install-dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --extra cluster --extra build --extra demo --extra dev \
		pyproject.toml -o requirements-dev.lock
	@# What tests run with is what is installed: the same versions in both.
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-annotate --no-emit-index-url --extra cluster --extra build --extra demo \
		-c requirements-dev.lock pyproject.toml -o requirements.lock

clean:
	rm -rf .venv .venv-train demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
