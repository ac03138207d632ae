#!/usr/bin/env bash
# What the main work costs here, beside pyHanko on the same ruling, measured in the same run on one core each.
set -euo pipefail
portal=$1
here=$(dirname "$0")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
"$portal" demo --exit --data "$scratch/demo" >/dev/null
taskset -c 0 "$portal" --progress never bench issue --count "${COUNT:-300}" --json >"$scratch/issue.json"
taskset -c 0 "$portal" --progress never bench verify --count "${COUNT:-2000}" --json >"$scratch/verify.json"
"$here/../../.venv/bin/python" "$here/limits.py" "$here/../samples/01-consumer-instalments" "$scratch"
taskset -c 0 "$here/../../.venv/bin/python" "$here/table.py" "$scratch" "$portal"
