"""A day's entries as a `ufinterface` of vouchers: one an entry, balanced; `reserve2` keeps it from being taken twice."""

from __future__ import annotations

from typing import Final

from lxml import etree

from erp_adapters.adapter import BackFile
from erp_adapters.posting import Posting, Side, words_of
from erp_adapters.statement import Line, Statement
from kernel.iso20022.builder import Builder
from kernel.xml import Element

_SYSTEM: Final = "YQ"
_CURRENCIES: Final = {"CNY": "人民币"}
_E: Final = Builder("")


def vouchers_of(statement: Statement, *, posting: Posting, bill_type: str) -> BackFile | None:
    """The file, or nothing for a day without entries."""
    if not statement.lines:
        return None
    name = f"voucher-{statement.account}-{statement.day}.xml"
    root = _E(
        "ufinterface",
        *(_voucher(statement, line, posting) for line in statement.lines),
        roottag="voucher", billtype=bill_type, proc="add", receiver=posting.book, sender=_SYSTEM,
        replace="N", isexchange="Y", filename=name, docid=statement.id, subtype="",
    )  # fmt: skip
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return BackFile(name, content)


def _voucher(statement: Statement, line: Line, posting: Posting) -> Element:
    key = f"{statement.account}/{statement.id}/{line.number}"
    head = {
        "company": posting.book,
        "voucher_type": posting.group,
        "fiscal_year": line.booked_on[:4],
        "accounting_period": line.booked_on[5:7],
        "voucher_id": "",
        "attachment_number": "0",
        "prepareddate": line.booked_on,
        "enter": posting.maker,
        "cashier": "",
        "signature": "",
        "checker": "",
        "posting_date": "",
        "posting_person": "",
        "voucher_making_system": _SYSTEM,
        "memo1": line.bank_reference,
        "memo2": line.end_to_end,
        "reserve1": "",
        "reserve2": key,
        "revokeflag": "",
    }
    sides = posting.sides(line)
    entries = (_entry(number, line, side) for number, side in enumerate(sides, 1))
    return _E(
        "voucher",
        _E("voucher_head", *(_E(name, value) for name, value in head.items())),
        _E("voucher_body", *entries),
        id=key,
    )


def _entry(number: int, line: Line, side: Side) -> Element:
    said = {
        "entry_id": str(number),
        "account_code": side.subject,
        "abstract": words_of(line),
        "settlement": "",
        "document_id": line.bank_reference,
        "document_date": line.booked_on,
        "currency": _CURRENCIES.get(line.currency, line.currency),
        "unit_price": "0",
        "exchange_rate1": "0",
        "exchange_rate2": side.rate,
        "debit_quantity": "0",
        "primary_debit_amount": side.debit,
        "secondary_debit_amount": "0",
        "natural_debit_currency": side.local_debit,
        "credit_quantity": "0",
        "primary_credit_amount": side.credit,
        "secondary_credit_amount": "0",
        "natural_credit_currency": side.local_credit,
        "bill_type": "",
        "bill_id": "",
        "bill_date": "",
    }
    return _E("entry", *(_E(name, value) for name, value in said.items()))
