"""What an ERP asks for, in every encoding: the same facts, the same codes, one effect under one serial."""

from __future__ import annotations

import pytest

from tests.connectors.direct_link.erp import PAYMENT, Erp
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.soap_erp import SoapErp
from tests.connectors.direct_link.test_batches import batch, row, submit
from tests.world import HouseWorld

DAYS = {"FromOn": "2026-11-23", "ToOn": "2026-11-23"}


def test_a_batch_is_one_batch_through_xml_json_and_soap(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    wanted = batch(row("R-1"), row("R-2"))
    first = submit(erp, row("R-1"), row("R-2"))
    by_json = JsonErp(erp).call("payments.submit_batch", **wanted)
    soap = SoapErp(erp)
    by_soap = soap.post(soap.request("payments.submit_batch", "PaymentsSubmitBatch", wanted))
    assert (by_json.code, by_soap.code) == ("0000", "0000")
    numbers = {first.value("Number"), by_json.body["Number"], by_soap.value("Number")}
    assert len(numbers) == 1
    assert by_json.head["Duplicate"] is True
    assert by_soap.head("Duplicate") == "true"
    assert world.count("payment") == 2


def test_a_wrong_total_is_told_at_its_place_in_json(erp: Erp) -> None:
    reply = JsonErp(erp).call("payments.submit_batch", **batch(row("R-1"), Total="1.00"))
    assert ("payment.batch_total_differs", "/Body/Total") in reply.faults


@pytest.mark.parametrize(
    ("operation", "element", "asked"),
    [
        ("accounts.details", "AskDetails", {"AccountNumber": PAYMENT["PayerAccount"]}),
        ("accounts.incoming", "PollCredits", {}),
        ("events.poll", "PollEvents", {"Kinds": ["payment", "credit"]}),
        ("bank.directory", "AskDirectory", {"Limit": "2"}),
    ],
)
def test_a_cursor_made_in_one_encoding_goes_on_in_another(
    erp: Erp, operation: str, element: str, asked: dict[str, str]
) -> None:
    first = erp.call(operation, element, **asked)
    assert first.code == "0000"
    in_json = JsonErp(erp).call(operation, **typed(asked), Cursor=first.value("Cursor"))
    assert in_json.code == "0000"


def typed(asked: dict[str, str]) -> dict[str, object]:
    """JSON writes numbers as numbers."""
    return {name: int(value) if name == "Limit" else value for name, value in asked.items()}


def test_documents_are_ordered_in_json_and_found_in_soap(erp: Erp, world: HouseWorld) -> None:
    order = JsonErp(erp).call("documents.order", ClientSerial="DOC-1", Kind="receipts", **DAYS)
    assert (order.code, order.body["Status"]) == ("0000", "waiting")
    soap = SoapErp(erp)
    found = soap.post(soap.request("documents.task", "DocumentsTask", {"ClientSerial": "DOC-1"}))
    assert found.value("Number") == order.body["Number"]
    assert world.count("document_task") == 1
