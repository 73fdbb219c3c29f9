"""The enterprise's own serial (客户流水号): the idempotency key over all doors, for ever.

A claim is one insert. Two who claim the same serial at once: the second waits until the first has
committed or failed, and then sees what it did. No row is ever deleted or changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from kernel.db import UnitOfWork
from kernel.errors import Conflict
from kernel.ids import minted_at
from kernel.text import Text

_CLAIM = """
INSERT INTO client_serial (tenant_id, enterprise_id, serial, operation, content_hash, subject_id,
                           created_at)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, serial) DO NOTHING
"""
_CLAIMED = """
SELECT operation, content_hash, subject_id FROM client_serial
 WHERE tenant_id = %s AND enterprise_id = %s AND serial = %s
"""


class SerialConflict(Conflict):
    """The serial is known, but with another content: refused, and nothing is changed."""

    code = "kernel.serial_conflict"
    text = Text(
        zh="流水号“{serial}”已用于内容不同的请求，请核对后使用新的流水号。",
        en="The serial “{serial}” was already used for a request with other content; check, and"
        " use a new serial.",
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """`subject_id` is the caller's own when `new`, else what the first request made."""

    new: bool
    subject_id: UUID

    @property
    def duplicate(self) -> bool:
        """Whether the same request has been here before."""
        return not self.new


def claim(  # noqa: PLR0917 - the key, the content, and what it stands for
    uow: UnitOfWork,
    enterprise_id: UUID,
    serial: str,
    operation: str,
    content_hash: bytes,
    subject_id: UUID,
) -> Claim:
    """Claim `serial` for `subject_id`, a new UUIDv7; raises SerialConflict for other content.

    Raises psycopg's LockNotAvailable when the first claimant does not finish in time: nothing has
    happened then, and `Database.transact` says so.
    """
    key = (uow.scope.bank(), enterprise_id, serial)
    row = (*key, operation, content_hash, subject_id, minted_at(subject_id))
    if uow.run(_CLAIM, row) == 1:
        return Claim(new=True, subject_id=subject_id)
    first = uow.row(_CLAIMED, key)
    if first is None or (first["operation"], first["content_hash"]) != (operation, content_hash):
        raise SerialConflict(serial=serial)
    return Claim(new=False, subject_id=first["subject_id"])


def find(uow: UnitOfWork, enterprise_id: UUID, serial: str) -> UUID | None:
    """What was made under a serial, or None: the question after an unknown outcome (按流水号查询)."""
    row = uow.row(_CLAIMED, (uow.scope.bank(), enterprise_id, serial))
    return row["subject_id"] if row else None
