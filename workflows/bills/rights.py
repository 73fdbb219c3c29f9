"""Which row of the rights matrix rules which act; an approval rule is about a row."""

from __future__ import annotations

from typing import Final

from kernel.bills.acts import Act

ISSUE: Final = "bills.register"
TRANSFER: Final = "bills.endorse"
COLLECT: Final = "bills.present"
ANSWER: Final = "bills.answer"
RIGHTS: Final = (ISSUE, TRANSFER, COLLECT, ANSWER)
"""Rows of the matrix; what a policy may be about."""
CODES: Final[dict[Act, str]] = {act: f"bills.{act.value}" for act in Act}
RIGHT_OF: Final[dict[Act, str]] = {
    Act.REGISTER: ISSUE, Act.ASK_ACCEPTANCE: ISSUE, Act.ASK_DELIVERY: ISSUE, Act.RECALL: ISSUE,
    Act.ENDORSE: TRANSFER, Act.DISCOUNT: TRANSFER, Act.GUARANTEE: TRANSFER, Act.PLEDGE: TRANSFER, Act.RELEASE: TRANSFER,
    Act.PRESENT: COLLECT, Act.PRESENT_LATE: COLLECT, Act.RECOURSE: COLLECT, Act.DISCHARGE: COLLECT,
    Act.ANSWER: ANSWER, Act.WITHDRAW: ANSWER,
}  # fmt: skip
