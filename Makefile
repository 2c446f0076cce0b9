# make run     install what is missing, build, start the demo; Ctrl-C stops it
# make test    all tests
# make check   formats, lints, types, import directions
# make bench   measurements, beside other servers
# make fuzz    inputs that nobody thought of, for hours
# make fuzz-api  10,000 requests to the API, made from its description
# make format  put all sources into their format
# make api     describe the API anew, for docs/ and the web application
# make coverage  say which tests show which requirement, in docs/
#
# OFFHOOK_DATA, OFFHOOK_HTTP and OFFHOOK_SIP are honoured by `make run`.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DEFAULT_GOAL := help
.PHONY: help run test test-timed test-beside check bench fuzz fuzz-api format api coverage build clean system-run system-test system-bench cargo

run: export OFFHOOK_DATA ?= $(CURDIR)/data

UV := $(or $(shell command -v uv),$(CURDIR)/.tools/bin/uv)
BIN := .venv/bin
PYTHON_READY := .venv/.ready
MEDIA := media/target/release/offhook-media
MEDIA_SOURCES := $(shell find media/src media/benches -name '*.rs' 2>/dev/null) media/Cargo.toml media/Cargo.lock

# End to end beside other servers first, then the parts; results go to bench/results.
BENCHES ?= calls media_relay transcoding rooms playback registrations sip_core register_core journal trace_reading instructions

# What is judged by its timing has the processors first; the rest runs beside it in lanes of lower priority, a file in one
# of them, in the order of tests/conftest.py. Where the addresses and ports of lanes begin: tests/ports.py.
LANES := --dist loadfile --no-loadscope-reorder
BESIDE := nice -n 5 env TEST_LANES_FROM=1
# Without what Python keeps, every process that a test starts compiles all sources anew.
export PYTHONDONTWRITEBYTECODE :=

# The web application joins as soon as it exists.
WEB := $(if $(wildcard web/package.json),web/dist/.ready)
WEB_READY := $(if $(WEB),web/node_modules/.ready)
WEB_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path '*/dist/*' 2>/dev/null)

help:
	@sed -n 's/^# //p' Makefile | head -n 9

system-run:
	@scripts/install-system-packages run

system-test:
	@scripts/install-system-packages run test

system-bench:
	@scripts/install-system-packages run test bench

$(CURDIR)/.tools/bin/uv: | system-run
	@echo 'Getting uv into .tools'
	@python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check 'uv>=0.9,<1'

$(PYTHON_READY): pyproject.toml uv.lock media/pyproject.toml | system-run $(UV)
	@echo 'Installing Python packages'
	@$(UV) sync --frozen --compile-bytecode
	@touch $@

cargo: | system-run
	@command -v cargo >/dev/null || { echo 'cargo is missing: install Rust 1.89 or newer (by rustup), then try again' >&2; exit 2; }

$(MEDIA): $(MEDIA_SOURCES) | cargo
	@echo 'Building the media server'
	@cd media && cargo build --release --locked
	@touch $@

web/node_modules/.ready: web/package.json web/package-lock.json
	@command -v npm >/dev/null || { echo 'npm is missing: install Node.js 20.19 or newer, then try again' >&2; exit 2; }
	@echo 'Installing web packages'
	@cd web && npm ci --no-fund --no-audit --loglevel=error
	@touch $@

web/dist/.ready: $(WEB_SOURCES) | web/node_modules/.ready
	@echo 'Building the web application'
	@cd web && npm run --silent build
	@touch $@

build: system-run $(PYTHON_READY) $(MEDIA) $(WEB)

run: build
	@exec $(BIN)/offhook up --demo

test: system-test build
	@$(MAKE) -j 2 test-timed test-beside

test-timed:
	$(BIN)/pytest -m real_time
	$(BIN)/pytest -n 2 $(LANES) -m media_server

# What it prints comes in the end, all at once. Its programs are no part of make's own jobs.
test-beside:
	@log=$$(mktemp); trap 'cat "$$log" >&3; rm "$$log"' EXIT; exec 3>&1 >"$$log" 2>&1; unset MAKEFLAGS; \
	$(BESIDE) $(BIN)/pytest -n 3 $(LANES) -m 'not real_time and not media_server'; \
	(cd media; $(BESIDE) cargo test --locked --quiet); \
	$(if $(WEB),cd web; $(BESIDE) npm test)

check: $(PYTHON_READY) $(WEB_READY) | cargo $(UV)
	$(UV) lock --check --offline
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	cd media && cargo fmt --check
	cd media && cargo clippy --locked --all-targets -- -D warnings
	cd fuzz/media && CARGO_TARGET_DIR=../../media/target cargo clippy --locked -- -D warnings
	$(BIN)/python -m offhook.api.openapi | diff -u docs/openapi.json - # mend: make api
	$(BIN)/python -m tests.requirements --check # mend: make coverage
	$(if $(WEB),cd web && npm run --silent lint)
	$(if $(WEB),cd web && npm run --silent types)

bench: system-bench build
	cd media && cargo build --release --locked --examples
	@for name in $(BENCHES); do echo "== $$name"; $(BIN)/python -m "bench.$$name"; done

# Each target of TARGET (all, when there is none) for so many minutes; what is found stays in fuzz/found. See fuzz/README.md.
FUZZ_MINUTES ?= 60

fuzz: fuzz/.venv/.ready
	PYTHONPATH=src:. nice -n 19 fuzz/.venv/bin/python -m fuzz --minutes $(FUZZ_MINUTES) $(TARGET)

# Each request is made from docs/openapi.json; what is answered otherwise than described is told.
FUZZ_API_REQUESTS ?= 10000

fuzz-api: $(PYTHON_READY)
	FUZZ_API_REQUESTS=$(FUZZ_API_REQUESTS) nice -n 5 $(BIN)/pytest -s tests/integration/api/test_described.py

fuzz/.venv/.ready: pyproject.toml uv.lock | cargo $(UV)
	@echo 'Installing what fuzzes Python'
	@UV_PROJECT_ENVIRONMENT=fuzz/.venv $(UV) sync --frozen --no-install-workspace --no-default-groups --group fuzz
	@touch $@

format: $(PYTHON_READY) | cargo
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	cd media && cargo fmt

api: $(PYTHON_READY) $(WEB_READY)
	$(BIN)/python -m offhook.api.openapi > docs/openapi.json
	cd web && npm run --silent api

coverage: $(PYTHON_READY)
	$(BIN)/python -m tests.requirements

clean:
	rm -rf .venv .tools media/target fuzz/.venv fuzz/media/target web/node_modules web/dist
