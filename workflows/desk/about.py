"""What two people at the desk decide by, beside what is asked for: the payment, the credit, the account as they stand now.

Read when a form or a waiting change is shown; no part of what is signed, for it may move until then.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.money import Money, format_minor
from kernel.statements import Row
from kernel.text import NO_TEXT, Text
from workflows.desk import customers, measures
from workflows.desk.measures import Measure

Told = tuple[tuple[Text, Text], ...]
"""Labels and values."""

ACCOUNT: Final = Text("账号", "Account")
NAME: Final = Text("户名", "Name")
CUSTOMER: Final = Text("客户", "Customer")
BALANCE: Final = Text("账户余额", "Balance")
_AMOUNT: Final = Text("金额", "Amount")
_RAIL: Final = Text("汇路", "Rail")
_FROM: Final = Text("付款方", "From")
_TO: Final = Text("收款方", "To")
_STATES: Final = {
    "open": Text("正常", "Open"),
    "credit_only": Text("只收不付", "Credits only"),
    "frozen": Text("不收不付", "Frozen"),
    "closed": Text("已销户", "Closed"),
}


def told(*pairs: tuple[Text, Text | str | None]) -> Told:
    """Those of the pairs that say something."""
    said = ((label, Text(one, one) if isinstance(one, str) else one) for label, one in pairs)
    return tuple((label, one) for label, one in said if one and one.zh)


def money(amount: Money) -> str:
    """An amount with its currency."""
    return f"{amount.currency} {format_minor(amount.minor, amount.currency)}"


def grouped(digest: str) -> str:
    """A fingerprint in groups of four, as people compare it."""
    return " ".join(digest[i : i + 4] for i in range(0, len(digest), 4))


def at(moment: datetime | None) -> str:
    """An instant on the bank's wall clock."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}" if moment else ""


def submission(row: Row) -> Told:
    """A message to clearing and what became of it; of private rows nothing that names anybody."""
    said = {name: one for name, one in row["payload"].items() if isinstance(one, str)}
    amount = " ".join(filter(None, (said.get("currency"), said.get("amount"))))
    return told(
        (Text("付款编号", "Payment"), row["number"] or said.get("number")),
        (CUSTOMER, row["owner"]),
        (_FROM, _party(said, "payer")),
        (_TO, _party(said, "payee")),
        (_AMOUNT, amount),
        (Text("用途", "Purpose"), said.get("purpose")),
        (_RAIL, row["rail"]),
        (Text("清算报文号", "Message to clearing"), str(row["id"])),
        (Text("发出时间", "Sent at"), at(row["sent_at"])),
        (
            Text("已查询", "Asked about"),
            Text(f"{row['enquiries']} 次", f"{row['enquiries']} times"),
        ),
    )


def credit(row: Row) -> Told:
    """Money that came in and could not be booked."""
    payer = " ".join(
        filter(None, (row["payer_name"], row["payer_account"], row["payer_bank_name"]))
    )
    return told(
        (Text("来账编号", "Credit"), row["number"]),
        (_AMOUNT, money(Money(row["amount_minor"], row["currency"].strip()))),
        (_FROM, payer),
        (_TO, f"{row['payee_name']} {row['payee_account']}"),
        (_RAIL, row["rail"]),
        (Text("清算流水", "Reference of clearing"), row["reference"]),
        (Text("收到时间", "Received at"), at(row["received_at"])),
        (Text("挂账原因", "Why it is in suspense"), Text(row["reason"].get("zh", ""), row["reason"].get("en", ""))),
    )  # fmt: skip


def answer(row: Row) -> Told:
    """A message of clearing that contradicts what is known."""
    amount = money(Money(row["amount_minor"], row["currency"])) if row["amount_minor"] else ""
    return told(
        (Text("付款编号", "Payment"), row["number"]),
        (CUSTOMER, row["owner"]),
        (_TO, row["payee_name"]),
        (_AMOUNT, amount),
        (Text("该笔现状", "It is now"), row["subject_status"]),
        (
            Text("清算来文", "What clearing says"),
            " ".join(filter(None, (row["outcome"], row["fault"]))),
        ),
        (Text("报文编号", "Message"), row["message_id"]),
        (Text("收到时间", "Received at"), at(row["received_at"])),
    )


def account(ctx: Context, number: str) -> Told:
    """An account as it stands, and every measure that is alive on it."""
    row = customers.account(ctx, number)
    currency = row["currency"].strip()
    held = Money(row["held_minor"] or 0, currency)
    orders = [
        (Text("现有措施", "Measure alive"), _order(one)) for one in measures.live(ctx, number)
    ]  # fmt: skip
    return told(
        (ACCOUNT, row["account_number"]),
        (NAME, row["name"]),
        (BALANCE, money(Money(row["balance_minor"] or 0, currency))),
        (Text("已冻结或圈存", "Set aside"), money(held) if held.is_positive else ""),
        (Text("账户状态", "State of the account"), _STATES.get(row["status"], NO_TEXT)),
        *orders,
    )


def measure(row: Row) -> Told:
    """An order on an account, as it was given."""
    amount = row["amount_minor"]
    return told(
        (ACCOUNT, row["account_number"]),
        (Text("措施", "Measure"), _order(row)),
        (_AMOUNT, money(Money(amount, row["currency"].strip())) if amount else ""),
        (Text("开始", "Begun at"), at(row["begun_at"])),
        (Text("截止日", "Last day"), row["until_on"].isoformat() if row["until_on"] else ""),
        (Text("事由", "Grounds"), row["reason"]),
    )


def difference(row: Row) -> Told:
    """What the books and clearing say of one thing, and the day it is of."""
    currency = row["currency"].strip()
    ours, theirs = Money(row["ours_minor"], currency), Money(row["theirs_minor"], currency)
    return told(
        (Text("差错编号", "Difference"), row["number"]),
        (Text("营业日", "Day"), row["on_date"].isoformat()),
        (_RAIL, row["rail"]),
        (Text("涉及", "About"), row["item"]),
        (Text("本行账面", "The books"), money(ours)),
        (Text("清算", "Clearing"), money(theirs)),
    )


def stuck(queue: Text, row: Row) -> Told:
    """Work that gave up: of which queue, which one, and how it failed."""
    return told(
        (Text("队列", "Queue"), queue),
        (Text("事项", "What"), row["what"]),
        (Text("失败原因", "How it failed"), row["error"]),
        (Text("已尝试", "Tried"), Text(f"{row['tries']} 次", f"{row['tries']} times")),
        (Text("起始时间", "Since"), at(row["since"])),
    )


def enterprise(ctx: Context, number: str) -> Told:
    """The customer a change is about."""
    row = customers.by_number(ctx, number)
    uscc = Text("统一社会信用代码", "Unified social credit code")
    return told((Text("客户号", "Customer number"), number), (CUSTOMER, row["name"]), (uscc, row["uscc"]))  # fmt: skip


def _party(said: Row, who: str) -> str:
    parts = (said.get(f"{who}_name"), said.get(f"{who}_account"), said.get(f"{who}_bank_name"))
    return " ".join(filter(None, parts))


def _order(row: Row) -> Text:
    label, by = Measure(row["sort"]).label, f"{row['authority']} {row['document']}"
    return Text(f"{label.zh}：{by}", f"{label.en}: {by}")
