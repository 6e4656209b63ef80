# Contango. `make help` lists what there is.

SWIFT ?= swift
PORT ?= 9650
DATA ?= ./contango-data
ARGS ?=
VENV := .venv
BINARY := .build/release/contango

.DEFAULT_GOAL := help
.PHONY: help deps build serve test unit sanitize conformance bench lint format clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

deps: ## Install what a bare Debian machine with a Swift toolchain lacks
	@Scripts/install-dependencies

build: deps ## Build the release binary
	$(SWIFT) build -c release --static-swift-stdlib -Xswiftc -cross-module-optimization --product contango

serve: build ## Build and open the exchange on PORT (9650)
	$(BINARY) serve --port $(PORT) --data $(DATA) $(ARGS)

unit: deps ## Unit, property and golden tests
	$(SWIFT) test

$(VENV)/ready: Tests/Conformance/requirements.txt
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

conformance: build $(VENV)/ready ## Real clients, kills and garbage against a live server
	CONTANGO_BINARY=$(abspath $(BINARY)) $(VENV)/bin/python -m pytest Tests/Conformance -q

test: lint unit conformance ## Everything that must hold

sanitize: deps ## The unit tests under the address and the thread sanitizer
	ASAN_OPTIONS=detect_leaks=0 $(SWIFT) test --sanitize=address --scratch-path .build-asan
	CONTANGO_SANITIZE=thread $(SWIFT) test --scratch-path .build-tsan

bench: build ## One table of figures against yardsticks (installs nginx and wrk)
	@Scripts/install-dependencies nginx wrk
	cd Benchmarks && $(SWIFT) run -c release contango-bench $(ARGS)

lint: ## Formatting, the import table, words banned in Core
	@Scripts/lint

format: ## Format the sources in place
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Benchmarks/Sources Package.swift Benchmarks/Package.swift

clean: ## Remove what was built
	rm -rf .build .build-* $(VENV) Benchmarks/.build
