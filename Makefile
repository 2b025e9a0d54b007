# Needs make and Python 3.11 or later. Everything else is fetched by the first command.
PYTHON ?= python3
PORTAL = @$(PYTHON) portal/local/bootstrap.py
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help run test check bench reset-demo manage fmt lock posting pages schedule login

help:
	@echo "make run         the portal on this machine, with a demo fund; Ctrl-C ends it"
	@echo "make test        every test, on a PostgreSQL and a Valkey of its own"
	@echo "                 one part: make test ARGS=\"tests/rules -q\""
	@echo "make check       format, lint, types, arrows, templates, migrations, catalogue"
	@echo "make bench posting | make bench pages | make bench schedule | make bench login"
	@echo "make manage ARGS=\"sandbox messages aminah\"   a command on the portal's data"
	@echo "make reset-demo  throw the local data away, load the demo fund again"
	@echo "make fmt         format the code"
	@echo "make lock        resolve the dependencies again (needs uv)"

run:
	$(PORTAL) run

test:
	$(PORTAL) test $(ARGS)

check:
	$(PORTAL) check

bench:
	$(PORTAL) bench $(or $(filter posting pages schedule login,$(MAKECMDGOALS)),posting) $(ARGS)

# Words after `make bench`, not work of their own.
posting pages schedule login:
	@:

reset-demo:
	$(PORTAL) reset-demo

manage:
	$(PORTAL) manage $(ARGS)

fmt:
	$(PORTAL) fmt

lock:
	$(PORTAL) lock
