"""What pyHanko makes of a ruling with the portal's own revocation list: `good` or `revoked`."""

import logging
import sys

from asn1crypto import crl, pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext


# A certificate that is revoked is an error to pyHanko, and is what is asked for here.
logging.disable(logging.CRITICAL)


def main(ruling: str, root: str, revocations: str, expected: str) -> None:
    with open(root, "rb") as file:
        _, _, der = pem.unarmor(file.read())
    with open(revocations, "rb") as file:
        lists = [crl.CertificateList.load(file.read())]
    context = ValidationContext(
        trust_roots=[x509.Certificate.load(der)], crls=lists, allow_fetching=False, revocation_mode="require"
    )
    with open(ruling, "rb") as file:
        signature = PdfFileReader(file).embedded_signatures[0]
        leaf = signature.signer_cert
        points = leaf.crl_distribution_points
        assert points and points[0].url.endswith("/crl.der"), "the certificate says where its list is"
        status = validate_pdf_signature(signature, context)
    assert status.intact and status.valid, "the signature holds, whatever became of the certificate"
    found = "good" if status.trusted else ("revoked" if status.revoked else "unknown")
    assert found == expected, f"pyHanko says {found}, not {expected}: {status.summary()}"


if __name__ == "__main__":
    main(*sys.argv[1:])
