"""Each ERP's own documents, both ways, against golden files; renew those with GOLDEN=write."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from erp_adapters.adapter import Adapter, BackFile, Outcome
from erp_adapters.client import FINAL_FAILURES, Document, Payment
from erp_adapters.gateway.adapters import KNOWN
from erp_adapters.kingdee.states import STATES, state_of
from erp_adapters.statement import read_statements
from kernel.errors import Faulty
from kernel.iso20022.schemas import schema
from kernel.public_status import PublicStatus
from kernel.text import Text
from kernel.xml import read_tree

HERE = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parents[1] / "samples"
STATEMENT = (HERE / "camt053.xml").read_bytes() if (HERE / "camt053.xml").exists() else b""


def made(name: str, folder: str, **changed: Any) -> Adapter:
    profile = tomllib.loads((HERE / folder / "profile.toml").read_text("utf-8"))
    return KNOWN[name](profile | changed)


def golden(path: Path, content: bytes) -> None:
    """What was made is what lies in the repository."""
    if os.environ.get("GOLDEN") == "write":
        path.write_bytes(content)
    assert path.read_bytes() == content


def as_json(payments: list[Any]) -> bytes:
    said = [{k: v for k, v in asdict(one).items() if v} for one in payments]
    return (json.dumps(said, ensure_ascii=False, indent=2) + "\n").encode()


CASES = [
    ("kingdee", "kingdee", "AP_PAYBILL.json"),
    ("yonyou_nc", "yonyou", "nc-D3.xml"),
    ("yonyou_u8", "yonyou", "u8-payment.json"),
]


@pytest.mark.parametrize(("name", "folder", "file"), CASES)
def test_payment_bills_are_read(name: str, folder: str, file: str) -> None:
    payments = list(made(name, folder).read((HERE / folder / file).read_bytes(), file))
    golden(HERE / folder / f"{name}.payments.json", as_json(payments))
    assert all(isinstance(one, Payment) for one in payments)


def test_kingdee_s_entries_are_payments_of_their_own_and_its_account_numbers_are_ours() -> None:
    payments = list(
        made("kingdee", "kingdee").read((HERE / "kingdee" / "AP_PAYBILL.json").read_bytes(), "")
    )
    assert [(p.serial, p.payer_account, p.amount) for p in payments if isinstance(p, Payment)] == [
        ("FKD00000123", "1001234509012345678", "1286.40"),
        ("FKD00000124+1", "1001234509012345678", "50000.00"),
        ("FKD00000124+2", "1001234509012345686", "0.01"),
    ]


@pytest.mark.parametrize(
    ("name", "folder"), [("kingdee", "kingdee"), ("yonyou_nc", "yonyou"), ("yonyou_u8", "yonyou")]
)
def test_a_day_becomes_balanced_vouchers(name: str, folder: str) -> None:
    adapter = made(name, folder)
    assert adapter.entries is not None
    (statement,) = read_statements(STATEMENT)
    back = adapter.entries(statement)
    assert back is not None
    assert adapter.entries(statement) == back
    suffix = back.name.rpartition(".")[2]
    golden(HERE / folder / f"{name}.vouchers.{suffix}", back.content)
    sides = list(sides_of(back))
    assert len(sides) == len(statement.lines)
    for line, (debit, credit, subjects) in zip(statement.lines, sides, strict=True):
        assert debit == credit == Decimal(line.amount)
        bank = subjects[0] if line.credit else subjects[1]
        assert bank in {"1002", "100201"}


def sides_of(back: BackFile) -> Any:
    """(sum of debits, sum of credits, (debit subject, credit subject)) of each voucher."""
    if back.name.endswith(".json"):
        for model in json.loads(back.content)["data"]["Model"]:
            debit, credit = model["FEntity"]
            yield (
                Decimal(debit["FDEBIT"]) + Decimal(credit["FDEBIT"]),
                Decimal(debit["FCREDIT"]) + Decimal(credit["FCREDIT"]),
                (debit["FACCOUNTID"]["FNumber"], credit["FACCOUNTID"]["FNumber"]),
            )
        return
    for voucher in etree.fromstring(back.content).iter("voucher"):
        debit, credit = voucher.iter("entry")
        total = [
            sum(Decimal(one.findtext(f"natural_{side}_currency") or "") for one in (debit, credit))
            for side in ("debit", "credit")
        ]
        yield total[0], total[1], (debit.findtext("account_code"), credit.findtext("account_code"))


def test_vouchers_are_known_by_statement_and_line_so_that_a_second_push_is_seen() -> None:
    adapter = made("kingdee", "kingdee")
    assert adapter.entries is not None
    (statement,) = read_statements(STATEMENT)
    back = adapter.entries(statement)
    assert back is not None
    keys = [model["FSourceBillKey"] for model in json.loads(back.content)["data"]["Model"]]
    assert len(set(keys)) == len(keys)
    assert keys[0] == f"{statement.account}/{statement.id}/1"


def test_what_nobody_has_mapped_goes_to_suspense() -> None:
    voucher = tomllib.loads((HERE / "kingdee" / "profile.toml").read_text("utf-8"))["voucher"]
    adapter = made("kingdee", "kingdee", voucher=voucher | {"subjects": {}})
    assert adapter.entries is not None
    (statement,) = read_statements(STATEMENT)
    back = adapter.entries(statement)
    assert back is not None
    assert back.content.count(b"2241.99") == len(statement.lines)


def outcome(status: str, serial: str = "FKD00000123") -> Outcome:
    return Outcome(
        serial,
        "P261123-7KQ2M9XA",
        status,
        "1286.40",
        "CNY",
        Text("账号不存在", "no such account"),
        "",
    )


@pytest.mark.parametrize("status", ["succeeded", "failed", "unknown", "pending_approval"])
def test_kingdee_is_told_in_its_own_states(status: str) -> None:
    adapter = made("kingdee", "kingdee")
    assert adapter.state is not None
    back = adapter.state(outcome(status))
    golden(HERE / "kingdee" / f"state.{status}.json", back.content)
    body = json.loads(back.content)
    assert body["data"]["Model"]["F_YQ_BankStatus"] == state_of(status)
    assert set(body["data"]["NeedUpDateFields"]) == {
        "F_YQ_BankStatus",
        "F_YQ_BankMessage",
        "F_YQ_BankSerial",
    }


def test_a_state_finds_its_way_back_to_the_entry() -> None:
    adapter = made("kingdee", "kingdee")
    assert adapter.state is not None
    body = json.loads(adapter.state(outcome("succeeded", "FKD00000124+2")).content)
    assert body["data"]["Model"]["FBillNo"] == "FKD00000124"
    assert body["data"]["Model"]["FPAYBILLENTRY"][0]["FSeq"] == 2
    assert body["data"]["Model"]["FPAYBILLENTRY"][0]["F_YQ_BankStatus"] == "TS"


def test_only_a_final_failure_is_a_failure_at_kingdee() -> None:
    """A bill that is TF may be paid again; nothing whose outcome is open may become that."""
    assert {status for status, state in STATES.items() if state == "TF"} == FINAL_FAILURES | {
        "refused"
    }
    assert state_of("a status of next year") == "NC"
    assert {one.value for one in PublicStatus} <= set(STATES)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('"3250612000181470"', "3250612000181470"), "FOPPOSITEBANKACCOUNT"),
        (('"FBillNo": "FKD00000123"', '"FBillNo": ""'), "FBillNo"),
        (('"50000.00"', '"5e4"'), "FKD00000124[1]"),
        (('"苏州恒锐特钢有限公司"', '""'), "FOPPOSITECCOUNTNAME"),
        (('"FBillNo": "FKD00000124"', '"FBillNo": "FKD00000123"'), ""),
    ],
)
def test_kingdee_s_faults_name_bill_entry_and_field(change: tuple[str, str], words: str) -> None:
    text = (HERE / "kingdee" / "AP_PAYBILL.json").read_text("utf-8").replace(*change, 1)
    adapter = made("kingdee", "kingdee")
    if not words:  # the number of the first bill again, with other entries: other serials
        assert len(adapter.read(text.encode(), "")) == 3
        return
    with pytest.raises(Faulty) as faulty:
        adapter.read(text.encode(), "")
    finding = faulty.value.findings[0]
    assert words in finding.text.zh
    assert words in finding.text.en


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("<money>1286.40</money>", "<money>1286.405</money>"), "FK202611230001[1]：“money”"),
        (("<recaccountname>苏州恒锐特钢有限公司</recaccountname>", ""), "“recaccountname”"),
        (("<recaccount>3250612000181470<", "<recaccount>325 ０６１？<"), "“recaccount”"),
        (("<payaccount>1001234509012345678</payaccount>", ""), "“payaccount”"),
    ],
)
def test_nc_s_faults_name_bill_entry_and_tag(change: tuple[str, str], words: str) -> None:
    text = (HERE / "yonyou" / "nc-D3.xml").read_text("utf-8").replace(*change, 1)
    with pytest.raises(Faulty) as faulty:
        made("yonyou_nc", "yonyou").read(text.encode(), "")
    assert words in faulty.value.findings[0].text.zh


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"<a/>", b'{"Model": []}', b"<ufinterface/>"]
)
@pytest.mark.parametrize(
    ("name", "folder"), [("kingdee", "kingdee"), ("yonyou_nc", "yonyou"), ("yonyou_u8", "yonyou")]
)
def test_what_is_none_of_their_documents_is_refused(name: str, folder: str, content: bytes) -> None:
    with pytest.raises(Faulty):
        made(name, folder).read(content, "x")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("odoo", "odoo-pain.001.001.03-5.xml"),
        ("odoo", "odoo-pain.001.001.09-cny-5.xml"),
        ("tryton", "tryton-pain.001.001.03-8.xml"),
        ("tryton", "tryton-pain.001.001.09-8.xml"),
        ("sap", "odoo-pain.001.001.03-5.xml"),
    ],
)
def test_iso_files_go_byte_for_byte(name: str, file: str) -> None:
    content = (SAMPLES / file).read_bytes()
    (document,) = KNOWN[name]({}).read(content, file)
    assert isinstance(document, Document)
    assert document.content == content
    assert document.message_id


def test_what_the_bank_would_refuse_is_named_before_it_leaves() -> None:
    german = (SAMPLES / "tryton-pain.001.003.03-8.xml").read_bytes()
    with pytest.raises(Faulty):
        KNOWN["tryton"]({}).read(german, "german.xml")
    odoo = (SAMPLES / "odoo-pain.001.001.09-cny-5.xml").read_text("utf-8")
    with pytest.raises(Faulty, match="NbOfTxs"):
        KNOWN["odoo"]({}).read(odoo.replace("<NbOfTxs>5<", "<NbOfTxs>6<").encode(), "x.xml")


def test_a_profile_may_demand_payers_and_bank_codes() -> None:
    content = (SAMPLES / "odoo-pain.001.001.09-cny-5.xml").read_bytes()
    with pytest.raises(Faulty) as faulty:
        KNOWN["odoo"]({"payer_accounts": ["1"]}).read(content, "x.xml")
    assert faulty.value.findings[0].code == "erp.payer"
    bare = content.decode().replace("<BICFI>", "<!--").replace("</BICFI>", "-->")
    assert "BICFI" not in bare


def test_a_statement_is_read_with_references_and_signs() -> None:
    (statement,) = read_statements(STATEMENT)
    assert statement.account == "1001234509012345678"
    assert statement.day == "2026-11-23"
    total = Decimal(statement.opening) + sum(
        Decimal(line.amount) * (1 if line.credit else -1) for line in statement.lines
    )
    assert total == Decimal(statement.closing)
    assert statement.lines[-1].end_to_end == "ERP-0001"
    assert statement.lines[-1].party_name == "苏州恒锐特钢有限公司"


@pytest.mark.parametrize(
    "change",
    [("<CdtDbtInd>DBIT", "<CdtDbtInd>XXXX"), ("BkToCstmrStmt", "Other"), ("<BookgDt>", "<Bkg>")],
)
def test_a_statement_whose_lines_do_not_say_what_they_are_is_refused(
    change: tuple[str, str],
) -> None:
    text = (
        STATEMENT.decode()
        .replace(*change)
        .replace("</BookgDt>", "</Bkg>" if "Bkg" in change[1] else "</BookgDt>")
    )
    with pytest.raises(Faulty):
        read_statements(text.encode())


def day_of(*changes: tuple[str, str]) -> bytes:
    text = STATEMENT.decode()
    for change in changes:
        assert change[0] in text
        text = text.replace(*change)
    return text.encode()


def notice(content: bytes) -> bytes:
    entries = KNOWN["tryton"]({}).entries
    assert entries is not None
    (statement,) = read_statements(content)
    back = entries(statement)
    return b"" if back is None else back.content


def test_tryton_gets_a_notification_in_its_own_reading() -> None:
    made_of_day = notice(STATEMENT)
    golden(HERE / "tryton.camt054.xml", made_of_day)
    assert list(schema("camt.054.001.04").findings(read_tree(made_of_day))) == []
    assert made_of_day.count(b"<Ntry>") == 1  # the opening balance is no payment of ours
    assert b"<InstrId>ERP-0001</InstrId>" in made_of_day
    assert b"<CdtDbtInd>DBIT</CdtDbtInd>" in made_of_day
    assert b"<CdtDbtInd>CRDT</CdtDbtInd>" in made_of_day


def test_a_fee_that_bears_its_payment_s_references_is_no_payment() -> None:
    assert notice(day_of(("<SubFmlyCd>BOOK<", "<SubFmlyCd>CHRG<"))) == b""


def test_money_that_came_back_tells_tryton_that_the_payment_failed() -> None:
    returned = notice(
        day_of(
            ("<CdtDbtInd>DBIT<", "<CdtDbtInd>CRDT<"),
            ("<RmtInf><Ustrd>货款</Ustrd></RmtInf>", "<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>"),
        )
    )
    assert list(schema("camt.054.001.04").findings(read_tree(returned))) == []
    assert b"<RtrInf>" in returned
    assert b"<Cd>AC01</Cd>" in returned
