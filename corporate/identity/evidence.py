"""The proof of one decision, in the shape it is kept for years (签名证据).

Every method fills what it has: a password leaves the fields of a signature empty, a passkey or a
USB key fills them. Whoever reads it needs nothing else to check what was shown and who agreed.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Self
from uuid import UUID

TEMPLATE_VERSION: Final = "3"
"""Version of this record; it changes with the meaning of a field."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Who proved to be who, how, when, where, over which text.

    `digest` is SM3 of `canonical_text` in hexadecimal; the text is added by the engine that knows
    it (`with_text`). Binary fields are base64url without padding. For a passkey, `challenge` is SHA-256
    of `statement-v1`, NUL, nonce, digest and the person's id: what was decided cannot be told apart
    from what was signed. Where several things were signed at once, `list_text` names them all by digest
    and the challenge is made of the SM3 of that list. `public_key` is SubjectPublicKeyInfo, `algorithm`
    its COSE number.
    """

    method: str
    credential_id: UUID
    person_id: UUID
    digest: str
    at: datetime
    door: str
    device: str = ""
    address: str = ""
    canonical_text: str = ""
    list_text: str = ""
    statement: str = ""
    nonce: str = ""
    challenge: str = ""
    client_data_json: str = ""
    authenticator_data: str = ""
    signature: str = ""
    algorithm: str = ""
    public_key: str = ""
    template_version: str = TEMPLATE_VERSION

    def with_text(self, canonical_text: str) -> Self:
        """The same evidence with the text that was shown and signed."""
        return dataclasses.replace(self, canonical_text=canonical_text)

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        plain = dataclasses.asdict(self)
        typed = {
            "credential_id": str(self.credential_id),
            "person_id": str(self.person_id),
            "at": self.at.isoformat(),
        }
        return plain | typed

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        """As it was stored."""
        typed = {
            "credential_id": UUID(stored["credential_id"]),
            "person_id": UUID(stored["person_id"]),
            "at": datetime.fromisoformat(stored["at"]),
        }
        return cls(**(stored | typed))
