"""All SQL of what the bank has set for bills at its desk: lines by drawer, prices by kind, who bears interest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from corporate.banks import Bank
from kernel.bills.codes import BillKind
from kernel.bills.intervals import UNITS_MAX
from kernel.context import Context
from kernel.statements import Row

EVERYBODY: Final = "*"
USUAL_MARGIN_PERCENT: Final = 30
_PERCENT: Final = 100
USUAL_LINE_MINOR: Final = 5_000_000_000
_LINE: Final = """
SELECT line_minor, margin_percent, auto_minor FROM bill_line
 WHERE tenant_id = %s AND holder IN (%s, '*') ORDER BY holder DESC LIMIT 1
"""
_PRICES: Final = "SELECT kind, bands, auto_minor FROM bill_price WHERE tenant_id = %s"
_USE_LINE: Final = """
INSERT INTO bill_line_use AS u (tenant_id, drawer_code, used_minor) SELECT %(tenant)s, %(code)s, %(minor)s WHERE %(minor)s <= %(line)s
ON CONFLICT (tenant_id, drawer_code) DO UPDATE SET used_minor = u.used_minor + %(minor)s
 WHERE u.used_minor + %(minor)s <= %(line)s
"""
_GIVE_LINE: Final = """
UPDATE bill_line_use SET used_minor = used_minor - %s WHERE tenant_id = %s AND drawer_code = %s
"""
_USED: Final = "SELECT used_minor FROM bill_line_use WHERE tenant_id = %s AND drawer_code = %s"
_AGREEMENT: Final = """
SELECT number, contract, buyer_name, buyer_account, percent, ceiling_minor - used_minor AS left_minor, until_on
  FROM bill_agreement
 WHERE tenant_id = %s AND enterprise_id = %s AND number = %s AND live AND until_on >= %s
"""
_AGREEMENTS: Final = """
SELECT number, contract, buyer_name, percent, ceiling_minor - used_minor AS left_minor, until_on FROM bill_agreement
 WHERE tenant_id = %s AND enterprise_id = %s AND live AND until_on >= %s ORDER BY number
"""
_USE_AGREEMENT: Final = """
UPDATE bill_agreement SET used_minor = used_minor + %(minor)s
 WHERE tenant_id = %(tenant)s AND number = %(number)s AND live AND until_on >= %(today)s
   AND used_minor + %(minor)s <= ceiling_minor
   AND enterprise_id = (SELECT e.id FROM enterprise e WHERE e.tenant_id = %(tenant)s AND e.uscc = %(seller)s)
RETURNING buyer_account, buyer_name, percent
"""
_GIVE_AGREEMENT: Final = """
UPDATE bill_agreement SET used_minor = used_minor - %s WHERE tenant_id = %s AND number = %s
"""
_PERCENT_OF: Final = """
SELECT a.percent FROM bill_agreement a JOIN enterprise e ON e.tenant_id = a.tenant_id AND e.id = a.enterprise_id
 WHERE a.tenant_id = %s AND a.number = %s AND e.uscc = %s AND a.live AND a.until_on >= %s
"""


@dataclass(frozen=True, slots=True)
class Line:
    """What the bank accepts for a drawer; a single bill above `auto_minor` is for two people to decide."""

    line_minor: int
    margin_percent: int
    auto_minor: int

    def margin_of(self, face_minor: int) -> int:
        """What is set aside against a face, rounded up to the fen."""
        return -(-face_minor * self.margin_percent // _PERCENT)


@dataclass(frozen=True, slots=True)
class Prices:
    """The bank's price table (贴现价格表); a kind it has set none for has the usual one."""

    bands: Mapping[str, Any]
    autos: Mapping[str, int]

    def auto_minor(self, kind: BillKind) -> int:
        """Up to how much of a kind is bought without anybody looking."""
        return self.autos.get(kind.value, UNITS_MAX)


def line(ctx: Context, bank: Bank, drawer_code: str) -> Line:
    """A drawer's own line, else everybody's, else what the bank's settings say."""
    row = ctx.uow.row(_LINE, (ctx.tenant_id, drawer_code))
    if row is not None:
        return Line(row["line_minor"], row["margin_percent"], row["auto_minor"])
    said = bank.settings.get("bill_acceptance", {})
    return Line(
        int(said.get("line_minor", USUAL_LINE_MINOR)),
        int(said.get("margin_percent", USUAL_MARGIN_PERCENT)),
        int(said.get("auto_minor", UNITS_MAX)),
    )


def prices(ctx: Context, bank: Bank) -> Prices:
    """What the desk has set, over what the bank's settings say."""
    rows = ctx.uow.rows(_PRICES, (ctx.tenant_id,))
    bands = {**bank.settings.get("bill_prices", {}), **{row["kind"]: row["bands"] for row in rows}}
    return Prices(bands, {row["kind"]: row["auto_minor"] for row in rows})


def use_line(ctx: Context, drawer_code: str, minor: int, line_minor: int) -> bool:
    """Count an acceptance under a drawer's line; False when it does not reach."""
    given = {"tenant": ctx.tenant_id, "code": drawer_code, "minor": minor, "line": line_minor}
    return ctx.uow.run(_USE_LINE, given) == 1


def give_line(ctx: Context, drawer_code: str, minor: int) -> None:
    """What was counted is free again."""
    ctx.uow.run(_GIVE_LINE, (minor, ctx.tenant_id, drawer_code))


def used(ctx: Context, drawer_code: str) -> int:
    """How much of its line a drawer uses."""
    row = ctx.uow.row(_USED, (ctx.tenant_id, drawer_code))
    return int(row["used_minor"]) if row else 0


def agreement(ctx: Context, number: str, today: date) -> Row | None:
    """One agreement of the enterprise that holds today."""
    return ctx.uow.row(_AGREEMENT, (ctx.tenant_id, ctx.enterprise_id, number, today))


def agreements(ctx: Context, today: date) -> list[Row]:
    """Every agreement of the enterprise that holds today; whose account pays is not told."""
    return ctx.uow.rows(_AGREEMENTS, (ctx.tenant_id, ctx.enterprise_id, today))


def percent_of(ctx: Context, number: str, seller_code: str, today: date) -> int | None:
    """What part of the interest an agreement of a seller lays on the buyer; None when it does not hold."""
    row = ctx.uow.row(_PERCENT_OF, (ctx.tenant_id, number, seller_code, today))
    return int(row["percent"]) if row else None


def use_agreement(
    ctx: Context, number: str, seller_code: str, minor: int, today: date
) -> Row | None:
    """Count interest under an agreement; who pays it, or None when it does not hold or reach."""
    given = {
        "tenant": ctx.tenant_id, "number": number, "seller": seller_code, "minor": minor, "today": today,
    }  # fmt: skip
    return ctx.uow.row(_USE_AGREEMENT, given)


def give_agreement(ctx: Context, number: str, minor: int) -> None:
    """What was counted is free again."""
    ctx.uow.run(_GIVE_AGREEMENT, (minor, ctx.tenant_id, number))
