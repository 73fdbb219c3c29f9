"""A change of rule as it is signed and followed: what was → what becomes, by whom, why."""

from __future__ import annotations

from typing import Final

from corporate.web import parts as p
from corporate.web import progress
from corporate.web.formats import stamp
from corporate.web.statuses import look_of
from kernel.public_status import PublicStatus
from kernel.text import Text
from workflows.approval.states import ApprovalStatus
from workflows.approval.views import RoundView
from workflows.mandates.commands import ChangeLine
from workflows.mandates.page_answers import ShownMandate
from workflows.mandates.states import MandateStatus

KINDS: Final = {
    "users": Text("用户", "Users"),
    "roles": Text("角色", "Roles"),
    "rights": Text("权限", "Rights"),
    "policies": Text("审批流程", "Approval rules"),
    "limits": Text("限额", "Limits"),
    "payees": Text("收款人", "Payees"),
    "payee_list": Text("收款人导入", "Import of payees"),
    "payee_settings": Text("收款人管控", "Payee controls"),
    "certificates": Text("证书", "Certificates"),
    "revocations": Text("证书吊销", "Revocations"),
    "addresses": Text("直联地址", "Direct link addresses"),
    "sealing": Text("直联报文加密", "Sealing of the direct link"),
    "webhooks": Text("通知推送", "Webhooks"),
    "methods": Text("认证方式", "Sign-in methods"),
    "notices": Text("通知", "Notices"),
}
_KIND: Final = Text("{kind}变更", "{kind}")
_ASKED: Final = Text("{at} · {door}", "{at} · {door}")
_NONE: Final = Text("无", "none")
_DASH: Final = "—"


def kind_of(code: str) -> Text:
    """The name of a sort of change."""
    return KINDS.get(code, Text(code, code))


def status_of(status: PublicStatus) -> p.Tag:
    """How far a change is, in the words of changes: in force, not booked."""
    seen = look_of(status)
    return p.Tag(MandateStatus(status.value).label, seen.tone, seen.icon)


def lines_of(found: tuple[ChangeLine, ...]) -> tuple[p.ChangeRow, ...]:
    """The differences."""
    return tuple(
        p.ChangeRow(
            Text(one.label_zh, one.label_en),
            Text(one.was_zh, one.was_en) if one.was_zh else _NONE,
            Text(one.becomes_zh, one.becomes_en) if one.becomes_zh else _NONE,
            is_new=not one.was_zh,
            is_gone=not one.becomes_zh,
        )
        for one in found
    )


def to_sign(seen: ShownMandate, current: RoundView) -> p.ChangeSlip:
    """What one of its rounds asks to be signed."""
    until = p.Fact(Text("确认期限", "Confirm by"), stamp(current.expires_at))
    return _slip(seen, (until,) if current.status is ApprovalStatus.PENDING else ())


def followed(seen: ShownMandate) -> p.ChangeSlip:
    """The change on its own page."""
    pending = [one for one in seen.rounds if one.status is ApprovalStatus.PENDING]
    return to_sign(seen, pending[-1]) if pending else _slip(seen, ())


def _slip(seen: ShownMandate, more: tuple[p.Fact, ...]) -> p.ChangeSlip:
    return p.ChangeSlip(
        title=seen.title,
        lines=lines_of(seen.lines),
        facts=(
            p.Fact(
                Text("提交人", "Proposed by"),
                seen.maker_name,
                _ASKED.fill(at=stamp(seen.created_at), door=seen.door.label),
            ),
            p.Fact(Text("变更原因", "Reason"), seen.reason or _DASH),
            *more,
            p.Fact(Text("变更编号", "Number"), seen.number),
        ),
        digest=seen.fingerprint,
        tag=p.Tag(_KIND.fill(kind=kind_of(seen.kind)), "brand"),
        steps=progress.of_change(seen),
    )
