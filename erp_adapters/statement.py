"""Reads the bank's camt.053 for the adapters: lines with their references, in file order.

Statements are read leniently: an element nobody here knows is passed over, for later versions only add.
What is counted is strict: a line without amount, sign or day is a fault, never a zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from kernel.findings import Rule
from kernel.xml import Element, local, screen, units

_OPENING, _CLOSING = "OPBD", "CLBD"
_PATH: Final = ("Document", "BkToCstmrStmt", "Stmt", "Ntry")


class StatementRule(Rule):
    """What makes a statement unusable."""

    NOT_ONE = ("erp.statement", "不是 camt.053 对账单", "This is no camt.053 statement")
    LINE = (
        "erp.statement_line",
        "第 {number} 笔缺少 {what}",
        "Line {number} has no {what}",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of an account; amounts are the text the bank wrote."""

    number: int
    booked_on: str
    amount: str
    currency: str
    credit: bool
    reversal: bool
    bank_reference: str
    instruction: str
    end_to_end: str
    return_code: str
    return_text: str
    kind: str
    family: str  # the sub-family of ISO's bank transaction codes, as CHRG for a fee
    party_name: str
    party_account: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One account's day."""

    id: str
    sequence: str
    account: str
    currency: str
    opening: str
    closing: str
    day: str
    lines: tuple[Line, ...]


def read_statements(content: bytes) -> list[Statement]:
    """The statements of a camt.053 of any version; raises `Faulty`. A hundred thousand lines may be in it."""
    document = screen(BytesIO(content))
    namespace, _, root = document.root_tag().rpartition("}")
    path = [f"{namespace}}}{name}" if namespace else name for name in _PATH]
    if root != _PATH[0]:
        raise StatementRule.NOT_ONE.refusal()
    stmt, entry = tuple(path[:3]), tuple(path)
    lines: list[Line] = []
    found: list[Statement] = []
    for unit in units(document, frozenset({stmt, entry})):
        if unit.place == entry:
            lines.append(_line(len(lines) + 1, unit.element))
        elif unit.place == stmt:
            found.append(_statement(unit.element, tuple(lines)))
            lines = []
    if not found:
        raise StatementRule.NOT_ONE.refusal()
    return found


def _statement(stmt: Element, lines: tuple[Line, ...]) -> Statement:
    balances = {_text(bal, "Tp/CdOrPrtry/Cd"): bal for bal in _all(stmt, "Bal")}
    opening, closing = balances.get(_OPENING), balances.get(_CLOSING)
    return Statement(
        id=_text(stmt, "Id"),
        sequence=_text(stmt, "ElctrncSeqNb"),
        account=_text(stmt, "Acct/Id/IBAN") or _text(stmt, "Acct/Id/Othr/Id"),
        currency=_text(stmt, "Acct/Ccy") or next((line.currency for line in lines), ""),
        opening="" if opening is None else _signed(opening),
        closing="" if closing is None else _signed(closing),
        day=("" if closing is None else _text(closing, "Dt/Dt"))
        or _text(stmt, "FrToDt/ToDtTm")[:10],
        lines=lines,
    )


def _line(number: int, entry: Element) -> Line:
    amount = next(_all(entry, "Amt"), None)
    sign = _text(entry, "CdtDbtInd")
    day = _text(entry, "BookgDt/Dt") or _text(entry, "BookgDt/DtTm")[:10]
    if amount is None or not amount.text:
        raise StatementRule.LINE.refusal(number=number, what="Amt")
    if sign not in {"CRDT", "DBIT"}:
        raise StatementRule.LINE.refusal(number=number, what="CdtDbtInd")
    if not day:
        raise StatementRule.LINE.refusal(number=number, what="BookgDt")
    credit = sign == "CRDT"
    details = next(_all(entry, "NtryDtls/TxDtls"), entry)
    party, account = ("Dbtr", "DbtrAcct") if credit else ("Cdtr", "CdtrAcct")
    return Line(
        number=number,
        booked_on=day,
        amount=amount.text.strip(),
        currency=amount.get("Ccy") or "",
        credit=credit,
        reversal=_text(entry, "RvslInd") == "true",
        bank_reference=_text(entry, "AcctSvcrRef") or _text(details, "Refs/AcctSvcrRef"),
        instruction=_text(details, "Refs/InstrId"),
        end_to_end=_text(details, "Refs/EndToEndId"),
        return_code=_text(details, "RtrInf/Rsn/Cd") or _text(details, "RtrInf/Rsn/Prtry"),
        return_text=_text(details, "RtrInf/AddtlInf"),
        kind=_text(entry, "BkTxCd/Prtry/Cd"),
        family=_text(entry, "BkTxCd/Domn/Fmly/SubFmlyCd"),
        party_name=_text(details, f"RltdPties/{party}/Pty/Nm")
        or _text(details, f"RltdPties/{party}/Nm"),
        party_account=_account(details, account),
        text=" ".join(filter(None, (one.text for one in _all(details, "RmtInf/Ustrd"))))
        or _text(entry, "AddtlNtryInf"),
    )


def _account(details: Element, name: str) -> str:
    base = f"RltdPties/{name}/Id"
    return _text(details, f"{base}/IBAN") or _text(details, f"{base}/Othr/Id")


def _signed(balance: Element) -> str:
    sign = "-" if _text(balance, "CdtDbtInd") == "DBIT" else ""
    return sign + _text(balance, "Amt")


def _all(element: Element, path: str) -> Iterator[Element]:
    """Elements at a path of local names, whatever the version's namespace."""
    first, _, rest = path.partition("/")
    for child in element:
        if local(child.tag) == first:
            if rest:
                yield from _all(child, rest)
            else:
                yield child


def _text(element: Element, path: str) -> str:
    found = next(_all(element, path), None)
    return "" if found is None else (found.text or "").strip()
