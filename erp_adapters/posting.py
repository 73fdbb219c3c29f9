"""How a statement's entries become vouchers: which subject stands against the bank's (科目对照).

A kind of entry nobody has mapped goes to the suspense subject, visibly: a voucher is never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, Final, NamedTuple, Self

from erp_adapters.statement import Line
from kernel.errors import Invalid
from kernel.text import Text

_CENTS: Final = Decimal("0.01")
_MONTH_CHARS: Final = 7
_NOTHING: Final = "0"


class NoRate(Invalid):
    """A line in a foreign currency whose month has no rate: what it is worth in the books is not guessed."""

    code = "erp.no_rate"
    text = Text(
        '{on} 的流水为 {currency}，而 [voucher.rates."{month}"] 中没有 {currency} 的记账汇率；凭证未生成，请填写后等待重试',
        'The line of {on} is in {currency}, and [voucher.rates."{month}"] has no rate for it; no voucher was made, fill it in and it is tried again',
    )


class Side(NamedTuple):
    """One entry of a voucher; amounts are texts, `0` where there is none."""

    subject: str
    debit: str
    credit: str
    local_debit: str
    local_credit: str
    rate: str


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
    currency: str
    rates: Mapping[str, Mapping[str, Decimal]]

    @classmethod
    def of(cls, voucher: Mapping[str, Any]) -> Self:
        """Read it from a profile's table; KeyError names what is missing, ValueError a rate that is none."""
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
            currency=str(voucher.get("currency", "CNY")),
            rates={
                str(month): {str(currency): _rate(value) for currency, value in rates.items()}
                for month, rates in voucher.get("rates", {}).items()
            },
        )

    def against(self, line: Line) -> str:
        """The subject that stands against the bank's."""
        return self.subjects.get(line.kind, self.suspense_subject)

    def sides(self, line: Line) -> tuple[Side, Side]:
        """Debit first: money in is the bank's debit in the enterprise's books. Raises NoRate."""
        bank, other = self.bank_subject, self.against(line)
        debit, credit = (bank, other) if line.credit else (other, bank)
        rate = self._rate_of(line)
        local = line.amount if rate == 1 else f"{_in_cents(Decimal(line.amount) * rate):f}"
        return (
            Side(debit, line.amount, _NOTHING, local, _NOTHING, f"{rate:f}"),
            Side(credit, _NOTHING, line.amount, _NOTHING, local, f"{rate:f}"),
        )

    def _rate_of(self, line: Line) -> Decimal:
        if line.currency == self.currency:
            return Decimal(1)
        month = line.booked_on[:_MONTH_CHARS]
        rate = self.rates.get(month, {}).get(line.currency)
        if rate is None:
            raise NoRate(on=line.booked_on, currency=line.currency, month=month)
        return rate


def _rate(value: object) -> Decimal:
    try:
        rate = Decimal(str(value))
    except InvalidOperation:
        rate = Decimal(0)
    if not rate.is_finite() or rate <= 0:
        message = f"[voucher.rates] {value}"
        raise ValueError(message)
    return rate


def _in_cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENTS, ROUND_HALF_UP)


def words_of(line: Line) -> str:
    """What a voucher's entry says."""
    return " ".join(filter(None, (line.text, line.party_name)))[:200] or line.kind
