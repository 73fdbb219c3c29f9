"""What the books refuse, and how the database says so."""

from __future__ import annotations

import psycopg

from kernel.db import Retry
from kernel.errors import Conflict, Invalid, Unavailable, YinqiError
from kernel.text import Text


class WrongTenant(Invalid):
    """A fault of ours: a posting for another bank than the session's."""

    code = "ledger.wrong_tenant"
    text = Text("记账租户与会话不符", "The posting belongs to another bank than the session")


class Unbalanced(Invalid):
    """A fault of ours: legs that do not sum to zero."""

    code = "ledger.unbalanced"
    text = Text("借贷不平", "Debits and credits do not balance")


class AccountUnknown(Invalid):
    """There is no such account."""

    code = "ledger.account_unknown"
    text = Text("账户不存在", "There is no such account")


class AccountNotOpen(Conflict):
    """Closed, frozen, or taking credits only."""

    code = "ledger.account_not_open"
    text = Text(
        "账户状态不允许记账（已销户、冻结或只收不付）",
        "The account is closed, frozen or takes credits only",
    )


class HoldNotOpen(Conflict):
    """A hold ends exactly once."""

    code = "ledger.hold_not_open"
    text = Text("冻结已结束，不能再次使用", "The hold has already ended")


class DayClosed(Unavailable, Retry):
    """The bank day turned while it was being booked: whoever begins again books on the new day."""

    code = "ledger.day_closed"
    text = Text(
        "该记账日已结束，请稍后用同一流水号重试",
        "That bank day is over; try again with the same serial",
    )


class CurrencyDiffers(Invalid):
    """The account keeps another currency."""

    code = "ledger.currency_differs"
    text = Text("账户币种不符", "The account keeps another currency")


class HoldExceeded(Conflict):
    """More would be debited than was held."""

    code = "ledger.hold_exceeded"
    text = Text("扣款超过冻结金额", "More would be debited than was held")


class InsufficientFunds(Conflict):
    """The balance would fall below its floor."""

    code = "ledger.insufficient_funds"
    text = Text(
        "可用余额不足，请补足后重新提交", "Not enough available funds; top up and submit again"
    )


class AlreadyPosted(Conflict):
    """This posting key has been booked before."""

    code = "ledger.already_posted"
    text = Text("该笔业务已记账", "This has been booked before")


_BY_STATE: dict[str, type[YinqiError]] = {
    "YQ001": WrongTenant,
    "YQ002": Unbalanced,
    "YQ003": AccountUnknown,
    "YQ004": AccountNotOpen,
    "YQ005": HoldNotOpen,
    "YQ006": DayClosed,
    "YQ007": CurrencyDiffers,
    "YQ008": HoldExceeded,
}
_BY_CONSTRAINT: dict[str, type[YinqiError]] = {
    "ledger_account_floor_ck": InsufficientFunds,
    "ledger_transaction_tenant_id_posting_key_uq": AlreadyPosted,
}


def translate(fault: psycopg.Error) -> Exception:
    """The error of ours behind a database error; the database's own when it is none of ours."""
    known = _BY_STATE.get(fault.sqlstate or "") or _BY_CONSTRAINT.get(
        fault.diag.constraint_name or ""
    )
    return known() if known else fault


def refusal_of(state: str) -> YinqiError:
    """The error of ours behind a state the books answered with, instead of raising it."""
    return _BY_STATE[state]()
