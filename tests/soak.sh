#!/usr/bin/env bash
# The long campaigns whole, of which `make test` runs a tenth: random histories, kills of a process that issues, and a
# picture of every page in each of its states. PORTAL_SEED=N runs the campaign of that seed again.
set -euo pipefail
cd "$(dirname "$0")/.."
export PORTAL_SOAK=1 PORTAL_SEED="${PORTAL_SEED:-$(od -An -N4 -tu4 /dev/urandom | tr -d ' ')}"
echo "PORTAL_SEED=$PORTAL_SEED"
cargo test --locked --test portal -- --nocapture a_hundred_random_histories_break_nothing killed_at_any_moment_of_the_whole_line
cargo build --locked
export PORTAL="$PWD/target/debug/portal"
(cd tests/browser && SHOTS="${SHOTS:-shots}" node --test gallery.test.mjs)
