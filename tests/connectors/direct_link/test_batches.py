"""Batches by signed messages: taken as one, refused row by row, never paid twice; and what came back."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from connectors.direct_link.link import DirectLink
from kernel import limits
from kernel.public_status import PublicStatus
from kernel.xml import Schema
from tests.connectors.direct_link.erp import PAYMENT, Erp, Q, Reply
from tests.connectors.direct_link.footprint import nothing_left, rows_of
from tests.connectors.direct_link.rules import allow_direct
from tests.connectors.direct_link.test_inquiries import rows
from tests.risk.bench import LimitBench
from tests.world import HouseWorld
from workflows.payments.batch_rules import status_of

PAYEE = {"PayeeAccount": PAYMENT["PayeeAccount"], "PayeeName": PAYMENT["PayeeName"]}
NOBODY = {"PayeeAccount": "3250612000181999", "PayeeName": "无此公司"}


def row(serial: str, amount: str = "100.00", **more: str) -> dict[str, str]:
    """A row in the schema's order."""
    payee = {name: more.pop(name, value) for name, value in PAYEE.items()}
    return {"ClientSerial": serial, **payee, "Amount": amount, **more}


def batch(*wanted: Mapping[str, str], **changed: Any) -> dict[str, Any]:
    """A batch whose totals fit its rows, unless they are changed."""
    total = sum(round(float(one["Amount"]) * 100) for one in wanted)
    said = {
        "ClientSerial": "BATCH-1",
        "PayerAccount": PAYMENT["PayerAccount"],
        "Payments": str(len(wanted)),
        "Total": f"{total // 100}.{total % 100:02}",
        "Currency": "CNY",
        "Rows": list(wanted),
    }
    return said | changed


def submit(erp: Erp, *wanted: Mapping[str, str], **changed: Any) -> Reply:
    return erp.call("payments.submit_batch", "SubmitBatch", **batch(*wanted, **changed))


def test_a_batch_is_one_item_for_its_approvers(erp: Erp, world: HouseWorld) -> None:
    reply = submit(erp, row("R-1", "100.00"), row("R-2", "50.50"))
    assert (reply.status, reply.value("Status"), reply.value("Authority")) == (
        200, "pending_approval", "approvers",
    )  # fmt: skip
    assert (reply.value("Payments"), reply.value("Total")) == ("2", "150.50")
    assert reply.value("Number").startswith("B261123-")
    assert (world.count("approval"), world.count("payment")) == (1, 2)


def test_without_a_level_its_rows_are_booked_at_once(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    reply = submit(erp, row("R-1"), row("R-2", "50.50"))
    assert (reply.value("Status"), reply.value("Authority")) == ("succeeded", "signature")
    found = erp.call("payments.find", "FindPayment", ClientSerial="R-2")
    assert (found.value("Status"), found.value("Authority")) == ("succeeded", "signature")
    (balance,) = rows(
        erp.call("accounts.balances", "AskBalances", AccountNumbers=[PAYMENT["PayerAccount"]]),
        "Balances",
    )
    assert balance["Booked"] == "999849.50"


def test_a_row_that_cannot_be_paid_is_refused_alone(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    reply = submit(erp, row("R-1"), row("R-2", **NOBODY), row("R-3"))
    assert reply.value("Status") == "partly_succeeded"
    assert reply.value("Total") == "200.00"
    (refused,) = rows(reply, "Refused")
    assert (refused["Row"], refused["ClientSerial"]) == ("2", "R-2")
    assert refused["ReasonCode"] == "payment.payee_unknown"
    counted = {one["Status"]: one["Payments"] for one in rows(reply, "Counts")}
    assert counted == {"succeeded": "2", "failed": "1"}


def test_a_batch_of_bad_rows_only_is_taken_and_nothing_is_paid(erp: Erp, world: HouseWorld) -> None:
    reply = submit(erp, row("R-1", **NOBODY))
    assert (reply.value("Status"), reply.value("Authority")) == ("failed", "")
    assert world.count("approval") == 0


def test_the_same_batch_again_is_the_same_batch(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    first = submit(erp, row("R-1"), row("R-2"))
    before = rows_of(world.db)
    again = submit(erp, row("R-1"), row("R-2"))
    assert (again.code, again.value("Number"), again.value("Duplicate")) == (
        "0000", first.value("Number"), "true",
    )  # fmt: skip
    after = rows_of(world.db)
    assert {n for n in after if after[n] != before[n]} <= {"direct_link_nonce", "audit"}


def test_another_content_under_its_serial_is_refused_and_changes_nothing(
    erp: Erp, world: HouseWorld
) -> None:
    submit(erp, row("R-1"))
    with nothing_left(world.db, nonces=1):
        reply = submit(erp, row("R-1", "100.01"))
    assert (reply.status, reply.code) == (409, "C103")


def test_a_row_s_serial_counts_over_all_doors_and_batches(erp: Erp, world: HouseWorld) -> None:
    erp.pay(ClientSerial="R-1")
    with nothing_left(world.db, nonces=1):
        reply = submit(erp, row("R-0"), row("R-1"))
    assert (reply.code, reply.reason) == ("C102", "kernel.serial_conflict")


@pytest.mark.parametrize(
    ("changed", "fault", "element"),
    [
        ({"Payments": "3"}, "payment.batch_count_differs", "Payments"),
        ({"Total": "200.01"}, "payment.batch_total_differs", "Total"),
        ({"Rows": [row("R-1"), row("R-1")]}, "payment.batch_serial_twice", "Rows[2]/ClientSerial"),
        ({"Currency": "EUR"}, "payment.batch_currency_differs", "Rows[1]/Currency"),
        ({"Rows": [row("R-1", "200.00"), row("R-2", "0.00")]}, "payment.amount_zero", "Rows[2]/Amount"),
    ],
)  # fmt: skip
def test_a_batch_that_does_not_add_up_is_refused_whole(
    erp: Erp, world: HouseWorld, changed: dict[str, Any], fault: str, element: str
) -> None:
    with nothing_left(world.db, nonces=1):
        reply = erp.call("payments.submit_batch", "SubmitBatch",
                         **batch(row("R-1"), row("R-2")) | changed)  # fmt: skip
    assert reply.code == "I001"
    assert (fault, f"/Request/Body/SubmitBatch/{element}") in reply.faults


def test_an_empty_batch_and_one_that_is_too_long_are_refused(
    erp: Erp, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = erp.call("payments.submit_batch", "SubmitBatch", **batch())
    assert empty.code == "I001"
    monkeypatch.setattr(limits, "BATCH_ROWS_MAX", 1)
    long = submit(erp, row("R-1"), row("R-2"))
    assert "payment.batch_too_long" in {code for code, _ in long.faults}


def test_a_ceiling_of_the_right_holds_for_the_largest_row(erp: Erp, world: HouseWorld) -> None:
    with world.owner() as uow:
        uow.run(
            "UPDATE user_right SET upto_minor = 10000, currency = 'CNY' WHERE user_id = %s"
            " AND operation = 'payments.submit'",
            (world.user("辰海 ERP").user_id,),
        )
    assert submit(erp, row("R-1", "100.01"), row("R-2")).code == "D208"
    assert submit(erp, row("R-1"), row("R-2"), ClientSerial="BATCH-2").code == "0000"


def test_rows_are_read_page_by_page_and_by_status(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    submit(erp, *(row(f"R-{place}") for place in range(5)), row("R-bad", **NOBODY))
    seen: list[str] = []
    more: dict[str, str] = {}
    while True:
        page = erp.call(
            "payments.batch_rows", "ListBatchRows", ClientSerial="BATCH-1", **more, Limit="2"
        )
        seen += [one["ClientSerial"] for one in rows(page, "Rows")]
        if not page.value("Cursor"):
            break
        more = {"Cursor": page.value("Cursor")}
    assert seen == ["R-0", "R-1", "R-2", "R-3", "R-4", "R-bad"]
    failed = erp.call(
        "payments.batch_rows", "ListBatchRows", ClientSerial="BATCH-1", Status="failed"
    )
    assert [one["Row"] for one in rows(failed, "Rows")] == ["6"]
    foreign = erp.call("payments.batch_rows", "ListBatchRows",
                       ClientSerial="BATCH-1", Status="failed", Cursor=more["Cursor"])  # fmt: skip
    assert foreign.code == "I120"


def test_a_batch_of_others_is_not_found(erp: Erp, hengrui: Erp) -> None:
    number = submit(erp, row("R-1")).value("Number")
    assert erp.call("payments.batch", "FindBatch", Number=number).value("ClientSerial") == "BATCH-1"
    for asked in ({"Number": number}, {"ClientSerial": "BATCH-1"}, {"ClientSerial": "NONE"}, {}):
        assert hengrui.call("payments.batch", "FindBatch", **asked).code == "D001", asked


def test_a_return_is_listed_with_its_batch_and_when_it_came(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    submit(erp, row("R-1"), row("R-2"))
    world.advance(days=2)
    world.db.tamper(
        f"""
        UPDATE yinqi.payment SET status = 'returned', version = version + 1, status_at = '{world.clock.now()}'
         WHERE client_serial = 'R-2';
        INSERT INTO yinqi.payment_transition (tenant_id, enterprise_id, payment_id, seq, source, target, trigger,
               actor, door, note, at)
        SELECT tenant_id, enterprise_id, id, version, 'succeeded', 'returned', 'return', '清算', 'system', '{{}}',
               '{world.clock.now()}' FROM yinqi.payment WHERE client_serial = 'R-2'
        """  # noqa: S608 - the test's own clock
    )
    (found,) = rows(erp.call("payments.returns", "ListReturns"), "Returns")
    assert (found["ClientSerial"], found["BatchSerial"], found["ReturnedAt"]) == (
        "R-2", "BATCH-1", "2026-11-25T02:05:00Z",
    )  # fmt: skip
    for asked, count in (
        ({"FromOn": "2026-11-25", "ToOn": "2026-11-25"}, 1), ({"ToOn": "2026-11-24"}, 0),
        ({"BatchSerial": "BATCH-2"}, 0), ({"BatchSerial": "BATCH-1"}, 1),
    ):  # fmt: skip
        assert len(rows(erp.call("payments.returns", "ListReturns", **asked), "Returns")) == count
    batch_now = erp.call("payments.batch", "FindBatch", ClientSerial="BATCH-1")
    assert batch_now.value("Status") == "partly_succeeded"


def test_the_answers_are_valid_against_the_published_schema(erp: Erp, link: DirectLink) -> None:
    schema = Schema(lambda: link.dialects.xml.contract)
    for reply in (
        submit(erp, row("R-1"), row("R-2", **NOBODY)),
        erp.call("payments.batch_rows", "ListBatchRows", ClientSerial="BATCH-1"),
        erp.call("payments.returns", "ListReturns"),
    ):
        assert reply.body.tag != f"{Q}Faults"
        assert list(schema.findings(reply.root)) == []


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ("succeeded", "succeeded"),
        ("succeeded failed", "partly_succeeded"),
        ("succeeded returned", "partly_succeeded"),
        ("pending_approval failed", "pending_approval"),
        ("processing succeeded", "processing"),
        ("submitted unknown", "processing"),
        ("unknown succeeded", "unknown"),
        ("approved succeeded", "approved"),
        ("failed rejected", "rejected"),
        ("failed returned", "failed"),
        ("rejected withdrawn", "failed"),
    ],
)
def test_a_batch_stands_as_its_parts_do(parts: str, whole: str) -> None:
    assert status_of([PublicStatus(part) for part in parts.split()]) is PublicStatus(whole)


def test_the_same_batch_many_times_at_once_is_one_batch(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    wanted = batch(row("R-1"), row("R-2"))

    def once(_: int) -> Reply:
        return erp.call("payments.submit_batch", "SubmitBatch", **wanted)

    with ThreadPoolExecutor(6) as pool:
        replies = list(pool.map(once, range(12)))
    assert {reply.code for reply in replies} == {"0000"}
    assert len({reply.value("Number") for reply in replies}) == 1
    assert sorted(reply.value("Duplicate") for reply in replies) == ["false"] + ["true"] * 11
    assert (world.count("payment"), world.count("payment_message")) == (2, 1)
    assert world.count("ledger_transaction", "kind <> 'opening'") == 2


def test_two_batches_that_share_a_row_at_once_pay_it_once(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)

    def once(serial: int) -> Reply:
        wanted = batch(row(f"R-{serial}"), row("R-shared"), ClientSerial=f"BATCH-{serial}")
        return erp.call("payments.submit_batch", "SubmitBatch", **wanted)

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(reply.code for reply in pool.map(once, range(4)))
    assert codes == ["0000", "C102", "C102", "C102"]
    assert world.count("payment", "client_serial = 'R-shared'") == 1
    assert world.count("payment") == 2


def test_limits_count_a_batch_row_by_row_and_tell_what_is_left(erp: Erp, world: HouseWorld) -> None:
    allow_direct(world)
    LimitBench(world).limit(25_000)  # 250.00 a day
    reply = submit(erp, row("R-1"), row("R-2"), row("R-3"))
    assert reply.value("Status") == "partly_succeeded"
    (refused,) = rows(reply, "Refused")
    assert (refused["ClientSerial"], refused["ReasonCode"]) == ("R-3", "limit.exceeded")
    (left,) = rows(erp.call("limits.left", "AskLeft"), "Limits")
    assert (left["Ceiling"], left["Left"]) == ("25000", "5000")
