"""What the house knows of an enterprise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any
from uuid import UUID

from kernel.text import Text


class EnterpriseStatus(StrEnum):
    """Whether an enterprise may use electronic banking."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"

    @property
    def label(self) -> Text:
        """Its name."""
        return _LABELS[self.value]


_LABELS = {
    "active": Text("正常", "Active"),
    "suspended": Text("已暂停", "Suspended"),
    "closed": Text("已销户", "Closed"),
}


@dataclass(frozen=True, slots=True)
class Enterprise:
    """A customer of the bank; `number` is the customer number (企业客户号) it logs in with."""

    id: UUID
    number: str
    name: str
    name_en: str
    uscc: str
    status: EnterpriseStatus
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def has_single_administrator(self) -> bool:
        """Whether the bank lets one administrator change rules alone (单管理员模式)."""
        return self.settings.get("single_administrator") is True


@dataclass(frozen=True, slots=True)
class SignedAccount:
    """An account signed up for electronic banking (签约账户); the bank may allow seeing only."""

    number: str
    alias: str
    currency: str
    may_pay: bool
    position: int
