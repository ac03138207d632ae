# make demo    the main job end to end on the samples, then serves it
# make test    the whole quality bar
# make soak    the long campaigns whole, of which make test runs a part; prints its seed
# make bench   the performance table
# make shots   pictures of every page, in each of its states, in tests/browser/shots
# make deps    installs what is missing, from Debian, PyPI and npm, by name

PORTAL := target/release/portal
VENV := .venv
DEBIAN := postgresql fonts-noto-cjk qpdf poppler-utils python3-venv chromium nodejs npm
APT := $(shell [ "$$(id -u)" = 0 ] && echo apt-get || echo sudo apt-get)
DEMO_ARGS ?=

.PHONY: deps demo test soak bench shots

deps:
	@missing=""; for package in $(DEBIAN); do \
	  command -v $$package >/dev/null 2>&1 || dpkg-query -W -f='$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || missing="$$missing $$package"; done; \
	if [ -n "$$missing" ]; then echo "installing$$missing"; \
	  $(APT) update -qq && DEBIAN_FRONTEND=noninteractive $(APT) install -y -qq $$missing >/dev/null; fi
	@[ -x $(VENV)/bin/pyhanko ] || { echo "installing pyHanko into $(VENV)"; \
	  python3 -m venv $(VENV) && $(VENV)/bin/pip install -q --disable-pip-version-check pyhanko pyhanko-cli; }
	@[ -d tests/browser/node_modules/playwright-core ] || { echo "installing the browser tests' packages"; \
	  cd tests/browser && PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm ci --no-audit --no-fund --silent; }

demo: deps
	cargo build --release --locked
	$(PORTAL) demo --again --data var/demo $(DEMO_ARGS)

test: deps
	bash tests/check.sh

soak: deps
	bash tests/soak.sh

bench: deps
	cargo build --release --locked
	bash tests/bench/run.sh $(PORTAL)

shots: deps
	cargo build --locked
	cd tests/browser && SHOTS=shots node --test gallery.test.mjs
