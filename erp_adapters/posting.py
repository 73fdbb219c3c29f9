"""How a statement's entries become vouchers: which subject stands against the bank's (科目对照).

A kind of entry nobody has mapped goes to the suspense subject, visibly: a voucher is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from erp_adapters.statement import Line


@dataclass(frozen=True, slots=True)
class Posting:
    """An enterprise's rule for vouchers."""

    book: str
    group: str
    organisation: str
    bank_subject: str
    suspense_subject: str
    subjects: Mapping[str, str]
    maker: str

    @classmethod
    def of(cls, voucher: Mapping[str, Any]) -> Self:
        """Read it from a profile's table; KeyError names what is missing."""
        return cls(
            book=str(voucher["book"]),
            group=str(voucher.get("group", "")),
            organisation=str(voucher.get("organisation", "")),
            bank_subject=str(voucher["bank_subject"]),
            suspense_subject=str(voucher["suspense_subject"]),
            subjects={
                str(kind): str(subject) for kind, subject in voucher.get("subjects", {}).items()
            },
            maker=str(voucher.get("maker", "")),
        )

    def against(self, line: Line) -> str:
        """The subject that stands against the bank's."""
        return self.subjects.get(line.kind, self.suspense_subject)

    def sides(self, line: Line) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """(subject, debit, credit), debit first: money in is the bank's debit in the enterprise's books."""
        bank, other = self.bank_subject, self.against(line)
        debit, credit = (bank, other) if line.credit else (other, bank)
        return (debit, line.amount, "0"), (credit, "0", line.amount)


def words_of(line: Line) -> str:
    """What a voucher's entry says."""
    return " ".join(filter(None, (line.text, line.party_name)))[:200] or line.kind
