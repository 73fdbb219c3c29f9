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
from erp_adapters.client import FINAL_FAILURES, Payment
from erp_adapters.gateway.adapters import KNOWN
from erp_adapters.kingdee.states import STATES, state_of
from erp_adapters.posting import NoRate
from erp_adapters.statement import read_statements
from kernel.errors import Faulty
from kernel.iso20022.schemas import schema
from kernel.public_status import PublicStatus
from kernel.text import Text
from kernel.xml import read_tree

HERE = Path(__file__).parent / "golden"
STATEMENT = (HERE / "camt053.xml").read_bytes() if (HERE / "camt053.xml").exists() else b""


def made(name: str, folder: str, **changed: Any) -> Adapter:
    profile = tomllib.loads((HERE / folder / f"{name}.toml").read_text("utf-8"))
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
    voucher = tomllib.loads((HERE / "kingdee" / "kingdee.toml").read_text("utf-8"))["voucher"]
    adapter = made("kingdee", "kingdee", voucher=voucher | {"subjects": {}})
    assert adapter.entries is not None
    (statement,) = read_statements(STATEMENT)
    back = adapter.entries(statement)
    assert back is not None
    assert back.content.count(b"2241.99") == len(statement.lines)


DOLLARS = STATEMENT.replace(b'Ccy="CNY"', b'Ccy="USD"')
LEDGERS = [("kingdee", "kingdee"), ("yonyou_nc", "yonyou"), ("yonyou_u8", "yonyou")]


def dollars(name: str, folder: str, rates: dict[str, Any]) -> BackFile | None:
    profile = tomllib.loads((HERE / folder / f"{name}.toml").read_text("utf-8"))
    adapter = KNOWN[name](profile | {"voucher": profile["voucher"] | {"rates": rates}})
    assert adapter.entries is not None
    (statement,) = read_statements(DOLLARS)
    return adapter.entries(statement)


@pytest.mark.parametrize(("name", "folder"), LEDGERS)
def test_a_foreign_currency_is_booked_at_its_month_s_rate(name: str, folder: str) -> None:
    back = dollars(name, folder, {"2026-11": {"USD": "7.0912"}})
    assert back is not None
    assert list(sides_of(back))[-1][:2] == (Decimal("9122.12"), Decimal("9122.12"))  # 1286.40
    assert back.content.count(b"1286.40") == 2  # the account's own amount, a side each
    assert b"7.0912" in back.content


@pytest.mark.parametrize("rates", [{}, {"2026-10": {"USD": "7.0912"}}, {"2026-11": {"EUR": "8.1"}}])
@pytest.mark.parametrize(("name", "folder"), LEDGERS)
def test_without_a_rate_no_voucher_is_made(name: str, folder: str, rates: dict[str, Any]) -> None:
    with pytest.raises(NoRate) as refused:
        dollars(name, folder, rates)
    assert 'USD，而 [voucher.rates."2026-11"]' in refused.value.message.zh


@pytest.mark.parametrize("rate", ["0", "-7", "seven", "NaN"])
def test_a_rate_that_is_none_is_refused_with_the_profile(rate: str) -> None:
    with pytest.raises(ValueError, match=r"voucher\.rates"):
        dollars("kingdee", "kingdee", {"2026-11": {"USD": rate}})


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
        (("<account>1001234509012345678</account>", ""), "“account”"),
        (('<bill id="FK202611230001">', "<bill>"), "“bill/@id”"),
        (("<djdl>fk<", "<djdl>sk<"), "“djdl”是“sk”，此处只收“fk”"),
        (("<corp>0001<", "<corp>0002<"), "“corp”是“0002”，此处只收“0001”"),
    ],
)
def test_nc_s_faults_name_bill_entry_and_tag(change: tuple[str, str], words: str) -> None:
    text = (HERE / "yonyou" / "nc-D3.xml").read_text("utf-8").replace(*change, 1)
    with pytest.raises(Faulty) as faulty:
        made("yonyou_nc", "yonyou").read(text.encode(), "")
    assert words in faulty.value.findings[0].text.zh


def test_a_tag_that_only_the_site_knows_must_be_in_its_profile() -> None:
    for name, file, needed in (
        ("yonyou_nc", "nc-D3.xml", ["payee_account", "payee_name"]),
        ("yonyou_u8", "u8-payment.json", ["payee_name"]),
    ):
        with pytest.raises(Faulty) as faulty:
            KNOWN[name]({}).read((HERE / "yonyou" / file).read_bytes(), file)
        assert [one.code for one in faulty.value.findings] == ["erp.unnamed"] * len(needed)
        assert [one.field.rpartition("/")[2] for one in faulty.value.findings] == needed


def test_u8_s_amount_in_the_books_currency_is_not_paid_as_dollars() -> None:
    text = (HERE / "yonyou" / "u8-payment.json").read_text("utf-8")
    foreign = text.replace(
        '"mnativemoney": "9.90"', '"mnativemoney": "70.20", "ccy": "美元", "mmoney": "9.90"'
    )
    fields = {"payee_name": "caccounttoname", "currency": "ccy"}
    with pytest.raises(Faulty) as faulty:
        KNOWN["yonyou_u8"]({"fields": fields}).read(foreign.encode(), "")
    assert "USD，而“mnativemoney”是本币金额" in faulty.value.findings[0].text.zh
    fields |= {"amount": "mmoney"}
    both = foreign.replace('"mnativemoney": 1286.40', '"mnativemoney": 1286.40, "mmoney": 1286.40')
    last = KNOWN["yonyou_u8"]({"fields": fields}).read(both.encode(), "")[-1]
    assert isinstance(last, Payment)
    assert (last.amount, last.currency) == ("9.90", "USD")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[1]", b"<a/>", b'{"Model": []}', b"<ufinterface/>"]
)
@pytest.mark.parametrize(
    ("name", "folder"), [("kingdee", "kingdee"), ("yonyou_nc", "yonyou"), ("yonyou_u8", "yonyou")]
)
def test_what_is_none_of_their_documents_is_refused(name: str, folder: str, content: bytes) -> None:
    with pytest.raises(Faulty):
        made(name, folder).read(content, "x")


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
