"""Issues a receipt for every customer's line of a transaction, and hands its facts to whoever draws it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from connectors.ports import BookedLine, CoreBanking
from corporate.banks import Bank
from corporate.identity import rights
from kernel.context import Context
from kernel.errors import NotFound
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Verb
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from receipts.facts import Imprint, ReceiptFacts
from receipts.kinds import ReceiptKind
from receipts.stored import from_stored, to_stored
from receipts.verification import verification_code, verify
from workflows.documents import holding, queries, repository
from workflows.documents.commands import GetReceipt, ListReceipts, ReceiptPage, ReceiptView
from workflows.documents.holding import Held
from workflows.documents.press import Press
from workflows.documents.stating import stated

_PAGE_MAX = 200
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

    def issue_held(self, ctx: Context, held: Held) -> bool:
        """Issue the receipt of money set aside or set free; again changes nothing. Whether it is new."""
        if held.after is not None and not repository.is_issued(ctx, held.id, held.after.value):
            return False
        facts = holding.stated(self._bank_of(ctx), held)
        return self._insert(ctx, facts, held.enterprise_id, held.account, held.subject_id)

    def _issue_line(
        self, ctx: Context, transaction_id: UUID, subject_id: UUID, line: BookedLine
    ) -> bool:
        facts = stated(self._bank_of(ctx), transaction_id, line)
        return self._insert(ctx, facts, line.enterprise_id, line.account_number, subject_id)

    def _insert(
        self,
        ctx: Context,
        facts: ReceiptFacts,
        enterprise_id: UUID | None,
        account: str,
        subject_id: UUID,
    ) -> bool:
        return repository.insert(
            ctx,
            {
                "tenant_id": ctx.tenant_id,
                "enterprise_id": enterprise_id,
                "id": ctx.world.ids.uuid7(),
                "number": facts.number,
                "kind": facts.kind.value,
                "transaction_id": facts.transaction_id,
                "account_number": account,
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
