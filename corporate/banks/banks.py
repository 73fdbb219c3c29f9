"""Reads a bank's profile and keeps it for a few seconds of the injected clock."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final
from uuid import UUID

from corporate.banks.calendar import CHINA, OwnCalendar, calendar_of
from corporate.banks.profile import Bank, Rail
from corporate.banks.tariff import Band, Bands
from kernel import limits
from kernel.calendar import BankCalendar, RailHours, RailSchedule, bank_today
from kernel.clock import Clock
from kernel.db import UnitOfWork
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text

_BANK: Final = """
SELECT b.tenant_id, coalesce(d.slug, '') AS slug, b.name_zh, b.name_en, b.short_code, b.bank_code,
       b.bic, b.is_test, b.settings
  FROM bank b LEFT JOIN bank_directory d ON d.tenant_id = b.tenant_id
 WHERE b.tenant_id = %s ORDER BY d.slug LIMIT 1
"""
_RAILS: Final = "SELECT * FROM bank_rail WHERE tenant_id = %s ORDER BY code"
_AGENTS: Final = "SELECT alias FROM bank_agent WHERE tenant_id = %s"
_PERMITTED: Final = """
SELECT holder_id, currency, upto_minor FROM signature_permission WHERE tenant_id = %s AND live
"""
_BANDS: Final = """
SELECT b.* FROM fee_band b
 WHERE b.tenant_id = %s AND (b.from_on, b.edition) = (
   SELECT n.from_on, n.edition FROM fee_band n
    WHERE n.tenant_id = b.tenant_id AND n.rail = b.rail AND n.currency = b.currency AND n.from_on <= %s
    ORDER BY n.from_on DESC, n.edition DESC LIMIT 1)
 ORDER BY b.rail, b.currency, b.above_minor
"""
_CALENDAR: Final = "SELECT on_date, is_bank_day FROM bank_calendar WHERE tenant_id = %s"


class Banks:
    """The profiles of the banks this process serves; one object for all its threads."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[UUID, tuple[datetime, Bank]] = {}

    def of(self, uow: UnitOfWork) -> Bank:
        """The bank of this transaction; raises NotFound."""
        tenant_id, now = uow.scope.bank(), self._clock.now()
        kept = self._kept.get(tenant_id)
        if kept is not None and timedelta() <= now - kept[0] < _KEPT_FOR:
            return kept[1]
        bank = load(uow, bank_today(self._clock))
        with self._lock:
            self._kept[tenant_id] = (now, bank)
        return bank

    def forget(self) -> None:
        """Read anew at the next question."""
        with self._lock:
            self._kept.clear()


_KEPT_FOR: Final = timedelta(seconds=limits.BANK_PROFILE_KEPT_S)


def load(uow: UnitOfWork, on: date = date.max) -> Bank:
    """Read the bank of this transaction with the tariff of a day, or the last one there is; raises NotFound."""
    tenant_id = uow.scope.bank()
    row = uow.row(_BANK, (tenant_id,))
    if row is None:
        raise NotFound(Text("该银行", "The bank"))
    name = Text(row.pop("name_zh"), row.pop("name_en"))
    days = {day["on_date"]: day["is_bank_day"] for day in uow.rows(_CALENDAR, (tenant_id,))}
    calendar = OwnCalendar(CHINA, days)
    rails = {rail["code"]: _rail(rail, calendar) for rail in uow.rows(_RAILS, (tenant_id,))}
    return Bank(
        **row,
        name=name,
        agents=frozenset(agent["alias"] for agent in uow.rows(_AGENTS, (tenant_id,))),
        rails=MappingProxyType(rails),
        calendar=calendar,
        bands=_bands(uow.rows(_BANDS, (tenant_id, on))),
        permitted=_permitted(uow.rows(_PERMITTED, (tenant_id,))),
    )


def receipt_key(uow: UnitOfWork) -> bytes:
    """The bank's secret behind verification codes of receipts; for the renderer only."""
    row = uow.row("SELECT receipt_key FROM bank WHERE tenant_id = %s", (uow.scope.bank(),))
    if row is None:
        raise NotFound(Text("该银行", "The bank"))
    return bytes(row["receipt_key"])


def _bands(rows: Sequence[Row]) -> Bands:
    """The tariff by rail and currency, the lowest band first."""
    found: dict[tuple[str, str], list[Band]] = {}
    for row in rows:
        band = Band(
            row["above_minor"], row["fixed_minor"], row["per_million"], row["least_minor"],
            row["most_minor"],
        )  # fmt: skip
        found.setdefault((row["rail"], row["currency"]), []).append(band)
    return MappingProxyType(found)


def _permitted(rows: Sequence[Row]) -> Mapping[UUID, Mapping[str, int | None]]:
    """Up to where a signature reaches, by enterprise and currency."""
    found: dict[UUID, dict[str, int | None]] = {}
    for row in rows:
        found.setdefault(row["holder_id"], {})[row["currency"]] = row["upto_minor"]
    return MappingProxyType(found)


def _rail(row: Row, china: BankCalendar) -> Rail:
    hours = RailHours.parse(row["hours"]["open"])
    return Rail(
        code=row["code"],
        enabled=row["enabled"],
        currency=row["currency"],
        cap_minor=row["cap_minor"],
        fee_minor=row["fee_minor"],
        realtime=row["realtime"],
        schedule=RailSchedule(hours, calendar_of(row["currency"], china)),
    )
