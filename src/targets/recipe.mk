# Builds one function's artifact, without Docker and without an interpreter of the runtime.
# SAM runs the Makefile of the chosen target (its folder is the template's ContextPath), which says
# `platform` and `python` and includes this. Runs in the repository's root.

.SILENT:
MAKEFLAGS += --no-print-directory

dependencies := .aws-sam/dependencies/$(platform)-python$(python)

build-%: $(dependencies)
	cp -R $(dependencies)/. graders src/reward_service "$(ARTIFACTS_DIR)"
	find "$(ARTIFACTS_DIR)"/graders "$(ARTIFACTS_DIR)"/reward_service -name __pycache__ -prune -exec rm -r {} +
	cd "$(ARTIFACTS_DIR)" && $(compile) graders reward_service

# Installed once for all functions, and again when the lock or the recipe changes.
$(dependencies): src/requirements.txt src/targets/recipe.mk
	rm -rf $@ $@.partial
	python3 -m pip install --quiet --target $@.partial --no-deps --require-hashes --no-compile \
		--only-binary=:all: --platform manylinux2014_$(platform) --python-version $(python) \
		--requirement src/requirements.txt
	rm -rf $@.partial/*.dist-info $@.partial/bin
	cd $@.partial && $(compile) .
	mv $@.partial $@

# Byte code halves a cold start, and only the runtime's own version of Python can write it.
interpreter := $(shell python$(python) -c 'import sys; print(sys.executable)' 2>/dev/null)
ifdef interpreter
compile := "$(interpreter)" -m compileall -q --invalidation-mode unchecked-hash
else
compile := :
$(info No python$(python) on PATH: built without byte code, so a cold start takes longer)
endif
