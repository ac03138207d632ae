#!/usr/bin/env bash
# The long campaigns whole, of which `make test` runs a part: random histories, a thousand kills over the whole line on
# either database, and a picture of every page in each of its states. PORTAL_SEED=N runs the campaign of that seed again.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORTAL_SOAK=1 PORTAL_SEED="${PORTAL_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}"
echo "PORTAL_SEED=$PORTAL_SEED"
scratch=$(mktemp -d)
trap 'stop_postgres; rm -rf "$scratch"' EXIT
source tests/postgres.sh
campaign() { cargo test --locked --test portal -- --nocapture "$@"; }
campaign a_hundred_random_histories_break_nothing killed_at_any_moment_of_the_whole_line
start_postgres
PORTAL_TEST_DATABASE=postgres campaign killed_at_any_moment_of_the_whole_line
cargo build --locked
export PORTAL="$PWD/target/debug/portal"
(cd tests/browser && SHOTS="${SHOTS:-shots}" node --test gallery.test.mjs)
