"""Notices on their way out: queued with the notice, claimed by a lease, sent outside any transaction.

At least once: a worker that dies between sending and noting it sends again after the lease. What
goes out is the notice's own words and a link; it never holds an amount or an account.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol
from uuid import UUID

from corporate.notices.kinds import ChannelKind
from corporate.notices.sealing import Addresses
from kernel import limits
from kernel.context import Context
from kernel.text import Text

# A lease and the next try are the same: whoever fails or dies is tried again, later each time.
_CLAIM: Final = """
UPDATE notice_delivery d
   SET attempts = d.attempts + 1,
       due_at = %(now)s + make_interval(secs => %(lease)s * (2 ^ least(d.attempts, 6)))
  FROM notice_channel c
 WHERE d.tenant_id = %(tenant)s AND d.id IN (
       SELECT id FROM notice_delivery
        WHERE tenant_id = %(tenant)s AND status = 'waiting' AND due_at <= %(now)s
        ORDER BY due_at LIMIT %(limit)s FOR NO KEY UPDATE SKIP LOCKED)
   AND c.tenant_id = d.tenant_id AND c.id = d.channel_id
RETURNING d.id, d.attempts, d.what, d.notice_id, d.channel_id, c.kind, c.address, c.sealed, c.status
"""
_NOTICES: Final = "SELECT id, text, link FROM notice WHERE tenant_id = %s AND id = ANY(%s)"
# A code that was sent is not kept.
_SENT: Final = """
UPDATE notice_delivery SET status = 'sent', sent_at = %s, error = NULL, what = NULL WHERE tenant_id = %s AND id = %s
"""
_FAILED: Final = """
UPDATE notice_delivery SET error = %(error)s,
       status = CASE WHEN attempts >= %(most)s OR %(final)s THEN 'given_up' ELSE 'waiting' END,
       due_at = greatest(due_at, %(not_before)s)
 WHERE tenant_id = %(tenant)s AND id = %(id)s
RETURNING channel_id
"""
# The address itself is gone: nothing more is queued for it, and its owner sees that it is no channel any more.
_GONE: Final = """
UPDATE notice_channel SET status = 'removed' WHERE tenant_id = %s AND id = %s
"""


class Undeliverable(Exception):
    """The channel did not take it; `final` when it never will, `gone` when the address is no more.

    `wait_s` is how long it asked to be left alone.
    """

    def __init__(
        self, why: str, *, final: bool = False, gone: bool = False, wait_s: int = 0
    ) -> None:
        super().__init__(why)
        self.final = final or gone
        self.gone = gone
        self.wait_s = min(wait_s, limits.DELIVERY_WAIT_MAX_S)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a letter, where the way takes files."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out: `key` is the same however often it is tried."""

    key: UUID
    address: str
    text: Text
    link: str
    files: tuple[Attachment, ...] = ()


class Messenger(Protocol):
    """One way out (a connector)."""

    def send(self, letter: Letter) -> None:
        """Send once; raises Undeliverable."""
        ...


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery claimed for this process."""

    kind: ChannelKind
    letter: Letter
    wanted: bool


def claim(ctx: Context, addresses: Addresses) -> list[Waiting]:
    """Take what is due, for a minute; nobody else takes it meanwhile."""
    rows = ctx.uow.rows(
        _CLAIM,
        {
            "tenant": ctx.tenant_id, "now": ctx.now, "lease": limits.DELIVERY_LEASE_S, "limit": limits.DELIVERIES_MAX,
        },
    )  # fmt: skip
    wanted = [row["notice_id"] for row in rows if row["notice_id"]]
    said = (
        {row["id"]: row for row in ctx.uow.rows(_NOTICES, (ctx.tenant_id, wanted))}
        if wanted
        else {}
    )
    found = []
    for row in rows:
        notice = said.get(row["notice_id"])
        words, link = (notice["text"], notice["link"]) if notice else (row["what"], "")
        address = row["address"] or addresses.open(ctx.tenant_id, row["channel_id"], row["sealed"])
        letter = Letter(row["id"], address, Text(words["zh"], words["en"]), link)
        # A code goes to an address that is not proven yet; a notice only to one that is.
        standing = "active" if notice else "pending"
        found.append(Waiting(ChannelKind(row["kind"]), letter, row["status"] == standing))
    return found


def sent(ctx: Context, letter: Letter) -> None:
    """It went out."""
    ctx.uow.run(_SENT, (ctx.now, ctx.tenant_id, letter.key))


def failed(ctx: Context, letter: Letter, why: Undeliverable) -> None:
    """It did not; tried again, unless it was the last time. An address that is gone ends its channel."""
    row = ctx.uow.row(
        _FAILED,
        {
            "tenant": ctx.tenant_id, "id": letter.key, "most": limits.DELIVERY_ATTEMPTS_MAX, "final": why.final,
            "error": str(why)[: limits.DELIVERY_ERROR_CHARS_MAX],
            "not_before": ctx.now + timedelta(seconds=why.wait_s),
        },
    )  # fmt: skip
    if row is not None and why.gone:
        ctx.uow.run(_GONE, (ctx.tenant_id, row["channel_id"]))
