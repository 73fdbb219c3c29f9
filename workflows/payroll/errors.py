"""Why payroll refuses. No sentence ever repeats a name, an account or an amount."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NoAgreement(Conflict):
    """The account may not pay this kind."""

    code = "payroll.no_agreement"
    text = Text(
        "该账户未签约代发“{kind}”，请管理员先签订代发协议",
        "No payroll agreement lets this account pay “{kind}”: ask your administrators to sign one",
    )


class AgreementWrong(Invalid):
    """What an agreement cannot say."""

    code = "payroll.agreement_wrong"
    text = Text(
        "农民工工资专户须写明工程项目，且只能代发农民工工资",
        "A special account for migrant workers names its project and pays nothing else",
    )


class AccountUnknown(Invalid):
    """Not an account of this enterprise that may pay in yuan."""

    code = "payroll.account_unknown"
    text = Text(
        "付款账户须为本企业已签约可付款的人民币账户",
        "The account must be one of this enterprise's own that may pay, in CNY",
    )


class EmployeeRepeated(Invalid):
    """Two lines about one person."""

    code = "payroll.employee_repeated"
    text = Text(
        "工号 {number} 出现多次（第 {first} 行与第 {second} 行）",
        "Employee number {number} appears more than once (lines {first} and {second})",
    )


class NoLastRun(Conflict):
    """Nothing to begin with."""

    code = "payroll.no_last_run"
    text = Text(
        "该账户尚无同类代发记录，请上传文件",
        "This account has not paid this kind before: upload a file",
    )


class RowNotPaid(Conflict):
    """A receipt proves what was paid."""

    code = "payroll.row_not_paid"
    text = Text(
        "该笔尚未付款成功，暂无回单", "This row has not been paid: there is no receipt of it yet"
    )


class RowNotRefunded(Conflict):
    """A receipt of a refund proves what came back."""

    code = "payroll.row_not_refunded"
    text = Text(
        "该笔没有退回款项，无退回回单", "No money of this row came back: there is no receipt of it"
    )


class NotListed(Conflict):
    """A special account pays its project's list and nobody else."""

    code = "payroll.not_listed"
    text = Text(
        "有 {rows} 笔收款人不在工程项目名册中，请先维护名册或移除这些明细",
        "{rows} row(s) pay somebody who is not on the project's list: add them to it, or take the rows out",
    )
