"""What is looked for among an account's lines (流水查询): the address's words, as a question and as the form shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

from corporate.web import parts as p
from corporate.web.search import amounts_in, date_value, text_value, wanted_date
from workflows.accounts.inquiry_commands import Direction, SearchLines

_SIDES: Final = {"in": Direction.CREDIT, "out": Direction.DEBIT}
_KEPT: Final = ("from", "to", "direction", "text")


@dataclass(frozen=True, slots=True)
class LedgerSearch:
    """The form above the lines, and what is asked when anything in it narrows them."""

    fields: dict[str, p.Value]
    asked: SearchLines | None


def wanted(account: str, currency: str, page: int) -> LedgerSearch:
    """Read the address; a figure or a range of figures in the words is an amount."""
    text, side = text_value("text"), _SIDES.get(request.args.get("direction", ""))
    fields = {
        "from": date_value("from"),
        "to": date_value("to"),
        "direction": p.Value(request.args.get("direction", "") if side else ""),
        "text": p.Value(text),
    }
    since, until = wanted_date("from"), wanted_date("to")
    if not (text or side or since or until):
        return LedgerSearch(fields, None)
    amounts = amounts_in(text, currency)
    least, most = amounts or (None, None)
    asked = SearchLines(
        account_number=account,
        text="" if amounts else text,
        from_on=since,
        to_on=until,
        direction=side or Direction.ALL,
        least_minor=least,
        most_minor=most,
        currency=currency,
        cursor=request.args.get("cursor", ""),
        limit=page,
    )
    return LedgerSearch(fields, asked)


def address(account: str, **more: Any) -> str:
    """The lines again, narrowed as they are."""
    kept: dict[str, Any] = {name: request.args.get(name) or None for name in _KEPT}
    return url_for("accounts.ledger", account=account, **kept, **more)
