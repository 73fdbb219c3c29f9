"""Writes camt.053.001.08 (账户对账单) of any length in constant memory.

Entries are written as they come. The finished file is read once more against the official schema,
because an ERP that cannot import one statement stops reading all that follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

from lxml import etree

from kernel.iso20022.builder import Builder, in_lines, iso_time
from kernel.iso20022.camt053_model import (
    Counterparty,
    EntrySums,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
)
from kernel.iso20022.output import check_written
from kernel.iso20022.schemas import CAMT_053, NAMESPACE
from kernel.money import format_minor
from kernel.xml import Element

_NAME_CHARS_MAX: Final = 140
_ACCOUNT_NAME_CHARS_MAX: Final = 70
_LINE_CHARS_MAX: Final = 140
_NOTE_CHARS_MAX: Final = 500
_NAMESPACE: Final = NAMESPACE + CAMT_053

_build: Final = Builder("")
"""Bare elements: written inside the document they take on its default namespace, once declared."""


def write_camt053(out: BinaryIO, statement: Statement, entries: Iterable[StatementEntry]) -> None:
    """Write the message to `out`, which is then read back; raises `BrokenMessage`.

    `out` must be writable, readable and seekable, and empty. `entries` is walked once.
    """
    currency = statement.account.currency
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with file.element("Document", nsmap={None: _NAMESPACE}), file.element("BkToCstmrStmt"):
            file.write(_group_header(statement))
            with file.element("Stmt"):
                for part in _statement_head(statement):
                    file.write(part)
                for entry in entries:
                    file.write(_entry(entry, currency))
    check_written(out, CAMT_053)


def _group_header(statement: Statement) -> Element:
    return _build(
        "GrpHdr",
        _build("MsgId", statement.message_id),
        _build("CreDtTm", iso_time(statement.created_at)),
    )


def _statement_head(statement: Statement) -> Iterable[Element]:
    yield _build("Id", statement.statement_id)
    yield _build("ElctrncSeqNb", str(statement.sequence))
    yield _build("CreDtTm", iso_time(statement.created_at))
    yield _build(
        "FrToDt",
        _build("FrDtTm", iso_time(statement.from_at)),
        _build("ToDtTm", iso_time(statement.to_at)),
    )
    yield _account(statement.account)
    for balance in statement.balances:
        yield _balance(balance, statement.account.currency)
    if statement.sums:
        yield _sums(statement.sums, statement.account.currency)


def _account(account: StatementAccount) -> Element:
    return _build(
        "Acct",
        _account_id(account.number, iban=account.iban),
        _build("Ccy", account.currency),
        _build.maybe("Nm", account.name[:_ACCOUNT_NAME_CHARS_MAX]),
        _build.maybe("Ownr", _name(account.owner)),
        _agent("Svcr", account.bank_name, account.bank_bic, account.bank_code),
    )


def _balance(balance: StatementBalance, currency: str) -> Element:
    return _build(
        "Bal",
        _build("Tp", _build("CdOrPrtry", _build("Cd", balance.kind))),
        _amount(balance.amount_minor, currency),
        _direction(credit=balance.credit),
        _build("Dt", _build("Dt", balance.on.isoformat())),
    )


def _sums(sums: EntrySums, currency: str) -> Element:
    def totals(name: str, count: int, minor: int) -> Element:
        amount = format_minor(minor, currency, grouping=False)
        return _build(name, _build("NbOfNtries", str(count)), _build("Sum", amount))

    count, minor = sums.credit_count + sums.debit_count, sums.credit_minor + sums.debit_minor
    return _build(
        "TxsSummry",
        totals("TtlNtries", count, minor),
        totals("TtlCdtNtries", sums.credit_count, sums.credit_minor),
        totals("TtlDbtNtries", sums.debit_count, sums.debit_minor),
    )


def _entry(entry: StatementEntry, currency: str) -> Element:
    return _build(
        "Ntry",
        _build.maybe("NtryRef", entry.entry_reference),
        _amount(entry.amount_minor, currency),
        _direction(credit=entry.credit),
        _build("RvslInd", "true") if entry.reversal else None,
        _build("Sts", _build("Cd", "BOOK")),
        _build("BookgDt", _build("Dt", entry.booked_on.isoformat())),
        _build("ValDt", _build("Dt", entry.valued_on.isoformat())),
        _build.maybe("AcctSvcrRef", entry.bank_reference),
        _transaction_code(entry),
        _build.maybe("NtryDtls", _details(entry, currency)),
        _build.maybe("AddtlNtryInf", entry.note[:_NOTE_CHARS_MAX]),
    )


def _transaction_code(entry: StatementEntry) -> Element:
    code = entry.code
    family = _build("Fmly", _build("Cd", code.family), _build("SubFmlyCd", code.sub_family))
    return _build(
        "BkTxCd",
        _build("Domn", _build("Cd", code.domain), family),
        _build.maybe("Prtry", _build.maybe("Cd", code.own)),
    )


def _details(entry: StatementEntry, currency: str) -> Element:
    lines = _build.each("Ustrd", in_lines(entry.remittance, _LINE_CHARS_MAX))
    return _build(
        "TxDtls",
        _build.maybe(
            "Refs",
            _build.maybe("MsgId", entry.message_id),
            _build.maybe("AcctSvcrRef", entry.bank_reference),
            _build.maybe("PmtInfId", entry.payment_info_id),
            _build.maybe("InstrId", entry.instruction_id),
            _build.maybe("EndToEndId", entry.end_to_end_id),
        ),
        _amount(entry.amount_minor, currency),
        _direction(credit=entry.credit),
        *_other_side(entry.counterparty, paid=entry.credit == entry.reversal),
        _build.maybe("RmtInf", *lines),
    )


def _other_side(other: Counterparty, *, paid: bool) -> tuple[Element | None, Element | None]:
    """Return parties and agents: who we paid is the creditor, who paid us the debtor.

    A reversal runs the other way round, but its parties stay those of the original booking.
    """
    role = "Cdtr" if paid else "Dbtr"
    parties = _build.maybe(
        "RltdPties",
        _build.maybe(role, _build.maybe("Pty", _name(other.name))),
        _build.maybe(
            f"{role}Acct", _account_id(other.account, iban=other.iban) if other.account else None
        ),
    )
    agent = _agent(f"{role}Agt", other.bank_name, other.bank_bic, other.bank_code)
    return parties, _build.maybe("RltdAgts", agent)


def _amount(minor: int, currency: str) -> Element:
    return _build("Amt", format_minor(minor, currency, grouping=False), Ccy=currency)


def _direction(*, credit: bool) -> Element:
    return _build("CdtDbtInd", "CRDT" if credit else "DBIT")


def _name(name: str) -> Element | None:
    return _build.maybe("Nm", name[:_NAME_CHARS_MAX])


def _account_id(number: str, *, iban: bool) -> Element:
    return _build("Id", _build("IBAN", number) if iban else _build("Othr", _build("Id", number)))


def _agent(name: str, bank_name: str, bic: str, code: str) -> Element | None:
    system = _build("ClrSysId", _build("Cd", "CNAPS"))
    institution = _build.maybe(
        "FinInstnId",
        _build.maybe("BICFI", bic),
        _build("ClrSysMmbId", system, _build("MmbId", code)) if code else None,
        _name(bank_name),
    )
    return _build.maybe(name, institution)
