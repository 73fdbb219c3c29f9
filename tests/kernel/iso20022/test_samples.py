"""Files that real ERP systems wrote are read to the last letter."""

from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest

from kernel.errors import Faulty
from kernel.iso20022.pain001 import load_pain001, read_pain001
from kernel.iso20022.pain001_model import (
    AccountRef,
    AgentRef,
    CreditTransfer,
    Item,
    Pain001,
    Pain001Header,
    PartyRef,
    PaymentBlock,
    PaymentType,
)

SAMPLES = Path(__file__).parents[2] / "samples"


def load(name: str) -> Pain001:
    return load_pain001(BytesIO((SAMPLES / name).read_bytes()))


def amounts(message: Pain001) -> list[list[int]]:
    return [[row.amount_minor for row in batch.transfers] for batch in message.batches]


def names(message: Pain001) -> list[list[str]]:
    return [[row.creditor.name for row in batch.transfers] for batch in message.batches]


ODOO_NAMES = [
    "Müller & Söhne GmbH",
    "O'Brien Tools Ltd",
    "Łódź Textile sp. z o.o.",
    "Café “Zürich” AG",
    "上海测试供应商有限公司",
]
TRYTON_NAMES = [
    ["Café “Zürich” AG", "Łódź Textile sp. z o.o.", "Ångström Lighting AB", "Müller & Söhne GmbH"],
    ["上海测试供应商", "Straßenbau <Nord> GmbH", "O'Brien Tools Ltd", "Bürobedarf Weiß KG"],
]


def test_odoo_orders_in_cny_on_accounts_without_iban() -> None:
    message = load("odoo-pain.001.001.09-cny-5.xml")
    assert message.header == Pain001Header(
        version="pain.001.001.09",
        message_id="PAY0005",
        created="2026-11-21T21:23:31",
        count=5,
        control_sum=Decimal("111197.20"),
        initiating_party="Muster Handels GmbH",
        initiating_party_id="0123456789",
    )
    assert [batch.block for batch in message.batches] == [
        PaymentBlock(
            index=1,
            payment_info_id="PAY0005-20261121-NORM-NOinstr-NOcat",
            count=5,
            control_sum=Decimal("111197.20"),
            batch_booking=False,
            requested_on=date(2026, 11, 21),
            requested_time="",
            payment_type=PaymentType(priority="NORM"),
            debtor=PartyRef(name="Muster Handels GmbH", country="DE", town="Frankfurt"),
            debtor_account=AccountRef(other="1001234509012345678"),
            debtor_agent=AgentRef(bic="ICBKCNBJSHI"),
            ultimate_debtor="",
            charge_bearer="SLEV",
        )
    ]
    assert names(message) == [ODOO_NAMES]
    assert amounts(message) == [[4446297, 243314, 3905926, 2089206, 434977]]
    assert message.batches[0].transfers[-1] == CreditTransfer(
        block_index=1,
        index=5,
        instruction_id="25",
        end_to_end_id="25",
        uetr="",
        amount_text="4349.77",
        currency="CNY",
        amount_minor=434977,
        payment_type=PaymentType(),
        creditor=PartyRef(name="上海测试供应商有限公司", country="CN", town="上海"),
        creditor_account=AccountRef(other="6222734124757876265"),
        creditor_agent=AgentRef(bic="BKCHCNBJ"),
        ultimate_creditor="",
        charge_bearer="",
        purpose="",
        remittance="RE-09-00004",
        creditor_reference="",
        instructions="",
    )


def test_odoo_orders_in_eur_of_the_older_version() -> None:
    message = load("odoo-pain.001.001.03-5.xml")
    assert message.header.message_id == "PAY0002"
    assert message.header.version == "pain.001.001.03"
    assert message.header.control_sum == Decimal("79891.88")
    (batch,) = message.batches
    assert batch.block.requested_on == date(2026, 11, 21)
    assert batch.block.payment_type == PaymentType(priority="NORM", service_level="SEPA")
    assert batch.block.debtor_account == AccountRef(iban="DE89370400440532013000")
    assert batch.block.debtor_agent == AgentRef(bic="COBADEFFXXX")
    assert batch.block.debtor.address_lines == ("Hauptstr. 12", "60311 Frankfurt")
    assert names(message) == [ODOO_NAMES]
    assert amounts(message) == [[243314, 3905926, 2089206, 434977, 1315765]]
    assert [row.end_to_end_id for row in batch.transfers] == ["6", "7", "8", "9", "10"]
    assert batch.transfers[0].creditor_account.number == "DE33394508053350743109"
    assert batch.transfers[4].creditor_account.number == "DE43711094350337506720"
    assert batch.transfers[0].creditor_agent == AgentRef(bic="DEUTDEFF")


@pytest.mark.parametrize(
    ("file", "message_id", "total", "blocks", "rows"),
    [
        (
            "tryton-pain.001.001.03-8.xml",
            "2177912f6100439bb061dee61a03b17a",
            "132897.48",
            ["4358b3193e084543a199cdebeed3ee5c", "6e1e7505c1684129b48b2381cb5a305b"],
            [[187252, 2662793, 4958955, 2234143], [213456, 256608, 857544, 1918997]],
        ),
        (
            "tryton-pain.001.001.09-8.xml",
            "512ae2efd1de4e709d289d48d0e19d04",
            "162504.75",
            ["b6a1070301c74fe1b583a99ef8d13dbd", "c0e5b2e58f51403281ad1fe85ab520b5"],
            [[4958503, 537135, 3271027, 1271901], [358941, 1337144, 127061, 4388763]],
        ),
    ],
)
def test_tryton_orders_of_two_days(
    file: str, message_id: str, total: str, blocks: list[str], rows: list[list[int]]
) -> None:
    message = load(file)
    assert message.header.message_id == message_id
    assert message.header.count == 8
    assert message.header.control_sum == Decimal(total)
    assert sum(map(sum, rows)) == int(Decimal(total) * 100)
    assert [batch.block.payment_info_id for batch in message.batches] == blocks
    assert [batch.block.requested_on.day for batch in message.batches] == [22, 21]
    assert amounts(message) == rows
    assert names(message) == TRYTON_NAMES
    last = message.batches[1].transfers[3]
    assert (last.block_index, last.index, last.currency) == (2, 4, "EUR")
    assert last.creditor_account.currency == "EUR"


def test_trytons_german_variant_is_refused_and_its_names_are_deciphered() -> None:
    source = BytesIO((SAMPLES / "tryton-pain.001.003.03-8.xml").read_bytes())
    taken: list[Item] = []
    with pytest.raises(Faulty) as refused:
        taken.extend(read_pain001(source))
    assert taken == []
    variant, text = refused.value.findings
    assert variant.code == "iso.german_variant"
    assert variant.text.en == (
        "pain.001.003.03 is a German national variant and not supported;"
        " export pain.001.001.03, pain.001.001.05, pain.001.001.09 instead"
    )
    assert text.code == "iso.names_as_code_points"
    assert text.field == "/Document/CstmrCdtTrfInitn/GrpHdr/InitgPty/Nm"
    assert "decodes to “Muster Handels GmbH”" in text.text.en
    assert "可解码为“Muster Handels GmbH”" in text.text.zh
