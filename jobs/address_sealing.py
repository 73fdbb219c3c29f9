"""Seals the addresses of channels that were written before addresses were sealed; then there is nothing to do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from corporate.notices.addresses import shown
from corporate.notices.kinds import ChannelKind
from corporate.notices.sealing import Addresses
from jobs.bank_run import BankRun
from kernel import limits
from kernel.context import Context

_PLAIN: Final = """
SELECT id, kind, address FROM notice_channel
 WHERE tenant_id = %s AND address IS NOT NULL ORDER BY id LIMIT %s FOR NO KEY UPDATE SKIP LOCKED
"""
_SEAL: Final = """
UPDATE notice_channel SET sealed = %s, shown = %s, address = NULL WHERE tenant_id = %s AND id = %s
"""


def seal_addresses(addresses: Addresses) -> Callable[[BankRun], int]:
    """The chore; returns how many it sealed."""

    def sealed(ctx: Context) -> int:
        rows = ctx.uow.rows(_PLAIN, (ctx.tenant_id, limits.ADDRESSES_SEALED_MAX))
        for row in rows:
            kept = addresses.seal(ctx.tenant_id, row["id"], row["address"])
            said = shown(ChannelKind(row["kind"]), row["address"])
            ctx.uow.run(_SEAL, (kept, said, ctx.tenant_id, row["id"]))
        return len(rows)

    return lambda run: run(sealed)
