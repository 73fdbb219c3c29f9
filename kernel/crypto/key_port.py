"""Encryption of data at rest: the port through which a column is sealed, and its address.

A ciphertext belongs to one place. Its address is bound into it, so that moved to another row,
column, table or bank it does not open. Never tells why something did not open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Where a ciphertext is kept."""

    tenant_id: UUID
    table: str
    column: str
    row: str  # the row's id as text

    def aad(self) -> bytes:
        """Return table‖column‖row‖tenant, each with its length before it: no two are alike."""
        parts = (self.table, self.column, self.row, str(self.tenant_id))
        return b"".join(_measured(part.encode()) for part in parts)


class KeyPort(Protocol):
    """Seals and opens; keys stay behind it (a file here, an HSM 加密机 elsewhere)."""

    def encrypt(self, purpose: str, aad: bytes, plaintext: bytes) -> bytes:
        """Seal under the newest key of `purpose`; the key version travels in the ciphertext."""
        ...

    def decrypt(self, purpose: str, aad: bytes, ciphertext: bytes) -> bytes:
        """Open with the key version it names; raise CiphertextRefused or DataKeyMissing."""
        ...

    def mark(self, purpose: str, plaintext: bytes) -> bytes:
        """A keyed mark by which the same plaintext is found again (盲索引): 32 bytes, one way.

        Always under the first key of `purpose`, which is never rotated: marks are compared with marks
        written years ago.
        """
        ...


def _measured(part: bytes) -> bytes:
    return len(part).to_bytes(4, "big") + part
