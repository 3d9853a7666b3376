# make help lists the targets. Everything runs in .venv, which the first call creates.
# On Windows or without make: see README.md.

PYTHON ?= python3
BIN    := .venv/bin
NB     ?= 04
STAMP  := .venv/.installed

# COURSE_LANG=ja on the command line opens the course in Japanese.
COURSE_LANG ?=
export COURSE_LANG
LAB = $(if $(COURSE_LANG),--ServerApp.tornado_settings="{'page_config_data':{'nbpolyglotLanguage':'$(COURSE_LANG)'}}")

.DEFAULT_GOAL := help
.PHONY: help lab edit reset test run book pdf slides handouts book-report check slow coverage browser clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.venv/bin/pip:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and there is no $(PYTHON) here; install it or name yours: make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed, but $(PYTHON) is $$($(PYTHON) -V 2>&1); name another: make PYTHON=python3.13 …" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "This Python has no venv module; on Debian and Ubuntu install it with: sudo apt install python3-venv" >&2; exit 1; }
	@rm -rf .venv
	$(PYTHON) -m venv .venv

$(STAMP): .venv/bin/pip requirements.txt constraints.txt pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt -c constraints.txt
	@touch $@

.venv/.tests: $(STAMP) tests/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r tests/requirements.txt -c constraints.txt
	@touch $@

.venv/.book: $(STAMP) book/requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r book/requirements.txt -c constraints.txt
	@touch $@

lab: $(STAMP) ## open the course in JupyterLab (make lab COURSE_LANG=ja)
	@mkdir -p work
	@for f in notebooks/*.ipynb; do [ -e "work/$${f##*/}" ] || cp "$$f" work/; done
	cd work && ../$(BIN)/jupyter lab $(LAB)

edit: $(STAMP) ## open the sources of the notebooks in JupyterLab
	$(BIN)/jupyter lab notebooks $(LAB)

reset: ## put back your copy of a notebook (make reset NB=04)
	@mkdir -p work
	cp notebooks/$(NB)-*.ipynb work/

# One thread for linear algebra: as fast here, and the same sums on every machine.
test run book pdf slides handouts book-report slow coverage browser: export OPENBLAS_NUM_THREADS = 1

test: .venv/.tests .venv/.book ## unit tests, doctests, claims, and every notebook executed again
	COURSE_LANG=en $(BIN)/python -m pytest --nbval --nbval-current-env

run: $(STAMP) ## execute all notebooks again and store their outputs
	COURSE_LANG=en $(BIN)/python -m nbpolyglot run --jobs 2

book: .venv/.book ## build the static book in four languages
	$(BIN)/python book/build.py

pdf: .venv/.tests book ## print the book, one PDF a language (needs Chromium)
	$(BIN)/python book/pdf.py

slides: book ## make the slides, one deck a lesson and language
	$(BIN)/python book/slides.py

handouts: .venv/.tests slides ## print the slides with their notes (needs Chromium)
	$(BIN)/python book/handouts.py

book-report: .venv/.tests .venv/.book ## measure the book against its budgets (needs Chromium)
	$(BIN)/python book/report.py

slow: .venv/.tests ## no hidden state: every notebook twice in one kernel, every section on its own
	COURSE_LANG=en $(BIN)/python -m pytest -m slow

coverage: .venv/.tests .venv/.book ## which lines and branches the tests reach (95 % needed)
	COURSE_LANG=en $(BIN)/python -m pytest --ignore=notebooks --cov=classroom --cov=helpers --cov=nbpolyglot --cov-branch --cov-fail-under=95

check: .venv/.tests ## lint code and notebooks, check spelling and translations
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/codespell
	$(BIN)/python -m nbpolyglot check

browser: .venv/.tests .venv/.book ## tests in a real browser (needs Chromium)
	COURSE_LANG=en $(BIN)/python -m pytest -m browser tests/browser

clean: ## remove .venv and everything built; your copies in work/ stay
	rm -rf .venv book/_build dist .pytest_cache .ruff_cache .hypothesis
