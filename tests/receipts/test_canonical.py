"""Canonical bytes: a promise for ever, so the whole text stands here."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.canonical import canonical_bytes
from receipts.facts import ReceiptFacts
from tests.receipts.samples import BANK, each_fact_changed, returned, sample_facts

EXPECTED = """\
yinqi.receipt.facts/1
number:30:@NUMBER
kind:11:payment_out
bank.name.zh:18:银企示范银行
bank.name.en:24:Yinqi Demonstration Bank
bank.short_code:3:YQB
bank.is_test:2:no
payer.name:34:广西柳州市𬭚石有限公司
payer.account:19:6217002110008821903
payer.bank_name:36:银企示范银行柳州城中支行
payer.bank_code:12:313614000018
payee.name:54:苏州㛃镕精密机械（集团）股份有限公司
payee.account:19:1102020509000123456
payee.bank_name:60:中国工商银行股份有限公司苏州工业园区支行
payee.bank_code:12:102305020113
amount.minor:9:128640050
amount.currency:3:CNY
booked_at:32:2026-11-20T10:32:05.000000+00:00
booked_on:10:2026-11-20
transaction_id:36:019aa5c2-7d3e-7b41-9c55-2f0e6a91d804
business_serial:18:P20261120000000184
client_serial:18:ERP-2026-11-000731
purpose:22:采购款 PO-2026-0417
remark:26:11月轴承及备件货款
channel.zh:12:银企直联
channel.en:11:Direct link
rail.zh:18:大额支付系统
rail.en:4:HVPS
"""


def test_the_bytes_are_those_that_every_code_printed_so_far_stands_for() -> None:
    facts = sample_facts()
    assert canonical_bytes(facts).decode() == EXPECTED.replace("@NUMBER", facts.number)


@pytest.mark.parametrize("facts", [sample_facts(), returned()], ids=["payment", "return"])
def test_every_fact_is_in_the_bytes(facts: ReceiptFacts) -> None:
    # A None is no dataclass and has no other value of its own kind: the two texts are set first.
    facts = replace(facts, channel=sample_facts().channel)
    changed = dict(each_fact_changed(facts))
    assert len(changed) == 28
    texts = {canonical_bytes(other) for other in changed.values()} | {canonical_bytes(facts)}
    assert len(texts) == 29


@given(st.text(), st.text(), st.text(), st.text())
def test_no_text_can_pass_for_another_fact(a: str, b: str, c: str, d: str) -> None:
    one, other = sample_facts(purpose=a, remark=b), sample_facts(purpose=c, remark=d)
    assert (canonical_bytes(one) == canonical_bytes(other)) == ((a, b) == (c, d))


def test_a_purpose_that_imitates_a_remark_is_still_a_purpose() -> None:
    forged = sample_facts(purpose="x\nremark:1:y", remark="")
    assert canonical_bytes(forged) != canonical_bytes(sample_facts(purpose="x", remark="y"))


def test_the_same_instant_in_another_zone_is_the_same_fact() -> None:
    facts = sample_facts()
    local = replace(facts, booked_at=facts.booked_at.astimezone())
    assert canonical_bytes(local) == canonical_bytes(facts)


def test_half_a_surrogate_pair_has_bytes_of_its_own() -> None:
    assert canonical_bytes(sample_facts(remark="\ud800")) != canonical_bytes(
        sample_facts(remark="?")
    )


def test_a_test_bank_is_a_fact() -> None:
    specimen = sample_facts(bank=replace(BANK, is_test=True))
    assert canonical_bytes(specimen) != canonical_bytes(sample_facts())
