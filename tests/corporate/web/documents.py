"""Attachments and receipts, put where a test needs them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from connectors.core_banking.embedded import EmbeddedCore
from connectors.ports import Booking, Internal, Side
from kernel.money import Money
from receipts.invoice import InvoiceFacts, InvoiceParty, item_of, to_stored
from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.batches.commands import BatchHeader, Intake, OpenBatch
from workflows.batches.rows import RowIn
from workflows.intake.commands import KeepFile, KeptFile
from workflows.invoices import repository as invoices
from workflows.payments.attachment_commands import Attach, AttachmentLine

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 20 + b"\xff\xd9"


def attach(house: PaymentHouse, world: HouseWorld, maker: str, serial: str) -> str:
    """A document with a payment that is being prepared; its id."""
    command = Attach(client_serial=serial, name="合同.pdf", content=PDF)
    answer = house.house.gate.perform(world.actor(maker), "payments.attach", command)
    assert isinstance(answer, AttachmentLine)
    return answer.attachment_id


def drop(house: PaymentHouse, world: HouseWorld, maker: str, account: str) -> tuple[str, str]:
    """A draft of a batch with one faulty row, and a file that waits for its columns; number and id."""
    row = RowIn(2, "张三", "6222021001112223334", "1O0.00", "102100099996")
    opened = OpenBatch(
        client_serial="OWN-B", payer_account=account, name="运费", rows=Intake(lambda: iter([row]))
    )
    actor, gate = world.actor(maker), house.house.gate
    batch: BatchHeader = gate.perform(actor, "batches.open", opened)
    content = "甲,乙,丙\n张三,6222021001112223334,100\n".encode()
    kept: KeptFile = gate.perform(actor, "intake.keep", KeepFile(name="a.csv", content=content))
    return batch.number, kept.file_id


def issue_receipts(
    house: PaymentHouse, world: HouseWorld, owner: str, account: str, minor: int = 12_345
) -> str:
    """A receipt for money that came in to an account; its number."""
    user = world.user(owner)
    with world.job(user.tenant_id) as ctx:
        inside = ctx.inside(user.enterprise_id)
        ctx.uow.narrow(user.enterprise_id)
        transaction = EmbeddedCore().book(
            inside,
            Booking(
                id=world.kernel.ids.uuid7(),
                key=f"test:{account}:{minor}",
                kind="transfer_in",
                money=Money(minor, "CNY"),
                debit=Side(internal=Internal.CLEARING, rail="BEPS"),
                credit=Side(account),
                booked_on=(ctx.now + timedelta(hours=8)).date(),
                at=ctx.now,
                detail={
                    "number": "C261123-TEST0001", "payer_name": "付款人有限公司",
                    "payer_account": "6222021001112223334", "payer_bank_name": "中国工商银行",
                    "payer_bank_code": "102100099996", "payee_name": "收款人有限公司",
                    "payee_account": account, "purpose": "货款", "rail": "BEPS",
                },
            ),
        )  # fmt: skip
        issued = house.worker.documents.issue(inside, transaction, UUID(int=transaction.int ^ 1))
        assert issued == 1
        row = ctx.uow.row("SELECT number FROM receipt WHERE transaction_id = %s", (transaction,))
    assert row is not None
    return str(row["number"])


def invoice_of(world: HouseWorld, maker: str) -> str:
    """An invoice that waits for the tax platform; its number."""
    party = InvoiceParty("某", "91320594MA1MF7D37P")
    facts = InvoiceFacts(
        is_special=False, seller=party, buyer=party, items=(item_of("手续费", 1, 500),), remark="", drawer="",
    )  # fmt: skip
    number, user = world.kernel.ids.number("F"), world.user(maker)
    row = {
        "tenant_id": user.tenant_id, "enterprise_id": user.enterprise_id, "id": world.kernel.ids.uuid7(),
        "number": number, "colour": "blue", "kind": "ordinary", "reversed_id": None, "month": "2026-11",
        "gross_minor": 500, "tax_minor": 28, "facts": to_stored(facts), "status": "waiting",
        "status_at": world.clock.now(), "version": 0, "stamp": {}, "reason": {}, "attempts": 0,
        "due_at": world.clock.now(), "created_at": world.clock.now(),
    }  # fmt: skip
    with world.context(maker) as ctx:
        invoices.insert(ctx, row, ())
    return number
