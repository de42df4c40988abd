# make            environment, then the study, then the place of the report
# make replicate  the package for those who replicate the study; make verify  refit its models
# make test       environment, then every test but the longest; make long  those
# make check      linters and types
# make bench      figures of speed; make reference  reference values anew from R
# make slurm      a small study through a SLURM cluster of this machine; STUDY=shipped the shipped one

PYTHON ?= python3
CORES ?= $(shell getconf _NPROCESSORS_ONLN)
BIN := .venv/bin
STAMP := .venv/.installed

PACKAGE ?= reports/replication
STUDY ?= small

.PHONY: study replicate verify env test long check bench slurm reference lock clean

study: $(STAMP)
	$(BIN)/python -m surveysem resume
	$(BIN)/snakemake --cores $(CORES)
	@echo "The report: $(CURDIR)/reports/index.html"

replicate: $(STAMP)
	$(BIN)/snakemake --cores $(CORES) replicate
	@echo "The package: $(CURDIR)/reports/replication"

verify: $(STAMP)
	$(BIN)/python -m surveysem verify $(PACKAGE)

env: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

test: $(STAMP)
	$(BIN)/pytest --numprocesses 2 --dist worksteal

long: $(STAMP)
	$(BIN)/pytest --numprocesses 2 --dist worksteal -m long

check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/snakefmt --check Snakefile workflow
	$(BIN)/snakemake --lint

bench: $(STAMP)
	cd tests && ../$(BIN)/python -m bench

slurm: $(STAMP)
	cd tests && ../$(BIN)/python -m slurm $(STUDY)

reference:
	for script in tests/reference/*/make.R; do Rscript "$$script" || exit 1; done

lock: $(STAMP)
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
	    --no-annotate --no-emit-index-url --no-emit-find-links --all-extras pyproject.toml \
	    --output-file requirements.lock

clean:
	rm -rf data/processed logs .snakemake
