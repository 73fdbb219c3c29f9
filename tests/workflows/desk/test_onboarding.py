"""An enterprise is taken on, its administrators set up and sign, and only then may it do anything."""

from __future__ import annotations

from typing import Any

import pytest

from corporate.admission import AgreementAwaited
from corporate.gate import Gate
from corporate.identity.invitations import Activation
from kernel.context import Actor
from kernel.errors import Conflict, Faulty
from kernel.operation import Door
from tests.cast import PASSWORD
from tests.workflows.desk.bank import DeskBank
from tests.workflows.payments.house import PaymentHouse
from workflows.desk import codes, customers
from workflows.desk.errors import BothCodes

COMPANY = {
    "number": "20001", "name": "杭州云帆科技有限公司", "name_en": "Hangzhou Yunfan", "uscc": "91330106MA2CDEFG6T",
    "legal_person": "沈青", "address": "杭州市西湖区文三路 1 号", "valid_until": "2040-12-31", "contact": "0571-00000000",
    "accounts": "1001234509012349999 基本户 CNY\n1001234509012348888 美元户 USD", "link": "yes",
    "admins": "", "admin1_login": "shenqing", "admin1_name": "沈青", "admin2_login": "fangyu", "admin2_name": "方瑜",
}  # fmt: skip


def uscc() -> str:
    from kernel.identifiers.uscc import check_character, organisation_check  # noqa: PLC0415

    body = f"91330106MA2CDEFG{organisation_check('MA2CDEFG')}"
    return body + check_character(body)


COMPANY["uscc"] = uscc()


def code_of(desk: DeskBank, by: str, login: str) -> str:
    with desk.as_(by) as ctx:
        row = customers.by_number(ctx, "20001")
        user = next(one for one in customers.users(ctx, row["id"]) if one["login"] == login)
        return codes.for_administrator(ctx, "20001", user["id"]).code


def activate(desk: DeskBank, pay: PaymentHouse, login: str, code: str) -> None:
    asked = Activation(login, code, PASSWORD, "203.0.113.4")
    pay.house.activator.activate(desk.world.tenant_id, asked)


def actor(desk: DeskBank, login: str) -> Actor:
    with desk.as_("贺兰") as ctx:
        row = customers.by_number(ctx, "20001")
        user = next(one for one in customers.users(ctx, row["id"]) if one["login"] == login)
    return Actor(
        desk.world.tenant_id, Door.WEB, user["name"], enterprise_id=row["id"], person_id=user["person_id"],
        user_id=user["id"],
    )  # fmt: skip


def sign(gate: Gate, who: Actor) -> Any:
    seen = gate.read(who, "agreements.show")
    given = {"Number": seen.number, "ShownDigest": seen.digest}
    return gate.perform(who, "agreements.sign", given, proof={"password": PASSWORD})


def unseen(gate: Gate, who: Actor) -> list[tuple[str, str]]:
    """What the two administrators hold that the page of rights has no box for: a change of one right would take it away."""
    boxes = {one.right: one for one in gate.read(who, "rights.matrix").rights}
    return [
        (row.right, verb)
        for login in ("shenqing", "fangyu")
        for row in gate.read(who, "users.show", {"Login": login}).rights
        for verb in ("see", "make", "approve")
        if getattr(row, verb) and not getattr(boxes[row.right], verb)
    ]


def test_from_the_form_to_the_first_day(desk: DeskBank, pay: PaymentHouse) -> None:
    row = desk.done("onboarding", "new", COMPANY)
    assert row["status"] == "in_force", row["why"]
    for by, login in (("贺兰", "shenqing"), ("秦峰", "fangyu")):
        activate(desk, pay, login, code_of(desk, by, login))
    first, second = actor(desk, "shenqing"), actor(desk, "fangyu")
    gate = pay.house.gate
    with pytest.raises(AgreementAwaited):
        gate.read(first, "accounts.list")
    with gate.transaction(first) as uow:
        assert gate.offers(first, uow) == {"agreements.show", "agreements.sign"}
    seen = gate.read(first, "agreements.show")
    assert "杭州云帆科技有限公司" in seen.text
    assert "1001234509012349999 基本户 CNY" in seen.text
    assert not sign(gate, first).in_force
    with pytest.raises(Conflict):
        sign(gate, first)
    with pytest.raises(AgreementAwaited):
        gate.read(first, "accounts.list")
    assert sign(gate, second).in_force
    assert unseen(gate, first) == []
    accounts = gate.read(first, "accounts.list").accounts
    assert [one.account_number for one in accounts] == [
        "1001234509012349999",
        "1001234509012348888",
    ]
    with desk.world.db.auditor.begin(desk.scope) as uow:
        (kept,) = uow.rows("SELECT text, status FROM agreement")
        assert kept == {"text": seen.text, "status": "in_force"}
        signed = uow.rows("SELECT name, evidence FROM agreement_signature ORDER BY signed_at, name")
    assert {one["name"] for one in signed} == {"沈青", "方瑜"}
    assert {one["evidence"]["canonical_text"] for one in signed} == {seen.text}
    assert pay.breaches() == []


def test_nobody_at_the_desk_holds_the_codes_of_both(desk: DeskBank) -> None:
    desk.done("onboarding", "new", COMPANY)
    code_of(desk, "贺兰", "shenqing")
    with pytest.raises(BothCodes):
        code_of(desk, "贺兰", "fangyu")
    assert code_of(desk, "秦峰", "fangyu")


def test_what_is_wrong_with_a_licence_is_told_all_at_once(desk: DeskBank) -> None:
    wrong = {
        **COMPANY, "uscc": COMPANY["uscc"][:-1] + "X", "valid_until": "2020-01-01", "accounts": "12",
        "admin2_login": "shenqing", "number": "1",
    }  # fmt: skip
    with pytest.raises(Faulty) as refused:
        desk.propose("贺兰", "onboarding", "new", wrong)
    assert {one.field for one in refused.value.findings} == {
        "uscc", "valid_until", "accounts", "admin2_login", "number",
    }  # fmt: skip


def test_what_somebody_has_already_is_not_given_twice(desk: DeskBank) -> None:
    taken = {
        **COMPANY,
        "number": "10001",
        "admin1_login": "lina",
        "accounts": "1001234509012345678 基本户 CNY",
    }
    with pytest.raises(Faulty) as refused:
        desk.propose("贺兰", "onboarding", "new", taken)
    assert {one.field for one in refused.value.findings} == {"number", "admin1_login", "accounts"}


def test_a_suspended_enterprise_is_refused_and_let_go_on(desk: DeskBank, pay: PaymentHouse) -> None:
    lina = desk.world.actor("李娜")
    assert pay.house.gate.read(lina, "accounts.list").accounts
    desk.done("standing", "10001", {"status": "suspended"})
    with pytest.raises(Exception, match="user_inactive"):
        pay.house.gate.read(lina, "accounts.list")
    desk.done("standing", "10001", {"status": "active"})
    assert pay.house.gate.read(lina, "accounts.list").accounts
