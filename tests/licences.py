"""Every dependency's licence must be one that this project may be built with: no GPL, no AGPL."""

import json
import re
import subprocess
import sys

ALLOWED = {
    "MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause", "ISC", "Zlib", "0BSD", "Unlicense",
    "BSL-1.0", "CC0-1.0", "Unicode-3.0", "MPL-2.0", "CDLA-Permissive-2.0", "PostgreSQL", "OpenSSL", "bzip2-1.0.6", "MIT-0",
}


def allowed(expression: str) -> bool:
    """An SPDX expression: some alternative of OR has all its parts of AND allowed."""
    text = expression.replace("/", " OR ").replace("(", " ( ").replace(")", " ) ")
    text = re.sub(r"([A-Za-z0-9.\-]+(?: WITH [A-Za-z0-9.\-]+)?)",
                  lambda m: m.group(1) if m.group(1) in ("OR", "AND") else str(m.group(1) in ALLOWED), text)
    return bool(eval(text.replace("OR", "or").replace("AND", "and")))  # only True, False, and, or, brackets are left


metadata = json.loads(subprocess.check_output(["cargo", "metadata", "--format-version", "1", "--locked"]))
bad = [f"{p['name']} {p['version']}: {p['license']}" for p in metadata["packages"]
       if p["source"] and not (p["license"] and allowed(p["license"]))]
print(f"{len(metadata['packages'])} packages")
if bad:
    sys.exit("licences to look at:\n" + "\n".join(bad))
