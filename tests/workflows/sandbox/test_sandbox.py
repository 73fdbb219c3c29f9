"""The sandbox over real HTTP: an ERP's test-suite tells outcomes and sees its payments meet them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from connectors.clearing.codes import REASONS
from connectors.clearing.simulator.behaviours import MAGIC
from connectors.ports import Behaviour, Submission
from kernel.calendar import SHANGHAI
from tests.connectors.direct_link.conftest import assembled, linked, serve
from tests.connectors.direct_link.erp import PAYMENT, Erp
from tests.connectors.direct_link.footprint import nothing_left
from tests.connectors.direct_link.json_erp import JsonErp, JsonReply
from tests.workflows.sandbox.conftest import Sandbox
from tests.world import HouseWorld
from workflows.sandbox.behaviours import RefusalReason
from workflows.sandbox.clearing import met
from workflows.sandbox.rules import first_that_fits

ELSEWHERE = {
    "PayeeAccount": "6222021001112223334", "PayeeName": "无锡同盛包装材料有限公司",
    "PayeeBank": "102100099996",
}  # fmt: skip


def pay(sandbox: Sandbox, serial: str, **more: str) -> None:
    reply = sandbox.erp.pay(**{**ELSEWHERE, "ClientSerial": serial, **more})
    assert reply.code == "0000", reply.content


def status(sandbox: Sandbox, serial: str) -> tuple[str, str]:
    body = sandbox.erp.call("payments.find", ClientSerial=serial).body
    return str(body["Status"]), str(body.get("ReasonZh", ""))


def tell(sandbox: Sandbox, name: str, behaviour: str, **more: Any) -> JsonReply:
    return sandbox.erp.call("sandbox.tell", Name=name, Behaviour=behaviour, **more)


def used(sandbox: Sandbox) -> dict[str, int]:
    found = sandbox.erp.call("sandbox.rules").body
    return {rule["Name"]: rule["Used"] for rule in found.get("Rules", ())}


def test_a_told_refusal_by_amount_is_met_so_many_times_and_no_more(sandbox: Sandbox) -> None:
    told = tell(sandbox, "no-account", "refuse", Amount="*.06", Reason="RJ03", Times=1)
    assert (told.code, told.body["Used"]) == ("0000", 0)
    for number, amount in enumerate(("120.05", "120.06", "7.06")):
        pay(sandbox, f"T-{number}", Amount=amount)
    sandbox.work()
    assert [status(sandbox, f"T-{n}")[0] for n in range(3)] == ["succeeded", "failed", "succeeded"]
    assert "状态异常" in status(sandbox, "T-1")[1]
    assert used(sandbox) == {"no-account": 1}


def test_the_oldest_rule_goes_first_and_before_magic_values(sandbox: Sandbox) -> None:
    tell(sandbox, "tail", "refuse", AccountTail="3334", Reason="RJ02")
    tell(sandbox, "all", "settle")
    pay(sandbox, "O-1")
    pay(sandbox, "O-2", PayeeAccount="6222021001118888" + "03", Amount="12.00")
    sandbox.work()
    assert [status(sandbox, serial)[0] for serial in ("O-1", "O-2")] == ["failed", "succeeded"]
    assert used(sandbox) == {"tail": 1, "all": 1}


def test_silence_is_unknown_until_the_clock_is_moved(sandbox: Sandbox) -> None:
    tell(sandbox, "late", "late_success")
    pay(sandbox, "L-1")
    sandbox.work()
    assert status(sandbox, "L-1")[0] == "unknown"
    to = sandbox.clock.now() + timedelta(minutes=3)
    moved = sandbox.erp.call("sandbox.clock", To=to.astimezone(SHANGHAI).isoformat())
    assert (moved.code, moved.body["Status"]) == ("0000", "waiting")
    sandbox.work()
    assert sandbox.clock.now() >= to
    assert status(sandbox, "L-1")[0] == "succeeded"
    (order,) = sandbox.erp.call("sandbox.rules").body["Orders"]
    assert order["Status"] == "done"


def test_a_return_comes_back_the_next_morning(sandbox: Sandbox) -> None:
    tell(sandbox, "returned", "return", Times=1)
    pay(sandbox, "R-1")
    sandbox.work()
    assert status(sandbox, "R-1")[0] == "succeeded"
    to = sandbox.clock.now() + timedelta(days=1)
    assert sandbox.erp.call("sandbox.clock", To=to.isoformat()).code == "0000"
    sandbox.work()
    assert status(sandbox, "R-1")[0] == "returned"


def test_the_same_submission_keeps_its_first_hint(sandbox: Sandbox, world: HouseWorld) -> None:
    tell(sandbox, "lost", "never_seen", Times=1)
    pay(sandbox, "S-1")
    with world.job() as ctx:
        row = ctx.uow.row("SELECT id, rail, payload FROM submission")
        assert row
        submission = Submission(row["id"], row["rail"], row["payload"])
        first = met(ctx, submission)
    assert first is not None
    assert first["behaviour"] == "never_seen"
    tell(sandbox, "other", "refuse")
    with world.job() as ctx:
        again = met(ctx, submission)
    assert again == {"behaviour": "never_seen", "reason": ""}
    assert used(sandbox) == {"lost": 1, "other": 0}


def test_money_is_asked_for_once_and_booked_once_however_often_it_comes(sandbox: Sandbox) -> None:
    asked = {
        "Reference": "IN-1", "AccountNumber": PAYMENT["PayerAccount"], "Amount": "12480.00",
        "PayerName": "上海振华重工股份有限公司", "Copies": 3,
    }  # fmt: skip
    first = sandbox.erp.call("sandbox.credit", **asked)
    again = sandbox.erp.call("sandbox.credit", **asked)
    assert (first.body["Duplicate"], again.body["Duplicate"]) == (False, True)
    changed = sandbox.erp.call("sandbox.credit", **asked | {"Amount": "1.00"})
    assert (changed.status, changed.code) == (409, "C962")
    sandbox.work()
    lines = sandbox.erp.call("accounts.lines", AccountNumber=PAYMENT["PayerAccount"]).body["Lines"]
    assert [line["Amount"] for line in lines if "振华" in str(line)] == ["12480.00"]


def test_money_under_a_wrong_name_is_parked(sandbox: Sandbox, world: HouseWorld) -> None:
    asked = {
        "Reference": "IN-2", "AccountNumber": PAYMENT["PayerAccount"], "Amount": "5.00",
        "PayerName": "甲", "PayeeName": "乙有限公司",
    }  # fmt: skip
    assert sandbox.erp.call("sandbox.credit", **asked).code == "0000"
    sandbox.work()
    assert world.count("incoming_credit", "status = 'suspended'") == 1


def test_rules_are_an_enterprise_s_own_and_are_forgotten(
    sandbox: Sandbox, world: HouseWorld
) -> None:
    other = JsonErp(
        Erp(
            sandbox.erp.erp.world, sandbox.erp.erp.app, world.key_of("恒锐"),
            enterprise="10002", operator="hengrui-erp", certificate="CERT-10002",
        )
    )  # fmt: skip
    assert other.call("sandbox.tell", Name="all", Behaviour="refuse").code == "0000"
    pay(sandbox, "W-1")
    sandbox.work()
    assert status(sandbox, "W-1")[0] == "succeeded"
    assert used(sandbox) == {}
    assert sandbox.erp.call("sandbox.forget").body["Rules"] == 0
    assert other.call("sandbox.forget", Name="all").body["Rules"] == 1
    assert (
        "Rules" not in other.call("sandbox.rules").body
        or not other.call("sandbox.rules").body["Rules"]
    )


WRONG: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("sandbox.tell", {"Name": "x", "Behaviour": "settle", "Reason": "RJ01"}, "I961"),
    ("sandbox.tell", {"Name": "x", "Behaviour": "settle", "Times": 0}, "I001"),
    ("sandbox.tell", {"Name": "x", "Behaviour": "explode"}, "I001"),
    ("sandbox.clock", {"To": "2026-11-20T09:00:00+08:00"}, "I960"),
    ("sandbox.clock", {"To": "2027-11-20T09:00:00+08:00"}, "I960"),
    (
        "sandbox.credit",
        {
            "Reference": "F",
            "AccountNumber": "3250612000181470",
            "Amount": "1.00",
            "PayerName": "甲",
        },
        "D001",
    ),
)


def test_what_cannot_be_told_is_refused_and_nothing_is_left(
    sandbox: Sandbox, world: HouseWorld
) -> None:
    with nothing_left(world.db, nonces=len(WRONG)):
        for operation, values, code in WRONG:
            assert sandbox.erp.call(operation, **values).code == code, (operation, values)


def test_where_there_is_no_sandbox_it_says_so(world: HouseWorld, tmp_path: Path) -> None:
    erp = JsonErp(Erp(world, serve(linked(assembled(world, tmp_path))), world.key_of("辰海")))
    with nothing_left(world.db, nonces=2):
        for operation in ("sandbox.rules", "sandbox.forget"):
            reply = erp.call(operation)
            assert (reply.status, reply.code, reply.reason) == (403, "D960", "sandbox.off")


def test_the_catalogue_is_the_test_bank_s() -> None:
    assert {one.value for one in RefusalReason} == set(REASONS)
    assert {one.label.zh for one in Behaviour} >= {"报文丢失", "次日退汇"}
    assert {order.behaviour.value for order in MAGIC.values()} == {one.value for one in Behaviour}


@pytest.mark.parametrize(
    ("pattern", "fitting", "other"),
    [
        ("*.06", "1280.06", "1280.60"),
        ("128*.00", "12800.00", "228.00"),
        ("8888.06", "8888.06", "8888x06"),
    ],
)
def test_a_pattern_s_star_stands_for_digits(pattern: str, fitting: str, other: str) -> None:
    rule = {
        "name": "x", "rail": "any", "account_tail": "", "amount": pattern, "times": None, "used": 0,
    }  # fmt: skip
    assert first_that_fits([rule], "BEPS", {"amount": fitting}) is rule
    assert first_that_fits([rule], "BEPS", {"amount": other}) is None
