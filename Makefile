# Two commands from a bare clone: `make run` serves a synthetic province on 127.0.0.1, `make test`
# runs every check. Both make .venv; nothing is done twice.
PYTHON ?= python3
PORT ?= 8000
ASN ?= 20000
VENV := .venv
BIN := $(VENV)/bin

# Portable code from the one package that is compiled: -march=native may die on an older processor.
export LIGHTFM_NO_CFLAGS := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
# One thread per process: results must not depend on the machine, and tests run two processes.
export OMP_NUM_THREADS ?= 1
export OPENBLAS_NUM_THREADS ?= 1

.PHONY: run test check clean

run: $(VENV)/.ready
	@exec $(BIN)/python -m training_scripts.quickstart --asn $(ASN) --port $(PORT)

test: $(VENV)/.ready-for-tests check
	$(BIN)/pytest -q -n 2 --dist worksteal -m "not serial"
	$(BIN)/pytest -q -m serial

check: $(VENV)/.ready-for-tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Perlu Python 3.11 atau lebih baru; pakai: make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock setup.cfg | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

$(VENV)/.ready-for-tests: requirements-test.lock requirements-oracle.lock setup.cfg | $(BIN)/python
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-test.lock
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps -r requirements-oracle.lock
	$(BIN)/python -m pip install --quiet --no-deps -e .
	@touch $@

clean:
	rm -rf $(VENV) build .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
