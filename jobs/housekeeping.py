"""Forgets what no rule needs any more: nonces older than any window, failures long past.

How long everything is kept, and what is never forgotten, stands in `retention.py`: serials, submissions, answers,
approvals, audit and books stay.
"""

from __future__ import annotations

from jobs.bank_run import BankRun
from jobs.retention import forget_over
from kernel import limits
from kernel.context import Context
from workflows.feed.webhooks import repository as webhooks
from workflows.intake import service as intake
from workflows.sandbox import orders as sandbox


def forget(run: BankRun) -> int:
    """Delete a chunk of each; returns how many rows that was."""
    return run(_forget)


def _forget(ctx: Context) -> int:
    most = limits.FORGOTTEN_ROWS_MAX
    gone = forget_over(ctx, most)
    gone += intake.forget(ctx, most)
    gone += webhooks.forget(ctx, most)
    return gone + sandbox.forget(ctx, most)
