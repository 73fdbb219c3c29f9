"""How long what ends is kept, and why (保留期限); what is over is deleted hourly. What stays: `retained.py`.

A table that is named in neither fails a test. Deleting is a right of the database, too: the worker may delete from
the tables that end, and from no other. A bank may keep longer than this (`bank.settings["retention"]`, days by
table), never shorter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from kernel import limits
from kernel.context import Context
from kernel.text import Text

_DAY_S: Final = 24 * 3600
_SETTINGS: Final = "SELECT settings -> 'retention' AS kept FROM bank WHERE tenant_id = %s"


@dataclass(frozen=True, slots=True)
class Ends:
    """A table whose rows end: by which column's time, so many seconds after it, and on what condition besides."""

    table: str
    label: Text
    seconds: int
    since: str
    why: Text
    keys: tuple[str, ...] = ("id",)
    only: str = ""
    by: str = ""
    """Who deletes it, where its own slice does: the files go with the rows there."""

    @property
    def days(self) -> float:
        """The same in days."""
        return self.seconds / _DAY_S


@dataclass(frozen=True, slots=True)
class Stays:
    """Tables that are never deleted from."""

    label: Text
    tables: tuple[str, ...]
    why: Text


ENDS: Final = (
    Ends("outbox", Text("已送达的内部事件", "Events that were told"), 90 * _DAY_S, "created_at",
         Text("投递完成即无业务用途；九十天供排障", "Of no use once told; ninety days for finding faults"), only="relayed_at IS NOT NULL"),
    Ends("notice_delivery", Text("通知外发记录", "Notices that went out"), 180 * _DAY_S, "created_at",
         Text("网络日志留存不少于六个月", "Logs are kept for six months (Cybersecurity Law)"), only="status <> 'waiting'"),
    Ends("notice", Text("站内通知", "Notices"), 730 * _DAY_S, "created_at",
         Text("所述业务另有永久记录；两年供查阅", "What they tell of is on record for ever; two years to read"),
         only="NOT EXISTS (SELECT FROM notice_delivery d WHERE d.tenant_id = notice.tenant_id AND d.notice_id = notice.id)"),
    Ends("web_session", Text("网银会话", "Sessions of the web bank"), 180 * _DAY_S, "expires_at",
         Text("网络日志留存不少于六个月", "Logs are kept for six months (Cybersecurity Law)"), keys=("token_hash",)),
    Ends("staff_session", Text("柜台会话", "Sessions of staff"), 180 * _DAY_S, "expires_at",
         Text("网络日志留存不少于六个月", "Logs are kept for six months (Cybersecurity Law)"), keys=("token_hash",)),
    Ends("known_device", Text("登录过的设备", "Devices"), limits.DEVICE_LIFE_S + 180 * _DAY_S, "seen_at",
         Text("失效后再留六个月", "Six months after it counts no more"), keys=("token_hash",)),
    Ends("invoice_mail", Text("发票邮件记录", "Mails of invoices"), 365 * _DAY_S, "created_at",
         Text("含收件地址；发票本身永久保存", "Holds mailboxes; the invoice itself stays"), only="status <> 'waiting'"),
    Ends("direct_link_nonce", Text("银企直联报文登记", "Messages of the direct link"), limits.LINK_NONCE_KEPT_S, "seen_at",
         Text("远长于报文有效时间窗", "Far longer than any message is valid"), keys=("certificate", "nonce")),
    Ends("challenge", Text("强认证挑战", "Challenges"), 0, "expires_at",
         Text("过期即无用", "Of no use once expired"), keys=("token",)),
    Ends("staff_challenge", Text("行员强认证挑战", "Challenges of staff"), 0, "expires_at",
         Text("过期即无用", "Of no use once expired"), keys=("token",)),
    Ends("throttle", Text("登录失败计数", "Failed log-ins"), limits.THROTTLE_KEPT_S, "window_at",
         Text("封锁期结束且久未再犯", "No block is left, and nothing happened since"), keys=("key",),
         only="(blocked_until IS NULL OR blocked_until < %(now)s)"),
    Ends("batch_part", Text("未合成的分片", "Parts of batches"), limits.BATCH_PARTS_KEPT_S, "created_at",
         Text("已合成为批次，或无人继续", "They became a batch, or nobody went on"), keys=("enterprise_id", "client_serial", "part")),
    Ends("intake_file", Text("上传待识别的文件", "Files on their way in"), limits.INTAKE_KEPT_S, "created_at",
         Text("读完即删，无人继续者一天后删", "Deleted once read; after a day if nobody goes on"), by="workflows/intake"),
    Ends("webhook_delivery", Text("Webhook 投递记录", "Webhooks that went"), limits.WEBHOOK_KEPT_DAYS * _DAY_S, "due_at",
         Text("可重放期", "As long as they can be sent once more"), by="workflows/feed/webhooks"),
    Ends("sandbox_hint", Text("沙箱记录", "The sandbox's records"), limits.SANDBOX_KEPT_DAYS * _DAY_S, "created_at",
         Text("仅测试环境", "On test banks only"), by="workflows/sandbox"),
    Ends("sandbox_order", Text("沙箱指令", "The sandbox's orders"), limits.SANDBOX_KEPT_DAYS * _DAY_S, "created_at",
         Text("仅测试环境", "On test banks only"), by="workflows/sandbox"),
)  # fmt: skip

OWN: Final = tuple(one for one in ENDS if not one.by)


def forget_over(ctx: Context, most: int) -> int:
    """Delete a chunk of what is over in each table (worker); how many rows that was."""
    longer = _longer(ctx)
    return sum(_forget(ctx, one, longer.get(one.table, 0), most) for one in OWN)


def _forget(ctx: Context, one: Ends, days: float, most: int) -> int:
    kept = timedelta(seconds=max(one.seconds, days * _DAY_S))
    keys, only = ", ".join(one.keys), f" AND {one.only}" if one.only else ""
    over = f"tenant_id = %(tenant)s AND {one.since} < %(before)s{only}"
    sql = (
        f"DELETE FROM {one.table} WHERE tenant_id = %(tenant)s AND ({keys}) IN"  # noqa: S608 - the words above
        f" (SELECT {keys} FROM {one.table} WHERE {over} ORDER BY {one.since} LIMIT %(most)s)"
    )
    given = {"tenant": ctx.tenant_id, "now": ctx.now, "before": ctx.now - kept, "most": most}
    return ctx.uow.run(sql, given)


def _longer(ctx: Context) -> Mapping[str, float]:
    """What the bank keeps longer, in days by table; what is no number of days is nothing."""
    row = ctx.uow.row(_SETTINGS, (ctx.tenant_id,))
    kept: Any = row["kept"] if row else None
    if not isinstance(kept, dict):
        return {}
    return {table: days for table, days in kept.items() if isinstance(days, int | float)}
