# make run       build, and serve at http://localhost:8080
# make test      every test, then the checks; this is what CI runs
# make build     bin/strategyroom (what make does by itself)
# make check     formatting, vet, staticcheck, TypeScript's types, generated files
# make generate  write the generated files again
# make bench     the measurements of docs/performance.md, some minutes long
# make picture   docs/room.png, the picture in the README, from the demo in a browser, and docs/minutes-1.png to 3, pages of
#                minutes to look at, with the places of their lines, which a test compares
# make faults    the store under power cuts, failing syncs, full disks, and while it is away; two servers on one meeting;
#                meetings over lines that are cut, with commands that come twice, clocks that are set, readers that stall,
#                and stops; notes typed over failing lines: the long forms, each with its figure
# make fuzz      each fuzz test for FUZZTIME (20s), those of the ways in from outside for FUZZTIME_OUTSIDE (60s)
# make release   release/: the program for each system, what it is made of, sums; built twice, to the same bytes
# make vulnerabilities  known weaknesses of what the program and its pages are made of, from the databases on the network
# make clean     take away all that was built or installed here

FUZZTIME ?= 20s
FUZZTIME_OUTSIDE ?= 60s

# A folder changes when a file in it comes or goes, so that a deleted source is noticed too.
SOURCES := $(shell find meeting pdf server $(wildcard static/*.go) go.mod go.sum -not -name '*_test.go' -not -path '*/testdata*' 2>/dev/null)
ASSETS := $(shell find static/src static/build.mjs static/tsconfig.json server/web -not -name '*_test.go' 2>/dev/null)
GOFILES := $(shell find . -name node_modules -prune -o -name '*.go' -print)

.DEFAULT_GOAL := build
.PHONY: run build test check bench picture faults fuzz generate release vulnerabilities clean help need
.DELETE_ON_ERROR:

help:
	@sed -n '/^$$/q; s/^# //p' Makefile

run: build
	@bin/strategyroom serve

build: bin/strategyroom

# By $(error), because a failed command would add a line of make's own.
LACK = $(shell tools/need)
need:
	@$(if $(LACK),$(error $(LACK)))

# Building works from a copy of the sources without their history, or with one that belongs to another user.
bin/strategyroom: $(SOURCES) static/dist/.built | need
	CGO_ENABLED=0 go build -trimpath -buildvcs=false -o $@ ./server
	@touch $@

static/dist/.built: $(ASSETS) static/node_modules/.installed
	cd static && node build.mjs
	@touch $@

static/node_modules/.installed: static/package.json static/package-lock.json | need
	cd static && npm ci --ignore-scripts --fetch-retries 5 --no-audit --no-fund --no-update-notifier --loglevel=error
	@touch $@

test: | need
	@tools/fetch
	@$(MAKE) --no-print-directory build
	@tools/test
	@$(MAKE) --no-print-directory check

check: static/dist/.built
	@tools/check $(GOFILES)

generate: static/node_modules/.installed
	@go run ./docs/generate
	@cd static && npm run --silent wire

bench: build
	@tools/chromium >/dev/null; go run ./docs/measure

picture: build
	@chromium=$$(tools/chromium); cd static && STRATEGYROOM_CHROMIUM=$$chromium STRATEGYROOM_PICTURE=$(CURDIR)/docs/room.png \
		node_modules/.bin/playwright test demo
	go test -count=1 -run '^TestLinesStand$$' ./pdf -update

faults: build
	STRATEGYROOM_LONG=1 go test -p 1 -count=1 -v -timeout 60m -run Fault \
		./server/store/bolt ./server/store/mongo ./server/room ./server/web ./server
	@chromium=$$(tools/chromium); cd static && STRATEGYROOM_LONG=1 STRATEGYROOM_CHROMIUM=$$chromium \
		node_modules/.bin/playwright test typing

fuzz: build
	@tools/fuzz $(FUZZTIME) $(FUZZTIME_OUTSIDE)

release: | need
	@tools/publish release

vulnerabilities: build
	go tool -modfile=tools/release/go.mod govulncheck ./...
	cd static && npm audit --omit=dev

clean:
	rm -rf bin release static/node_modules static/test-results static/dist/.built static/dist/*
