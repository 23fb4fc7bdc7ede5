# Two commands do everything on a fresh machine with Python 3.11 or later, git and make:
#   make crawl    crawl the bundled demo site, or URLS="https://…"
#   make test     format, lint, types, layers, tests
PYTHON ?= python3
BIN := .venv/bin

.PHONY: crawl test check setup lock clean

crawl: .venv/run.stamp
	@$(BIN)/newscrawl demo

test: check
	$(BIN)/pytest --cov --cov-report=term

check: .venv/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

.venv/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "newscrawl needs Python 3.11 or later, this is " + sys.version)'
	$(PYTHON) -m venv .venv

.venv/run.stamp: .venv/bin/python constraints.txt pyproject.toml
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp constraints-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r constraints-dev.txt
	@touch $@

lock: ## Pin anew; needs uv on the PATH
	uv pip compile pyproject.toml --extra build --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -o constraints.txt $(UPGRADE)
	uv pip compile pyproject.toml --extra build --extra dev --constraint constraints.txt --universal --generate-hashes --no-annotate --no-header --no-emit-index-url -o constraints-dev.txt $(UPGRADE)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache
