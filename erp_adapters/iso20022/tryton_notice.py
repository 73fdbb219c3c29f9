"""A day's payments as the camt.054.001.04 by which Tryton lets its payments succeed or fail.

Tryton looks its payments up by InstrId and by the sign of the transaction, and takes the sign for the
direction of the *order*: a credit transfer is CRDT to it, though our account was debited. So the sign of
each transaction, and of nothing else, is turned here for payments we ordered. A returned payment carries
`RtrInf` and fails there.
"""

from __future__ import annotations

from typing import Final

from lxml import etree

from erp_adapters.adapter import BackFile
from erp_adapters.statement import Line, Statement
from kernel.iso20022.builder import Builder
from kernel.xml import Element

_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:camt.054.001.04"
_E: Final = Builder(_NAMESPACE)
_ORDERED: Final = "CRDT"
_FEES: Final = frozenset({"CHRG", "COMM", "FEES"})
"""A fee bears the references of its payment, and is none."""


def notice_of(statement: Statement) -> BackFile | None:
    """The notification, or nothing for a day without a payment of ours."""
    lines = [line for line in statement.lines if line.instruction and line.family not in _FEES]
    if not lines:
        return None
    at = f"{statement.day}T00:00:00"
    root = _E(
        "Document",
        _E(
            "BkToCstmrDbtCdtNtfctn",
            _E("GrpHdr", _E("MsgId", f"N-{statement.id}"[:35]), _E("CreDtTm", at)),
            _E(
                "Ntfctn",
                _E("Id", statement.id),
                _E("CreDtTm", at),
                _E("Acct", _E("Id", _account(statement.account)), _E("Ccy", statement.currency)),
                *(_entry(line) for line in lines),
            ),
        ),
    )
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return BackFile(f"camt054-{statement.account}-{statement.day}.xml", content)


def _entry(line: Line) -> Element:
    sign = "CRDT" if line.credit else "DBIT"
    day = _E("Dt", line.booked_on)
    return _E(
        "Ntry",
        _E("NtryRef", str(line.number)),
        _E("Amt", line.amount, Ccy=line.currency),
        _E("CdtDbtInd", sign),
        _E("Sts", "BOOK"),
        _E("BookgDt", day),
        _E("ValDt", _E("Dt", line.booked_on)),
        _E.maybe("AcctSvcrRef", line.bank_reference),
        _E("BkTxCd", _E("Prtry", _E("Cd", line.kind or "NONE"))),
        _E("NtryDtls", _details(line)),
    )


def _details(line: Line) -> Element:
    reason = _E("Rsn", _E("Cd", line.return_code)) if line.return_code else None
    words = _E("AddtlInf", line.return_text[:105]) if line.return_text else None
    returned = _E("RtrInf", reason, words) if reason is not None or line.credit else None
    return _E(
        "TxDtls",
        _E(
            "Refs",
            _E.maybe("AcctSvcrRef", line.bank_reference),
            _E("InstrId", line.instruction),
            _E.maybe("EndToEndId", line.end_to_end),
        ),
        _E("Amt", line.amount, Ccy=line.currency),
        _E("CdtDbtInd", _ORDERED),
        returned,
    )


def _account(number: str) -> Element:
    if number[:2].isalpha():
        return _E("IBAN", number)
    return _E("Othr", _E("Id", number))
