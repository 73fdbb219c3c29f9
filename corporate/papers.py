"""Documents, put together: what signs and prints them, receipts, statements, shares."""

from __future__ import annotations

from dataclasses import dataclass

from corporate import programs, trust, vouchers
from corporate.banks.authority import FileAuthorities
from corporate.banks.banks import receipt_key
from corporate.bindings import bind_documents
from corporate.ground import Ground
from kernel.operation import Bindings
from receipts.vouchers.paper import render_with_vouchers
from workflows.accounts.files import StatementFiles
from workflows.documents.checks import FileDesk
from workflows.documents.making import DocumentMaker
from workflows.documents.press import Press
from workflows.documents.service import DocumentService
from workflows.documents.sharing import ShareDesk


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything of documents that one process has."""

    service: DocumentService
    statements: StatementFiles
    maker: DocumentMaker
    files: FileDesk
    shares: ShareDesk
    press: Press

    def bindings(self) -> Bindings:
        """What the operations on documents do."""
        return {**bind_documents(self.service), **vouchers.bindings(self.service)}


def papers(ground: Ground, authorities: FileAuthorities) -> Papers:
    """Put it together."""
    keys = trust.document_keys(ground.settings, ground.world, ground.banks, authorities)
    press = Press(keys, render_with_vouchers)
    service = DocumentService(
        ground.core,
        ground.bank_of,
        lambda ctx: receipt_key(ctx.uow),
        lambda bank, number, code: f"{ground.verify_page(bank)}?number={number}&code={code}",
        press,
    )
    printed = programs.printer(press, lambda ctx: ground.verify_page(ground.bank_of(ctx)))
    statements = StatementFiles(ground.core, ground.bank_of, printed)
    return Papers(
        service=service,
        statements=statements,
        maker=programs.maker(service, press, statements),
        files=FileDesk(keys),
        shares=ShareDesk(service, press),
        press=press,
    )
