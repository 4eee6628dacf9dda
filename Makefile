# `make demo` and `make test` set up what they need; everything lands inside this folder.
PYTHON ?= python3
UV := .venv/bin/uv
UV_COMPILE := $(UV) pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-annotate
MACHINE := $(subst aarch64,arm64,$(shell uname -m))
RUNTIME := python$(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])')
TORCH := torch==2.13.0
PYTEST := .venv/bin/pytest --numprocesses=auto --maxprocesses=4
AS_ROOT := $(if $(filter 0,$(shell id -u)),,sudo)
export SAM_CLI_TELEMETRY := 0
export UV_PYTHON_DOWNLOADS := never
export UV_LINK_MODE := copy
MAKEFLAGS += --jobs=2  # downloads wait for others, checks need the processor

.PHONY: help setup build demo test coverage check browser picture bench weights peers local rehearse lock clean

help:  ## show these targets
	@grep -E '^[a-z]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 10

setup: .venv/.done .venv-sam/.done  ## make the environments that everything else uses

ifeq ($(filter $(RUNTIME),python3.11 python3.12 python3.13),)
$(error Lambda has no $(RUNTIME) that is tried here: choose an interpreter, as in `make demo PYTHON=python3.13`)
endif

build: setup  ## build the Lambda functions for this machine, without Docker
	PATH="$(CURDIR)/.venv-sam/bin:$$PATH" sam build \
		--parameter-overrides Architecture=$(MACHINE) Runtime=$(RUNTIME)

demo: build  ## grade the recorded answers of a real model with the built functions; compare them
	.venv/bin/toolgrade demo

test: check build browser .venv-sagemaker/.done .venv-local/.done  ## everything that has to pass
	$(PYTEST)

coverage: build browser .venv-sagemaker/.done .venv-local/.done  ## the lines that tests do not run in their own process
	$(PYTEST) --cov --cov-report=term-missing:skip-covered

check: setup  ## style, types, import rules, template
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy
	PYTHONPATH=src .venv/bin/lint-imports
	.venv-sam/bin/sam validate --lint

browser:  ## install the browser that opens the report in tests, unless it is there
	@command -v chromium >/dev/null && command -v chromedriver >/dev/null || ( \
		$(AS_ROOT) apt-get update -qq && $(AS_ROOT) apt-get install -qq --no-install-recommends \
		chromium chromium-driver >/dev/null ) || ( \
		echo "the tests need a browser: install chromium and chromium-driver" && exit 1 )

picture: demo browser  ## draw the pictures in the documentation anew
	.venv/bin/python docs/make_picture.py

bench: build  ## speed and import time, beside the workshop's formula; comparing many runs
	.venv/bin/python benchmarks/speed.py
	.venv/bin/python benchmarks/compare_runs.py

weights: setup  ## how the default weights were chosen, with the audit on public data
	.venv/bin/python -m benchmarks.weights

peers: setup  ## other graders of tool calls beside this one, each in its own environment (large)
	.venv/bin/python -m benchmarks.peers

lock: .venv/.done  ## write the locked requirements anew
	$(UV_COMPILE) requirements/uv.in -o requirements/uv.txt
	$(UV_COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	$(UV_COMPILE) --group pyproject.toml:lambda -c requirements/dev.txt -o src/requirements.txt
	$(UV_COMPILE) requirements/sam.in -o requirements/sam.txt
	$(UV_COMPILE) --no-deps requirements/sagemaker.in -o requirements/sagemaker.txt
	$(UV_COMPILE) pyproject.toml --extra local requirements/local.in -c requirements/dev.txt \
		--excludes requirements/local.excludes.txt -o requirements/local.txt

local: .venv-local/.done  ## what `backend: local` needs (1.7 GB): .venv-local/bin/toolgrade

REHEARSAL := --set local.records=16 --set local.threads=2 \
	--set legal-sft:local.records=64 \
	--set legal-sft:local.max_steps=12 --set legal-sft:local.save_steps=6 \
	--set legal-rft:local.max_steps=3 --set legal-rft:local.save_steps=1 \
	--set legal-rft:local.prompts_per_step=2 --set legal-rft:local.generations=4

rehearse: build .venv-local/.done  ## the whole pipeline, small, with a real model on this machine
	.venv-local/bin/toolgrade pipeline examples/legal_assistant/rehearsal.yaml \
		--jobs runs/rehearsal/jobs --output runs/rehearsal $(REHEARSAL)

clean:  ## remove what the targets above made; other runs stay
	rm -rf .venv .venv-sam .venv-sagemaker .venv-peers .venv-local .aws-sam runs/demo runs/rehearsal

.venv/.done: requirements/uv.txt requirements/dev.txt
	$(PYTHON) -m venv .venv || (echo "python3 -m venv failed: install python3-venv" && exit 1)
	.venv/bin/pip install --quiet --require-hashes -r requirements/uv.txt
	$(UV) pip sync --quiet --require-hashes --python .venv requirements/uv.txt requirements/dev.txt
	$(UV) pip install --quiet --no-build-isolation --no-deps --python .venv --editable .
	touch $@

# torch's builds differ from machine to machine: pip finds this one's, and no lock can hold them all.
.venv-local/.done: requirements/local.txt .venv/.done
	$(UV) venv --quiet --clear --python .venv/bin/python .venv-local
	.venv/bin/pip --quiet --python .venv-local/bin/python install $(TORCH)
	$(UV) pip install --quiet --require-hashes --no-deps --python .venv-local -r $<
	$(UV) pip install --quiet --no-build-isolation --no-deps --python .venv-local --editable .
	touch $@

.venv-%/.done: requirements/%.txt .venv/.done
	$(UV) venv --quiet --clear --python .venv/bin/python .venv-$*
	$(UV) pip install --quiet --require-hashes --no-deps --python .venv-$* -r $<
	touch $@
