"""A pain.001 too long to hold, over the direct link: staged as it is read, answered with a report, never paid twice."""

from __future__ import annotations

import base64
import zlib
from collections import Counter
from hashlib import sha256
from typing import Any

import pytest

from corporate.bootstrap import House
from kernel import limits
from kernel.errors import NotFound
from kernel.iso20022 import pain001
from kernel.iso20022.schemas import NAMESPACE, PAIN_002
from kernel.tenancy import Scope
from tests.connectors.direct_link.erp import Erp, Reply
from tests.connectors.direct_link.footprint import nothing_left, rows_of
from tests.connectors.direct_link.test_messages import P2, group_status, send, valid
from tests.kernel.iso20022.test_camt055 import GROUP, ONE, request
from tests.kernel.iso20022.test_camt055 import block as cancelled_block
from tests.world import HouseWorld, crypto
from workflows.payments.received_commands import FetchReceived

NAME = "pain.001.001.09"
PAYER = "1001234509012345678"
C29 = "{urn:iso:std:iso:20022:tech:xsd:camt.029.001.09}"
OWN = ("3250612000181470", "苏州恒锐特钢有限公司", "")
OTHER = ("6222021001112223334", "无锡同盛包装材料有限公司", "102100099996")
NOBODY = ("6225990000000000000", "查无此人", "")
Payee = tuple[str, str, str]


@pytest.fixture(autouse=True)
def _long_from_the_fourth(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pain001, "ISO_HELD_MAX", 3)


def line(nth: int, payee: Payee = OTHER, amount: str = "12.50", extra: str = "") -> str:
    account, name, bank = payee
    agent = (
        f"<CdtrAgt><FinInstnId><ClrSysMmbId><MmbId>{bank}</MmbId></ClrSysMmbId></FinInstnId></CdtrAgt>"
        if bank
        else ""
    )
    return (
        f"<CdtTrfTxInf><PmtId><InstrId>I{nth}</InstrId><EndToEndId>E{nth}</EndToEndId></PmtId>{extra}"
        f'<Amt><InstdAmt Ccy="CNY">{amount}</InstdAmt></Amt>{agent}<Cdtr><Nm>{name}</Nm></Cdtr>'
        f"<CdtrAcct><Id><Othr><Id>{account}</Id></Othr></Id></CdtrAcct>"
        f"<RmtInf><Ustrd>发票 {nth}</Ustrd></RmtInf></CdtTrfTxInf>"
    )


def block(name: str, *lines: str, payer: str = PAYER) -> str:
    return (
        f"<PmtInf><PmtInfId>{name}</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-23</Dt></ReqdExctnDt>"
        f"<Dbtr><Nm>上海辰海物流股份有限公司</Nm></Dbtr><DbtrAcct><Id><Othr><Id>{payer}</Id></Othr></Id></DbtrAcct>"
        f"<DbtrAgt><FinInstnId><BICFI>YUGACN2S</BICFI></FinInstnId></DbtrAgt>{''.join(lines)}</PmtInf>"
    )


def message(*blocks: str, name: str = "LONG-1", count: int | None = None) -> bytes:
    inside = "".join(blocks)
    found = inside.count("<CdtTrfTxInf>") if count is None else count
    return (
        f'<Document xmlns="{NAMESPACE}{NAME}"><CstmrCdtTrfInitn><GrpHdr><MsgId>{name}</MsgId>'
        f"<CreDtTm>2026-11-23T10:00:00</CreDtTm><NbOfTxs>{found}</NbOfTxs><InitgPty><Nm>辰海</Nm></InitgPty></GrpHdr>"
        f"{inside}</CstmrCdtTrfInitn></Document>"
    ).encode()


def mixed(**more: Any) -> bytes:
    """Two blocks: four good lines and two that cannot be paid; two good ones."""
    first = [line(nth) for nth in range(1, 4)]
    bad = [line(5, NOBODY), line(6, OTHER, "0.00")]
    return message(
        block("P1", *first, line(4, OWN), *bad), block("P2", line(1), line(2, OWN)), **more
    )


def counts(reply: Reply, at: str) -> list[tuple[str, str]]:
    return [
        (one.findtext(f"{P2}DtldSts"), one.findtext(f"{P2}DtldNbOfTxs"))
        for one in reply.body.iterfind(f".//{P2}{at}/{P2}NbOfTxsPerSts")
    ]


def test_each_block_is_a_batch_and_the_report_names_what_cannot_be_paid(
    erp: Erp, world: HouseWorld
) -> None:
    reply = send(erp, mixed())
    assert (reply.status, reply.code, reply.head("Duplicate")) == (200, "0000", "false")
    assert valid(reply, PAIN_002)
    assert group_status(reply) == "PART"
    assert [one.text for one in reply.body.iter(f"{P2}PmtInfSts")] == ["PART", "PDNG"]
    assert counts(reply, "OrgnlGrpInfAndSts") == [("RJCT", "2"), ("PDNG", "6")]
    named = [
        (
            one.findtext(f"{P2}OrgnlInstrId"),
            one.findtext(f"{P2}OrgnlEndToEndId"),
            one.findtext(f"{P2}TxSts"),
            one.findtext(f"{P2}StsRsnInf/{P2}Rsn/{P2}Cd"),
        )
        for one in reply.body.iter(f"{P2}TxInfAndSts")
    ]
    assert named == [("I5", "E5", "RJCT", "AC03"), ("I6", "E6", "RJCT", "AM01")]
    batches = rows(
        world,
        "SELECT name, status, row_count, failed_count, open_minor FROM yinqi.batch ORDER BY id",
    )
    assert batches == [("P1", "submitted", 6, 2, 5_000), ("P2", "submitted", 2, 0, 2_500)]
    assert world.count("payment") == 0


def test_the_same_message_again_is_the_same_message(erp: Erp, world: HouseWorld) -> None:
    send(erp, mixed())
    before = rows_of(world.db)
    again = send(erp, mixed())
    assert (again.code, again.head("Duplicate"), group_status(again)) == ("0000", "true", "PART")
    after = rows_of(world.db)
    kept = ("batch", "batch_row", "payment_message", "client_serial", "approval", "outbox")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_white_space_is_no_content_but_a_cent_is(erp: Erp, world: HouseWorld) -> None:
    send(erp, mixed())
    spaced = mixed().replace(b"<Amt>", b"\n  <Amt>")
    assert send(erp, spaced).head("Duplicate") == "true"
    with nothing_left(world.db, nonces=1):
        reply = send(erp, mixed().replace(b"12.50", b"12.51", 1))
    assert (reply.status, reply.code, reply.reason) == (409, "C103", "payment.message_changed")


def test_short_or_long_a_message_is_known_by_the_same_content(
    erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the border between short and long lies may change one day; what is the same message may not."""
    good = message(block("P1", *(line(nth) for nth in range(1, 5))))
    monkeypatch.setattr(pain001, "ISO_HELD_MAX", 1_000)
    send(erp, good)
    monkeypatch.setattr(pain001, "ISO_HELD_MAX", 3)
    assert send(erp, good).head("Duplicate") == "true"


@pytest.mark.parametrize(
    ("broken", "faults"),
    [
        (
            mixed().replace(b">12.50<", b">1e3<", 1),
            [("xml.not_a_number", "/Document/CstmrCdtTrfInitn/PmtInf[1]/CdtTrfTxInf[1]/Amt/InstdAmt")],
        ),
        (mixed(count=9), [("iso.count_differs", "/Document/CstmrCdtTrfInitn/GrpHdr/NbOfTxs")]),
    ],
)  # fmt: skip
def test_a_fault_anywhere_is_named_by_its_place_and_nothing_stays(
    erp: Erp, world: HouseWorld, broken: bytes, faults: list[tuple[str, str]]
) -> None:
    with nothing_left(world.db, nonces=1):
        reply = send(erp, broken)
    assert (reply.status, reply.code) == (400, "I001")
    assert reply.faults == faults


def test_an_account_of_others_refuses_the_whole(erp: Erp, world: HouseWorld) -> None:
    foreign = message(
        block("P1", *(line(nth) for nth in range(1, 4))),
        block("P2", line(4), payer="3250612000181470"),
    )
    with nothing_left(world.db, nonces=1):
        reply = send(erp, foreign)
    assert (reply.status, reply.reason) == (400, "batch.payer_unknown")


def test_a_block_without_a_good_line_fails_alone(erp: Erp, world: HouseWorld) -> None:
    reply = send(
        erp, message(block("P1", line(1, NOBODY)), block("P2", *(line(nth) for nth in range(1, 4))))
    )
    assert [one.text for one in reply.body.iter(f"{P2}PmtInfSts")] == ["RJCT", "PDNG"]
    found = rows(world, "SELECT status, reason_code FROM yinqi.batch ORDER BY id")
    assert found == [("failed", "batch.nothing_to_pay"), ("submitted", "")]


def test_what_is_urgent_goes_by_the_large_value_rail(erp: Erp, world: HouseWorld) -> None:
    urgent = "<PmtTpInf><SvcLvl><Cd>URGP</Cd></SvcLvl></PmtTpInf>"
    send(erp, message(block("P1", line(1, extra=urgent), *(line(nth) for nth in range(2, 5)))))
    found = rows(world, "SELECT rail FROM yinqi.batch_row ORDER BY row_no")
    assert Counter(rail for (rail,) in found) == {"HVPS": 1, "IBPS": 3}
    assert found[0] == ("HVPS",)


def test_several_currencies_in_one_block_are_refused(erp: Erp, world: HouseWorld) -> None:
    other = line(4).replace('Ccy="CNY"', 'Ccy="EUR"')
    with nothing_left(world.db, nonces=1):
        reply = send(erp, message(block("P1", *(line(nth) for nth in range(1, 4)), other)))
    assert [code for code, _ in reply.faults] == ["payment.mixed_currencies"]


def singles(count: int, **more: Any) -> bytes:
    """As some ERPs write it: a PmtInf for each payment; the second of them goes to nobody."""
    payees = {2: NOBODY}
    blocks = [block(f"S{nth}", line(nth, payees.get(nth, OTHER))) for nth in range(1, count + 1)]
    return message(*blocks, **more)


def told(reply: Reply) -> list[tuple[str, str, list[str]]]:
    """Each PmtInf of a report: its name, its status, and the payments that are named."""
    return [
        (
            one.findtext(f"{P2}OrgnlPmtInfId"),
            one.findtext(f"{P2}PmtInfSts"),
            [found.text for found in one.iter(f"{P2}OrgnlEndToEndId")],
        )
        for one in reply.body.iter(f"{P2}OrgnlPmtInfAndSts")
    ]


def test_blocks_of_one_payment_next_to_each_other_are_agreed_upon_as_one(
    erp: Erp, world: HouseWorld
) -> None:
    reply = send(erp, singles(250))
    assert valid(reply, PAIN_002)
    assert counts(reply, "OrgnlGrpInfAndSts") == [("RJCT", "1"), ("PDNG", "249")]
    assert told(reply) == [("S2", "RJCT", ["E2"])]
    batches = rows(world, "SELECT name, status, row_count, failed_count FROM yinqi.batch")
    assert batches == [("S1…", "submitted", 250, 1)]


def test_only_what_agrees_in_account_day_and_currency_is_put_together(
    erp: Erp, world: HouseWorld
) -> None:
    later = block("S4", line(4)).replace("2026-11-23", "2026-11-24")
    euro = block("S5", line(5)).replace('Ccy="CNY"', 'Ccy="EUR"')
    several = block("S6", line(6), line(7))
    singles_ = [block(f"S{nth}", line(nth)) for nth in range(1, 4)]
    reply = send(
        erp, message(*singles_, later, several, block("S7", line(8)), block("S8", line(9)))
    )
    assert (reply.status, reply.code) == (200, "0000")
    batches = rows(world, "SELECT name, row_count FROM yinqi.batch ORDER BY id")
    assert batches == [("S1…", 3), ("S4", 1), ("S6", 2), ("S7…", 2)]
    with nothing_left(world.db, nonces=1):
        refused = send(erp, message(*singles_, euro, name="LONG-2"))
    assert refused.reason == "batch.currency_differs"


def test_where_accounts_take_turns_each_has_a_batch_and_no_payment_is_lost(
    erp: Erp, world: HouseWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an ERP writes it that sorts by supplier: 60 PmtInf of one payment each, from two accounts in turn."""
    payers = (PAYER, "1001234509012345686")
    sent = message(
        *(block(f"S{nth}", line(nth), payer=payers[nth % 3 == 0]) for nth in range(1, 61)),
    )
    assert send(erp, sent).code == "0000"
    batches = rows(
        world, "SELECT name, account, row_count, open_minor FROM yinqi.batch ORDER BY id"
    )
    assert batches == [("S1…", PAYER, 40, 50_000), ("S3…", payers[1], 20, 25_000)]
    report = erp.call("payments.report", "ReportMessage", MessageId="LONG-1", Part="1")
    named = [name for _, _, names in told(report) for name in names]
    assert named == [f"E{nth}" for nth in range(1, 61) if nth % 3] + [
        f"E{nth}" for nth in range(3, 61, 3)
    ]
    assert send(erp, sent).head("Duplicate") == "true"
    monkeypatch.setattr(limits, "ISO_BLOCKS_MAX", 1)
    with nothing_left(world.db, nonces=1):
        refused = send(erp, sent.replace(b"LONG-1", b"LONG-2"))
    assert refused.reason == "payment.too_many_blocks"


def test_every_payment_is_told_in_parts_in_the_order_of_the_file(
    erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "ISO_REPORTED_MAX", 4)
    single = [block(f"S{nth}", line(nth)) for nth in (7, 8)]
    sent = message(block("P1", *(line(nth) for nth in range(1, 6))), block("P2", line(6)), *single)
    send(erp, sent)
    parts = [
        erp.call("payments.report", "ReportMessage", MessageId="LONG-1", Part=str(part))
        for part in (1, 2)
    ]
    assert all(valid(reply, PAIN_002) for reply in parts)
    assert told(parts[0]) == [("P1", "PDNG", ["E1", "E2", "E3", "E4"])]
    assert told(parts[1]) == [
        ("P1", "PDNG", ["E5"]), ("P2", "PDNG", ["E6"]), ("S7", "PDNG", ["E7"]), ("S8", "PDNG", ["E8"])
    ]  # fmt: skip
    for reply in parts:
        assert group_status(reply) == "PDNG"
        assert counts(reply, "OrgnlGrpInfAndSts") == [("PDNG", "8")]
    beyond = erp.call("payments.report", "ReportMessage", MessageId="LONG-1", Part="3")
    assert (beyond.status, beyond.code, beyond.reason) == (400, "I844", "payment.no_such_part")


def test_one_of_several_blocks_agreed_upon_as_one_is_not_cancelled_alone(erp: Erp) -> None:
    send(erp, singles(4))
    one = block_of("S3")
    some = cancel(erp, GROUP.format("") + one)
    assert (texts(some, "Conf"), texts(some, "Cd")) == (["RJCR"], ["NARR"])
    whole = cancel(erp, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert texts(whole, "Conf") == ["CNCL"]
    report = erp.call("payments.report", "ReportMessage", MessageId="LONG-1")
    assert counts(report, "OrgnlGrpInfAndSts") == [("RJCT", "4")]


def block_of(name: str) -> str:
    return cancelled_block("<PmtInfCxl>true</PmtInfCxl>").replace(">P1<", f">{name}<")


def rows(world: HouseWorld, sql: str) -> list[tuple[object, ...]]:
    with world.db.auditor.begin(Scope(world.tenant_id)) as uow:
        return [tuple(row.values()) for row in uow.rows(sql)]


def test_the_bytes_that_were_signed_are_kept_and_handed_to_who_may_see_them(
    erp: Erp, house: House, world: HouseWorld
) -> None:
    sent = erp.carrying("payments.import", mixed())
    erp.post(sent)
    ((number, kept),) = rows(
        world,
        "SELECT b.number, (SELECT sum(length(sealed)) FROM yinqi.received_piece) AS kept FROM yinqi.batch b"
        " WHERE name = 'P1'",
    )
    command = FetchReceived(number=str(number))
    found = house.gate.read(world.actor("李娜"), "payments.received", command)
    with found.file as file:
        assert file.read() == sent
    assert (found.name, found.size, found.certificate) == ("LONG-1.xml", len(sent), "CERT-10001")
    assert found.digest == sha256(sent).hexdigest()
    public = world.key_of("辰海").public
    assert crypto().verify(public, sent, base64.b64decode(found.signature))
    assert int(str(kept)) < len(sent) / 2
    pieces = rows(world, "SELECT packed, sealed FROM yinqi.received_piece")
    assert {bytes(packed) for packed, _ in pieces} == {b""}  # type: ignore[call-overload]  # bytes they are
    with pytest.raises(zlib.error):
        zlib.decompress(pieces[0][1])  # type: ignore[arg-type]  # the same
    with pytest.raises(NotFound):
        house.gate.read(world.actor("刘洋"), "payments.received", command)


def cancel(erp: Erp, inside: str) -> Reply:
    document = request(inside).replace(b"<OrgnlMsgId>PAY1<", b"<OrgnlMsgId>LONG-1<")
    return erp.post(erp.carrying("payments.cancel", document))


def texts(reply: Reply, name: str) -> list[str]:
    return [one.text for one in reply.body.iter(f"{C29}{name}")]


def test_it_is_cancelled_whole_or_by_whole_blocks_while_it_waits(erp: Erp) -> None:
    send(erp, mixed())
    some = cancel(erp, GROUP.format("") + cancelled_block(ONE.format("<Dt>2026-11-23</Dt>")))
    assert (texts(some, "Conf"), texts(some, "Cd")) == (["RJCR"], ["NARR"])
    whole = cancel(erp, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert (texts(whole, "Conf"), texts(whole, "PmtInfCxlSts")) == (["CNCL"], ["ACCR", "ACCR"])
    assert texts(whole, "DtldNbOfTxs") == ["6", "2"]
    report = erp.call("payments.report", "ReportMessage", MessageId="LONG-1")
    assert counts(report, "OrgnlGrpInfAndSts") == [("RJCT", "8")]
    again = cancel(erp, GROUP.format("<GrpCxl>true</GrpCxl>"))
    assert texts(again, "Conf") == ["CNCL"]


def test_who_may_not_see_its_accounts_finds_neither_report_nor_anything_to_cancel(
    erp: Erp, hengrui: Erp
) -> None:
    send(erp, mixed())
    asked = hengrui.call(
        "payments.report", "ReportMessage", MessageId="LONG-1", Certificate="CERT-10001"
    )
    assert (asked.status, asked.code) == (404, "D001")
    assert texts(cancel(hengrui, GROUP.format("<GrpCxl>true</GrpCxl>")), "Cd") == ["NOOR"]
