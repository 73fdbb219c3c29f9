"""Issues a receipt for every customer's line of a transaction, and hands its facts to whoever draws it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from connectors.ports import BookedLine, CoreBanking
from corporate.banks import Bank
from corporate.identity import rights
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.money import Money
from kernel.operation import Door, Verb
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from receipts.facts import LENGTHS_MAX, Imprint, IssuingBank, Party, ReceiptFacts
from receipts.kinds import ReceiptKind, kind_of
from receipts.numbering import receipt_number
from receipts.stored import from_stored, to_stored
from receipts.verification import verification_code, verify
from workflows.documents import queries, repository
from workflows.documents.commands import GetReceipt, ListReceipts, ReceiptPage, ReceiptView
from workflows.documents.press import Press

_PAGE_MAX = 200
_RAILS = {
    "INTERNAL": Text("行内转账", "Own-bank transfer"),
    "HVPS": Text("大额支付", "HVPS"),
    "BEPS": Text("小额支付", "BEPS"),
    "IBPS": Text("网银互联", "IBPS"),
    "CORRESPONDENT": Text("代理行汇款", "Correspondent"),
}
_ABROAD = frozenset({"transfer_out", "return"})
"""Bookings whose payee has its account at another bank, named or not."""
_ABOUT_ANOTHER = frozenset({ReceiptKind.RETURN, ReceiptKind.FEE, ReceiptKind.REVERSAL})
"""Kinds whose serial is that of the payment they are about."""
_CHARGED = "转账手续费 Transfer fee"
_NOT_FOUND = Text("该回单", "The receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrintedReceipt(ReceiptView):
    """A receipt with everything a renderer needs; doors that print it take it as it is."""

    facts: ReceiptFacts
    imprint: Imprint


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedReceipt(PrintedReceipt):
    """One printing, signed: the file, its SM3 and the seal value over it."""

    content: bytes
    digest: bytes
    seal: bytes


class DocumentService:
    """Receipts: issued from what was booked, listed, printed, verified."""

    def __init__(
        self,
        core: CoreBanking,
        bank_of: Callable[[Context], Bank],
        secret_of: Callable[[Context], bytes],
        verify_url: Callable[[Bank, str, str], str],
        press: Press,
    ) -> None:
        self._core = core
        self._bank_of = bank_of
        self._secret_of = secret_of
        self._verify_url = verify_url
        self._press = press

    def issue(self, ctx: Context, transaction_id: UUID, subject_id: UUID) -> int:
        """Issue the receipts of a transaction; again changes nothing. Returns how many are new."""
        lines = self._core.transaction(ctx, transaction_id)
        return sum(
            self._issue_line(ctx, transaction_id, subject_id, line)
            for line in lines
            if line.enterprise_id is not None
        )

    def page(self, ctx: Context, command: ListReceipts) -> ReceiptPage:
        """A page of receipts, newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        wanted = queries.Filter(
            in_sight(ctx),
            command.text,
            command.account_number,
            command.kind,
            command.from_on,
            command.to_on,
            before,
        )
        rows = queries.page(ctx, wanted, limit + 1)
        more = (
            cursor_of(rows[limit - 1]["issued_at"], rows[limit - 1]["id"])
            if len(rows) > limit
            else ""
        )
        return ReceiptPage(receipts=tuple(view(row) for row in rows[:limit]), cursor=more)

    def show(self, ctx: Context, command: GetReceipt) -> PrintedReceipt:
        """A receipt to look at; nothing is counted. NotFound for one the user may not see."""
        row = queries.by_number(ctx, command.number)
        if row is None or row["account_number"] not in in_sight(ctx):
            raise NotFound(_NOT_FOUND)
        return self.printed(ctx, row)

    def print_out(self, ctx: Context, command: GetReceipt) -> SignedReceipt:
        """One more printing of a receipt: counted, signed and registered. Raises NotFound."""
        self.show(ctx, command)
        return self.hand_out(ctx, command.number)

    def count(self, ctx: Context, command: GetReceipt) -> PrintedReceipt:
        """One more printing that goes into a file with others. Raises NotFound."""
        self.show(ctx, command)
        row = repository.count_print(ctx, command.number)
        if row is None:
            raise NotFound(_NOT_FOUND)
        return self.printed(ctx, row)

    def stated(self, ctx: Context, number: str) -> PrintedReceipt:
        """A receipt for whoever was let in another way; nothing is counted. Raises NotFound."""
        row = queries.by_number(ctx, number)
        if row is None:
            raise NotFound(_NOT_FOUND)
        return self.printed(ctx, row)

    def hand_out(self, ctx: Context, number: str) -> SignedReceipt:
        """The same for whoever was let in another way. Raises NotFound."""
        row = repository.count_print(ctx, number)
        if row is None:
            raise NotFound(_NOT_FOUND)
        found = self.printed(ctx, row)
        made = self._press.receipt(ctx, (found.facts, found.imprint))
        said = {"print": row["prints"], "sm3": made.digest.hex()}
        audit.write(ctx, "documents.receipt", "receipt", number, said)
        whole = {one.name: getattr(found, one.name) for one in dataclasses.fields(found)}
        return SignedReceipt(**whole, content=made.content, digest=made.digest, seal=made.seal)

    def printed(self, ctx: Context, row: Row) -> PrintedReceipt:
        """A receipt's row with everything a renderer needs."""
        bank = self._bank_of(ctx)
        url = self._verify_url(bank, row["number"], row["code"])
        colour = str(bank.settings.get("document_colour", ""))
        imprint = Imprint(row["code"], url, ctx.now, row["prints"], colour)
        seen = dataclasses.asdict(view(row))
        return PrintedReceipt(**seen, facts=from_stored(row["facts"]), imprint=imprint)

    def verify(self, ctx: Context, number: str, code: str) -> ReceiptFacts:
        """The facts of a receipt whose number and code belong together; NotFound for anything else."""
        row = queries.public_facts(ctx, number)
        if row is None:
            raise NotFound(_NOT_FOUND)
        facts = from_stored(row["facts"])
        if not verify(facts, code, self._secret_of(ctx)):
            raise NotFound(_NOT_FOUND)
        return facts

    def _issue_line(
        self, ctx: Context, transaction_id: UUID, subject_id: UUID, line: BookedLine
    ) -> bool:
        bank = self._bank_of(ctx)
        facts = _facts(bank, transaction_id, line)
        return repository.insert(
            ctx,
            {
                "tenant_id": ctx.tenant_id,
                "enterprise_id": line.enterprise_id,
                "id": ctx.world.ids.uuid7(),
                "number": facts.number,
                "kind": facts.kind.value,
                "transaction_id": transaction_id,
                "account_number": line.account_number,
                "subject_id": subject_id,
                "facts": to_stored(facts),
                "code": verification_code(facts, self._secret_of(ctx)),
                "issued_at": ctx.now,
            },
        )


def in_sight(ctx: Context) -> list[str]:
    """The accounts whose receipts the user may see."""
    if ctx.actor.user_id is None:
        return []
    return rights.accounts_of(ctx.uow, ctx.actor.user_id, "accounts.see", Verb.SEE)


def view(row: Row) -> ReceiptView:
    """A receipt in a list."""
    facts = row["facts"]
    other = "payee" if ReceiptKind(row["kind"]).goes_out else "payer"
    return ReceiptView(
        number=row["number"],
        kind=row["kind"],
        account_number=row["account_number"],
        counterparty_name=facts[other]["name"],
        amount_minor=facts["amount"]["minor"],
        currency=facts["amount"]["currency"],
        booked_on=from_stored(facts).booked_on,
        business_serial=facts["business_serial"],
        purpose=facts.get("purpose", ""),
        code=row["code"],
        issued_at=row["issued_at"],
        prints=row["prints"],
    )


def _facts(bank: Bank, transaction_id: UUID, line: BookedLine) -> ReceiptFacts:
    said = line.detail
    kind = kind_of(line.kind, credit=line.money.minor > 0, fee=bool(said.get("fee")))
    payer, payee = _sides(bank, line, kind)
    own = kind is not ReceiptKind.CREDIT_IN and kind is not ReceiptKind.FEE
    facts = ReceiptFacts(
        number=_number(bank, transaction_id, line, kind),
        kind=kind,
        bank=IssuingBank(bank.name, bank.short_code, is_test=bank.is_test),
        payer=payer,
        payee=payee,
        amount=_amount(line, kind),
        booked_at=line.booked_at,
        booked_on=line.booked_on,
        transaction_id=transaction_id,
        business_serial=said.get("number", ""),
        client_serial=said.get("client_serial", "") if own else "",
        purpose=_CHARGED if kind is ReceiptKind.FEE else said.get("purpose", ""),
        remark=said.get("remark", ""),
        channel=Door(said["door"]).label if said.get("door") else None,
        rail=_RAILS.get(said.get("rail", "")),
        refunded_of=said.get("number", "") if kind in _ABOUT_ANOTHER else "",
    )
    return _fitting(facts)


def _number(bank: Bank, transaction_id: UUID, line: BookedLine, kind: ReceiptKind) -> str:
    """A fee stands beside its payment in one transaction: its kind takes part in its number."""
    account = line.account_number
    subject = f"{account} {kind.value}" if kind is ReceiptKind.FEE else account
    return receipt_number(bank.short_code, line.booked_on, transaction_id, subject)


def _amount(line: BookedLine, kind: ReceiptKind) -> Money:
    money = -line.money if line.money.minor < 0 else line.money
    return -money if kind.row.is_negative else money


def _sides(bank: Bank, line: BookedLine, kind: ReceiptKind) -> tuple[Party, Party]:
    said = line.detail
    payer = _party(bank, said, "payer", ours=line.kind != "transfer_in")
    if kind is ReceiptKind.FEE:
        return payer, Party(bank.name.zh, "", bank.name.zh, bank.bank_code)
    payee = _party(bank, said, "payee", ours=line.kind not in _ABROAD)
    return (payee, payer) if kind is ReceiptKind.RETURN else (payer, payee)


def _party(bank: Bank, said: dict[str, Any], side: str, *, ours: bool) -> Party:
    """One side of the booking; its bank is this one only where its account is kept here."""
    named = said.get(f"{side}_bank_name", ""), said.get(f"{side}_bank_code", "")
    own = (bank.name.zh, bank.bank_code) if ours else ("", "")
    return Party(
        said.get(f"{side}_name", ""), said.get(f"{side}_account", ""), named[0] or own[0], named[1] or own[1]
    )  # fmt: skip


def _fitting(facts: ReceiptFacts) -> ReceiptFacts:
    """Cut what came in longer than a receipt can print; the books keep it whole."""
    return dataclasses.replace(
        facts,
        payer=_fitting_party(facts.payer, "payer"),
        payee=_fitting_party(facts.payee, "payee"),
        client_serial=facts.client_serial[-LENGTHS_MAX["client_serial"] :],
        purpose=facts.purpose[: LENGTHS_MAX["purpose"]],
        remark=facts.remark[: LENGTHS_MAX["remark"]],
    )


def _fitting_party(party: Party, side: str) -> Party:
    return dataclasses.replace(
        party,
        name=party.name[: LENGTHS_MAX[f"{side}.name"]],
        bank_name=party.bank_name[: LENGTHS_MAX[f"{side}.bank_name"]],
    )
