"""The bank's side at its desk: lines, margin on the books, prices, interest borne by a buyer, advances, recourse."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from jobs.bills import Bills
from kernel.errors import Faulty, YinqiError
from kernel.public_status import PublicStatus
from tests.workflows.bills.counter import BillCounter
from tests.workflows.bills.house import BillWorld
from tests.workflows.desk.pages import Clerk, behind_its_door
from workflows.bills.errors import AgreementWrong, NoPrice, RateStale
from workflows.desk.errors import CannotTake

LINE = {"line": "20,000.00", "margin": "40", "auto": "5,000.00"}


@pytest.fixture
def counter(bills: BillWorld) -> BillCounter:
    return BillCounter(bills)


def drawn(bills: BillWorld, minor: int) -> str:
    """A bill 辰海 draws on its bank, asked to be accepted."""
    number = bills.register(minor=minor, kind="AC01", acceptor=bills.bank_party("yungang"))
    bills.do("辰海", "ask_acceptance", bill_number=number)
    return number


def status(bills: BillWorld, number: str) -> str:
    return bills.show("辰海", number).line[0].bill_status


def test_above_the_ceiling_two_people_accept_against_margin_within_the_line(
    bills: BillWorld, counter: BillCounter
) -> None:
    counter.set("bill_line", "10001", **LINE)
    booked = bills.balance("辰海")[0]
    number = drawn(bills, 1_000_000)
    assert (bills.balance("辰海"), status(bills, number)) == ((booked, 0), "CS01")
    assert counter.answer() == "in_force"
    assert (bills.balance("辰海"), status(bills, number)) == ((booked - 400_000, 0), "CS02")
    assert (bills.internal("BILL_MARGIN-CNY"), counter.used("辰海")) == (400_000, 1_000_000)
    small = drawn(bills, 333_333)
    assert status(bills, small) == "CS02"
    assert bills.internal("BILL_MARGIN-CNY") == 400_000 + 133_334
    big = drawn(bills, 1_000_000)
    assert counter.answer() == "failed"
    assert counter.answer("授信不足") == "in_force"
    assert bills.show("辰海", big).steps[-1].note == "授信不足"
    bills.do("辰海", "recall", bill_number=small)
    assert (bills.internal("BILL_MARGIN-CNY"), counter.used("辰海")) == (400_000, 1_000_000)
    assert bills.balance("辰海") == (booked - 400_000, 0)
    assert bills.breaches() == []


def test_margin_is_used_interval_by_interval_and_what_is_short_is_advanced_and_collected(
    bills: BillWorld, counter: BillCounter
) -> None:
    counter.set("bill_line", "*", line="2,000,000.00", margin="10", auto="2,000,000.00")
    number = drawn(bills, 99_999_999)
    booked = 100_000_000 - 10_000_000
    assert bills.balance("辰海") == (booked, 0)
    bills.do("辰海", "ask_delivery", bill_number=number)
    bills.answer("恒锐", number)
    bills.do("恒锐", "endorse", bill_number=number, interval="1-33333333", **bills.named("越洋"))
    bills.answer("越洋", number)
    former = bills.delivered("辰海", "恒锐", 60_000_000, due_on="2027-02-22")
    bills.world.advance(days=91)
    bills.work()
    bills.do("辰海", "answer", bill_number=former, agrees=True)
    bills.world.advance(days=28)
    bills.work(8)
    assert (bills.internal("BILL_MARGIN-CNY"), counter.used("辰海")) == (0, 0)
    assert bills.balance("辰海") == (0, 0)
    advanced = -bills.internal("ADVANCES-CNY")
    assert advanced == 99_999_999 + 60_000_000 - 100_000_000
    assert bills.balance("恒锐")[0] >= 60_000_000
    fresh = bills.delivered("恒锐", "辰海", 5_000, due_on="2027-06-11")
    bills.do("辰海", "discount", bill_number=fresh, rate="3.20")
    had = bills.balance("辰海")[0]
    assert had > 4_900
    counter.collect_advances()
    counter.collect_advances()
    assert bills.balance("辰海")[0] == 0
    assert -bills.internal("ADVANCES-CNY") == advanced - had
    assert bills.breaches() == []


def test_the_desk_prices_and_the_buyer_bears_its_part_of_the_interest(
    bills: BillWorld, counter: BillCounter
) -> None:
    counter.set("bill_price", "AC02", bands="90 2.10\n184 3.00", auto="1,000.00")
    row = counter.set(
        "bill_agreement", "new", seller="10002", account=bills.party("辰海")["account"], percent="40",
        ceiling="1,000.00", until="2027-01-31", contract="三方 2026-08",
    )  # fmt: skip
    agreed: dict[str, Any] = {"payer": "03", "agreement": row["target"], "rate": "3.00"}
    number = bills.delivered(minor=10_000_000)
    buyer, seller = bills.balance("辰海")[0], bills.balance("恒锐")[0]
    with pytest.raises(AgreementWrong):
        bills.ask("恒锐", "discount", bill_number=number, rate="3.00", payer="01", agreement=row["target"])  # fmt: skip
    with pytest.raises(RateStale):
        bills.ask("恒锐", "discount", bill_number=number, rate="2.10")
    quote = bills.house.gate.read(
        bills.actor("恒锐"), "bills.quote", {"BillNumber": number, "Payer": "03", "Agreement": row["target"]}
    )  # fmt: skip
    interest, part = quote.interest_minor, quote.buyer_minor
    assert (interest, part, quote.proceeds_minor) == (99_167, 39_667, 10_000_000 - 59_500)
    (listed,) = bills.house.gate.read(bills.actor("恒锐"), "bills.agreements", {}).agreements
    assert (listed.number, listed.percent, listed.left_minor) == (row["target"], 40, 100_000)
    sent = bills.do("恒锐", "discount", bill_number=number, **agreed)
    assert sent.status is PublicStatus.PROCESSING
    assert counter.answer() == "in_force"
    assert bills.find("恒锐", sent.number).status is PublicStatus.SUCCEEDED
    assert bills.balance("恒锐")[0] == seller + 10_000_000 - (interest - part)
    assert bills.balance("辰海") == (buyer - part, 0)
    assert bills.internal("BILL_INTEREST-CNY") == interest
    assert -bills.internal("BILLS-CNY") == 10_000_000
    counter.set("bill_agreement_end", row["target"], why="合同到期")
    with pytest.raises(AgreementWrong):
        bills.ask("恒锐", "discount", bill_number=number, **agreed)
    counter.set("bill_price", "AC02", bands="", auto="0.00")
    other = bills.delivered(minor=1_000)
    with pytest.raises(NoPrice):
        bills.ask("恒锐", "discount", bill_number=other, rate="3.00")
    with pytest.raises(Faulty):
        counter.desk.propose("贺兰", "bill_price", "AC02", {"bands": "90 x", "auto": "-1"})
    assert bills.breaches() == []


def test_a_buyer_who_is_short_keeps_the_seller_from_selling_and_nothing_is_counted(
    bills: BillWorld, counter: BillCounter
) -> None:
    row = counter.set(
        "bill_agreement", "new", seller="10002", account=bills.party("辰海")["account"], percent="100",
        ceiling="1.00", until="2027-01-31", contract="三方 2026-09",
    )  # fmt: skip
    number = bills.delivered(minor=10_000_000)
    buyer = bills.balance("辰海")
    done = bills.do("恒锐", "discount", bill_number=number, rate="3.60", payer="01", agreement=row["target"])  # fmt: skip
    assert done.status is PublicStatus.FAILED
    assert "付息协议" in bills.show("恒锐", number).steps[-1].note
    assert bills.balance("辰海") == buyer
    assert bills.world.count("bill_agreement", "used_minor = 0") == 1
    assert bills.breaches() == []


def test_what_is_withdrawn_meanwhile_waits_for_nobody(
    bills: BillWorld, counter: BillCounter
) -> None:
    counter.set("bill_line", "10001", **LINE)
    number = bills.register(minor=1_000_000, kind="AC01", acceptor=bills.bank_party("yungang"))
    asked = bills.do("辰海", "ask_acceptance", bill_number=number)
    (open_id,) = counter.waiting()
    waits = counter.desk.propose("贺兰", "bill_answer", open_id, {"status": "agree"})
    bills.do("辰海", "withdraw", number=asked.number)
    assert counter.waiting() == []
    assert counter.desk.decide("秦峰", waits)["status"] == "failed"
    with pytest.raises(CannotTake):
        counter.desk.propose("贺兰", "bill_answer", open_id, {"status": "agree"})
    assert (counter.used("辰海"), bills.internal("BILL_MARGIN-CNY")) == (0, 0)


def test_nothing_else_is_agreed_to_by_itself(bills: BillWorld, counter: BillCounter) -> None:
    """A guarantee asked of the bank, and a presentation before the day, wait for people."""
    number = drawn(bills, 100_000)
    to = {f"to_{name}": value for name, value in bills.bank_party("yungang").items()}
    other = bills.register(minor=2_000)
    bills.do("辰海", "guarantee", bill_number=other, **to)
    assert len(counter.waiting()) == 1
    counter.answer("不办理票据保证")
    assert bills.show("辰海", other).steps[-1].outcome == "refused"
    bills.do("辰海", "ask_delivery", bill_number=number)
    bills.answer("恒锐", number)
    early = bills.do("恒锐", "present", bill_number=number)
    assert (early.status, len(counter.waiting())) == (PublicStatus.PROCESSING, 1)
    assert bills.breaches() == []


def test_what_the_bank_holds_is_refused_and_paid_by_recourse(
    bills: BillWorld, counter: BillCounter
) -> None:
    number = bills.delivered(minor=1_000_000)
    bills.do("恒锐", "discount", bill_number=number, rate="3.60")
    seller = bills.balance("恒锐")[0]
    bills.world.advance(days=119)
    bills.work()
    bills.do("辰海", "answer", bill_number=number, agrees=False, reason="DC08")
    code = bills.party("恒锐")["code"]
    clerk = Clerk(behind_its_door(counter.desk), counter.desk, "贺兰")
    assert clerk.enter().status_code == 303
    page = clerk.get(f"/new/bill_collect?target={number}/1").get_data(as_text=True)
    assert all(
        one in page for one in ("CNY 10,000.00", "DC08", f"追索 {bills.party('恒锐')['name']}")
    )
    assert counter.decide("bill_collect", f"{number}/1", {"act": f"recourse:{code}"}) == "in_force"
    bills.do("恒锐", "discharge", bill_number=number)
    bills.work()
    assert bills.balance("恒锐") == (seller - 1_000_000, 0)
    assert bills.internal("BILLS-CNY") == 0
    assert counter.bills.show("恒锐", number).line[0].holder_name == bills.party("恒锐")["name"]
    assert bills.breaches() == []


def test_the_desks_page_shows_what_waits_what_is_held_and_what_is_set(
    bills: BillWorld, counter: BillCounter
) -> None:
    counter.set("bill_line", "10001", **LINE)
    waits = drawn(bills, 1_000_000)
    held = bills.delivered(minor=200_000)
    bills.do("恒锐", "discount", bill_number=held, rate="3.60")
    Bills(bills.worker).reconcile(bills.run(bills.world.tenant_id))
    clerk = Clerk(behind_its_door(counter.desk), counter.desk, "贺兰")
    assert clerk.enter().status_code == 303
    for tab, said in (
        ("waiting", (waits, "10,000.00", "/new/bill_answer")),
        ("held", (held, "2,000.00")), ("accepted", ("没有承兑余额",)),
        ("settings", ("20,000.00", "/new/bill_price")), ("nights", ("2026-11", "一致")),
    ):  # fmt: skip
        page = clerk.get(f"/bills?tab={tab}").get_data(as_text=True)
        read = page + re.sub("<[^>]*>", "", page)  # a number is drawn apart, and read whole
        assert all(one in read for one in said), (tab, said)
    assert clerk.get("/new/bill_price?target=AC01").status_code == 200
    (asked,) = counter.waiting()
    page = clerk.get(f"/new/bill_answer?target={asked}").get_data(as_text=True)
    for one in (
        waits,
        "CNY 20,000.00",
        "已用 CNY 0.00，本笔后剩余 CNY 10,000.00",
        "票面的 40%",
        "CNY 4,000.00",
    ):
        assert one in page, one
    counter.set("bill_line", "10001", **{**LINE, "line": "9,000.00"})
    assert "额度不足 CNY 1,000.00" in clerk.get(f"/new/bill_answer?target={asked}").get_data(as_text=True)  # fmt: skip


def test_a_walk_of_the_banks_own_acts_keeps_books_lines_and_margins_true(
    bills: BillWorld, counter: BillCounter
) -> None:
    """Acceptances, discounts a buyer pays for, recalls, splits and payments at random; checked after each."""
    chance = random.Random(11)  # noqa: S311 - a walk that is the same every time
    counter.set("bill_line", "*", line="30,000.00", margin="37", auto="8,000.00")
    row = counter.set(
        "bill_agreement", "new", seller="10002", account=bills.party("辰海")["account"], percent="35",
        ceiling="3.00", until="2027-06-30", contract="三方 2026-11",
    )  # fmt: skip
    for _ in range(9):
        _bank_step(bills, counter, chance, row["target"])
        assert bills.breaches() == []
    bills.world.advance(days=119)
    bills.work(8)
    assert bills.breaches() == []
    assert bills.internal("BILL_MARGIN-CNY") == 0 or bills.lines("辰海", lane="issued")


def _bank_step(
    bills: BillWorld, counter: BillCounter, chance: random.Random, agreement: str
) -> None:
    """One of what people and the bank may do; what is refused is part of the walk."""
    issued, held = bills.lines("辰海", lane="issued"), bills.lines("恒锐", lane="held")
    try:
        if counter.waiting() and chance.random() < 0.7:
            typed = {"status": chance.choice(["agree", "refuse"]), "why": "不予办理"}
            counter.decide("bill_answer", counter.waiting()[0], typed)
        elif held and chance.random() < 0.5:
            line = chance.choice(held)
            start = int(line.interval.split("-")[0])
            part = f"{start}-{start + chance.randrange(line.amount_minor)}"
            rate = bills.house.gate.read(bills.actor("恒锐"), "bills.quote", {"BillNumber": line.bill_number}).rate  # fmt: skip
            more = {"payer": "03", "agreement": agreement} if chance.random() < 0.6 else {}
            bills.do("恒锐", "discount", bill_number=line.bill_number, interval=part, rate=rate, **more)  # fmt: skip
        elif issued and chance.random() < 0.7:
            number = chance.choice(issued).bill_number
            act = chance.choice(["recall", "ask_delivery", "ask_delivery"])
            bills.do("辰海", act, bill_number=number)
            if act == "ask_delivery":
                bills.answer("恒锐", number)
        else:
            drawn(bills, chance.randrange(1, 1_200_000))
    except YinqiError as refused:
        assert refused.message.zh  # noqa: PT017 - refusals are part of the walk


def test_the_checker_finds_margin_and_line_that_do_not_fit(bills: BillWorld) -> None:
    """Negative control."""
    drawn(bills, 100_000)
    assert bills.breaches() == []
    bills.world.db.tamper("UPDATE yinqi.bill_acceptance SET margin_left_minor = 1")
    bills.world.db.tamper("UPDATE yinqi.bill_line_use SET used_minor = 1")
    assert {found.split(":")[0] for found in bills.breaches()} == {"acceptance", "line", "margin"}
