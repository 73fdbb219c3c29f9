"""What is refused about batches, and the sentences of what is found in their rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from kernel.errors import Conflict, Denied, Invalid, YinqiError
from kernel.intake.rules import CellRule
from kernel.text import Text


class BatchFaulty(Conflict):
    """Submitted while rows of it cannot be paid."""

    code = "batch.faulty"
    text = Text(
        "批次 {number} 尚有 {rows} 处问题未处理；请改正或移除后提交",
        "Batch {number} still has {rows} thing(s) to correct; mend or remove them, then submit",
    )


class NotDraft(Conflict):
    """Rows of a batch are changed while it is a draft, and never after."""

    code = "batch.not_draft"
    text = Text(
        "批次 {number} 已提交，明细不能再改动",
        "Batch {number} was submitted; its rows stay as they are",
    )


class ContentDiffers(Conflict):
    """The rows are no longer those that were signed: a fault of ours, and nothing is paid."""

    code = "batch.content_differs"
    text = Text(
        "批次 {number} 的明细与审批时不一致，未做任何付款，请联系银行",
        "The rows of batch {number} are not those that were approved; nothing was paid, ask the bank",
    )


class NotTheMaker(Conflict):
    """Only its maker takes a batch back."""

    code = "batch.not_the_maker"
    text = Text("只有经办人可以撤回批次", "Only its maker takes a batch back")


class TooManyRows(Invalid):
    """A file with more rows than one batch has."""

    code = "batch.too_many_rows"
    text = Text("每批最多 {max} 行，请分批上传", "A batch has at most {max} rows; split the file")


class TooManyBanks(Invalid):
    """A file that names more banks than there are."""

    code = "batch.too_many_banks"
    text = Text(
        "收款行写法超过 {max} 种，请核对文件",
        "More than {max} different payee banks; check the file",
    )


class RowUnknown(Invalid):
    """A row that the batch does not have, or a field nobody may mend."""

    code = "batch.row_unknown"
    text = Text(
        "批次中没有第 {row} 行或该栏不可修改",
        "The batch has no row {row}, or that field is not to be mended",
    )


class PartsMissing(Conflict):
    """A part came before the one it follows."""

    code = "batch.parts_missing"
    text = Text(
        "批次 {serial} 应接收第 {part} 包；请按序补发",
        "Batch {serial} waits for part {part}; send it, then the next",
    )


class PayerUnknown(Invalid):
    """The paying account is not one the enterprise signed up, or is somebody else's."""

    code = "batch.payer_unknown"
    text = Text(
        "付款账户 {account} 不存在或未签约",
        "Payer account {account} does not exist or is not signed up",
    )


class CurrencyDiffers(Invalid):
    """A batch is paid in the currency of its account."""

    code = "batch.currency_differs"
    text = Text(
        "付款账户 {account} 的币种为 {found}，批次为 {asked}",
        "Payer account {account} is kept in {found}, the batch is in {asked}",
    )


class NothingToPay(Conflict):
    """Every row of what a program sent is faulty."""

    code = "batch.nothing_to_pay"
    text = Text(
        "批次 {number} 没有一笔可以支付，原因见各明细",
        "No row of batch {number} can be paid; each row says why",
    )


class KindUnknown(Invalid):
    """A kind of batch that is not offered."""

    code = "batch.kind_unknown"
    text = Text("未开通“{kind}”类批次", "There are no batches of kind “{kind}”")


class NothingToReissue(Conflict):
    """No row has failed for good."""

    code = "batch.nothing_to_reissue"
    text = Text(
        "批次 {number} 没有可重发的失败明细；结果未知的明细不得重发",
        "Batch {number} has no failed rows to pay again; rows in an unknown state are never paid again",
    )


class NotEnded(Conflict):
    """Failed rows are paid again when every row has its end."""

    code = "batch.not_ended"
    text = Text(
        "批次 {number} 尚有明细在途或结果未知，待全部有结果后再重发",
        "Rows of batch {number} are still under way or unknown; pay again when each has its end",
    )


class AboveRight(Denied):
    """A row lies above the ceiling of whoever makes it."""

    code = "batch.above_right"
    text = Text("批次含超过操作员权限上限的明细", "A row lies above what this operator may pay")


SENTENCES: Final[Mapping[str, Text]] = {
    "batch.amount_zero": Text("金额为零，请填写应付金额", "The amount is zero; enter what is to be paid"),
    "batch.too_long": Text("内容过长，最多 {max} 字节", "Too long; at most {max} bytes"),
    "batch.unseen": Text("含有看不见的字符，请删除后重新输入", "Contains characters nobody sees; delete and retype it"),
    "batch.account_none": Text("本行没有此账号，请核对账号或填写收款行", "This bank keeps no such account; check it, or name the payee's bank"),
    "batch.account_mismatch": Text("账号与户名不符，请核对", "Account and name do not belong together; check both"),
    "batch.account_closed": Text("收款账户状态不正常（已销户或冻结）", "The account takes no money (closed or frozen)"),
    "batch.account_currency": Text("收款账户币种与批次不同", "The account keeps another currency"),
    "batch.same_account": Text("收款账户与付款账户相同", "Payer and payee are the same account"),
    "batch.bank_unknown": Text("收款行“{value}”不在行名行号表中", "No bank is listed as “{value}”"),
    "batch.over_cap": Text("金额超过可用汇路的上限", "Above what any rail to that bank takes"),
    "batch.twin": Text("与第 {row} 行内容完全相同，请确认不是重复", "Says the same as row {row}; make sure it is meant twice"),
    "batch.empty": Text("没有任何明细", "There are no rows"),
    "batch.count_differs": Text("文件注明 {said} 笔，实际 {found} 笔", "The file says {said} rows and has {found}"),
    "batch.total_differs": Text("文件注明合计 {said}，实际 {found}", "The file says {said} in all and has {found}"),
    "batch.same_content": Text(
        "与批次 {number}（{name}）内容完全相同，请确认不是重复上传",
        "Says the same as batch {number} ({name}); make sure it is meant twice",
    ),
}  # fmt: skip
"""What is said of a finding by its code; cells' own faults bring their sentences along."""


_READ: Final[Mapping[str, Text]] = {rule.value: rule.text for rule in CellRule}


def sentence(code: str, facts: Mapping[str, Any], value: str) -> Text:
    """What a finding says to people, with the cell as it stands."""
    if "zh" in facts:
        return Text(facts["zh"], facts["en"])
    known = SENTENCES.get(code) or _READ.get(code)
    text = known if known is not None else YinqiError.registry()[code].text
    return text.fill(**{"value": value[:40], **facts})
