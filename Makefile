# Two commands are enough: `make rehearse` and `make test`. `make help` lists the rest.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: help rehearse install test test-postgres check prove bench lock screenshots clean
help:  ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/'

# Our code is compiled here, once: a service that may write nothing would do it at each start.
.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit("Peerlight needs Python 3.11 or newer.") if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m compileall -q bot cogs migrations bench
	@touch $@

rehearse: .venv/.ready  ## practise a whole session in your browser
	$(BIN)/peerlight rehearse

install: .venv/.ready  ## install all that is needed, for a server; start nothing

test: .venv/.ready  ## run every test
	$(BIN)/python -m pytest -n 3 --dist worksteal

test-postgres: .venv/.ready  ## the same on a PostgreSQL server, which it starts itself
	PEERLIGHT_TEST_DATABASE=postgres $(BIN)/python -m pytest -n 3 --dist worksteal -rs

check: .venv/.ready  ## style, types, import directions, plain words
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m bot.content.check

prove: .venv/.ready  ## the long, seeded runs that CI has no time for
	$(BIN)/python -m bench.prove

bench: .venv/.ready  ## how fast it is (needs the sqlite3 program)
	$(BIN)/python -m bench.exports
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.edits
	$(BIN)/python -m bench.rush

screenshots: .venv/.ready  ## make all pictures again (needs Chromium)
	$(BIN)/python -m bench.screenshots
	$(BIN)/python -m bench.week_screenshots
	$(BIN)/python -m bench.card_pictures
	$(BIN)/python -m bench.guide_screenshots
	$(BIN)/python -m bench.guide

lock: .venv/.ready  ## write requirements.lock again (needs uv)
	uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --extra test --python-version 3.11 -o requirements.lock pyproject.toml

clean:  ## remove what the commands above made
	rm -rf .venv rehearsal
