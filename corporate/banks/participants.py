"""The payee's bank as clearing knows it (行名行号): by code, by BIC, or searched by name.

Answers facts only: whether such a bank may be paid, and how, is the router's word.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corporate.banks.profile import Bank
from kernel import limits
from kernel.db import UnitOfWork
from kernel.identifiers import Bic, IdentifierFault, head_office, parse_bank_code, parse_bic
from kernel.like import containing, literal
from kernel.pinyin import fold_query
from kernel.statements import Row
from kernel.text import Text

_COLUMNS: Final = "bank_code, name_zh, name_en, bic, in_ibps"
_BY_CODE: Final = f"SELECT {_COLUMNS} FROM bank_participant WHERE tenant_id = %s AND bank_code = %s"  # noqa: S608
# The branch that was asked for, else the primary office, else any branch of the institution.
_BY_BIC: Final = f"""
SELECT {_COLUMNS} FROM bank_participant
 WHERE tenant_id = %(tenant)s AND left(bic, 8) = %(bic8)s
 ORDER BY bic = %(bic)s DESC, length(bic) = 8 OR right(bic, 3) = 'XXX' DESC, bank_code LIMIT 1
"""  # noqa: S608
_SEARCH: Final = f"""
SELECT {_COLUMNS} FROM bank_participant
 WHERE tenant_id = %(tenant)s
   AND (bank_code LIKE %(prefix)s OR name_zh LIKE %(inside)s OR pinyin LIKE %(folded)s
        OR lower(name_en) LIKE lower(%(inside)s))
 ORDER BY length(name_zh), bank_code LIMIT %(limit)s
"""  # noqa: S608

_PAGE: Final = f"""
SELECT {_COLUMNS} FROM bank_participant
 WHERE tenant_id = %(tenant)s AND bank_code > %(after)s AND (NOT %(ibps)s OR in_ibps)
   AND (%(text)s = '' OR bank_code LIKE %(prefix)s OR name_zh LIKE %(inside)s
        OR (%(folded)s <> '' AND pinyin LIKE %(folded)s) OR lower(name_en) LIKE lower(%(inside)s))
 ORDER BY bank_code LIMIT %(limit)s
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which participants a page of the directory shows; `after` is the code the page before ended with."""

    text: str = ""
    ibps_only: bool = False
    after: str = ""


@dataclass(frozen=True, slots=True)
class Participant:
    """A bank that takes part in clearing."""

    bank_code: str
    name: Text
    bic: str | None
    in_ibps: bool


@dataclass(frozen=True, slots=True)
class ResolvedBank:
    """What a code or BIC on an instruction stands for; `known` is False if nobody lists it."""

    code: str
    name: str
    own: bool
    in_ibps: bool
    known: bool


def by_code(uow: UnitOfWork, code: str) -> Participant | None:
    """The participant with that twelve-digit code."""
    row = uow.row(_BY_CODE, (uow.scope.bank(), code))
    return _participant(row) if row else None


def by_bic(uow: UnitOfWork, bic: Bic) -> Participant | None:
    """The participant with that BIC; without such a branch, its primary office, else any branch."""
    params = {"tenant": uow.scope.bank(), "bic8": bic.bic8, "bic": str(bic)}
    row = uow.row(_BY_BIC, params)
    return _participant(row) if row else None


def search(uow: UnitOfWork, text: str, *, limit: int = limits.SEARCH_ROWS_MAX) -> list[Participant]:
    """Participants whose name, pinyin or code fits what was typed; the shortest names first."""
    typed, folded = text.strip(), fold_query(text)
    if not typed or not folded:
        return []
    params = {
        "tenant": uow.scope.bank(),
        "prefix": f"{literal(typed)}%",
        "inside": containing(typed),
        "folded": containing(folded) if folded.isascii() else "",
        "limit": limit,
    }
    return [_participant(row) for row in uow.rows(_SEARCH, params)]


def page(uow: UnitOfWork, wanted: Wanted, limit: int) -> list[Participant]:
    """Participants by code, behind the last one seen."""
    typed, folded = wanted.text.strip(), fold_query(wanted.text)
    params = {
        "tenant": uow.scope.bank(),
        "after": wanted.after,
        "ibps": wanted.ibps_only,
        "text": typed,
        "prefix": f"{literal(typed)}%",
        "inside": containing(typed),
        "folded": containing(folded) if folded and folded.isascii() else "",
        "limit": limit,
    }
    return [_participant(row) for row in uow.rows(_PAGE, params)]


def resolve(uow: UnitOfWork, bank: Bank, code_or_bic: str, name: str = "") -> ResolvedBank:
    """What the payee's bank on an instruction stands for; empty means this bank.

    A BIC nobody lists keeps its own spelling and the `name` it came with. Never raises for what
    a client sent: a malformed code is simply not known.
    """
    if not code_or_bic or bank.serves(code_or_bic):
        return ResolvedBank(bank.bank_code, bank.name.zh, own=True, in_ibps=True, known=True)
    found = _find(uow, code_or_bic)
    if found is None:
        return ResolvedBank(code_or_bic, name, own=False, in_ibps=False, known=False)
    return ResolvedBank(
        found.bank_code, found.name.zh, own=False, in_ibps=found.in_ibps, known=True
    )


def _find(uow: UnitOfWork, code_or_bic: str) -> Participant | None:
    try:
        return by_code(uow, parse_bank_code(code_or_bic))
    except IdentifierFault:
        pass  # then it is a BIC, or nothing
    try:
        bic = parse_bic(code_or_bic)
    except IdentifierFault:
        return None
    found = by_bic(uow, bic)
    office = None if found else head_office(bic)
    if office is None:
        return found
    listed = by_code(uow, office.bank_code)
    return listed or Participant(office.bank_code, office.name, bic.bic8, in_ibps=False)


def _participant(row: Row) -> Participant:
    name = Text(row["name_zh"], row["name_en"])
    return Participant(row["bank_code"], name, row["bic"], row["in_ibps"])
