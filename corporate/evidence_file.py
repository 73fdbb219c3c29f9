"""The evidence of one instruction as a file (签名证据文件): what was shown, who decided, and the proofs.

Whoever holds it needs nothing of ours: `tools/verify_evidence.py` reads it with the standard library
and `cryptography` alone. The bank's SM2 key seals the whole, so that what no authenticator signed,
such as a name or a time, cannot be changed either.
"""

from __future__ import annotations

import base64
import contextlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from connectors.direct_link.bank_keys import BankKeys, FileBankKeys
from corporate.banks import Banks, Directory
from corporate.bootstrap import make_world
from corporate.settings import Settings
from kernel.crypto.key_folder import KeyFolder
from kernel.db import Database, UnitOfWork
from kernel.errors import NotFound
from kernel.tenancy import Scope
from kernel.text import Text
from kernel.world import World

FORMAT: Final = "yinqi-evidence/1"
SEAL: Final = "SM2-SM3"

_WHAT: Final = Text("该业务的审批记录", "An approval of that instruction")
_SUBJECTS: Final = """
SELECT 'payment' AS kind, id, group_id FROM payment WHERE tenant_id = %(bank)s AND number = %(number)s
UNION ALL
SELECT 'payment_group', id, NULL FROM payment_group WHERE tenant_id = %(bank)s AND number = %(number)s
UNION ALL
SELECT 'mandate', id, NULL FROM mandate WHERE tenant_id = %(bank)s AND number = %(number)s
"""
_ROUNDS: Final = """
SELECT id AS approval_id, subject_type, operation, status, canonical_text, digest, created_at, closed_at
  FROM approval WHERE tenant_id = %s AND subject_id = %s ORDER BY created_at, id
"""
_DECISIONS: Final = """
SELECT seq, level, person_id, name, action, comment, canonical_text, digest, evidence, door, decided_at
  FROM approval_decision WHERE tenant_id = %s AND approval_id = %s ORDER BY seq
"""


@dataclass(frozen=True, slots=True)
class EvidenceWriter:
    """Writes the file, as the auditor."""

    world: World
    banks: Banks
    keys: BankKeys

    def write(self, uow: UnitOfWork, number: str) -> bytes:
        """The file of a payment, a batch or a change of rule; raises NotFound."""
        found = uow.rows(_SUBJECTS, {"bank": uow.scope.bank(), "number": number})
        subjects = [one for row in found for one in (row["id"], row["group_id"]) if one]
        rounds = [one for subject in subjects for one in _rounds(uow, subject)]
        if not rounds:
            raise NotFound(_WHAT)
        bank = self.banks.of(uow)
        told = {
            "format": FORMAT,
            "bank": {"name": bank.name.zh, "code": bank.bank_code},
            "number": number,
            "written_at": self.world.clock.now().isoformat(),
            "rounds": rounds,
        }
        return written({"evidence": told, "seal": self._seal(bank.tenant_id, told)})

    def _seal(self, tenant_id: UUID, told: Mapping[str, Any]) -> dict[str, str]:
        key = self.keys.of(tenant_id)
        sealed = written({**told, "key_id": key.id})
        signature = self.world.crypto.sign(key.key, sealed)
        return {
            "algorithm": SEAL,
            "key_id": key.id,
            "public_key": key.key.public.point.hex(),
            "signature": base64.b64encode(signature).decode("ascii"),
        }


def of(settings: Settings, number: str) -> bytes:
    """The file, from whichever bank has the instruction; raises NotFound."""
    world = make_world(settings)
    database = Database(settings.database_url("auditor"), pool_size=1)
    folder = KeyFolder(settings.data / "keys", world.randomness)
    writer = EvidenceWriter(world, Banks(world.clock), FileBankKeys(folder, world.crypto))
    try:
        for entry in Directory(database, world.clock).entries():
            with database.begin(Scope(entry.tenant_id)) as uow, contextlib.suppress(NotFound):
                return writer.write(uow, number)
    finally:
        database.dispose()
    raise NotFound(_WHAT)


def written(told: Mapping[str, Any]) -> bytes:
    """The one spelling of a JSON value: the seal is made over it, and the file has it too."""
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    return (text + "\n").encode()


def _rounds(uow: UnitOfWork, subject_id: UUID) -> list[dict[str, Any]]:
    bank = uow.scope.bank()
    return [
        _plain(row)
        | {"decisions": [_plain(one) for one in uow.rows(_DECISIONS, (bank, row["approval_id"]))]}
        for row in uow.rows(_ROUNDS, (bank, subject_id))
    ]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value
