"""Which column is what (表头识别): by the headings people and programs use, else as somebody said it.

A column is taken only where its heading leaves no doubt; an account is never guessed between two.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final, Self

from kernel.text import Text


class Column(StrEnum):
    """What a column of a list to pay may be."""

    label: Text

    def __new__(cls, value: str, zh: str, en: str) -> Self:
        """Make a member with its label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = Text(zh, en)
        return member

    NAME = ("name", "户名", "Name")
    ACCOUNT = ("account", "账号", "Account")
    AMOUNT = ("amount", "金额", "Amount")
    BANK = ("bank", "行号", "Bank code")
    BANK_NAME = ("bank_name", "开户行", "Bank")
    REMARK = ("remark", "附言", "Remark")
    REFERENCE = ("reference", "工号或编号", "Number or reference")
    CURRENCY = ("currency", "币种", "Currency")
    PAYER = ("payer", "付款账号", "Paying account")


BY_VALUE: Final[Mapping[str, Column]] = {column.value: column for column in Column}
NEEDED: Final = (Column.NAME, Column.ACCOUNT, Column.AMOUNT)

Places = Mapping[Column, int]
"""The column of the file each of ours is in, from 0."""

_USUAL: Final[Mapping[Column, tuple[str, ...]]] = {
    Column.NAME: (
        "户名", "收款户名", "收款人户名", "收款账户名称", "收款账户户名", "账户名称", "账户名", "收款人名称", "收款人姓名", "收款人全称",
        "收款方名称", "收款方户名", "收方户名", "收方名称", "收款单位名称", "收款单位", "收款人", "收款方", "姓名", "员工姓名", "职工姓名",
        "人员姓名", "名称", "payeename", "beneficiaryname", "beneficiary", "accountname", "creditorname", "employeename",
        "payee", "recipient", "fullname", "name",
    ),
    Column.ACCOUNT: (
        "账号", "收款账号", "收款人账号", "收款账户", "收款人账户", "收方账号", "收款方账号", "收款卡号", "银行账号", "银行卡号", "银行卡账号",
        "工资卡号", "工资账号", "员工账号", "卡号", "账户", "收款账号/卡号", "账号/卡号", "payeeaccount", "beneficiaryaccount",
        "accountnumber", "accountno", "bankaccount", "cardnumber", "creditoraccount", "account", "iban",
    ),
    Column.AMOUNT: (
        "金额", "付款金额", "转账金额", "交易金额", "支付金额", "汇款金额", "代发金额", "发放金额", "实发金额", "实发工资", "实发合计", "实发",
        "应发金额", "工资", "报销金额", "amount", "paymentamount", "transferamount", "netpay", "netsalary", "net", "salary",
    ),
    Column.BANK: (
        "行号", "联行号", "大额行号", "支付行号", "开户行行号", "开户行号", "收款行行号", "收款行号", "收款银行行号", "收方行号", "收方开户行行号",
        "收款人开户行行号", "cnaps号", "cnaps", "cnapscode", "bankcode", "payeebankcode", "bankno", "bic", "swiftcode",
    ),
    Column.BANK_NAME: (
        "开户行", "开户银行", "开户行名称", "开户银行名称", "开户行全称", "收款行", "收款银行", "收款行名称", "收款银行名称", "收款人开户行",
        "收款人开户银行", "收方开户行", "收方开户行名称", "银行名称", "银行", "开户网点", "bankname", "payeebank", "payeebankname",
        "beneficiarybank", "bank",
    ),
    Column.REMARK: (
        "附言", "摘要", "用途", "备注", "汇款附言", "付款用途", "资金用途", "说明", "remark", "remarks", "note", "memo", "purpose",
        "description", "details",
    ),
    Column.REFERENCE: (
        "工号", "员工编号", "员工工号", "职工号", "职工编号", "人员编号", "业务编号", "业务参考号", "参考号", "对账码", "单据编号", "付款单号",
        "流水号", "明细编号", "reference", "ref", "employeeid", "employeeno", "employeenumber", "staffid", "endtoendid",
    ),
    Column.CURRENCY: ("币种", "币别", "货币", "currency", "ccy"),
    Column.PAYER: ("付款账号", "付方账号", "转出账号", "付款账户", "付款人账号", "payeraccount", "debitaccount", "fromaccount"),
}  # fmt: skip
_BY_KEY: Final = {
    key: (rank, column) for column, keys in _USUAL.items() for rank, key in enumerate(keys)
}
_NOISE: Final = re.compile(r"[\s*:：_\-.]+|[(（\[【].*?[)）\]】]")
_ACCOUNT: Final = re.compile(r"[0-9][0-9 ]{9,40}", re.ASCII)
_AMOUNT: Final = re.compile(r"[0-9][0-9,]{0,20}(\.[0-9]{1,2})?", re.ASCII)
_LETTERS_MIN: Final = 2
_SEEN_MIN: Final = 2  # so many known headings make a row the one of headings


def key_of(heading: str) -> str:
    """A heading without what people decorate it with: `*收款账号（必填）` is `收款账号`."""
    plain = unicodedata.normalize("NFKC", heading).lower().replace("帐", "账")
    return _NOISE.sub("", plain) or plain.strip()


def found_in(headings: Sequence[str]) -> dict[Column, int]:
    """The columns that leave no doubt; of two headings for one column the more usual one, unless both are."""
    best: dict[Column, tuple[int, int]] = {}
    twice: set[Column] = set()
    for place, heading in enumerate(headings):
        known = _BY_KEY.get(key_of(heading))
        if known is None:
            continue
        rank, column = known
        standing = best.get(column)
        if standing is not None and standing[0] == rank:
            twice.add(column)
        if standing is None or rank < standing[0]:
            best[column] = (rank, place)
    return {column: place for column, (_rank, place) in best.items() if column not in twice}


def likely_in(samples: Sequence[Sequence[str]], found: Mapping[Column, int]) -> dict[Column, int]:
    """What is found already, and for the rest the first column whose cells look like it."""
    likely = dict(found)
    width = max((len(row) for row in samples), default=0)
    for place in range(width):
        cells = [row[place].strip() for row in samples if place < len(row) and row[place].strip()]
        column = _looks_like(cells)
        if column is not None and column not in likely and place not in likely.values():
            likely[column] = place
    return likely


def _looks_like(cells: Sequence[str]) -> Column | None:
    if not cells:
        return None
    if all(_ACCOUNT.fullmatch(cell) for cell in cells):
        return Column.ACCOUNT
    if all(_AMOUNT.fullmatch(cell) for cell in cells):
        return Column.AMOUNT
    is_name = all(sum(map(str.isalpha, cell)) >= _LETTERS_MIN for cell in cells)
    return Column.NAME if is_name else None


def is_heading(cells: Sequence[str]) -> bool:
    """Whether a row reads like headings."""
    return len(found_in(cells)) >= _SEEN_MIN


def lacks(places: Places) -> tuple[Column, ...]:
    """The columns without which nothing can be paid."""
    return tuple(column for column in NEEDED if column not in places)


def mark_of(headings: Sequence[str]) -> bytes:
    """What a set of headings is remembered by: the headings themselves, in their order."""
    named = "\n".join(key_of(heading) for heading in headings)
    return hashlib.sha256(named.encode()).digest()
