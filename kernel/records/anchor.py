"""Keeps the head of a bank's audit chain outside the database, so that a cut or rewritten chain shows.

The file is written after the seal has been committed: it may lag behind the chain by a moment, and
never runs ahead of it. With a key the head is signed; then whoever rewrites both the chain and the
file still needs the key.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from kernel.crypto import PrivateKey, PublicKey
from kernel.db import UnitOfWork
from kernel.failpoints import fp
from kernel.records import seal
from kernel.records.seal import BadRow, Head
from kernel.world import World

_NAME = "audit/head.json"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found about one bank's audit: the first bad row, or none."""

    head: Head
    anchored: Head | None
    bad: BadRow | None
    unsealed_age: timedelta

    @property
    def good(self) -> bool:
        """The chain holds, is anchored, and the sealer keeps up."""
        anchored = self.anchored is not None or self.head.seq == 0
        return self.bad is None and anchored and not seal.alarming(self.unsealed_age)


def seal_and_anchor(uow: UnitOfWork, world: World, key: PrivateKey | None = None) -> Head | None:
    """Seal what is unsealed; once that is committed, keep the new head outside. Runs as worker."""
    tenant_id = uow.scope.bank()
    head = seal.seal(uow, world.crypto)
    if head is not None:
        uow.after_commit(lambda: keep(world, tenant_id, head, key))
    return head


def keep(world: World, tenant_id: UUID, head: Head, key: PrivateKey | None = None) -> None:
    """Write the head to the bank's files, signed if there is a key."""
    fp("audit.before_anchor")
    signed = key.fingerprint() if key else ""
    signature = world.crypto.sign(key, _signed_part(tenant_id, head)).hex() if key else ""
    content = {
        "seq": head.seq,
        "hash": head.hash.hex(),
        "kept_at": world.clock.now().isoformat(),
        "key": signed,
        "signature": signature,
    }
    world.files.put(tenant_id, _NAME, json.dumps(content).encode())


def kept(world: World, tenant_id: UUID, key: PublicKey | None = None) -> Head | None:
    """Read the head back; None when none was kept. With a key, ValueError if it did not sign it."""
    try:
        content = json.loads(world.files.get(tenant_id, _NAME))
    except KeyError:
        return None
    head = Head(int(content["seq"]), bytes.fromhex(content["hash"]))
    signature = bytes.fromhex(content["signature"])
    if key and not world.crypto.verify(key, _signed_part(tenant_id, head), signature):
        message = "the anchored head is not signed by this key"
        raise ValueError(message)
    return head


def verify(uow: UnitOfWork, world: World, key: PublicKey | None = None) -> Verdict:
    """Check one bank's whole chain against its anchor; needs a role that reads all audit rows."""
    anchored = kept(world, uow.scope.bank(), key)
    bad = seal.verify(seal.rows_of_chain(uow), anchored)
    age = seal.unsealed_age(uow, world.clock.now())
    return Verdict(seal.head(uow), anchored, bad, age)


def _signed_part(tenant_id: UUID, head: Head) -> bytes:
    return f"audit-head|{tenant_id}|{head.seq}|{head.hash.hex()}".encode("ascii")
