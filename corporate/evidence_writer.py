"""The evidence of one instruction as a file (签名证据文件): what was shown, who decided, and the proofs.

Whoever holds it needs nothing of ours: `tools/verify_evidence.py` reads it with the standard library
and `cryptography` alone. The bank's SM2 key seals the whole, so that what no authenticator signed,
such as a name or a time, cannot be changed either.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from connectors.direct_link.bank_keys import BankKeys
from corporate.banks import Banks
from kernel.context import Context
from kernel.db import UnitOfWork
from kernel.errors import NotFound
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
_ROUND: Final = """
SELECT id AS approval_id, subject_type, subject_id, operation, status, canonical_text, digest, created_at, closed_at
  FROM approval WHERE tenant_id = %s AND id = %s
"""
_DECIDED: Final = """
SELECT seq, level, person_id, name, action, comment, canonical_text, digest, evidence, door, decided_at
  FROM approval_decision WHERE tenant_id = %s AND approval_id = %s
"""
_DECISIONS: Final = _DECIDED + " ORDER BY seq"
_DECISION: Final = _DECIDED + " AND seq = %s"
_NUMBER: Final = """
SELECT number FROM payment WHERE tenant_id = %(bank)s AND id = %(subject)s
UNION ALL SELECT number FROM payment_group WHERE tenant_id = %(bank)s AND id = %(subject)s
UNION ALL SELECT number FROM mandate WHERE tenant_id = %(bank)s AND id = %(subject)s
"""


@dataclass(frozen=True, slots=True)
class EvidenceWriter:
    """Writes the file: the auditor of everything, a person of their own."""

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
        return self._sealed(uow, number, rounds)

    def of_decision(self, ctx: Context, approval_id: UUID, seq: int) -> bytes:
        """The same of one decision, for whoever made it: nobody else's is told. Raises NotFound."""
        bank = ctx.uow.scope.bank()
        found = ctx.uow.row(_ROUND, (bank, approval_id))
        decided = ctx.uow.row(_DECISION, (bank, approval_id, seq))
        if found is None or decided is None:
            raise NotFound(_WHAT)
        named = ctx.uow.row(_NUMBER, {"bank": bank, "subject": found.pop("subject_id")})
        rounds = [_plain(found) | {"decisions": [_plain(decided)]}]
        return self._sealed(ctx.uow, named["number"] if named else str(approval_id), rounds)

    def _sealed(self, uow: UnitOfWork, number: str, rounds: Sequence[Mapping[str, Any]]) -> bytes:
        bank = self.banks.of(uow)
        told = {
            "format": FORMAT,
            "bank": {"name": bank.name.zh, "code": bank.bank_code},
            "number": number,
            "written_at": self.world.clock.now().isoformat(),
            "rounds": list(rounds),
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


@dataclass(frozen=True, slots=True)
class EvidenceDesk:
    """Hands people the evidence of what they signed; the bank's key is opened when somebody asks."""

    banks: Banks
    open_keys: Callable[[], BankKeys]

    def of_decision(self, ctx: Context, approval_id: UUID, seq: int) -> bytes:
        """See `EvidenceWriter.of_decision`."""
        writer = EvidenceWriter(ctx.world, self.banks, self.open_keys())
        return writer.of_decision(ctx, approval_id, seq)


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
