"""Whole messages: genuine pain.001 files in, pain.002 back, camt.053 out."""

from __future__ import annotations

import base64
from datetime import date
from pathlib import Path

import pytest
from lxml import etree

from connectors.core_banking.embedded import EmbeddedCore
from corporate.identity import enrolment
from kernel.iso20022.schemas import CAMT_053, PAIN_002, schema
from kernel.limits import XML_BYTES_MAX
from kernel.operation import Verb
from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left, rows_of
from tests.connectors.direct_link.rules import allow_direct
from tests.world import HouseWorld, crypto

SAMPLES = Path(__file__).parents[2] / "samples"
ODOO = (SAMPLES / "odoo-pain.001.001.09-cny-5.xml").read_bytes()
GERMAN = (SAMPLES / "tryton-pain.001.003.03-8.xml").read_bytes()
P2 = "{urn:iso:std:iso:20022:tech:xsd:pain.002.001.03}"
C53 = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.08}"


def send(erp: Erp, document: bytes = ODOO) -> Reply:
    return erp.post(erp.carrying("payments.import", document))


def statuses(reply: Reply) -> list[str]:
    return [found.text for found in reply.body.iter(f"{P2}TxSts")]


def group_status(reply: Reply) -> str:
    return str(reply.body.findtext(f".//{P2}GrpSts"))


def valid(reply: Reply, name: str) -> bool:
    """The document as it was sent is valid against the official schema."""
    return list(schema(name).findings(reply.body)) == []


def test_odoo_s_file_is_taken_as_it_is_and_answered_with_a_report(
    erp: Erp, world: HouseWorld
) -> None:
    reply = send(erp)
    assert (reply.status, reply.code, reply.head("Duplicate")) == (200, "0000", "false")
    assert reply.body.tag == f"{P2}Document"
    assert valid(reply, PAIN_002)
    assert reply.body.findtext(f".//{P2}OrgnlMsgId") == "PAY0005"
    assert reply.body.findtext(f".//{P2}OrgnlMsgNmId") == "pain.001.001.09"
    assert world.count("payment") == len(statuses(reply)) == 5
    assert set(statuses(reply)) <= {"PDNG", "RJCT"}


def test_prefixes_and_white_space_of_the_erp_do_not_matter(erp: Erp) -> None:
    root = etree.fromstring(ODOO)
    prefixed = ODOO.replace(b"<", b"<p:").replace(b"<p:/", b"</p:").replace(b"<p:?", b"<?")
    prefixed = prefixed.replace(b' xmlns="urn', b' xmlns:p="urn')
    assert etree.fromstring(prefixed).tag == root.tag
    reply = send(erp, prefixed)
    assert (reply.code, len(statuses(reply))) == ("0000", 5)


def test_the_same_message_again_is_the_same_message(erp: Erp, world: HouseWorld) -> None:
    first = send(erp)
    before = rows_of(world.db)
    again = send(erp)
    assert (again.status, again.code, again.head("Duplicate")) == (200, "0000", "true")
    assert statuses(again) == statuses(first)
    after = rows_of(world.db)
    assert after["payment"] == before["payment"] == 5
    assert after["payment_message"] == before["payment_message"] == 1
    assert after["outbox"] == before["outbox"]


def test_changed_content_under_a_known_message_id_is_refused(erp: Erp, world: HouseWorld) -> None:
    send(erp)
    changed = ODOO.replace(b"44462.97", b"44462.98").replace(b"111197.20", b"111197.21")
    assert changed != ODOO
    with nothing_left(world.db, nonces=1):
        reply = send(erp, changed)
    assert (reply.status, reply.code, reply.reason) == (409, "C103", "payment.message_changed")


def test_a_report_can_be_asked_for_at_any_time(erp: Erp) -> None:
    first = send(erp)
    later = erp.call("payments.report", "ReportMessage", MessageId="PAY0005")
    assert (later.status, later.code) == (200, "0000")
    assert valid(later, PAIN_002)
    assert statuses(later) == statuses(first)
    renewed = erp.call(
        "payments.report", "ReportMessage", MessageId="PAY0005", Certificate="CERT-10001"
    )
    assert statuses(renewed) == statuses(first)


def test_a_message_of_others_or_of_nobody_is_not_found(erp: Erp, hengrui: Erp) -> None:
    send(erp)
    foreign = hengrui.call(
        "payments.report", "ReportMessage", MessageId="PAY0005", Certificate="CERT-10001"
    )
    nobodys = hengrui.call("payments.report", "ReportMessage", MessageId="PAY9999")
    assert (foreign.status, foreign.code) == (nobodys.status, nobodys.code) == (404, "D001")


def test_totals_that_disagree_are_refused_whole(erp: Erp, world: HouseWorld) -> None:
    wrong = ODOO.replace(b"<CtrlSum>111197.20</CtrlSum>", b"<CtrlSum>111197.21</CtrlSum>", 1)
    with nothing_left(world.db, nonces=0):
        reply = send(erp, wrong)
    assert (reply.status, reply.code) == (400, "I001")
    assert reply.faults == [("iso.sum_differs", "/Document/CstmrCdtTrfInitn/GrpHdr/CtrlSum")]


def test_a_count_that_disagrees_is_refused_whole(erp: Erp, world: HouseWorld) -> None:
    wrong = ODOO.replace(b"<NbOfTxs>5</NbOfTxs>", b"<NbOfTxs>4</NbOfTxs>")
    with nothing_left(world.db, nonces=0):
        reply = send(erp, wrong)
    assert [code for code, _ in reply.faults] == ["iso.count_differs", "iso.count_differs"]


def test_tryton_s_german_variant_is_refused_with_a_sentence_that_says_why(
    erp: Erp, world: HouseWorld
) -> None:
    with nothing_left(world.db, nonces=0):
        reply = send(erp, GERMAN)
    assert (reply.status, reply.code) == (400, "I001")
    codes = [code for code, _ in reply.faults]
    assert codes == ["iso.german_variant", "iso.names_as_code_points"]
    texts = [t.text for t in reply.root.iter("{urn:yinqi:link:1}Text")]
    assert any("字符码" in text for text in texts)
    assert any("decimal code points" in text for text in texts)


@pytest.mark.parametrize(
    ("amount", "code"),
    [("1e3", "xml.not_a_number"), ("１２.00", "xml.not_a_number"), ("NaN", "xml.not_a_number")],
)
def test_amounts_that_are_none_are_refused(
    erp: Erp, world: HouseWorld, amount: str, code: str
) -> None:
    wrong = ODOO.replace(b"44462.97", amount.encode(), 1)
    with nothing_left(world.db, nonces=0):
        reply = send(erp, wrong)
    assert code in {found for found, _ in reply.faults}


def test_another_document_is_refused(erp: Erp, world: HouseWorld) -> None:
    other = b'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"/>'
    with nothing_left(world.db, nonces=0):
        reply = send(erp, other)
    assert [code for code, _ in reply.faults] == ["iso.not_pain_001"]


def test_a_message_without_its_document_is_refused(erp: Erp, world: HouseWorld) -> None:
    with nothing_left(world.db, nonces=0):
        reply = erp.call("payments.import", "SubmitPayment")
    assert [code for code, _ in reply.faults] == ["xml.payload_missing"]


def test_a_debtor_account_of_others_is_refused_whole(erp: Erp, world: HouseWorld) -> None:
    foreign = ODOO.replace(b"1001234509012345678", b"3250612000181470", 1)
    with nothing_left(world.db, nonces=1):
        reply = send(erp, foreign)
    assert (reply.status, reply.code, reply.reason) == (400, "I301", "payment.payer_unknown")


def test_an_account_the_operator_may_not_pay_from_is_refused_like_one_that_is_not_there(
    erp: Erp, world: HouseWorld
) -> None:
    user = world.user("辰海 ERP")
    with world.owner() as uow:
        enrolment.revoke(uow, user.user_id, "payments.submit")
        enrolment.grant(
            uow, user.enterprise_id, user.user_id, "payments.submit", (Verb.SEE, Verb.MAKE),
            "1001234509012345686",
        )  # fmt: skip
    with nothing_left(world.db, nonces=1):
        reply = send(erp)
    assert (reply.status, reply.reason) == (400, "payment.payer_unknown")


def test_a_debtor_agent_that_is_another_bank_is_refused_whole(erp: Erp, world: HouseWorld) -> None:
    other = ODOO.replace(b"ICBKCNBJSHI", b"BKCHCNBJXXX")
    with nothing_left(world.db, nonces=1):
        reply = send(erp, other)
    assert (reply.status, reply.reason) == (400, "payment.agent_not_served")


def test_a_large_message_is_spooled_verified_and_read(erp: Erp, world: HouseWorld) -> None:
    """With comments between the payments, until it is too long for any other operation."""
    comment = b"<!--" + b" " * (200 << 10) + b"-->"
    large = ODOO.replace(b"<PmtInf>", comment[: 100 << 10] + b"--><PmtInf>")
    large = large.replace(b"<CdtTrfTxInf>", comment + b"<CdtTrfTxInf>")
    message = erp.carrying("payments.import", large)
    assert len(message) > XML_BYTES_MAX
    reply = erp.post(message)
    assert (reply.code, len(statuses(reply))) == ("0000", 5)
    other = erp.carrying("payments.import", large)
    with nothing_left(world.db, nonces=0):
        assert erp.post(other, erp.sign(message)).status == 401


def statement(erp: Erp, world: HouseWorld, account: str) -> Reply:
    """Book something today, close the day, and ask for its statement as a file."""
    with world.job() as ctx:
        EmbeddedCore().close_day(ctx, date(2026, 11, 20))
        EmbeddedCore().close_day(ctx, date(2026, 11, 23))
    return erp.call(
        "accounts.statement_file", "GetStatement", AccountNumber=account, On="2026-11-23"
    )


def test_a_closed_day_is_given_as_camt_053(erp: Erp, hengrui: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    number = erp.pay(EndToEnd="E2E-7").value("Number")
    reply = statement(erp, world, "1001234509012345678")
    assert (reply.status, reply.code) == (200, "0000")
    assert valid(reply, CAMT_053[0])
    entry = reply.body.find(f".//{C53}Ntry")
    assert entry.findtext(f"{C53}Amt") == "1286.40"
    assert entry.findtext(f"{C53}CdtDbtInd") == "DBIT"
    assert entry.findtext(f".//{C53}Cdtr//{C53}Nm") == "苏州恒锐特钢有限公司"
    assert entry.findtext(f".//{C53}EndToEndId") == "E2E-7"
    assert entry.findtext(f"{C53}AcctSvcrRef") == number
    assert entry.findtext(f"{C53}BkTxCd/{C53}Domn/{C53}Fmly/{C53}SubFmlyCd") == "BOOK"
    balances = [b.findtext(f"{C53}Amt") for b in reply.body.iter(f"{C53}Bal")]
    assert balances == ["1000000.00", "998713.60"]
    theirs = hengrui.call(
        "accounts.statement_file", "GetStatement", AccountNumber="3250612000181470", On="2026-11-23"
    )
    (credit,) = theirs.body.iter(f"{C53}Ntry")
    assert credit.findtext(f".//{C53}Dbtr//{C53}Nm") == "上海辰海物流股份有限公司"
    assert "ERP-0001" not in theirs.content.decode()  # the payer's own serial is the payer's


def test_the_statement_comes_in_the_version_that_is_asked_for(erp: Erp, world: HouseWorld) -> None:
    statement(erp, world, "1001234509012345678")
    reply = erp.call(
        "accounts.statement_file", "GetStatement",
        AccountNumber="1001234509012345678", On="2026-11-20", Format="camt.053.001.02",
    )  # fmt: skip
    assert valid(reply, "camt.053.001.02")
    wrong = erp.call(
        "accounts.statement_file", "GetStatement",
        AccountNumber="1001234509012345678", On="2026-11-20", Format="camt.053.001.03",
    )  # fmt: skip
    assert (wrong.status, wrong.code) == (400, "I001")


def test_the_day_so_far_is_camt_052_and_movements_are_camt_054(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    account = {"AccountNumber": "1001234509012345678"}
    erp.pay(EndToEnd="E2E-7")
    report = erp.call("accounts.report_file", "GetReport", **account, Format="camt.052.001.02")
    assert valid(report, "camt.052.001.02")
    ns = "{urn:iso:std:iso:20022:tech:xsd:camt.052.001.02}"
    balances = {
        b.findtext(f".//{ns}Cd"): b.findtext(f"{ns}Amt") for b in report.body.iter(f"{ns}Bal")
    }
    assert balances == {"OPBD": "0.00", "ITBD": "998713.60"}
    told = erp.call(
        "accounts.notification_file",
        "GetNotification",
        **account,
        After="1",
        Format="camt.054.001.04",
    )
    assert valid(told, "camt.054.001.04")
    ns = "{urn:iso:std:iso:20022:tech:xsd:camt.054.001.04}"
    (refs,) = told.body.iter(f"{ns}Refs")
    assert [refs.findtext(f"{ns}{name}") for name in ("InstrId", "EndToEndId")] == [
        "ERP-0001",
        "E2E-7",
    ]
    last = told.body.findtext(f".//{ns}NtryRef")
    again = erp.call("accounts.notification_file", "GetNotification", **account, After=last)
    assert (again.status, again.code) == (404, "D001")


def test_an_export_is_the_file_in_base64_with_its_digest(erp: Erp, world: HouseWorld) -> None:
    statement(erp, world, "1001234509012345678")
    asked = {"AccountNumber": "1001234509012345678", "FromOn": "2026-11-20", "ToOn": "2026-11-23"}
    reply = erp.call("accounts.export", "ExportStatement", **asked, Format="MT940-UTF8")
    content = base64.b64decode(reply.value("Content"))
    assert (reply.value("Lines"), reply.value("Size")) == ("1", str(len(content)))
    assert reply.value("Digest") == crypto().sm3(content).hex()
    assert content.startswith(b":20:20261120-1\r\n:25:1001234509012345678\r\n:28C:1/1\r\n")
    late = asked | {"ToOn": "2026-11-19"}
    wrong = erp.call("accounts.export", "ExportStatement", **late, Format="CSV")
    assert (wrong.status, wrong.code) == (400, "I140")


def test_an_open_day_has_no_statement_yet(erp: Erp) -> None:
    reply = erp.call(
        "accounts.statement_file",
        "GetStatement",
        AccountNumber="1001234509012345678",
        On="2026-11-23",
    )
    assert (reply.status, reply.code) == (404, "D001")


def test_a_statement_of_others_is_not_found(erp: Erp, world: HouseWorld) -> None:
    reply = statement(erp, world, "3250612000181470")
    assert (reply.status, reply.code) == (404, "D001")
