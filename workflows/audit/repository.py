"""All SQL of the write side: what a walk along the chain found."""

from __future__ import annotations

from typing import Final

from kernel.context import Context
from kernel.records.anchor import Verdict

_CHECKED: Final = """
INSERT INTO audit_check (tenant_id, at, good, sealed, reason) VALUES (%s, %s, %s, %s, %s)
"""


def checked(ctx: Context, verdict: Verdict) -> None:
    """Keep what was found. Runs as worker."""
    reason = str(verdict.bad or "")
    row = (ctx.tenant_id, ctx.now, verdict.good, verdict.head.seq, reason)
    ctx.uow.run(_CHECKED, row)
