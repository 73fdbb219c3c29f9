"""Writes camt.053 (账户对账单), camt.052 (当日明细) and camt.054 (动账通知) of any length in constant memory.

Entries are written as they come. The finished file is read once more against the official schema,
because an ERP that cannot import one statement stops reading all that follow.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import BinaryIO, Final

from lxml import etree

from kernel.iso20022.builder import Builder, in_lines, iso_time
from kernel.iso20022.camt_dialects import DIALECTS, Dialect
from kernel.iso20022.output import check_written
from kernel.iso20022.statement_model import (
    Counterparty,
    EntrySums,
    Part,
    Statement,
    StatementAccount,
    StatementBalance,
    StatementEntry,
)
from kernel.money import format_minor
from kernel.xml import Element

_NAME_CHARS_MAX: Final = 140
_ACCOUNT_NAME_CHARS_MAX: Final = 70
_LINE_CHARS_MAX: Final = 140
_NOTE_CHARS_MAX: Final = 500

_build: Final = Builder("")
"""Bare elements: written inside the document they take on its default namespace, once declared."""


def write_camt(
    out: BinaryIO, name: str, message_id: str, created_at: datetime, parts: Iterable[Part]
) -> None:
    """Write the message `name`, such as `camt.053.001.08`, to `out`; then it is read back.

    `out` must be writable, readable and seekable, and empty. What `parts` holds is walked once.
    Raises `BrokenMessage`.
    """
    dialect = DIALECTS[name]
    writer = _Writer(dialect)
    with etree.xmlfile(out, encoding="UTF-8") as file:
        file.write_declaration()
        with (
            file.element("Document", nsmap={None: dialect.namespace}),
            file.element(dialect.message),
        ):
            file.write(_group_header(message_id, created_at))
            for statement, entries in parts:
                with file.element(dialect.part):
                    for element in writer.head(statement):
                        file.write(element)
                    for entry in entries:
                        file.write(writer.entry(entry, statement.account.currency))
    check_written(out, name)


def _group_header(message_id: str, created_at: datetime) -> Element:
    return _build("GrpHdr", _build("MsgId", message_id), _build("CreDtTm", iso_time(created_at)))


class _Writer:
    """Makes the elements of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    def head(self, statement: Statement) -> Iterable[Element]:
        """What stands before the entries."""
        yield _build("Id", statement.statement_id)
        yield _build("ElctrncSeqNb", str(statement.sequence))
        yield _build("CreDtTm", iso_time(statement.created_at))
        yield _build(
            "FrToDt",
            _build("FrDtTm", iso_time(statement.from_at)),
            _build("ToDtTm", iso_time(statement.to_at)),
        )
        yield self._account(statement.account)
        for balance in statement.balances if self._dialect.has_balances else ():
            yield _balance(balance, statement.account.currency)
        if statement.sums:
            yield _sums(statement.sums, statement.account.currency)

    def entry(self, entry: StatementEntry, currency: str) -> Element:
        """One booking."""
        booked = _build("Cd", "BOOK") if self._dialect.coded_status else "BOOK"
        return _build(
            "Ntry",
            _build.maybe("NtryRef", entry.entry_reference),
            _amount(entry.amount_minor, currency),
            _direction(credit=entry.credit),
            _build("RvslInd", "true") if entry.reversal else None,
            _build("Sts", booked),
            _build("BookgDt", _build("Dt", entry.booked_on.isoformat())),
            _build("ValDt", _build("Dt", entry.valued_on.isoformat())),
            _build.maybe("AcctSvcrRef", entry.bank_reference),
            _transaction_code(entry),
            _build.maybe("NtryDtls", self._details(entry, currency)),
            _build.maybe("AddtlNtryInf", entry.note[:_NOTE_CHARS_MAX]),
        )

    def _account(self, account: StatementAccount) -> Element:
        return _build(
            "Acct",
            _account_id(account.number, iban=account.iban),
            _build("Ccy", account.currency),
            _build.maybe("Nm", account.name[:_ACCOUNT_NAME_CHARS_MAX]),
            _build.maybe("Ownr", _name(account.owner)),
            self._agent("Svcr", account.bank_name, account.bank_bic, account.bank_code),
        )

    def _details(self, entry: StatementEntry, currency: str) -> Element:
        lines = _build.each("Ustrd", in_lines(entry.remittance, _LINE_CHARS_MAX))
        return _build(
            "TxDtls",
            _references(entry),
            *self._transaction_amount(entry, currency),
            *self._other_side(entry.counterparty, paid=entry.credit == entry.reversal),
            _build.maybe("RmtInf", *lines),
        )

    def _transaction_amount(self, entry: StatementEntry, currency: str) -> tuple[Element, ...]:
        amount = _amount(entry.amount_minor, currency)
        if self._dialect.amounts_in_details:
            return amount, _direction(credit=entry.credit)
        return (_build("AmtDtls", _build("TxAmt", amount)),)

    def _other_side(
        self, other: Counterparty, *, paid: bool
    ) -> tuple[Element | None, Element | None]:
        """Return parties and agents: who we paid is the creditor, who paid us the debtor.

        A reversal runs the other way round, but its parties stay those of the original booking.
        """
        role = "Cdtr" if paid else "Dbtr"
        name = _name(other.name)
        parties = _build.maybe(
            "RltdPties",
            _build.maybe(
                role, _build.maybe("Pty", name) if self._dialect.wrapped_parties else name
            ),
            _build.maybe(
                f"{role}Acct",
                _account_id(other.account, iban=other.iban) if other.account else None,
            ),
        )
        agent = self._agent(f"{role}Agt", other.bank_name, other.bank_bic, other.bank_code)
        return parties, _build.maybe("RltdAgts", agent)

    def _agent(self, name: str, bank_name: str, bic: str, code: str) -> Element | None:
        system = _build("ClrSysId", _build("Cd", "CNAPS"))
        institution = _build.maybe(
            "FinInstnId",
            _build.maybe(self._dialect.bic, bic),
            _build("ClrSysMmbId", system, _build("MmbId", code)) if code else None,
            _name(bank_name),
        )
        return _build.maybe(name, institution)


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


def _transaction_code(entry: StatementEntry) -> Element:
    code = entry.code
    family = _build("Fmly", _build("Cd", code.family), _build("SubFmlyCd", code.sub_family))
    return _build(
        "BkTxCd",
        _build("Domn", _build("Cd", code.domain), family),
        _build.maybe("Prtry", _build.maybe("Cd", code.own)),
    )


def _references(entry: StatementEntry) -> Element | None:
    return _build.maybe(
        "Refs",
        _build.maybe("MsgId", entry.message_id),
        _build.maybe("AcctSvcrRef", entry.bank_reference),
        _build.maybe("PmtInfId", entry.payment_info_id),
        _build.maybe("InstrId", entry.instruction_id),
        _build.maybe("EndToEndId", entry.end_to_end_id),
    )


def _amount(minor: int, currency: str) -> Element:
    return _build("Amt", format_minor(minor, currency, grouping=False), Ccy=currency)


def _direction(*, credit: bool) -> Element:
    return _build("CdtDbtInd", "CRDT" if credit else "DBIT")


def _name(name: str) -> Element | None:
    return _build.maybe("Nm", name[:_NAME_CHARS_MAX])


def _account_id(number: str, *, iban: bool) -> Element:
    return _build("Id", _build("IBAN", number) if iban else _build("Othr", _build("Id", number)))
