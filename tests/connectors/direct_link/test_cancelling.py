"""camt.055 in, camt.029 out, over HTTP."""

from __future__ import annotations

from pathlib import Path

from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left
from tests.kernel.iso20022.test_camt055 import GROUP, block, request
from tests.world import HouseWorld

ODOO = (Path(__file__).parents[2] / "samples" / "odoo-pain.001.001.09-cny-5.xml").read_bytes()
C29 = "{urn:iso:std:iso:20022:tech:xsd:camt.029.001.09}"
NAME = b"<OrgnlMsgId>PAY1</OrgnlMsgId>"


def cancel(erp: Erp, inside: str) -> Reply:
    document = request(inside).replace(NAME, b"<OrgnlMsgId>PAY0005</OrgnlMsgId>")
    return erp.post(erp.carrying("payments.cancel", document))


def texts(reply: Reply, name: str) -> list[str]:
    return [found.text for found in reply.body.iter(f"{C29}{name}")]


def test_a_message_that_waits_is_cancelled_and_every_payment_answered_for(
    erp: Erp,
) -> None:
    erp.post(erp.carrying("payments.import", ODOO))
    reply = cancel(erp, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert (reply.status, reply.code) == (200, "0000")
    assert texts(reply, "Conf") == ["CNCL"]
    assert texts(reply, "GrpCxlSts") == texts(reply, "PmtInfCxlSts") == ["ACCR"]
    assert texts(reply, "TxCxlSts") == ["ACCR"] * 5
    assert texts(reply, "OrgnlEndToEndId") == ["21", "22", "23", "24", "25"]
    assert texts(reply, "OrgnlInstrId") == ["21", "22", "23", "24", "25"]
    report = erp.call(
        "payments.report", "ReportMessage", MessageId="PAY0005", Format="pain.002.001.10"
    )
    p2 = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.10}"
    assert [found.text for found in report.body.iter(f"{p2}TxSts")] == ["RJCT"] * 5
    assert next(report.body.iter(f"{p2}OrgnlInstrId")).text == "21"
    again = cancel(erp, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert texts(again, "TxCxlSts") == ["ACCR"] * 5


def test_what_is_not_ours_is_not_found_and_nothing_changes(erp: Erp, hengrui: Erp) -> None:
    erp.post(erp.carrying("payments.import", ODOO))
    reply = cancel(hengrui, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert (texts(reply, "Conf"), texts(reply, "Cd")) == (["RJCR"], ["NOOR"])
    report = erp.call("payments.report", "ReportMessage", MessageId="PAY0005")
    p2 = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.03}"
    assert {found.text for found in report.body.iter(f"{p2}TxSts")} == {"PDNG"}


def test_a_request_that_names_nothing_is_refused_whole(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = cancel(erp, GROUP.format("") + block(""))
    assert (reply.status, reply.code) == (400, "I001")
    assert [code for code, _ in reply.faults] == ["iso.nothing_to_cancel"]
