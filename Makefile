# Two commands are enough: `make run` and `make test`. Both set up what is missing.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
export PYTHON VENV
# No tool of ours calls home.
export MLFLOW_DISABLE_TELEMETRY=true DO_NOT_TRACK=1 DVC_NO_ANALYTICS=1 HF_HUB_DISABLE_TELEMETRY=1

.PHONY: help run test review train bundle check lock clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: ## a whole night over the sample web, on a fresh machine too
	@scripts/setup.sh review,ocr
	@scripts/setup-system.sh tesseract
	@$(BIN)/lurewatch nightly --sample

review: ## opens the review desk on http://127.0.0.1:8000
	@scripts/setup.sh review,ocr
	@$(BIN)/python -m review serve

test: ## passes the tests, on a fresh machine too
	@scripts/setup.sh review,ocr,browser,scale,train,dev
	@scripts/setup-system.sh
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n 2 --dist loadfile

train: ## corpus -> dataset -> encoder -> (pretrain) -> finetune -> fit -> evaluate -> gate -> card
	@scripts/setup.sh review,ocr,browser,scale,train,dev
	@$(BIN)/dvc repro

bundle: ## makes the judged model the one that the repository ships
	@$(BIN)/lurewatch bundle

check: ## the fast checks alone
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

lock: ## rewrites lock.txt after pyproject.toml changed
	@scripts/lock.sh

clean: ## forgets every night, model and verdict on this machine
	rm -rf data/raw data/crawl data/evidence data/scores data/alerts data/nights data/champion data/champions data/ledger.sqlite3* data/review.sqlite3* \
	  data/corpus data/dataset data/encoder data/pretrained data/model data/eval data/ablation data/drift data/exports data/labels/*.jsonl mlflow.db* mlartifacts
