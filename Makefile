# flowc: typed data pipelines for Kafka. `make help` lists what there is.
.DEFAULT_GOAL := help
SHELL := /bin/bash -o pipefail

OUT       := out
FLOWC     := $(OUT)/flowc
GOTOOL    := go tool -modfile=internal/tools/go.mod
GOFILES    = $(shell git ls-files --cached --others --exclude-standard '*.go')
FUZZTIME  ?= 30s
FUZZ      ?= ^Fuzz
FUZZPKGS  ?= ./...
SEEDS     ?= 1000
MINUTES   ?= 20
BENCHTIME ?= 300ms
ROUNDS    ?= 7

.PHONY: help build demo test test-all sim golden generate lint fuzz fuzz-differential bench bench-pipelines integration chaos check clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

build: ## build flowc into out/
	go build -trimpath -o $(FLOWC) ./cmd/flowc

demo: ## the main job: CSV → Kafka → typed map → JSON lines, no server needed
	@./examples/quickstart/demo.sh

test: ## all tests that need nothing but Go
	go test -timeout 20m ./...
	go test -tags synctests -timeout 20m ./internal/sim -seeds 40
	cd bench && go test ./...

sim: ## workers under faults on a Kafka in memory with a clock of its own, SEEDS seeds a world
	go test -tags synctests -count 1 -timeout 60m ./internal/sim -seeds $(SEEDS)

test-all: ## the same under the race detector, without the long comparisons of values, which start no goroutine
	go test -race -short -timeout 20m ./...

golden: ## rewrite what the golden cases and generated documents want
	go test -short $$(grep -rl 'flag.Bool("update"' --include='*_test.go' . | xargs -n1 dirname | sort -u) -update
	go test ./golden -run '^TestMatrix$$' -update # not among the short ones

generate: golden ## rewrite everything that is generated
	find bench/gen -name '*.go' ! -name parts.go -delete # that one is written by hand
	@mkdir -p $(OUT)
	go run ./cmd/flowc gen bench/orders -o bench/gen > $(OUT)/gen.log
	go run ./cmd/flowc gen bench/events -o bench/gen > $(OUT)/gen.log
	rm bench/gen/main.go # the benchmarks drive the packages
	cd bench && go generate ./...
	@gofmt -l -w $(GOFILES)

lint: ## vet, golangci-lint and the layout's rules
	go vet ./...
	cd bench && go vet ./...
	$(GOTOOL) golangci-lint run ./...

# Inputs that reach new code are hardly made smaller: that would take most of the time. Where the
# time ends while an input runs, the Go tool may call that a failure; it has found none then.
fuzz: ## each fuzz target that FUZZ matches for FUZZTIME: 5m, or 10000x for so many executions
	@mkdir -p $(OUT); set -e; for pkg in $$(go list $(FUZZPKGS)); do \
	  for t in $$(go test -list '$(FUZZ)' $$pkg | grep '^Fuzz' || true); do \
	    echo "$$pkg $$t"; go test -run '^$$' -fuzz "^$$t$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x $$pkg | tee $(OUT)/fuzz.txt || \
	      { grep -qx ' *context deadline exceeded' $(OUT)/fuzz.txt && ! grep -q 'Failing input' $(OUT)/fuzz.txt; }; done; done

# Those that hold a reader or writer against another library, and the reader of files.
fuzz-differential: FUZZ = ^Fuzz(AvroHamba|JSON|Protobuf|CSV|ResolvesAsAnother|Reader)$$
fuzz-differential: FUZZPKGS = ./runtime/record ./runtime/avro ./runtime/container
fuzz-differential: fuzz ## fuzz only against other libraries: hamba, twmb/avro, protobuf-go, encoding/json, encoding/csv

bench: ## ratios of generated code to libraries by hand, into docs/benchmarks.md
	@mkdir -p $(OUT)
	cd bench && go test -count 1 . && go test -c -o $(abspath $(OUT))/bench.test .
	@cd bench && for round in $$(seq $(ROUNDS)); do \
	  $(abspath $(OUT))/bench.test -test.run '^$$' -test.bench . -test.benchtime $(BENCHTIME) || exit 1; done > $(abspath $(OUT))/bench.txt
	cd bench && go run ./report < $(abspath $(OUT))/bench.txt > $(abspath $(OUT))/benchmarks.md
	mv $(OUT)/benchmarks.md docs/benchmarks.md

bench-pipelines: ## workers beside a pass-through by hand and Kafka Connect, into docs/benchmarks-pipelines.md; needs Java and Maven
	@mkdir -p $(OUT)
	FLOWC_INTEGRATION=1 FLOWC_FIGURES=$(abspath $(OUT))/pipelines.txt go test -count 1 -v -timeout 30m -run TestPipelines ./internal/pipelines
	cd bench && go run ./report pipelines < $(abspath $(OUT))/pipelines.txt > $(abspath $(OUT))/benchmarks-pipelines.md
	mv $(OUT)/benchmarks-pipelines.md docs/benchmarks-pipelines.md

integration: ## against real Kafka and Cassandra, and Avro in Java; needs Java and Maven
	FLOWC_INTEGRATION=1 go test -count 1 -timeout 30m ./internal/integration/... ./stdlib/... ./runtime/avro ./runtime/container

chaos: ## workers, Kafka and Cassandra under faults: MINUTES long, SEED says which; needs Java and Maven
	FLOWC_INTEGRATION=1 FLOWC_CHAOS_KILLS=20 FLOWC_CHAOS_WAITING=1000000 FLOWC_CHAOS_WATCH=20 FLOWC_CHAOS_MINUTES=$(MINUTES) FLOWC_CHAOS_SEED=$(SEED) go test -count 1 -v -timeout $$(($(MINUTES) + 30))m -run 'TestKillsAndCrashes|TestChaos|TestSlowSink|TestStartAndIdle|TestMembersComeAndGo' ./internal/integration

check: generate ## prove that generating again changes nothing
	@test -z "$$(git status --porcelain)" || { git status --porcelain; git diff | head -100; echo 'generated files differ from what is committed'; exit 1; }

clean: ## remove out/
	rm -rf $(OUT)
