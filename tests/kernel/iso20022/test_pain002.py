"""A status report says what became of each payment, and is valid against the official schema."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree

from kernel.assets import schema_path
from kernel.iso20022.codes import GroupStatus, ItemStatus, Reason
from kernel.iso20022.output import BrokenMessage
from kernel.iso20022.pain002 import (
    BlockReport,
    ItemReport,
    StatusReason,
    StatusReport,
    write_pain002,
)

NS = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"}
AT = datetime(2026, 11, 21, 2, 30, 15, 999, tzinfo=UTC)


def report(status: GroupStatus, *blocks: BlockReport, **more: object) -> StatusReport:
    return StatusReport("R1", AT, "PAY0005", "pain.001.001.09", status, blocks, **more)  # type: ignore[arg-type]


def written(message: StatusReport) -> etree._Element:
    """Return the message once the official schema, loaded here and now, accepts it."""
    root = etree.fromstring(write_pain002(message))
    etree.XMLSchema(file=str(schema_path("pain.002.001.03"))).assertValid(root)
    return root


def texts(root: etree._Element, path: str) -> list[str]:
    steps = "/".join(f"p:{step}" for step in path.split("/"))
    found = root.findall(f".//{steps}", namespaces=NS)
    return [element.text or "" for element in found]


def test_all_done() -> None:
    item = ItemReport(
        "21", ItemStatus.ACSC, instruction_id="I21", accepted_at=AT, bank_reference="Z1"
    )
    root = written(report(GroupStatus.ACSC, BlockReport("B1", GroupStatus.ACSC, (item,))))
    assert texts(root, "GrpHdr/CreDtTm") == ["2026-11-21T02:30:15Z"]
    assert texts(root, "OrgnlGrpInfAndSts/OrgnlMsgId") == ["PAY0005"]
    assert texts(root, "OrgnlGrpInfAndSts/OrgnlMsgNmId") == ["pain.001.001.09"]
    assert texts(root, "OrgnlGrpInfAndSts/GrpSts") == ["ACSC"]
    assert texts(root, "OrgnlPmtInfAndSts/OrgnlPmtInfId") == ["B1"]
    assert texts(root, "OrgnlPmtInfAndSts/PmtInfSts") == ["ACSC"]
    assert texts(root, "TxInfAndSts/OrgnlInstrId") == ["I21"]
    assert texts(root, "TxInfAndSts/OrgnlEndToEndId") == ["21"]
    assert texts(root, "TxInfAndSts/TxSts") == ["ACSC"]
    assert texts(root, "TxInfAndSts/AcctSvcrRef") == ["Z1"]


def test_a_mixed_block_lists_its_items_with_reasons_and_numbers() -> None:
    items = (
        ItemReport("1", ItemStatus.ACSC),
        ItemReport("2", ItemStatus.RJCT, reasons=(StatusReason(Reason.AM04),)),
        ItemReport("3", ItemStatus.ACSC),
        ItemReport("4", ItemStatus.PDNG),
    )
    block = BlockReport("B1", GroupStatus.PART, items, count=4, control_sum=Decimal("10.00"))
    root = written(report(GroupStatus.PART, block))
    assert texts(root, "TxInfAndSts/TxSts") == ["ACSC", "RJCT", "ACSC", "PDNG"]
    assert texts(root, "TxInfAndSts/StsRsnInf/Rsn/Cd") == ["AM04"]
    assert texts(root, "OrgnlPmtInfAndSts/NbOfTxsPerSts/DtldSts") == ["ACSC", "RJCT", "PDNG"]
    assert texts(root, "OrgnlPmtInfAndSts/NbOfTxsPerSts/DtldNbOfTxs") == ["2", "1", "1"]
    assert texts(root, "OrgnlPmtInfAndSts/OrgnlCtrlSum") == ["10.00"]


def test_a_future_dated_block_is_pending() -> None:
    block = BlockReport("B1", GroupStatus.PDNG, (ItemReport("1", ItemStatus.PDNG),))
    assert texts(written(report(GroupStatus.PDNG, block)), "GrpSts") == ["PDNG"]


def test_a_refused_file_needs_no_blocks_and_loses_no_word_of_its_reasons() -> None:
    words = "元素 InstdAmt 的值“1e3”不是有效的数字，请使用半角数字和小数点。" * 5
    reasons = (StatusReason(Reason.FF01, words), StatusReason(Reason.NARR, "𬭚㛃 <&>"))
    root = written(report(GroupStatus.RJCT, reasons=reasons))
    assert texts(root, "OrgnlGrpInfAndSts/GrpSts") == ["RJCT"]
    assert texts(root, "StsRsnInf/Rsn/Cd") == ["FF01", "NARR"]
    lines = texts(root, "StsRsnInf/AddtlInf")
    assert "".join(lines) == words + "𬭚㛃 <&>"
    assert max(map(len, lines)) == 105


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_is_valid(reason: Reason) -> None:
    item = ItemReport("1", ItemStatus.RJCT, reasons=(StatusReason(reason, reason.text.zh),))
    root = written(report(GroupStatus.RJCT, BlockReport("B", GroupStatus.RJCT, (item,))))
    assert texts(root, "StsRsnInf/Rsn/Cd") == [reason.value]


def test_what_no_such_message_can_hold_is_not_sent_and_not_told_to_a_log() -> None:
    secret = "6222020000000000000" * 2
    with pytest.raises(BrokenMessage) as broken:
        write_pain002(report(GroupStatus.ACSC, BlockReport(secret, GroupStatus.ACSC)))
    assert "xml.too_long at /Document/CstmrPmtStsRpt/OrgnlPmtInfAndSts/OrgnlPmtInfId" in str(
        broken.value
    )
    assert secret not in str(broken.value)


def test_a_naive_time_is_never_written() -> None:
    naive = datetime(2026, 11, 21, 2, 30)  # noqa: DTZ001
    with pytest.raises(ValueError, match="aware"):
        write_pain002(StatusReport("R", naive, "M", "pain.001.001.09", GroupStatus.ACSC))
