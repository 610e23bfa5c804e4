# The project's verbs. `make help` lists them.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

CARGO ?= cargo
# How many articles `make bench` measures with.
SIZE ?= 10000
# More arguments for the benchmark, as in `make bench ARGS="--help"`.
ARGS ?=

.PHONY: help dev test test-sqlite test-postgres lint fix schema check audit bench migration

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-14s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

dev: ## Migrate, load the demo publication and serve it on http://127.0.0.1:8080
	$(CARGO) run --locked -p masthead -- dev

test: ## Run every test, on SQLite and then on PostgreSQL
	@$(MAKE) --no-print-directory test-sqlite
	@$(MAKE) --no-print-directory test-postgres

test-sqlite: ## Run every test on SQLite (needs nothing installed)
	$(CARGO) build --locked --workspace --bins
	env -u TEST_DATABASE_URL $(CARGO) test --workspace --locked

# Only the integration crate meets a database; the rest has been tested by then.
test-postgres: ## Run the integration tests on PostgreSQL (TEST_DATABASE_URL, or a throwaway server)
	$(CARGO) build --locked --workspace --bins
	scripts/with-postgres $(CARGO) test --workspace --locked --test it

lint: ## Check formatting and run clippy; every warning is an error
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets --locked -- -D warnings

fix: ## Format, and let clippy repair what it can
	$(CARGO) clippy --workspace --all-targets --fix --allow-dirty --allow-staged
	$(CARGO) fmt --all

# Each through a file beside it, so that a failure leaves the old document whole.
schema: ## Write schema.graphql, openapi/openapi.json, docs/errors.md and docs/configuration.md from the code
	$(CARGO) build --locked -p masthead
	@mkdir -p openapi docs
	@write() { \
	  if $(CARGO) run -q --locked -p masthead -- schema "$$1" > "$$2.tmp"; \
	  then mv "$$2.tmp" "$$2"; echo "wrote $$2"; \
	  else rm -f "$$2.tmp"; echo "make schema: $$2 was left as it was" >&2; exit 1; fi; \
	}; \
	write graphql schema.graphql; \
	write openapi openapi/openapi.json; \
	write errors docs/errors.md; \
	write configuration docs/configuration.md

check: ## Lint, then test: what must pass before a commit
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

audit: ## Hold the API against tools of others (needs node, npm and Python; not part of check)
	scripts/audit

# What the last run of this size measured, if its figures were committed.
LAST_BENCH = $(wildcard docs/bench/$(SIZE).json)

bench: ## Measure on both databases, and compare with the last run (SIZE=10000 articles; more arguments in ARGS)
	scripts/with-postgres $(CARGO) run --locked --release -p masthead-tests --bin bench -- --size $(SIZE) \
	  $(if $(LAST_BENCH),--compare $(LAST_BENCH)) $(ARGS)

migration: ## Create an empty migration: make migration NAME=add_something
	@if ! [[ "$(NAME)" =~ ^[a-z][a-z0-9_]*$$ ]]; then \
	  echo 'usage: make migration NAME=add_something   (small letters, digits and _)' >&2; exit 2; \
	fi; \
	module="m$$(date -u +%Y%m%d_%H%M%S)_$(NAME)"; \
	file="migrations/src/$$module.rs"; \
	printf '%s\n' \
	  '//! What changes, and why.' \
	  '' \
	  'use sea_orm_migration::prelude::*;' \
	  '' \
	  'use crate::dialect::run;' \
	  '' \
	  '/// See the module.' \
	  '#[derive(Debug, DeriveMigrationName)]' \
	  'pub(crate) struct Migration;' \
	  '' \
	  'const STATEMENTS: &str = r#"' \
	  '"#;' \
	  '' \
	  '#[async_trait::async_trait]' \
	  'impl MigrationTrait for Migration {' \
	  '    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {' \
	  '        run(manager, STATEMENTS).await' \
	  '    }' \
	  '}' > "$$file"; \
	echo "created $$file; add to migrations/src/lib.rs, each at the end of its list:"; \
	echo "    mod $$module;"; \
	echo "    Box::new($$module::Migration),"
