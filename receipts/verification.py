"""Verification codes (验证码): proof that this bank stated these facts.

HMAC-SM3 over the canonical bytes under a secret of the tenant, spelled in twelve signs (59 bits). Nobody can make
a code without the secret, so the only attack is to guess at the public page, which counts its guesses. The code
is not a signature: only the bank can check it. Whoever calls keeps the secret; nothing here stores or logs it.
"""

import hmac
import re

from receipts.alphabet import grouped, spell
from receipts.canonical import canonical_bytes
from receipts.facts import ReceiptFacts

CODE_LENGTH = 12
SECRET_LENGTH_MIN = 16
_GROUP = 4


def verification_code(facts: ReceiptFacts, secret: bytes) -> str:
    """Return the code of valid facts, `K7Q2-9XMD-4TVB`; raises `Faulty` for facts that are not."""
    facts.validate()
    return grouped(_signs(facts, secret), _GROUP)


def verify(facts: ReceiptFacts, code: str, secret: bytes) -> bool:
    """Say whether `code`, in any case and grouping, belongs to the facts; takes the same time for any code."""
    typed = re.sub(r"[\s-]", "", code).upper()
    return hmac.compare_digest(_signs(facts, secret).encode(), typed.encode("utf-8", "replace"))


def _signs(facts: ReceiptFacts, secret: bytes) -> str:
    if len(secret) < SECRET_LENGTH_MIN:
        message = f"a receipt secret has at least {SECRET_LENGTH_MIN} bytes, not {len(secret)}"
        raise ValueError(message)
    return spell(hmac.new(secret, canonical_bytes(facts), "sm3").digest(), CODE_LENGTH)
