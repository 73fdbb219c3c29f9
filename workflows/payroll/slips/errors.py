"""Why a payslip is not made, sent or opened."""

from __future__ import annotations

from kernel.errors import Conflict, Denied, Invalid
from kernel.text import Text


class NotPaidYet(Conflict):
    """Slips are made of what was paid."""

    code = "payslip.not_paid_yet"
    text = Text(
        "该批次尚无付款成功的明细，暂不能生成工资条",
        "No row of this run has been paid yet: there is nothing to make payslips of",
    )


class TemplateWrong(Invalid):
    """A template nobody could read a slip by."""

    code = "payslip.template_wrong"
    text = Text(
        "模板最多 {max} 项且列名不可重复；链接有效期为 1 至 90 天",
        "A template has at most {max} items, each column once; a link is good for 1 to 90 days",
    )


class SlipRefused(Denied):
    """The link, the code or both are not good; which of them is not told."""

    code = "payslip.refused"
    text = Text(
        "链接或查看码无效或已过期，请重新获取查看码，或联系本企业薪资人员",
        "The link or the code is not valid or has expired: ask for another code, or ask your payroll office",
    )
