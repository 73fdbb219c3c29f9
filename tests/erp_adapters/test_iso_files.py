"""ERPs that write pain.001 themselves: their files pass untouched, or are refused by name before they leave."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from erp_adapters.client import Document
from erp_adapters.gateway.adapters import KNOWN
from kernel.errors import Faulty
from kernel.iso20022.pain001 import read_pain001
from kernel.iso20022.pain001_model import CreditTransfer, PaymentBlock
from kernel.iso20022.schemas import schema
from kernel.xml import read_tree

HERE = Path(__file__).parent / "golden"
SAMPLES = Path(__file__).parents[1] / "samples"


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("odoo", "odoo-pain.001.001.03-5.xml"),
        ("odoo", "odoo-pain.001.001.09-cny-5.xml"),
        ("tryton", "tryton-pain.001.001.03-8.xml"),
        ("tryton", "tryton-pain.001.001.09-8.xml"),
        ("sap", "cgi-pain.001.001.03.xml"),
        ("sap", "cgi-pain.001.001.09.xml"),
    ],
)
def test_iso_files_go_byte_for_byte(name: str, file: str) -> None:
    content = (HERE / "sap" / file if name == "sap" else SAMPLES / file).read_bytes()
    (document,) = KNOWN[name]({}).read(content, file)
    assert isinstance(document, Document)
    assert document.content == content
    assert document.message_id


@pytest.mark.parametrize("version", ["03", "09"])
def test_cgi_s_structure_is_read_with_levels_agents_and_remittance(version: str) -> None:
    content = (HERE / "sap" / f"cgi-pain.001.001.{version}.xml").read_bytes()
    assert list(schema(f"pain.001.001.{version}").findings(read_tree(content))) == []
    items = list(read_pain001(BytesIO(content)))
    blocks = [one for one in items if isinstance(one, PaymentBlock)]
    assert [(one.payment_type.service_level, str(one.requested_on)) for one in blocks] == [
        ("URGP", "2026-11-23"), ("NURG", "2026-11-24"),
    ]  # fmt: skip
    paid = [one for one in items if isinstance(one, CreditTransfer)]
    assert [(one.creditor_agent.bic, one.creditor_agent.member_id) for one in paid] == [
        ("ICBKCNBJ", "102100099996"), ("", "313305000012"), ("ICBKCNBJ", "102100099996"),
    ]  # fmt: skip
    assert [one.remittance for one in paid] == ["采购款 HT-2026-118", "", "往来款"]


def test_sap_s_payees_need_a_bank_code_or_a_bic() -> None:
    text = (HERE / "sap" / "cgi-pain.001.001.03.xml").read_text("utf-8")
    member = text.index("<ClrSysMmbId>", text.index("1000200000452"))
    end = text.index("</ClrSysMmbId>", member) + len("</ClrSysMmbId>")
    with pytest.raises(Faulty) as faulty:
        KNOWN["sap"]({}).read((text[:member] + text[end:]).encode(), "x.xml")
    assert [one.code for one in faulty.value.findings] == ["erp.member_id"]


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
