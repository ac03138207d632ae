"""An application at every limit of its form at once, and copies of a sample: what `portal check` is timed on."""

import json
import shutil
import sys
from pathlib import Path

COPIES = 50
sample = Path(sys.argv[1])
scratch = Path(sys.argv[2])
application = json.loads((sample / "application.json").read_text())


def at_every_limit():
    """100 parties, 100 terms of 160 characters with 100 instalments each, 300 attachments, two stories of 8,000."""
    wording = "乙方退还甲方货款人民币20000元，分两期支付：2026年4月30日前支付10000元，待甲方开具发票后由案外人支付；农历五月初五前，自签订之日起十日内付清。"
    parties = []
    for number in range(100):
        party = json.loads(json.dumps(application["parties"][number % 2]))
        parties.append(party | {"ref": f"P{number}", "name": f"示范县第{number}号贸易有限公司" if number % 2 else f"周{chr(0x4E00 + number)}"})
    instalments = [{"due_on": "2026-04-30", "amount_fen": 20000}] * 100
    term = {"kind": "payment", "text": (wording * 3)[:160], "obligor": "P1", "obligee": "P0", "amount_fen": 2000000}
    term |= {"amount_capital": "贰万元整", "method": "cash", "instalments": instalments}
    identities = [{"kind": "identity", "party": f"P{number % 100}", "path": f"identity-{number}.jpg"} for number in range(299)]
    return application | {
        "facts": "事" * 8000,
        "responsibility": "责" * 8000,
        "parties": parties,
        "terms": [{"no": number + 1} | term for number in range(100)],
        "attachments": [{"kind": "agreement", "path": "agreement.pdf"}] + identities,
    }


# Without files: they are opened by a child, whose start is not what is measured here.
for name, content in (("sample", application | {"attachments": []}), ("limits", at_every_limit() | {"attachments": []})):
    folder = scratch / name
    folder.mkdir()
    (folder / "0.json").write_text(json.dumps(content, ensure_ascii=False))
    for copy in range(1, COPIES + 1):
        shutil.copy(folder / "0.json", folder / f"{copy}.json")
