"""A day's entries as GL_VOUCHER bodies: one voucher an entry, balanced, found again by its source key."""

from __future__ import annotations

import json
from typing import Any, Final

from erp_adapters.adapter import BackFile
from erp_adapters.posting import Posting, Side, words_of
from erp_adapters.statement import Line, Statement

_CURRENCIES: Final = {"CNY": "PRE001", "EUR": "PRE002", "HKD": "PRE003", "USD": "PRE007"}


def vouchers_of(statement: Statement, *, posting: Posting) -> BackFile | None:
    """The body of `BatchSave`, or nothing for a day without entries."""
    if not statement.lines:
        return None
    models = [_voucher(statement, line, posting) for line in statement.lines]
    body = {"formid": "GL_VOUCHER", "data": {"NeedUpDateFields": [], "Model": models}}
    content = json.dumps(body, ensure_ascii=False, indent=2) + "\n"
    return BackFile(f"GL_VOUCHER-{statement.account}-{statement.day}.json", content.encode())


def _voucher(statement: Statement, line: Line, posting: Posting) -> dict[str, Any]:
    return {
        "FAccountBookID": {"FNumber": posting.book},
        "FDate": line.booked_on,
        "FBUSDATE": line.booked_on,
        "FYEAR": int(line.booked_on[:4]),
        "FPERIOD": int(line.booked_on[5:7]),
        "FVOUCHERGROUPID": {"FNumber": posting.group or "PRE001"},
        "FATTACHMENTS": 0,
        "FACCBOOKORGID": {"FNumber": posting.organisation},
        # Once for each entry of each statement: pushed twice, Kingdee finds it there.
        "FSourceBillKey": f"{statement.account}/{statement.id}/{line.number}",
        "FEntity": [_entry(line, side) for side in posting.sides(line)],
    }


def _entry(line: Line, side: Side) -> dict[str, Any]:
    return {
        "FEXPLANATION": words_of(line),
        "FACCOUNTID": {"FNumber": side.subject},
        "FCURRENCYID": {"FNumber": _CURRENCIES.get(line.currency, line.currency)},
        "FEXCHANGERATETYPE": {"FNumber": "HLTX01_SYS"},
        "FEXCHANGERATE": side.rate,
        "FAMOUNTFOR": line.amount,
        "FDEBIT": side.local_debit,
        "FCREDIT": side.local_credit,
        "FSETTLENO": line.bank_reference,
        "FBUSNO": line.end_to_end,
    }
