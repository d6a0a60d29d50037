# make lists the targets: each has one line behind ##.

.PHONY: help build test wrk std std-race std-all modules modules-all services verdicts sarif stress oracle torture bench bench-io bench-files bench-greenrt bench-blocking bench-monitor lint ci

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

build: ## the greenify command, as ./greenify
	go build ./cmd/greenify

test: ## every test; the first run compiles a green standard library
	go test -timeout=40m ./...

wrk: ## load testdata/services/hello with wrk for 30 s, stock and green
	WRK=30s go test -count=1 -timeout=40m -v -run TestWrk ./integration/services

# Flags for the suites, as in: make std SUITE="-packages=net,os -check".
SUITE =

std: ## std's own test suites, green against stock
	go run ./integration/std $(SUITE)

std-race: ## those of std's suites that run with the race detector
	go run ./integration/std -race $(SUITE)

std-all: ## std's own with GOMAXPROCS=1, 2 and 8, off=1, check=1, -race and as nobody, an hour
	go run ./integration/std -limit=0 -cpu=1,2,8 $(SUITE)
	go run ./integration/std -limit=0 -off $(SUITE)
	go run ./integration/std -limit=0 -check $(SUITE)
	go run ./integration/std -limit=0 -race $(SUITE)
	go run ./integration/std -limit=0 -as=nobody $(SUITE)

modules: ## test suites of well-known modules, green against stock
	go run ./integration/modules $(SUITE)

modules-all: ## every module of the table, with a PostgreSQL and a Redis, half an hour
	integration/realservices/install.sh
	go run ./integration/modules -all $(SUITE)

services: ## four real services with their servers and clients, green against stock
	integration/realservices/install.sh
	SERVICES=1 go test -count=1 -v -timeout=40m ./integration/realservices

verdicts: ## what greenify check says about well-known programs, against golden files
	VERDICTS=1 go test -count=1 -v -timeout=60m ./integration/verdicts

sarif: ## greenify check's SARIF against the schema of OASIS; needs node and npm
	integration/sarif/run.sh

# How long, and by which seed: make stress DURATION=1h SEED=42. SEED=0 is random.
DURATION = 5m
SEED = 0

stress: ## rounds of hard work for the scheduler, under several settings in turn
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	go run ./cmd/greenify build -o "$$dir/stress" ./integration/stress && \
	go run ./integration/stress -binary="$$dir/stress" -duration=$(DURATION) -seed=$(or $(SEED),0) $(STRESS)

# How many kills and timeouts in all, about, and by which seed: make torture TRIALS=10000000.
TRIALS = 1000000

torture: ## kills and timeouts at every kind of wait, in green builds, checked and with -race
	go build -o greenify ./cmd/greenify
	for race in "" -race; do \
		GREENRT=check=1 ./greenify test $$race -count=1 -v -timeout=24h -run='^TestTorture' ./greenrt \
			-args -torture.total=$(TRIALS) -torture.seed=$(SEED) || exit 1; \
	done

oracle: ## random operations on sockets, green builds against stock: make oracle DURATION=1h SEED=42
	@dir=$$(mktemp -d) && trap 'rm -rf "$$dir"' EXIT && \
	go build -o "$$dir/stock" ./integration/oracle && \
	go run ./cmd/greenify build -o "$$dir/green" ./integration/oracle && \
	go run ./cmd/greenify build -race -o "$$dir/race" ./integration/oracle && \
	"$$dir/stock" -binary="$$dir/green,$$dir/race" -duration=$(DURATION) -seed=$(or $(SEED),0) $(ORACLE)

# Flags for the benchmarks, as in: make bench BENCH="-groups=20 -write".
BENCH =

bench: ## switches, channels, mutexes, memory: stock, green, and green with off=1
	go run ./integration/bench $(BENCH)

# Flags for it, as in: make bench-io IO="-rows=echo64,hello1 -groups=15 -write".
IO =

bench-io: ## servers: time and calls per request, idle memory, latency, stock and green
	go run ./integration/io $(IO)

# Flags for it, as in: make bench-greenrt GREENRT_BENCH="-rows=queue,switch -groups=16 -write".
GREENRT_BENCH =

bench-greenrt: ## greenlets, events, queues, pools, timeouts: green, gevent, and what Go has
	go run ./integration/greenrt $(GREENRT_BENCH)

# Flags for it, as in: make bench-files FILES="-dir=/var/tmp -write".
FILES =

bench-files: ## reads and writes of files: stock, and green by threads and by io_uring
	go run ./integration/files/bench $(FILES)

# Flags for it, as in: make bench-blocking BLOCKING="-rounds=20 -ways=fsync,tty".
BLOCKING =

bench-blocking: ## how late others are when a call blocks, stock and green
	go run ./integration/blocking $(BLOCKING)

# Flags for it, as in: make bench-monitor MONITOR="-groups=100 -write".
MONITOR =

bench-monitor: ## what greenrt/monitor costs when it is on, in one green process
	go run ./cmd/greenify run ./integration/bench/watched $(MONITOR)

lint: ## gofmt, go vet and staticcheck
	@out=$$(gofmt -l $$(git ls-files "*.go")); test -z "$$out" || { echo "gofmt: run gofmt -w on:"; echo "$$out"; exit 1; }
	go vet ./...
	go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	@# Modules of their own, which the commands above do not see.
	cd integration/realservices/api && GOWORK=off go vet ./... && GOWORK=off go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	cd integration/io/db && GOWORK=off go vet ./... && GOWORK=off go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	cd examples/webapp && GOWORK=off go vet ./... && GOWORK=off go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...
	cd integration/io/peers && GOWORK=off go vet ./... && GOWORK=off go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

ci: ## everything that CI proves, 25 to 40 minutes
	.ci/run
