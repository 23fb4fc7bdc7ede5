# Two commands do everything on a fresh machine with Python 3.11 or later, git and make:
#   make crawl    crawl the bundled demo site, or URLS="https://… https://…"
#   make test     format, lint, types, layers, documentation, tests
# make test COVERAGE=1 adds the gate of coverage; make bench measures speed and quality.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Tests wait for servers and delays a third of their time: three keep two cores busy.
PROCESSES ?= 3
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

export URLS
# Without bytecode each process of the tests compiles all that it loads, and pytest rewrites each of its modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: crawl test bench check docs site setup lock release-check clean

crawl: .venv/run.stamp
ifdef URLS
	@$(BIN)/newscrawl crawl "$$URLS"
else
	@$(BIN)/newscrawl demo
endif

# COVERAGE=1 adds the gate: 95 % of all lines and branches. It takes half as long again.
test: check
ifdef COVERAGE
	$(BIN)/coverage erase
	$(BIN)/coverage run -m pytest --numprocesses $(PROCESSES) --dist worksteal
	$(BIN)/python -m tests.support.coverage_data
	$(BIN)/coverage combine --quiet
	$(BIN)/coverage report
else
	$(BIN)/python -m pytest --numprocesses $(PROCESSES) --dist worksteal
endif

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.support.prose
	$(BIN)/python -m tests.support.measures
	$(BIN)/python -m sphinx -nW --keep-going -q -b html docs site

# Peers have an environment of their own, whose pip is new enough for their requirements.
.venv-peers/stamp:
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip --quiet install --upgrade pip
	.venv-peers/bin/python -m pip --quiet install trafilatura==2.3.1 resiliparse readability-lxml newspaper4k lxml_html_clean
	@touch $@

bench: .venv/dev.stamp .venv-peers/stamp ## Speed, scale and quality in 30 minutes: benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.bench --peers .venv-peers/bin/python

docs: .venv/dev.stamp ## The pages of docs/ that are made of the code
	$(BIN)/python -m tests.support.reference

site: .venv/dev.stamp ## The documentation as a site, in site/; a link that leads nowhere is an error
	$(BIN)/python -m sphinx -nW --keep-going -q -b html docs site

release-check: .venv/dev.stamp ## The dry run of a release; asks the package index for the pinned dependencies
	$(BIN)/python -m tests.support.release

setup: .venv/dev.stamp

# A folder that venv left half made (Debian's python3 without python3-venv) is no environment: begin anew.
.venv/bin/pip:
	@test -n "$(PYTHON)" || { echo "newscrawl needs Python 3.11 or later, and found none on the PATH." \
		"Install it, or name it: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@echo "Making the environment .venv with $(PYTHON) (once, about a minute) …"
	@rm -rf .venv
	@$(PYTHON) -m venv .venv || { rm -rf .venv; echo "$(PYTHON) cannot make virtual environments." \
		"On Debian and Ubuntu: apt-get install python3-venv; or name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }

.venv/run.stamp: .venv/bin/pip requirements/constraints.txt pyproject.toml
	@$(PIP) install --require-hashes --no-deps -r requirements/constraints.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp requirements/constraints-dev.txt
	@$(PIP) install --require-hashes --no-deps -r requirements/constraints-dev.txt
	@touch $@

lock: ## Pin anew; needs uv on the PATH
	uv pip compile pyproject.toml --extra build --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements/constraints.txt $(UPGRADE)
	uv pip compile pyproject.toml --extra build --extra dev --extra docs --constraint requirements/constraints.txt --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements/constraints-dev.txt $(UPGRADE)
	uv pip compile pyproject.toml --extra build --extra postgres --extra warc --constraint requirements/constraints.txt --constraint requirements/constraints-dev.txt --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -o requirements/image.txt $(UPGRADE)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache site dist
