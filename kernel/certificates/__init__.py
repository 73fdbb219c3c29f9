"""X.509 with SM2 and SM3 (国密证书): requests, certificates, chains and revocation lists.

`cryptography` reads the documents; it cannot sign or verify them on this curve, so what is signed is
put together here from its ASN.1 and signed by our own provider. Everything is strict: one curve, one
algorithm, and an extension nobody here understands is a refusal if it is critical.
"""

from kernel.certificates.chain import Trust, check
from kernel.certificates.documents import Certificate, Request, RevocationList
from kernel.certificates.issuing import (
    Issuer,
    Revoked,
    Terms,
    certify,
    request_for,
    revocation_list,
    self_signed,
)

__all__ = [
    "Certificate",
    "Issuer",
    "Request",
    "RevocationList",
    "Revoked",
    "Terms",
    "Trust",
    "certify",
    "check",
    "request_for",
    "revocation_list",
    "self_signed",
]
