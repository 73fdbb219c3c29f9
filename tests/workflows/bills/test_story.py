"""From registration to recourse: three companies and two banks, at the gate, over a real exchange."""

from __future__ import annotations

from kernel.public_status import PublicStatus
from tests.workflows.bills.house import BillWorld


def test_a_bill_is_split_discounted_in_part_presented_refused_and_paid_by_recourse(
    bills: BillWorld,
) -> None:
    chenhai, hengrui = bills.balance("辰海")[0], bills.balance("恒锐")[0]
    number = bills.delivered(minor=10_000_000)
    assert [line.interval for line in bills.lines("恒锐", lane="held")] == ["1-10000000"]

    endorsed = bills.do("恒锐", "endorse", bill_number=number, interval="1-3000000", **bills.named("越洋"))  # fmt: skip
    assert endorsed.status is PublicStatus.PROCESSING
    bills.answer("越洋", number)
    assert [line.interval for line in bills.lines("越洋", lane="held")] == ["1-3000000"]
    assert [line.interval for line in bills.lines("恒锐", lane="held")] == ["3000001-10000000"]
    assert [line.interval for line in bills.lines("恒锐", lane="passed")] == ["1-3000000"]

    quote = bills.house.gate.read(bills.actor("恒锐"), "bills.quote", {"BillNumber": number, "Interval": "3000001-10000000"})  # fmt: skip
    assert (quote.rate, quote.days, quote.interest_minor) == ("3.60", 119, 83_300)
    sold = bills.do("恒锐", "discount", bill_number=number, interval="3000001-10000000", rate=quote.rate)  # fmt: skip
    assert sold.status is PublicStatus.SUCCEEDED
    assert bills.balance("恒锐")[0] == hengrui + 7_000_000 - 83_300
    assert bills.internal("BILL_INTEREST-CNY") == 83_300

    bills.world.advance(days=119)
    bills.work()
    waiting = bills.lines("辰海", lane="to_sign")
    assert {line.open_act for line in waiting} == {"present"}
    refused = bills.do("辰海", "answer", bill_number=number, interval="1-3000000", agrees=False, reason="DC08")  # fmt: skip
    assert refused.status is PublicStatus.SUCCEEDED
    paid = bills.do("辰海", "answer", bill_number=number, interval="3000001-10000000", agrees=True)
    assert paid.status is PublicStatus.SUCCEEDED
    assert bills.balance("辰海") == (chenhai - 7_000_000, 0)

    code = bills.party("恒锐")["code"]
    bills.do("越洋", "recourse", bill_number=number, debtor_code=code)
    bills.do("恒锐", "discharge", bill_number=number, interval="1-3000000")
    assert bills.balance("恒锐")[1] == 3_000_000
    bills.answer("越洋", number)
    assert bills.balance("恒锐") == (hengrui + 7_000_000 - 83_300 - 3_000_000, 0)
    assert bills.balance("越洋")[0] == 40_000_000 + 3_000_000

    again = bills.party("辰海")["code"]
    bills.do("恒锐", "recourse", bill_number=number, interval="1-3000000", debtor_code=again)
    bills.do("辰海", "discharge", bill_number=number, interval="1-3000000")
    bills.answer("恒锐", number, interval="1-3000000")
    assert {line.bill_status for line in bills.lines("辰海")} == {"CS06"}
    assert bills.balance("辰海") == (chenhai - 10_000_000, 0)
    assert bills.breaches() == []
