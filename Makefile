# make help says what there is. Everything lands in .venv; only `make test` may ask for Debian packages.

.PHONY: help demo test lint fuzz soak seeded format plates bench wheel lock clean

help:
	@echo 'make demo     install what is needed into .venv and start the demonstration'
	@echo 'make test     the whole gate: style, types, direction, tests on SQLite and PostgreSQL, proofs'
	@echo 'make lint     only style, types and direction (seconds)'
	@echo 'make fuzz     a million payloads to each codec; twenty times the nonsense of the gate to calls, forms and queries'
	@echo 'make soak     kill, cut and fill for as many rounds as RUNS says (10), each with chances of its own'
	@echo 'make seeded   put known faults in one at a time and say which test notices each'
	@echo 'make format   lay the source out as the gate wants it'
	@echo 'make plates   write the generated part of the door-plates anew'
	@echo 'make bench    measure how fast it is'
	@echo 'make wheel    build the wheel into dist/'
	@echo 'make lock     write the lock files anew from what .venv has'
	@echo 'make clean    remove caches and builds (.venv and var stay)'

# exec: Ctrl-C and kill reach the program itself, which then stops what it started.
demo: .venv/.installed
	@exec .venv/bin/inspect-app demo

test: .venv/.installed-dev
	@.ci/system-parts
	@exec .ci/gate

lint: .venv/.installed-dev
	@exec .ci/gate style format types direction

fuzz: .venv/.installed-dev
	@INSPECT_TEST_FUZZ=20 .venv/bin/pytest -q -n 2 --timeout 0 tests/devices/codecs/test_codec_fuzz.py
	@INSPECT_TEST_FUZZ=20 .venv/bin/pytest -q -n 2 --timeout 0 tests/walls tests/readings/test_righting.py -k 'fuzz or any_order'

soak: .venv/.installed-dev
	@for n in $$(seq $${RUNS:-10}); do echo "== round $$n"; INSPECT_TEST_SHARE=0.1 .venv/bin/pytest -q -s -m fault tests/faults || exit 1; done

seeded: .venv/.installed-dev
	@.venv/bin/python .ci/seeded.py

format: .venv/.installed-dev
	@.venv/bin/ruff format .
	@.venv/bin/ruff check --fix .

plates: .venv/.installed-dev
	@.venv/bin/python .ci/plates.py

bench: .venv/.installed-dev
	@exec .venv/bin/python -m bench

wheel: .venv/.installed-dev
	@.venv/bin/python -m build --wheel --no-isolation

lock: .venv/.installed-dev
	@.venv/bin/python .ci/lock.py

clean:
	@rm -rf dist build .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

.venv/.installed: requirements.lock pyproject.toml
	@.ci/install requirements.lock $@

.venv/.installed-dev: requirements-dev.lock pyproject.toml tests/clients/package-lock.json
	@.ci/install requirements-dev.lock $@
