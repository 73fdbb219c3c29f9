"""What an incoming credit is parked for, and what is refused."""

from __future__ import annotations

from connectors.ports import PayeeCheck
from kernel.errors import Conflict, Invalid
from kernel.text import Text

REASONS = {
    PayeeCheck.NONE: Text("收款账号不存在", "There is no such account"),
    PayeeCheck.MISMATCH: Text("收款户名与账号不符", "The name is not the account's"),
    PayeeCheck.CLOSED: Text("收款账户已销户或冻结", "The account is closed or frozen"),
    PayeeCheck.CURRENCY: Text("收款账户币种不符", "The account keeps another currency"),
}


class CreditMalformed(Invalid):
    """Clearing sent a credit that cannot be read; it is kept for an operator."""

    code = "credit.malformed"
    text = Text("来账报文的 {field} 项有误", "The {field} of the incoming credit cannot be read")


class AccountNotFit(Conflict):
    """A suspended credit cannot be booked to that account."""

    code = "credit.account_not_fit"
    text = Text("不能入账至该账户：{reason}", "It cannot be booked to that account: {reason}")
