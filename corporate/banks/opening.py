"""Opens a bank: its address, profile, rails, aliases and the participants it pays to.

Runs as the owner of the schema, whom row security binds too: the transaction's scope names the bank.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.banks.participants import Participant
from corporate.banks.tariff import Band
from kernel.calendar import RailHours
from kernel.db import UnitOfWork
from kernel.identifiers import parse_bank_code, parse_bic
from kernel.pinyin import search_key
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class NewRail:
    """A rail as it is configured; hours as `RailHours.parse` reads them."""

    code: str
    hours: str
    cap_minor: int | None = None
    fee_minor: int = 0
    currency: str = "CNY"
    realtime: bool = False
    enabled: bool = True


ALWAYS: Final = date(2000, 1, 1)
"""From when a tariff counts that is there when the bank opens."""
USUAL_RAILS: Final = (
    NewRail("HVPS", "20:30(-1)-17:15", fee_minor=1000),
    NewRail("BEPS", "7x24", cap_minor=100_000_000, fee_minor=500),
    NewRail("IBPS", "7x24", cap_minor=100_000_000, fee_minor=500, realtime=True),
    NewRail("CORRESPONDENT", "09:00-16:00", fee_minor=2500, currency="EUR"),
)
"""What a bank of today starts with (大额、小额、网银互联、代理行); every figure is configuration."""


@dataclass(frozen=True, slots=True)
class NewBank:
    """A bank to be opened."""

    slug: str
    name: Text
    short_code: str
    bank_code: str
    bic: str
    receipt_key: bytes
    host: str | None = None
    is_test: bool = True
    settings: dict[str, Any] = field(default_factory=dict)
    rails: tuple[NewRail, ...] = USUAL_RAILS
    agents: tuple[str, ...] = ()


def open_bank(uow: UnitOfWork, bank: NewBank, *, at: datetime) -> None:
    """Write a new bank under the scope's tenant id; raises IdentifierFault for a wrong code."""
    tenant_id = uow.scope.bank()
    bank_code, bic = parse_bank_code(bank.bank_code), str(parse_bic(bank.bic))
    uow.run(
        "INSERT INTO bank (tenant_id, name_zh, name_en, short_code, bank_code, bic, is_test,"
        " settings, receipt_key, created_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        (
            tenant_id, bank.name.zh, bank.name.en, bank.short_code, bank_code, bic, bank.is_test,
            Jsonb(bank.settings), bank.receipt_key, at,
        ),
    )  # fmt: skip
    uow.run(
        "INSERT INTO bank_directory (slug, host, tenant_id) VALUES (%s, %s, %s)",
        (bank.slug, bank.host, tenant_id),
    )
    for rail in bank.rails:
        set_rail(uow, rail)
    for alias in bank.agents:
        add_agent(uow, alias)


def set_rail(uow: UnitOfWork, rail: NewRail) -> None:
    """Add or change a rail; raises RailHoursFault."""
    hours = Jsonb({"open": RailHours.parse(rail.hours).wire()})
    uow.run(
        "INSERT INTO bank_rail (tenant_id, code, enabled, currency, cap_minor, fee_minor, hours,"
        " realtime) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, code) DO UPDATE SET enabled = excluded.enabled,"
        " currency = excluded.currency, cap_minor = excluded.cap_minor,"
        " fee_minor = excluded.fee_minor, hours = excluded.hours, realtime = excluded.realtime",
        (
            uow.scope.bank(), rail.code, rail.enabled, rail.currency, rail.cap_minor,
            rail.fee_minor, hours, rail.realtime,
        ),
    )  # fmt: skip


def set_bands(
    uow: UnitOfWork, rail: str, currency: str, bands: Iterable[Band], from_on: date = ALWAYS
) -> None:
    """Put the tariff of a rail in the place of the one that begins on the same day."""
    uow.run(
        "DELETE FROM fee_band WHERE tenant_id = %s AND rail = %s AND currency = %s AND from_on = %s",
        (uow.scope.bank(), rail, currency, from_on),
    )
    for band in bands:
        uow.run(
            "INSERT INTO fee_band (tenant_id, rail, currency, from_on, above_minor, fixed_minor, per_million,"
            " least_minor, most_minor) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                uow.scope.bank(), rail, currency, from_on, band.above_minor, band.fixed_minor,
                band.per_million, band.least_minor, band.most_minor,
            ),
        )  # fmt: skip


def agree_discount(
    uow: UnitOfWork, enterprise_id: UUID, rail: str, percent: int, from_on: date
) -> None:
    """Spare an enterprise so many percent of a rail's fees, or of all (`*`), from a day on."""
    uow.run(
        "INSERT INTO fee_discount (tenant_id, enterprise_id, rail, from_on, until_on, percent)"
        " VALUES (%s, %s, %s, %s, NULL, %s)"
        " ON CONFLICT (tenant_id, enterprise_id, rail, from_on)"
        " DO UPDATE SET percent = excluded.percent",
        (uow.scope.bank(), enterprise_id, rail, from_on, percent),
    )


def add_agent(uow: UnitOfWork, alias: str) -> None:
    """Let a BIC or bank code in messages mean this bank."""
    uow.run(
        "INSERT INTO bank_agent (tenant_id, alias) VALUES (%s, %s) ON CONFLICT DO NOTHING",
        (uow.scope.bank(), alias),
    )


def add_participants(uow: UnitOfWork, participants: Iterable[Participant]) -> None:
    """List banks to pay to; raises IdentifierFault for a code whose check digit is wrong."""
    for one in participants:
        uow.run(
            "INSERT INTO bank_participant (tenant_id, bank_code, name_zh, name_en, bic, in_ibps,"
            " pinyin) VALUES (%s, %s, %s, %s, %s, %s, %s)"
            " ON CONFLICT (tenant_id, bank_code) DO UPDATE SET name_zh = excluded.name_zh,"
            " name_en = excluded.name_en, bic = excluded.bic, in_ibps = excluded.in_ibps,"
            " pinyin = excluded.pinyin",
            (
                uow.scope.bank(), parse_bank_code(one.bank_code), one.name.zh, one.name.en,
                one.bic, one.in_ibps, search_key(one.name.zh),
            ),
        )  # fmt: skip


def set_day(uow: UnitOfWork, on: date, *, is_bank_day: bool, note: str) -> None:
    """Enter an exception to the working calendar."""
    uow.run(
        "INSERT INTO bank_calendar (tenant_id, on_date, is_bank_day, note) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (tenant_id, on_date) DO UPDATE SET is_bank_day = excluded.is_bank_day,"
        " note = excluded.note",
        (uow.scope.bank(), on, is_bank_day, note),
    )
