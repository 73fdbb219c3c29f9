"""A cancellation request is read strictly: what it does not say clearly is refused."""

from __future__ import annotations

from io import BytesIO

import pytest

from kernel.errors import Faulty
from kernel.iso20022.camt055 import load_camt055
from kernel.iso20022.camt055_model import CancelBlock, CancelTransfer
from kernel.iso20022.schemas import CAMT_055, NAMESPACE
from kernel.xml import screen

GROUP = "<OrgnlGrpInfAndCxl><OrgnlMsgId>PAY1</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>{}</OrgnlGrpInfAndCxl>"
ONE = (
    "<TxInf><CxlId>C1</CxlId><OrgnlInstrId>I1</OrgnlInstrId><OrgnlEndToEndId>E1</OrgnlEndToEndId>"
    '<OrgnlInstdAmt Ccy="CNY">12.50</OrgnlInstdAmt><OrgnlReqdExctnDt>{}</OrgnlReqdExctnDt>'
    "<CxlRsnInf><Rsn><Cd>DUPL</Cd></Rsn><AddtlInf>twice</AddtlInf></CxlRsnInf></TxInf>"
)


def request(inside: str, version: str = "camt.055.001.08") -> bytes:
    bic = "BIC" if version == "camt.055.001.01" else "BICFI"
    party = "<Pty><Nm>上海辰海物流股份有限公司</Nm></Pty>"
    return (
        f'<Document xmlns="{NAMESPACE}{version}"><CstmrPmtCxlReq><Assgnmt><Id>CXL1</Id><Assgnr>{party}</Assgnr>'
        f"<Assgne><Agt><FinInstnId><{bic}>YUGACN2S</{bic}></FinInstnId></Agt></Assgne>"
        f"<CreDtTm>2026-11-23T10:00:00</CreDtTm></Assgnmt><Case><Id>CASE1</Id><Cretr>{party}</Cretr></Case>"
        f"<Undrlyg>{inside}</Undrlyg></CstmrPmtCxlReq></Document>"
    ).encode()


def block(inside: str) -> str:
    return f"<OrgnlPmtInfAndCxl><OrgnlPmtInfId>P1</OrgnlPmtInfId>{inside}</OrgnlPmtInfAndCxl>"


def faults(content: bytes) -> list[tuple[str, str]]:
    with pytest.raises(Faulty) as refused:
        load_camt055(screen(BytesIO(content)))
    return [(finding.code, finding.field) for finding in refused.value.findings]


@pytest.mark.parametrize("version", CAMT_055)
def test_every_version_says_the_same(version: str) -> None:
    day = "2026-11-23" if version < "camt.055.001.08" else "<Dt>2026-11-23</Dt>"
    content = request(GROUP.format("") + block("<NbOfTxs>2</NbOfTxs>" + ONE.format(day)), version)
    found = load_camt055(screen(BytesIO(content)))
    assert (found.version, found.id, found.case_id) == (version, "CXL1", "CASE1")
    (message,) = found.messages
    assert (message.message_id, message.message_name, message.whole) == (
        "PAY1", "pain.001.001.09", False,
    )  # fmt: skip
    assert message.blocks == (
        CancelBlock("P1", whole=False, transfers=(CancelTransfer("I1", "E1", "C1", 1250, "CNY"),), count=2),
    )  # fmt: skip


def test_a_whole_message_and_a_whole_block_are_said_by_a_flag() -> None:
    whole = load_camt055(
        screen(BytesIO(request(GROUP.format("<NbOfTxs>5</NbOfTxs><GrpCxl>1</GrpCxl>"))))
    )
    assert [(one.whole, one.count) for one in whole.messages] == [(True, 5)]
    inside = GROUP.format("") + block("<PmtInfCxl>true</PmtInfCxl>")
    part = load_camt055(screen(BytesIO(request(inside))))
    assert [one.whole for one in part.messages[0].blocks] == [True]


def test_the_original_may_be_named_by_the_block_alone() -> None:
    named = "<OrgnlGrpInf><OrgnlMsgId>PAY1</OrgnlMsgId><OrgnlMsgNmId>x</OrgnlMsgNmId></OrgnlGrpInf>"
    found = load_camt055(screen(BytesIO(request(block(f"{named}<PmtInfCxl>true</PmtInfCxl>")))))
    assert found.messages[0].message_id == "PAY1"


@pytest.mark.parametrize(
    ("inside", "code"),
    [
        (GROUP.format(""), "iso.nothing_to_cancel"),
        (GROUP.format("") + block(""), "iso.nothing_to_cancel"),
        (GROUP.format("") + block("<PmtInfCxl>false</PmtInfCxl>"), "iso.nothing_to_cancel"),
        (block("<PmtInfCxl>true</PmtInfCxl>"), "iso.original_message_missing"),
        (GROUP.format("") + block("<TxInf><CxlId>C</CxlId></TxInf>"), "iso.payment_unnamed"),
        (GROUP.format("") + block(ONE.format("2026-11-23").replace("12.50", "12.505")), "kernel.amount_too_precise"),
        (GROUP.format("<GrpCxl>yes</GrpCxl>"), "xml.not_of_type"),
        (GROUP.format("<Other/>"), "xml.unexpected"),
        ("", "iso.original_message_missing"),
    ],
)  # fmt: skip
def test_what_is_not_said_clearly_is_refused(inside: str, code: str) -> None:
    assert code in {found for found, _ in faults(request(inside))}


def test_another_message_is_refused_with_what_is_supported() -> None:
    wrong = request(GROUP.format("<GrpCxl>true</GrpCxl>"), "camt.056.001.08")
    assert faults(wrong) == [("iso.not_camt_055", "")]
