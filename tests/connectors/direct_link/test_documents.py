"""Receipts by signed messages: one at once, checked by its code, and many by a task."""

from __future__ import annotations

import base64
from collections.abc import Callable

import pytest

from corporate.bootstrap import House
from jobs.bank_run import BankRun
from tests.connectors.direct_link.conftest import assembled
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.test_inquiries import rows
from tests.racing import at_once
from tests.world import HouseWorld, crypto


@pytest.fixture
def booked(erp: Erp, world: HouseWorld, house: House) -> Callable[[str], str]:
    """Pay at once, and issue what is due; the bank's number."""
    allow_direct(world)

    def once(serial: str) -> str:
        number = erp.pay(ClientSerial=serial).value("Number")
        with world.job() as ctx:
            row = ctx.uow.rows(
                "SELECT id, transaction_id FROM payment WHERE number = %s", (number,)
            )[0]
            house.documents.issue(ctx, row["transaction_id"], row["id"])
        return number

    return once


def test_a_receipt_is_fetched_by_the_payment_s_serial_or_the_bank_s_number(
    erp: Erp, booked: Callable[[str], str]
) -> None:
    missing = erp.call("documents.receipt_file", "GetReceiptFile", ClientSerial="ERP-1")
    assert (missing.status, missing.code) == (404, "D001")
    number = booked("ERP-1")
    (listed,) = rows(erp.call("documents.receipts", "ListReceipts"), "Receipts")
    mine = listed["Number"]
    for asked in ({"ClientSerial": "ERP-1"}, {"BusinessSerial": number}, {"Number": mine}):
        reply = erp.call("documents.receipt_file", "GetReceiptFile", **asked)
        content = base64.b64decode(reply.value("Content"))
        assert content.startswith(b"%PDF-")
        assert (len(content), crypto().sm3(content).hex()) == (
            int(reply.value("Size")), reply.value("Digest"),
        )  # fmt: skip
        assert reply.value("Number") == mine
    (listed,) = rows(erp.call("documents.receipts", "ListReceipts"), "Receipts")
    assert listed["Prints"] == "3"


def test_a_receipt_of_others_is_not_found(
    erp: Erp, hengrui: Erp, booked: Callable[[str], str]
) -> None:
    booked("ERP-1")
    (mine,) = rows(erp.call("documents.receipts", "ListReceipts"), "Receipts")
    for asked in ({"Number": mine["Number"]}, {"ClientSerial": "ERP-1"}, {}):
        assert hengrui.call("documents.receipt_file", "GetReceiptFile", **asked).code == "D001"


def test_number_and_code_belong_together_or_nothing_is_told(
    erp: Erp, hengrui: Erp, booked: Callable[[str], str]
) -> None:
    booked("ERP-1")
    (mine,) = rows(erp.call("documents.receipts", "ListReceipts"), "Receipts")
    shown = {"Number": mine["Number"], "Code": mine["Code"]}
    genuine = hengrui.call("documents.verify", "VerifyReceipt", **shown)
    assert (genuine.value("Genuine"), genuine.value("Amount")) == ("true", "1286.40")
    forged = hengrui.call("documents.verify", "VerifyReceipt", **shown | {"Code": "AAAA-AAAA-AAAA"})
    assert (forged.value("Genuine"), forged.value("Amount")) == ("false", "")


def test_many_are_ordered_asked_for_and_fetched(
    erp: Erp, world: HouseWorld, booked: Callable[[str], str]
) -> None:
    for serial in ("ERP-1", "ERP-2"):
        booked(serial)
    wish = {"ClientSerial": "DOC-1", "FromOn": "2026-11-23", "ToOn": "2026-11-23"}
    task = erp.call("documents.order", "OrderDocuments", **wish)
    assert (task.code, task.value("Status")) == ("0000", "waiting")
    early = erp.call("documents.fetch", "FetchPart", Number=task.value("Number"))
    assert (early.status, early.code, early.reason) == (409, "C123", "document.not_ready")
    worker = assembled(world, world.folder.parent)
    worker.maker(BankRun(world.db.worker, world.kernel, world.tenant_id))
    ready = erp.call("documents.task", "FindTask", ClientSerial="DOC-1")
    assert (ready.value("Status"), ready.value("Items"), ready.value("Parts")) == (
        "ready",
        "2",
        "1",
    )
    part = erp.call("documents.fetch", "FetchPart", Number=task.value("Number"))
    content = base64.b64decode(part.value("Content"))
    assert content.startswith(b"PK")
    assert crypto().sm3(content).hex() == ready.value("Digest")


def test_the_same_order_many_times_at_once_is_one_task(erp: Erp, world: HouseWorld) -> None:
    wish = {"ClientSerial": "DOC-1", "FromOn": "2026-11-23", "ToOn": "2026-11-23"}
    replies = at_once(lambda _: erp.call("documents.order", "OrderDocuments", **wish), range(8))
    assert {reply.code for reply in replies} == {"0000"}
    assert len({reply.value("Number") for reply in replies}) == world.count("document_task") == 1
