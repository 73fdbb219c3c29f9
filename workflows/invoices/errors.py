"""Why an invoice is not asked for, reversed or handed out."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NotOffered(Conflict):
    """The bank has not said who it is to the tax platform."""

    code = "invoice.not_offered"
    text = Text("本行尚未开通电子发票", "This bank does not issue e-invoices yet")


class NoBuyer(Conflict):
    """Nobody has said to whom fees are to be invoiced."""

    code = "invoice.no_buyer"
    text = Text(
        "尚未设置开票信息，请由管理员设置并确认",
        "No buyer's data are set; administrators set and confirm them",
    )


class NothingOpen(Conflict):
    """Every fee of the month is invoiced, or there was none."""

    code = "invoice.nothing_open"
    text = Text("{month} 没有未开票的手续费", "No fee of {month} is left to be invoiced")


class TooManyFees(Conflict):
    """More fees than one invoice bears."""

    code = "invoice.too_many_fees"
    text = Text("{month} 的手续费超过 {max} 笔", "{month} has more than {max} fees")


class NotIssued(Conflict):
    """The tax platform has not given it a number."""

    code = "invoice.not_issued"
    text = Text("该发票“{status}”，暂无文件", "This invoice is “{status}”; there is no file of it")


class NotReversible(Conflict):
    """Only an invoice that stands can be taken back, and only once."""

    code = "invoice.not_reversible"
    text = Text("该发票不能红冲，或红冲已在办理", "It cannot be reversed, or is being reversed")


class TooManyMails(Conflict):
    """Sent to enough mailboxes."""

    code = "invoice.too_many_mails"
    text = Text("该发票最多转发 {max} 次", "This invoice has been sent {max} times already")


class MailAbsent(Conflict):
    """This deployment sends no mail."""

    code = "invoice.mail_absent"
    text = Text("本行暂不支持邮件转发", "This bank sends no mail")


class MonthWrong(Invalid):
    """Not a month, or one that has not begun."""

    code = "invoice.month_wrong"
    text = Text(
        "月份应形如 2026-11，且不得晚于本月", "A month as 2026-11, and not after the present one"
    )


class MailWrong(Invalid):
    """Not an address of a mailbox."""

    code = "invoice.mail_wrong"
    text = Text("邮箱地址有误", "This is no mail address")
