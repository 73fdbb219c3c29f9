"""Reads a pain.001 as the bank will, and against what this enterprise expects of its ERP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Self

from erp_adapters.client import Document
from erp_adapters.client.messages import document_in
from kernel.errors import Finding
from kernel.findings import Findings, Rule, shown
from kernel.iso20022.pain001 import read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, PaymentBlock


class HabitRule(Rule):
    """What this enterprise does not expect in a file."""

    PAYER = (
        "erp.payer",
        "{place}：付款账号 {account} 不在配置的付款账号中",
        "{place}: the debtor account {account} is not one of those configured",
    )
    MEMBER_ID = (
        "erp.member_id",
        "{place}（{end_to_end}）：收款人 {name} 没有联行号（ClrSysMmbId/MmbId）或 BIC",
        "{place} ({end_to_end}): the creditor {name} has neither a bank code (ClrSysMmbId/MmbId) nor a BIC",
    )


@dataclass(frozen=True, slots=True)
class Habits:
    """What a profile demands."""

    payer_accounts: frozenset[str]
    require_member_id: bool

    @classmethod
    def of(cls, profile: Mapping[str, Any]) -> Self:
        """Read a profile."""
        accounts = frozenset(str(one) for one in profile.get("payer_accounts", ()))
        return cls(accounts, bool(profile.get("require_member_id", False)))

    def findings(self, item: object) -> Iterator[Finding]:
        """What is unexpected about a block or a payment."""
        if isinstance(item, PaymentBlock) and self.payer_accounts:
            account = item.debtor_account.iban or item.debtor_account.other
            if account not in self.payer_accounts:
                place = f"PmtInf[{item.index}]"
                yield HabitRule.PAYER.finding(place, place=place, account=shown(account))
        if isinstance(item, CreditTransfer) and self.require_member_id:
            agent = item.creditor_agent
            if not agent.member_id and not agent.bic:
                place = f"PmtInf[{item.block_index}]/CdtTrfTxInf[{item.index}]"
                yield HabitRule.MEMBER_ID.finding(
                    place, place=place, end_to_end=shown(item.end_to_end_id), name=shown(item.creditor.name)
                )  # fmt: skip


def checked(content: bytes, name: str, habits: Habits) -> Document:
    """The document as it is, once nothing is wrong with it; raises `Faulty` or FileWrong."""
    document = document_in(content, name)
    findings = Findings()
    for item in read_pain001(BytesIO(content)):
        findings.extend(habits.findings(item))
    findings.refuse_if_any()
    return document
