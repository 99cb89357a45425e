# Every target needs nothing run before it. `make install` makes .venv, where all of them run.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/.installed

.DELETE_ON_ERROR:
.PHONY: help install demo test test-apart check format constraints docs bench soak clean

help: ## Say what there is to make.
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/make \1|\2/p' Makefile | while IFS='|' read -r target purpose; do \
	  printf '%-18s %s\n' "$$target" "$$purpose"; done

install: $(INSTALLED) ## Install everything into .venv, at the versions of constraints.txt.

# The venv gets no pip of its own: Debian's python3 comes without ensurepip, and the pip outside serves as well.
$(INSTALLED): pyproject.toml constraints.txt
	$(PYTHON) -m venv --without-pip .venv
	$(PYTHON) -m pip --python $(BIN)/python install --quiet -c constraints.txt -e '.[dev]'
	@touch $@

demo: install ## Send two campaigns to made-up recipients and compare every number with what they did.
	@$(BIN)/penguinmails demo
	@echo 'It keeps running. See $(BIN)/penguinmails --help; end it with $(BIN)/penguinmails down'

test: install ## Run the tests, on all cores.
	$(BIN)/pytest -n logical -m 'not soak'

test-apart: install ## Run the core of the tests on three separate databases.
	$(BIN)/pytest -n logical -m 'not soak' --layout apart --ignore tests/jobs/test_processes.py \
	  tests/audit tests/jobs tests/notifications tests/tenancy tests/content/test_bodies.py

check: install ## Run what does not need to run the program: style, types, import order, SQL, schema.
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/basedpyright
	$(BIN)/lint-imports --no-logo --no-cache
	$(BIN)/squawk migrations/*/*.sql
	$(BIN)/pytest tests/schema/test_queries.py
	$(BIN)/python -m penguinmails.postgres.snapshot --check

format: install ## Put the code into the one layout.
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format

constraints: install ## Write down the versions that are in .venv now.
	$(PYTHON) -m pip --python $(BIN)/python freeze --exclude-editable | LC_ALL=C sort -f > constraints.txt
	@touch $(INSTALLED)

docs: install ## Write docs/data-model.md and the schema's snapshots anew.
	$(BIN)/python -m scripts.data_model
	$(BIN)/python -m penguinmails.postgres.snapshot

bench: install ## Measure the hot paths.
	$(BIN)/python -m bench

soak: install ## Run the tests that are too long for every day.
	$(BIN)/pytest -m soak

clean: ## Remove .venv and what the tools leave behind. The platform's data stay.
	rm -rf .venv build dist .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
