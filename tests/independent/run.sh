#!/usr/bin/env bash
# The demo as a newcomer runs it, judged by programs that share no code with ours: qpdf, pyHanko, poppler, Python.
set -euo pipefail
portal=$1 folder=$2
here=$(dirname "$0")
say() { printf '   %s\n' "$1"; }

"$portal" demo --exit --data "$folder" >/dev/null
say "the demo runs to its end"
offline() { "$portal" verify "$folder/ruling.pdf" --offline --bundle "$folder/ruling.proof.zip" --trust "$folder/trust.note" --json; }
if command -v unshare >/dev/null && unshare -n true 2>/dev/null; then
  unshare -n "$portal" verify "$folder/ruling.pdf" --offline --bundle "$folder/ruling.proof.zip" --trust "$folder/trust.note" --json >/dev/null
  say "verified with the network taken away"
fi
offline | grep -q '"verdict":"AUTHENTIC"'
"$portal" verify "$folder/ruling.pdf" --data "$folder" >/dev/null
say "AUTHENTIC, offline and against the log"
qpdf --check "$folder/ruling.pdf" >/dev/null
say "qpdf finds nothing"
"$PYHANKO" sign validate --trust-replace --trust "$folder/root.pem" --no-revocation-check --pretty-print "$folder/ruling.pdf" >"$folder/pyhanko.txt"
grep -q "The signature covers the entire file." "$folder/pyhanko.txt"
grep -q "The signature is judged VALID." "$folder/pyhanko.txt"
say "pyHanko: VALID, covers the entire file"
"$PYTHON" -c 'import sys; from cryptography.hazmat.primitives.serialization import load_pem_private_key as load
for path in sys.argv[1:]: load(open(path, "rb").read(), None)' "$folder"/keys/{seal,log,status}.pem "$folder".roots/*.pem
say "OpenSSL reads every key file"
if pdffonts "$folder/ruling.pdf" | tail -n +3 | awk '{ if ($(NF-4) != "yes") exit 1 }'; then say "every font is embedded"; else exit 1; fi
"$PYTHON" "$here/grid.py" "$folder/ruling.pdf"
port=$("$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
"$portal" serve --data "$folder" --listen "127.0.0.1:$port" 2>"$folder/serve.log" &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
for _ in $(seq 100); do "$PYTHON" -c 'import urllib.request as u; u.urlopen("http://127.0.0.1:'"$port"'/readyz")' 2>/dev/null && break; sleep 0.1; done
"$PYTHON" "$here/log_check.py" "http://127.0.0.1:$port" "$folder"
kill $server; wait $server 2>/dev/null || true
"$PYTHON" "$here/mutations.py" "$portal" "$folder" "$folder/mutations"
revocation() { "$PYTHON" "$here/revocation.py" "$folder/ruling.pdf" "$folder/root.pem" "$folder/public/crl.der" "$1"; }
revocation good
for role in seal log status; do "$portal" keys rotate "$role" --data "$folder" >/dev/null; done
revocation good
"$portal" verify "$folder/ruling.pdf" --data "$folder" >/dev/null
offline | grep -q '"verdict":"AUTHENTIC"'
say "three keys rotated: it verifies on, also for pyHanko with the new revocation list"
kid=$("$portal" keys show --data "$folder" | awk '$1 == "seal" { print $2; exit }')
"$portal" keys compromise "$kid" --last-good 0 --data "$folder" >/dev/null
revocation revoked
if "$portal" verify "$folder/ruling.pdf" --data "$folder" >/dev/null; then exit 1; fi
say "its key called compromised before it was sealed: revoked for pyHanko, not established for the portal"
