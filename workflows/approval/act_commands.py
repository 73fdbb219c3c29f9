"""What people ask of a round beside deciding, and of delegations, as the doors see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text
from workflows.approval.commands import COMMENT_BYTES_MAX, DIGEST, EXAMPLE_ID, ID
from workflows.approval.states import ApprovalStatus

_APPROVAL: Final = Text("审批编号", "Approval")
_SHOWN: Final = Text("交易指纹", "Fingerprint")
_HINT: Final = Text("您所看到内容的 SM3 摘要", "SM3 of the text you were shown")
_DIGEST_EXAMPLE: Final = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
_OPERATION: Final = Text("业务", "Operation")
_NAME_BYTES_MAX: Final = 120


@dataclass(frozen=True, slots=True)
class ReturnApproval:
    """Give an item back to the previous level, to be looked at again (退回上一级)."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)
    shown_digest: str = spec(
        _SHOWN, pattern=DIGEST, max_bytes=64, example=_DIGEST_EXAMPLE, hint=_HINT
    )
    comment: str = spec(
        Text("退回原因", "Reason"),
        max_bytes=COMMENT_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="请核对合同金额",
    )


@dataclass(frozen=True, slots=True)
class AddSigner:
    """Ask for one more person's signature before the item goes on (加签)."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)
    person_id: str = spec(
        Text("加签人", "Who signs too"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )
    shown_digest: str = spec(
        _SHOWN, pattern=DIGEST, max_bytes=64, example=_DIGEST_EXAMPLE, hint=_HINT
    )
    comment: str = spec(
        Text("说明", "Comment"),
        default="",
        max_bytes=COMMENT_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="请法务会签",
    )


@dataclass(frozen=True, slots=True)
class TransferApproval:
    """Hand one's own turn to another person of the level (转办)."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)
    person_id: str = spec(
        Text("接办人", "Who takes over"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )
    shown_digest: str = spec(
        _SHOWN, pattern=DIGEST, max_bytes=64, example=_DIGEST_EXAMPLE, hint=_HINT
    )
    comment: str = spec(
        Text("说明", "Comment"),
        default="",
        max_bytes=COMMENT_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="出差在外",
    )


@dataclass(frozen=True, slots=True)
class UrgeApproval:
    """Tell whose turn it is that one waits (催办); the maker's alone."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)


@dataclass(frozen=True, slots=True)
class ActAnswer:
    """How the item stands after it."""

    approval_id: str = spec(_APPROVAL, max_bytes=36, example=EXAMPLE_ID)
    status: ApprovalStatus = spec(Text("状态", "Status"), Kind.CHOICE, choices=ApprovalStatus)


@dataclass(frozen=True, slots=True)
class SeeOthers:
    """Whom I may add to an item, or hand it over to."""

    approval_id: str = spec(_APPROVAL, pattern=ID, max_bytes=36, example=EXAMPLE_ID)


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A colleague."""

    person_id: str = spec(Text("人员编号", "Person"), max_bytes=36, example=EXAMPLE_ID)
    name: str = spec(
        Text("姓名", "Name"),
        max_bytes=_NAME_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="陈嘉怡",
    )


@dataclass(frozen=True, slots=True)
class OthersAnswer:
    """Who can be added, who can take over, and whether there is a level before this one."""

    may_return: bool = spec(Text("可退回上一级", "Can be returned"), Kind.FLAG, example="true")
    to_add: tuple[PersonLine, ...] = spec(
        Text("可加签", "Can be added"), Kind.GROUP, default=(), group=PersonLine
    )
    to_hand_over: tuple[PersonLine, ...] = spec(
        Text("可转办", "Can take over"), Kind.GROUP, default=(), group=PersonLine
    )


@dataclass(frozen=True, slots=True)
class ListDelegations:
    """What I have lent, and what was lent to me (我的委托)."""


@dataclass(frozen=True, slots=True)
class DelegationLine:
    """One delegation; `mine` tells that I lent it and may end it."""

    delegation_id: str = spec(Text("委托编号", "Delegation"), max_bytes=36, example=EXAMPLE_ID)
    mine: bool = spec(Text("本人委出", "Lent by me"), Kind.FLAG, example="true")
    other: str = spec(
        Text("对方", "The other"),
        max_bytes=_NAME_BYTES_MAX,
        sensitivity=Sensitivity.PERSONAL,
        example="周敏",
    )
    operation: str = spec(_OPERATION, max_bytes=60, example="payments.submit")
    from_at: datetime = spec(Text("开始时间", "From"), Kind.INSTANT)
    until_at: datetime = spec(Text("结束时间", "Until"), Kind.INSTANT)
    holds: bool = spec(Text("生效中", "In force"), Kind.FLAG, example="true")


@dataclass(frozen=True, slots=True)
class DelegationsAnswer:
    """My delegations, and the colleagues who could be my deputy."""

    delegations: tuple[DelegationLine, ...] = spec(
        Text("委托", "Delegations"), Kind.GROUP, default=(), group=DelegationLine
    )
    colleagues: tuple[PersonLine, ...] = spec(
        Text("可受托同事", "Colleagues"), Kind.GROUP, default=(), group=PersonLine
    )


@dataclass(frozen=True, slots=True)
class Delegate:
    """Let a colleague sign in my place for a time (委托)."""

    person_id: str = spec(Text("受托人", "Deputy"), pattern=ID, max_bytes=36, example=EXAMPLE_ID)
    from_at: datetime = spec(Text("开始时间", "From"), Kind.INSTANT)
    until_at: datetime = spec(Text("结束时间", "Until"), Kind.INSTANT)
    operation: str = spec(
        _OPERATION,
        default="*",
        max_bytes=60,
        pattern=r"\*|[a-z_]+\.[a-z_]+",
        example="payments.submit",
        hint=Text("* 为全部业务", "* for every operation"),
    )


@dataclass(frozen=True, slots=True)
class DelegationAnswer:
    """The delegation that now is, or is over."""

    delegation_id: str = spec(Text("委托编号", "Delegation"), max_bytes=36, example=EXAMPLE_ID)


@dataclass(frozen=True, slots=True)
class EndDelegation:
    """Take a delegation back at once (收回委托)."""

    delegation_id: str = spec(
        Text("委托编号", "Delegation"), pattern=ID, max_bytes=36, example=EXAMPLE_ID
    )
