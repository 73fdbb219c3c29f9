"""How each error is told at this door: family, HTTP status and return code, from the data beside this file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from connectors.direct_link.refusals.families import Family
from connectors.direct_link.refusals.numbers import RETURN_CODES
from kernel.errors import (
    Conflict,
    Denied,
    Invalid,
    NotFound,
    OutcomeUnknown,
    Unavailable,
    YinqiError,
)
from kernel.text import Text

ACCEPTED: Final = "0000"
ACCEPTED_TEXT: Final = Text("报文已受理", "The message was accepted")
ELSEWHERE: Final = (
    "web.", "postgres.", "corporate.", "demo.", "client.", "gateway.", "mandate.", "notice.", "payee.not_on_white_list",
    "access.", "policies.", "identity.activation_refused", "staff.", "desk.", "agreement.", "backups.", "link_keys.", "erp.",
)  # fmt: skip
"""Beginnings of codes that never reach this door: pages, set-up, other links, the customer's side."""

_FAMILIES: Final[tuple[tuple[type[YinqiError], Family, int], ...]] = (
    (Invalid, Family.INVALID, 400),
    (NotFound, Family.DENIED, 404),
    (Denied, Family.DENIED, 403),
    (Conflict, Family.CONFLICT, 409),
    (Unavailable, Family.UNAVAILABLE, 503),
    (OutcomeUnknown, Family.UNKNOWN, 504),
)
_STATUSES: Final[Mapping[str, int]] = MappingProxyType(
    {
        "identity.certificate_refused": 401,
        "identity.too_many_attempts": 429,
        "link.body_encoded": 415,
        "link.body_too_large": 413,
        "link.internal": 500,
        "link.length_missing": 411,
        "link.too_many_at_once": 429,
        "link.too_many_messages": 429,
    }
)
"""Where the status is not the family's."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """How an error is told at this door."""

    status: int
    code: str
    family: Family


def refusal_of(error: type[YinqiError]) -> Refusal:
    """Return how an error is told; one that is not in the table is told by its family alone."""
    family, status = next(
        (family, status) for base, family, status in _FAMILIES if issubclass(error, base)
    )
    code = RETURN_CODES.get(error.code, f"{family.value}000")
    return Refusal(_STATUSES.get(error.code, status), code, family)


def listed() -> dict[str, Family]:
    """Every error code of the table with its family."""
    return {reason: Family(code[0]) for reason, code in RETURN_CODES.items()}
