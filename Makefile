# make run    builds and serves at http://localhost:8080        make check   formatting, vet, staticcheck, tsc, generated files
# make test   every test, then the checks; CI runs this          make bench   the benchmarks
# make build  bin/strategyroom                                   make faults  kill -9, full disks, cut networks: slow tests
# make clean  takes away all that was built                      make fuzz    each fuzz test for FUZZTIME (20s)

FUZZTIME ?= 20s

# A folder changes when a file in it comes or goes, so that a deleted source is noticed too.
SOURCES := $(shell find meeting pdf server static/static.go go.mod go.sum -not -name '*_test.go' -not -path '*/testdata*' 2>/dev/null)
ASSETS := $(shell find static/src static/build.mjs static/tsconfig.json 2>/dev/null)
GOFILES := $(shell find . -name node_modules -prune -o -name '*.go' -print)

.DEFAULT_GOAL := build
.PHONY: run build test check bench faults fuzz generate clean help need
.DELETE_ON_ERROR:

help:
	@sed -n 's/^# //p' Makefile

run: build
	@bin/strategyroom serve

build: need bin/strategyroom

need:
	@tools/need

# Building works from a copy of the sources without their history, or with one that belongs to another user.
bin/strategyroom: $(SOURCES) static/dist/.built
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o $@ ./server
	@touch $@

static/dist/.built: $(ASSETS) static/node_modules/.installed
	cd static && node build.mjs
	@touch $@

static/node_modules/.installed: static/package.json static/package-lock.json
	cd static && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

test: build
	@tools/test
	@$(MAKE) --no-print-directory check

check: need static/dist/.built
	@tools/check $(GOFILES)

generate: static/node_modules/.installed
	@if [ -d docs/generate ]; then go run ./docs/generate; fi

bench: build
	go test -run '^$$' -bench . -benchmem ./...

faults: build
	go test -count=1 -tags faults -run Fault ./...

fuzz: build
	@tools/fuzz $(FUZZTIME)

clean:
	rm -rf bin static/node_modules static/test-results static/dist/.built static/dist/*
