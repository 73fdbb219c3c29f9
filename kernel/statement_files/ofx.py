"""Writes OFX 1.02, which accounting programs import with a click.

Its header names UTF-8 and every tag is closed, so that readers of SGML and of XML both take it: of
five readers that were tried all read Chinese here, and only three in OFX 2.

A line's own number is its FITID: it never changes and never repeats, so importing twice adds nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import BinaryIO, Final

from lxml import etree

from kernel.calendar import SHANGHAI
from kernel.iso20022.builder import Builder
from kernel.iso20022.statement_model import Part, Statement, StatementEntry
from kernel.money import format_minor
from kernel.xml import Element

_PROLOG: Final = (
    b"OFXHEADER:100\r\nDATA:OFXSGML\r\nVERSION:102\r\nSECURITY:NONE\r\nENCODING:UTF-8\r\nCHARSET:NONE\r\n"
    b"COMPRESSION:NONE\r\nOLDFILEUID:NONE\r\nNEWFILEUID:NONE\r\n\r\n"
)
_BANK_CHARS_MAX: Final = 9
_NAME_CHARS_MAX: Final = 32
_MEMO_CHARS_MAX: Final = 255
_REFERENCE_CHARS_MAX: Final = 32
_build: Final = Builder("")


def write_ofx(out: BinaryIO, message_id: str, created_at: datetime, parts: Iterable[Part]) -> None:
    """Write one response with a statement for each part."""
    out.write(_PROLOG)
    with etree.xmlfile(out, encoding="UTF-8") as file, file.element("OFX"):
        file.write(_sign_on(created_at))
        with file.element("BANKMSGSRSV1"):
            for place, (statement, entries) in enumerate(parts, 1):
                with file.element("STMTTRNRS"):
                    file.write(_build("TRNUID", f"{message_id}-{place}"))
                    file.write(_fine())
                    with file.element("STMTRS"):
                        for element in _account(statement):
                            file.write(element)
                        with file.element("BANKTRANLIST"):
                            file.write(_build("DTSTART", _time(statement.from_at)))
                            file.write(_build("DTEND", _time(statement.to_at)))
                            for entry in entries:
                                file.write(_transaction(entry, statement.account.currency), "\n")
                        for element in _balances(statement):
                            file.write(element)


def _sign_on(at: datetime) -> Element:
    inside = _build("SONRS", _fine(), _build("DTSERVER", _time(at)), _build("LANGUAGE", "ZHO"))
    return _build("SIGNONMSGSRSV1", inside)


def _fine() -> Element:
    return _build("STATUS", _build("CODE", "0"), _build("SEVERITY", "INFO"))


def _account(statement: Statement) -> Iterable[Element]:
    account = statement.account
    bank = account.bank_bic or account.bank_code
    yield _build("CURDEF", account.currency)
    yield _build(
        "BANKACCTFROM",
        _build("BANKID", bank[:_BANK_CHARS_MAX] or "0"),
        _build("ACCTID", account.number),
        _build("ACCTTYPE", "CHECKING"),
    )


def _transaction(entry: StatementEntry, currency: str) -> Element:
    other = entry.counterparty
    said = " ".join(filter(None, (entry.remittance, entry.note)))
    reference = entry.end_to_end_id or entry.instruction_id or entry.bank_reference
    return _build(
        "STMTTRN",
        _build("TRNTYPE", _type(entry)),
        _build("DTPOSTED", _day(entry.booked_on)),
        _build("DTAVAIL", _day(entry.valued_on)),
        _build(
            "TRNAMT", _signed(entry.amount_minor if entry.credit else -entry.amount_minor, currency)
        ),
        _build("FITID", entry.entry_reference or entry.bank_reference),
        _build.maybe("REFNUM", reference if len(reference) <= _REFERENCE_CHARS_MAX else ""),
        _build("NAME", (other.name or entry.code.own)[:_NAME_CHARS_MAX]),
        _build.maybe("MEMO", said[:_MEMO_CHARS_MAX]),
    )


def _type(entry: StatementEntry) -> str:
    if entry.code.own == "fee":
        return "FEE"
    return "CREDIT" if entry.credit else "DEBIT"


def _balances(statement: Statement) -> Iterable[Element]:
    closing = statement.closing
    if closing is not None:
        yield _build(
            "LEDGERBAL",
            _build("BALAMT", _signed(closing.signed_minor, statement.account.currency)),
            _build("DTASOF", _day(closing.on)),
        )


def _signed(minor: int, currency: str) -> str:
    return format_minor(minor, currency, grouping=False)


def _day(on: date) -> str:
    """A bank day at its noon, so that no reader moves it to another."""
    return f"{on:%Y%m%d}120000[+8:CST]"


def _time(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y%m%d%H%M%S}[+8:CST]"
