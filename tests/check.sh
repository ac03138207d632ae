#!/usr/bin/env bash
# The quality bar, as a list. Every line must hold; nothing is skipped.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHON="$PWD/.venv/bin/python" PYHANKO="$PWD/.venv/bin/pyhanko"
# An incremental build is no use in one run, and debug symbols cost a third of the time.
export CARGO_INCREMENTAL=0 CARGO_PROFILE_DEV_DEBUG=0
scratch=$(mktemp -d)
trap 'stop_postgres; rm -rf "$scratch"' EXIT

step() { printf '\n== %s\n' "$1"; }

source tests/postgres.sh
suite() {
  if command -v cargo-nextest >/dev/null; then cargo nextest run --locked --no-fail-fast "$@"; else cargo test --locked --no-fail-fast "$@"; fi
}

step "format";               cargo fmt --check
step "lint, warnings denied"; cargo clippy --locked --all-targets -- -D warnings
step "documentation";        RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items -q
step "licences";             "$PYTHON" tests/licences.py
step "the suite on SQLite";  suite
step "the suite on PostgreSQL"
start_postgres
PORTAL_TEST_DATABASE=postgres suite
step "the demo, and what others say of it"
bash tests/independent/run.sh target/debug/portal "$scratch/demo"
step "the pages in a browser"
export PORTAL="$PWD/target/debug/portal"
# A tenth of the pictures of `make soak`.
export SHOTS="$scratch/shots" SHOTS_EVERY=10
for journey in journey people law gallery; do (cd tests/browser && node --test "$journey.test.mjs"); done
