"""All SQL about what the bank asks of its customers: versions of the tariff, and what it spares some of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final
from uuid import UUID

from corporate.banks.tariff import Band
from kernel.context import Context
from kernel.statements import Row

_VERSIONS: Final = """
SELECT rail, currency, from_on, above_minor, fixed_minor, per_million, least_minor, most_minor FROM fee_band b
 WHERE tenant_id = %s AND edition = (
   SELECT max(edition) FROM fee_band n WHERE n.tenant_id = b.tenant_id AND n.rail = b.rail AND n.currency = b.currency
      AND n.from_on = b.from_on)
 ORDER BY rail, currency, from_on DESC, above_minor
"""
_IN_FORCE: Final = """
SELECT above_minor, fixed_minor, per_million, least_minor, most_minor FROM fee_band b
 WHERE tenant_id = %(tenant)s AND rail = %(rail)s AND currency = %(currency)s AND (from_on, edition) = (
   SELECT n.from_on, n.edition FROM fee_band n WHERE n.tenant_id = %(tenant)s AND n.rail = %(rail)s
      AND n.currency = %(currency)s AND n.from_on <= %(on)s ORDER BY n.from_on DESC, n.edition DESC LIMIT 1)
 ORDER BY above_minor
"""
_NEXT: Final = """
SELECT coalesce(max(edition), 0) + 1 AS edition FROM fee_band
 WHERE tenant_id = %s AND rail = %s AND currency = %s AND from_on = %s
"""
_ADD: Final = """
INSERT INTO fee_band (tenant_id, rail, currency, from_on, edition, above_minor, fixed_minor, per_million, least_minor,
                      most_minor)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""
_DISCOUNTS: Final = """
SELECT d.enterprise_id, e.number, e.name, d.rail, d.from_on, d.until_on, d.percent
  FROM fee_discount d JOIN enterprise e ON e.tenant_id = d.tenant_id AND e.id = d.enterprise_id
 WHERE d.tenant_id = %(tenant)s AND (%(enterprise)s::uuid IS NULL OR d.enterprise_id = %(enterprise)s)
 ORDER BY d.from_on DESC, e.number, d.rail LIMIT 200
"""
_DISCOUNT: Final = """
SELECT percent, until_on FROM fee_discount
 WHERE tenant_id = %s AND enterprise_id = %s AND rail = %s AND from_on = %s
"""
_SPARE: Final = """
INSERT INTO fee_discount (tenant_id, enterprise_id, rail, from_on, until_on, percent) VALUES (%s, %s, %s, %s, %s, %s)
ON CONFLICT (tenant_id, enterprise_id, rail, from_on) DO UPDATE SET until_on = excluded.until_on, percent = excluded.percent
"""


def versions(ctx: Context) -> list[Row]:
    """Every band of every version, the newest first."""
    return ctx.uow.rows(_VERSIONS, (ctx.tenant_id,))


def in_force(ctx: Context, rail: str, currency: str, on: date) -> list[Band]:
    """The bands that count on a day; none where the rail's own fee does."""
    given = {"tenant": ctx.tenant_id, "rail": rail, "currency": currency, "on": on}
    return [Band(**row) for row in ctx.uow.rows(_IN_FORCE, given)]


def put(ctx: Context, rail: str, currency: str, from_on: date, bands: Iterable[Band]) -> None:
    """Write the version that begins on a day, before another that was to begin then."""
    key = (ctx.tenant_id, rail, currency, from_on)
    row = ctx.uow.row(_NEXT, key)
    edition = row["edition"] if row else 1
    for band in bands:
        most = (band.per_million, band.least_minor, band.most_minor)
        ctx.uow.run(_ADD, (*key, edition, band.above_minor, band.fixed_minor, *most))


def discounts(ctx: Context, enterprise_id: UUID | None = None) -> list[Row]:
    """What customers are spared, the newest first."""
    return ctx.uow.rows(_DISCOUNTS, {"tenant": ctx.tenant_id, "enterprise": enterprise_id})


def discount(ctx: Context, enterprise_id: UUID, rail: str, from_on: date) -> Row | None:
    """What begins on a day, if anything does."""
    return ctx.uow.row(_DISCOUNT, (ctx.tenant_id, enterprise_id, rail, from_on))


def spare(
    ctx: Context, enterprise_id: UUID, rail: str, days: tuple[date, date | None], percent: int
) -> None:
    """Spare a customer so many percent from a day on, until another or for good."""
    ctx.uow.run(_SPARE, (ctx.tenant_id, enterprise_id, rail, *days, percent))
