# Lesson Exchange. `make demo` and `make test` set everything up on a fresh Debian machine with the Swift toolchain.
SHELL := /bin/bash
.DEFAULT_GOAL := help
CORE := LESSON_CORE_ONLY=1
# Tests at a time: all at once hold more open files than a shell usually allows (1,024).
WIDTH := --experimental-maximum-parallelization-width 16
FUZZERS := JSON Schema Regex Envelope Certificate Base64 Scanner Log Table
SECONDS_EACH ?= 10

help: ## Show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

deps: ## Install missing system packages (Debian)
	@Tests/install-packages.sh

debug: deps
	swift build --build-tests

demo: deps ## Run the demonstration with the real programs
	swift build --product lesson
	@docs/tutorial/demo.sh .build/debug/lesson
	swift build --product lesson-gateway
	@docs/tutorial/demo-gateways.sh .build/debug/lesson .build/debug/lesson-gateway
	@docs/tutorial/demo-findings.sh .build/debug/lesson .build/debug/lesson-gateway

# The C++ library that the Swift runtime needs goes into the program, too: half of the symbols to bind at each start. So does
# libcsv, which other machines do not have; the linker would take the shared one where libcrypto.pc names its folder first.
STATIC := --static-swift-stdlib -Xlinker -L.build/static
STATIC_BUILD := PKG_CONFIG_PATH=$(CURDIR)/.build/static swift build -c release $(STATIC)
build: deps ## Build the release programs: .build/release/lesson and .build/release/lesson-gateway
	@mkdir -p .build/static
	@for name in libstdc++.a libcsv.a; do ln -sf "$$(gcc -print-file-name=$$name)" .build/static/$$name; done
	@sed 's|^Libs: .*|Libs: -L$(CURDIR)/.build/static -lcrypto|' \
	  "$$(pkg-config --variable=pcfiledir libcrypto)/libcrypto.pc" > .build/static/libcrypto.pc
	$(STATIC_BUILD) --product lesson
	$(STATIC_BUILD) --product lesson-gateway
	@! ldd .build/release/lesson .build/release/lesson-gateway | grep libcsv
	@ls -l .build/release/lesson .build/release/lesson-gateway

lint: ## Check the format, strictly
	swift format lint --strict --recursive --parallel Sources Tests Package.swift

test: deps lint debug ## Everything that CI runs
	swift test --skip-build $(WIDTH)
	@Tests/LessonToolTests/offline.sh .build/debug/lesson
	@Tests/LessonToolTests/foreign-verifiers.sh .build/debug/lesson
	@docs/tutorial/demo.sh .build/debug/lesson > /dev/null && echo "demo: passed"
	@docs/tutorial/demo-gateways.sh .build/debug/lesson .build/debug/lesson-gateway > /dev/null && echo "demo of gateways: passed"
	@docs/tutorial/demo-findings.sh .build/debug/lesson .build/debug/lesson-gateway > /dev/null && echo "demo of findings: passed"
	@Tests/GatewayTestKit/revocation.sh .build/debug
	@Tests/GatewayTestKit/connections.py .build/debug
	@Tests/GatewayTestKit/outbound.sh .build/debug
	@Tests/GatewayTestKit/commands.py .build/debug
	@Tests/GatewayTestKit/faults.py .build/debug 10
	$(MAKE) test-release test-address fuzz

test-release: ## Core tests with optimisation: property loops, every bit of the smallest example
	$(CORE) swift test -c release --scratch-path .build-core

test-address: ## Core tests under Address Sanitizer, optimised: its frames would else fill the stack
	$(CORE) ASAN_OPTIONS=detect_leaks=0 swift test -c release --sanitize=address --scratch-path .build-asan --skip LessonToolTests

fuzz: ## Fuzz every parser, SECONDS_EACH seconds each
	$(CORE) LESSON_FUZZ=1 swift build -c release --sanitize=fuzzer --sanitize=address --scratch-path .build-fuzz
	@for f in $(FUZZERS); do Tests/Fuzz/run.sh $$f $(SECONDS_EACH) || exit 1; done

bench: build ## Print the figures: ratios within one run, and what has a bound against it
	$(CORE) swift build -c release --product Benchmarks --scratch-path .build-bench
	.build-bench/release/Benchmarks
	@mkdir -p .build-bench/tables && .build-bench/release/Benchmarks --tables .build-bench/tables
	@Tests/Benchmarks/processes.sh .build/release/lesson .build-bench/release/Benchmarks

soak: ## Long runs, before an issue is closed
	$(MAKE) fuzz SECONDS_EACH=60
	$(MAKE) model-check
	LESSON_SOAK=1 $(CORE) swift test -c release --scratch-path .build-core
	$(MAKE) bench
	$(MAKE) soak-gateway

soak-gateway: build ## Long runs of the gateway: kill -9, random schedules, load, growth, Thread Sanitizer
	$(STATIC_BUILD) --product GatewayBenchmarks
	Tests/GatewayTestKit/faults.py .build/release 200
	Tests/GatewayTestKit/hostile.py .build/release
	Tests/GatewayBenchmarks/backup.sh .build/release
	.build/release/GatewayBenchmarks model 10000
	.build/release/GatewayBenchmarks duplicates
	Tests/GatewayBenchmarks/load.sh .build/release .build/release/GatewayBenchmarks
	Tests/GatewayBenchmarks/growth.sh .build/release
	LESSON_SCHEDULES=40 TSAN_OPTIONS=suppressions=$(CURDIR)/Tests/GatewayTestKit/thread-sanitizer.supp \
	  swift test --sanitize=thread --scratch-path .build-tsan --filter GatewayTests $(WIDTH)

examples: ## Sign the examples anew (fixed key, clock and nonce)
	UPDATE_EXAMPLES=1 swift test --filter SignedExampleTests

schemas: ## Take schemas and code lists into the programs, after one of them was changed
	schemas/embed.sh
	UPDATE_EXAMPLES=1 $(CORE) swift test --scratch-path .build-core --filter SchemaImageTests

model: ## Train the name model anew, from the named sources and the lists in rules/ (network)
	rules/sources.sh .build-model/sources
	$(CORE) swift build -c release --product NameModelTrainer --scratch-path .build-bench
	.build-bench/release/NameModelTrainer .build-model/sources .
	$(MAKE) examples

model-check: ## Train once more in a folder apart, and compare byte for byte
	rm -rf .build-model/package && mkdir -p .build-model/package/docs/reference .build-model/package/Sources/NameModelTrainer
	rules/sources.sh .build-model/sources
	cp -r rules .build-model/package && cp -r Sources/NameModelTrainer/Templates .build-model/package/Sources/NameModelTrainer
	$(CORE) swift build -c release --product NameModelTrainer --scratch-path .build-bench
	.build-bench/release/NameModelTrainer .build-model/sources .build-model/package > .build-model/log
	cmp rules/gate.bin .build-model/package/rules/gate.bin
	cmp docs/reference/name-model.md .build-model/package/docs/reference/name-model.md
	@echo "model: the same bytes again"

pages: ## Write the pages of commands anew, from what the programs print
	swift build --product lesson
	swift build --product lesson-gateway
	docs/reference/commands.sh .build/debug/lesson .build/debug/lesson-gateway

clean: ## Remove what was built
	rm -rf .build .build-*

.PHONY: help deps debug demo build lint test test-release test-address fuzz bench soak soak-gateway examples schemas model model-check pages clean
