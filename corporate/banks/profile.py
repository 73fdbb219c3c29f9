"""What the house knows of a bank while it serves a request: read once, never changed by it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from corporate.banks.tariff import Bands
from kernel.calendar import BankCalendar, RailHours, RailSchedule
from kernel.identifiers import IdentifierFault, parse_bic
from kernel.money import Money
from kernel.operation import Door
from kernel.text import Text


@dataclass(frozen=True, slots=True)
class Rail:
    """A way out of the bank (汇路): what it takes, what it costs, when it is open."""

    code: str
    enabled: bool
    currency: str
    cap_minor: int | None
    fee_minor: int
    realtime: bool
    schedule: RailSchedule

    @property
    def hours(self) -> RailHours:
        """Its opening hours."""
        return self.schedule.hours


@dataclass(frozen=True, slots=True)
class Bank:
    """A bank and what it allows."""

    tenant_id: UUID
    slug: str
    name: Text
    short_code: str
    bank_code: str
    bic: str
    is_test: bool
    agents: frozenset[str]
    rails: Mapping[str, Rail]
    calendar: BankCalendar
    settings: Mapping[str, Any]
    bands: Bands = field(default_factory=dict)
    permitted: Mapping[UUID, Mapping[str, int | None]] = field(default_factory=dict)

    @property
    def allows_zero_levels(self) -> bool:
        """Whether an enterprise may let payments go with no signature (零级审批)."""
        return self.settings.get("allows_zero_levels") is True

    def signature_reaches(self, enterprise_id: UUID | None) -> Mapping[str, int | None]:
        """By currency up to where a direct-link signature may authorise (签名即授权); None: any amount.

        The permission is the bank's, for one enterprise; two of its desk give it.
        """
        return self.permitted.get(enterprise_id, {}) if enterprise_id else {}

    def lets_go(self, enterprise_id: UUID | None, door: Door, money: Money | None) -> bool:
        """Whether the bank lets something go that no approver of the enterprise has signed."""
        if self.allows_zero_levels:
            return True
        if door is not Door.DIRECT_LINK or money is None:
            return False
        reaches = self.signature_reaches(enterprise_id)
        if money.currency not in reaches:
            return False
        top = reaches[money.currency]
        return top is None or money.minor <= top

    @property
    def shows_masked_names(self) -> bool:
        """Whether a close name check shows the holder's name with its middle hidden (户名校验)."""
        return self.settings.get("shows_masked_names") is True

    def serves(self, agent: str) -> bool:
        """Whether a bank code or BIC in a message means this bank (代理行别名).

        Its own BIC covers every branch, and so does an alias of eight places; an alias with a
        branch means that branch only.
        """
        try:
            bic = parse_bic(agent)
        except IdentifierFault:
            return agent == self.bank_code or agent in self.agents
        return bic.bic8 == self.bic[:8] or not self.agents.isdisjoint({bic.bic8, str(bic)})
