"""The catalogue entries: complete, readable by the one parser, bound to what they say."""

from __future__ import annotations

import dataclasses

import pytest

from kernel.errors import Faulty, YinqiError
from kernel.operation import Door, Idempotency, Operation, StepUp, Verb, fields_of
from kernel.parsing import Names, parse, plain
from tests.workflows.approval.house import EVIDENCE, House
from workflows.approval import errors, service
from workflows.approval.commands import Action, DecideApproval, WithdrawApproval
from workflows.approval.operations import DECIDE, INBOX, OPERATIONS, VIEW, WITHDRAW
from workflows.approval.subjects import Outcome

ID = "019aa2c4-7d10-7c31-8f00-5a3de0b7c911"


def test_deciding_asks_for_a_fresh_signature_and_only_it_does() -> None:
    assert {op.code: op.step_up for op in OPERATIONS} == {
        "approvals.decide": StepUp.SIGN,
        "approvals.decide_list": StepUp.SIGN,
        "approvals.withdraw": StepUp.NONE,
        "approvals.inbox": StepUp.NONE,
        "approvals.view": StepUp.NONE,
    }
    assert [op.verb for op in (DECIDE, WITHDRAW, INBOX, VIEW)] == [
        Verb.APPROVE, Verb.MAKE, Verb.SEE, Verb.SEE,
    ]  # fmt: skip
    assert {op.idempotency for op in (DECIDE, WITHDRAW)} == {Idempotency.STATE}
    assert all(op.doors == {Door.WEB, Door.PHONE} for op in OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_field_is_declared_in_both_languages(operation: Operation) -> None:
    for record in (operation.command, operation.answer):
        assert len(fields_of(record)) == len(dataclasses.fields(record))
        assert all(info.spec.label.zh and info.spec.label.en for info in fields_of(record))


def test_a_decision_is_read_from_what_a_page_sends() -> None:
    sent = {"approval_id": ID, "action": "approve", "shown_digest": "ab" * 32}
    assert parse(DecideApproval, sent, Names.PYTHON) == DecideApproval(
        ID, Action.APPROVE, "ab" * 32
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("approval_id", "1 OR 1=1"),
        ("approval_id", ID.upper()),
        ("action", "grant"),
        ("action", "APPROVE"),
        ("shown_digest", "ab" * 31),
        ("shown_digest", "zz" * 32),
        ("comment", "好" * 201),
    ],
)
def test_a_decision_with_a_fault_is_refused(name: str, value: str) -> None:
    sent = {"approval_id": ID, "action": "approve", "shown_digest": "ab" * 32} | {name: value}
    with pytest.raises(Faulty):
        parse(DecideApproval, sent, Names.PYTHON)


def test_commands_do_what_the_engine_does(house: House) -> None:
    maker, manager = house.user("王磊"), house.user("陈嘉怡", "manager")
    house.rule((None, [[("manager", 1)]]))
    item, other = house.submit(maker), house.submit(maker)
    command = DecideApproval(str(item), Action.APPROVE, house.digest(item).hex(), "好")
    with house.as_user(manager) as ctx:
        answer = service.decide(house.engine, ctx, command, EVIDENCE)
    assert plain(answer) == {"ApprovalId": str(item), "Outcome": "granted"}
    with house.as_user(maker) as ctx:
        answer = service.withdraw(house.engine, ctx, WithdrawApproval(str(other)))
    assert answer.outcome is Outcome.WITHDRAWN


def test_every_error_has_a_code_of_ours_and_both_languages() -> None:
    mine = [
        found
        for found in vars(errors).values()
        if getattr(found, "__module__", "") == errors.__name__
    ]
    assert len(mine) >= 17
    for error in mine:
        assert issubclass(error, YinqiError)
        assert error.code.startswith("approval.")
        assert YinqiError.registry()[error.code] is error
        assert error.text.zh
        assert error.text.en.isascii()
