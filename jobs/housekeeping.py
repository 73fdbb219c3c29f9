"""Forgets what no rule needs any more: nonces older than any window, failures long past.

Nothing that money depends on is ever forgotten: serials, submissions, answers and books stay.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from jobs.bank_run import BankRun
from kernel import limits
from kernel.context import Context
from workflows.feed.webhooks import repository as webhooks
from workflows.intake import service as intake
from workflows.sandbox import orders as sandbox

_NONCES: Final = """
DELETE FROM direct_link_nonce WHERE tenant_id = %s AND (certificate, nonce) IN (
    SELECT certificate, nonce FROM direct_link_nonce
     WHERE tenant_id = %s AND seen_at < %s ORDER BY seen_at LIMIT %s)
"""
_THROTTLES: Final = """
DELETE FROM throttle WHERE tenant_id = %s AND key IN (
    SELECT key FROM throttle
     WHERE tenant_id = %s AND window_at < %s AND (blocked_until IS NULL OR blocked_until < %s)
     LIMIT %s)
"""
_CHALLENGES: Final = """
DELETE FROM challenge WHERE tenant_id = %s AND token IN (
    SELECT token FROM challenge
     WHERE tenant_id = %s AND expires_at < %s ORDER BY expires_at LIMIT %s)
"""

_PARTS: Final = """
DELETE FROM batch_part WHERE tenant_id = %s AND (enterprise_id, client_serial, part) IN (
    SELECT enterprise_id, client_serial, part FROM batch_part
     WHERE tenant_id = %s AND created_at < %s ORDER BY created_at LIMIT %s)
"""


def forget(run: BankRun) -> int:
    """Delete a chunk of each; returns how many rows that was."""
    return run(_forget)


def _forget(ctx: Context) -> int:
    nonces = ctx.now - timedelta(seconds=limits.LINK_NONCE_KEPT_S)
    failures = ctx.now - timedelta(seconds=limits.THROTTLE_KEPT_S)
    most = limits.FORGOTTEN_ROWS_MAX
    gone = ctx.uow.run(_NONCES, (ctx.tenant_id, ctx.tenant_id, nonces, most))
    gone += ctx.uow.run(_CHALLENGES, (ctx.tenant_id, ctx.tenant_id, ctx.now, most))
    parts = ctx.now - timedelta(seconds=limits.BATCH_PARTS_KEPT_S)
    gone += ctx.uow.run(_PARTS, (ctx.tenant_id, ctx.tenant_id, parts, most))
    gone += intake.forget(ctx, most)
    gone += webhooks.forget(ctx, most)
    gone += sandbox.forget(ctx, most)
    return gone + ctx.uow.run(_THROTTLES, (ctx.tenant_id, ctx.tenant_id, failures, ctx.now, most))
