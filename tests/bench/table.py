"""The table: our figures, pyHanko's validation of the same ruling in one warm process, and the ratio."""

import json
import subprocess
import sys
import time
from pathlib import Path

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

scratch = Path(sys.argv[1])
issue = json.loads((scratch / "issue.json").read_text())
verify = json.loads((scratch / "verify.json").read_text())


def pyhanko_validation(count=40):
    """Seconds of CPU for one validation, warm."""
    roots = list(load_certs_from_pemder([str(scratch / "demo" / "root.pem")]))
    start = None
    for round_number in range(count + 3):
        if round_number == 3:
            start = time.process_time()
        with open(scratch / "demo" / "ruling.pdf", "rb") as file:
            signature = PdfFileReader(file).embedded_signatures[0]
            status = validate_pdf_signature(signature, ValidationContext(trust_roots=roots))
            assert status.bottom_line
    return (time.process_time() - start) / count


def checked(name):
    """Milliseconds that one more application costs `portal check`: fifty and one more, less one alone."""
    files = sorted(str(path) for path in (scratch / name).glob("*.json"))

    def seconds(some):
        start = time.perf_counter()
        subprocess.run([sys.argv[2], "check", "--json", "--on", "2026-03-25", *some], stdout=subprocess.DEVNULL, check=False)
        return time.perf_counter() - start

    alone = min(seconds(files[:1]) for _ in range(3))
    return (min(seconds(files) for _ in range(3)) - alone) / (len(files) - 1) * 1000


def parsed(name):
    """Milliseconds in which Python reads the same file as JSON: the peer of the same run."""
    text = (scratch / name / "0.json").read_text()
    start = time.perf_counter()
    for _ in range(50):
        json.loads(text)
    return (time.perf_counter() - start) / 50 * 1000


theirs = pyhanko_validation() * 1000
print("| work | here |")
print("|---|---|")
print(f"| issue: CPU per ruling of {issue['pages']} pages | {issue['cpu_ms_per_document']} ms |")
print(f"| issue: bytes per ruling | {issue['bytes_per_document']:.0f} |")
print(f"| issue: peak memory | {issue['peak_rss_kib'] / 1024:.0f} MiB |")
print(f"| verify strictly: CPU per ruling | {verify['cpu_ms_per_document']} ms |")
print(f"| pyHanko's validation, same run | {theirs:.2f} ms |")
print(f"| ratio | {theirs / verify['cpu_ms_per_document']:.1f} |")
for name, told in (("sample", "a sample"), ("limits", "an application at every limit")):
    print(f"| check {told}, beside reading it as JSON in Python | {checked(name):.2f} ms beside {parsed(name):.2f} ms |")
