"""A rule is changed by two, refused with its place, kept in versions, and never edited."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import psycopg
import pytest

from corporate.identity import enrolment
from kernel.errors import Denied, Faulty, NotFound
from kernel.money import Money
from kernel.operation import Verb
from kernel.public_status import PublicStatus
from tests.cast import POLICY
from tests.workflows.policies.house import PAY, STRICTER, TWO_OF_ANY, PolicyHouse, rule
from workflows.approval import errors as approval_errors
from workflows.mandates import errors as mandate_errors
from workflows.policies import errors
from workflows.policies.rules import Refusal

BIG = 20_000_000


def asked(house: PolicyHouse, serial: str) -> int:
    """How many levels a large payment made now has to pass."""
    house.payments.submit(serial, amount_minor=BIG)
    row = house.world.count("approval", "jsonb_array_length(snapshot->'steps') = 3")
    return 3 if row else 2


def test_nothing_counts_before_the_second_administrator(house: PolicyHouse) -> None:
    seen = house.propose(STRICTER)
    assert seen.status is PublicStatus.PENDING_APPROVAL
    assert asked(house, "A") == 2
    assert house.decide("马倩", seen) == "granted"
    assert asked(house, "B") == 3
    live = house.show()
    assert (live.version, live.live, live.waiting) == (2, True, "")


def test_what_is_signed_is_the_difference_in_sentences(house: PolicyHouse) -> None:
    (line,) = house.propose(STRICTER).lines
    assert line.label_zh == "人民币 100,000.00 以上"
    assert line.was_zh == "先由复核 1 人审批，再由审批 1 人审批"
    assert line.becomes_zh == ("先由复核 1 人审批，再由审批 1 人审批，再由资金经理 1 人审批")


def test_the_proposer_does_not_confirm(house: PolicyHouse) -> None:
    seen = house.propose(STRICTER)
    with pytest.raises(approval_errors.MakerMayNotApprove):
        house.decide("周涛", seen)
    assert house.world.count("approval_policy", "version = 2") == 0


def test_a_clerk_neither_sees_nor_changes_nor_confirms(house: PolicyHouse) -> None:
    for name in ("李娜", "赵敏", "王磊"):
        with pytest.raises(Denied):
            house.propose(STRICTER, by=name)
        with pytest.raises(Denied):
            house.listed(by=name)
        with pytest.raises(Denied):
            house.simulate(by=name, operation=PAY)
    seen = house.propose(STRICTER)
    with pytest.raises(Denied):
        house.decide("王磊", seen)
    assert house.world.count("approval_policy", "version = 2") == 0


def test_an_auditor_reads_every_rule_and_changes_none(house: PolicyHouse) -> None:
    assert house.listed(by="孙悦")[0].sentence_zh.startswith("人民币 10,000.00 及以下")
    with pytest.raises(Denied):
        house.propose(STRICTER, by="孙悦")


@pytest.mark.parametrize(
    ("rules", "place"),
    [
        ({"bands": {"CNY": [{"upper_minor": 5, "steps": []}]}}, "bands.CNY[0].upper_minor"),
        (rule((None, [[("checker", 0)]])), "bands.CNY[0].steps[0][0].needed"),
        (rule((500, [[("checker", 1)]]), (500, []), (None, [])), "bands.CNY[1].upper_minor"),
        ({**rule((None, [[("checker", 1)]])), "sometimes": True}, "rules"),
        ({"bands": {"XYZ": []}}, "bands"),
    ],
)
def test_a_malformed_rule_is_refused_with_its_place(
    house: PolicyHouse, rules: dict[str, Any], place: str
) -> None:
    with pytest.raises(approval_errors.PolicyMalformed) as refused:
        house.propose(rules)
    assert refused.value.params["place"] == place
    assert house.world.count("mandate") == 0


@pytest.mark.parametrize("text", ["{", "[]", "1", '{"bands": 1.5}', '{"bands": NaN}', "[" * 9000])
def test_what_is_no_json_object_is_refused(house: PolicyHouse, text: str) -> None:
    with pytest.raises(errors.NotJson):
        house.propose(text)


@pytest.mark.parametrize(
    ("rules", "code"),
    [
        (rule((None, [])), Refusal.DIRECT),
        (rule((1_000, []), (None, [[("checker", 1)]])), Refusal.DIRECT),
        (rule((None, [[("checker", 9)]])), Refusal.UNFILLABLE),
        (rule((None, [[("checker", 1)], [("checker", 1)]])), Refusal.UNFILLABLE),
        (rule((None, [[("nobody", 1)]])), Refusal.GROUP_UNKNOWN),
    ],
)
def test_a_rule_that_stops_or_frees_everything_is_refused(
    house: PolicyHouse, rules: dict[str, Any], code: str
) -> None:
    with pytest.raises(Faulty) as refused:
        house.propose(rules)
    assert code in {finding.code for finding in refused.value.findings}
    assert house.world.count("mandate") == 0


def ends_at(house: PolicyHouse, amount_minor: int, *names: str) -> None:
    """Let the rights of these people to approve payments end at an amount."""
    for name in names:
        user = house.world.user(name)
        with house.world.owner() as uow:
            upto = Money(amount_minor, "CNY")
            enrolment.grant(
                uow, user.enterprise_id, user.user_id, PAY, (Verb.SEE, Verb.APPROVE), upto=upto
            )


def test_a_band_above_everybodys_right_is_refused(house: PolicyHouse) -> None:
    ends_at(house, 1_000_000, "赵敏")
    with pytest.raises(Faulty) as refused:
        house.propose(rule((1_000_000, [[("approver", 1)]]), (None, [[("checker", 1)]])))
    (finding,) = refused.value.findings
    assert finding.code == Refusal.UNREACHED
    assert finding.text.zh.startswith(
        "人民币 10,000.00 以上：有审批权的人，其权限金额都够不上这一档"
    )
    assert house.world.count("mandate") == 0
    assert house.propose(rule((None, [[("checker", 1)]]))).number


def test_where_rights_end_within_a_band_is_said_before_it_is_proposed(house: PolicyHouse) -> None:
    ends_at(house, 500_000, "赵敏")
    wanted = rule((1_000_000, [[("checker", 1)]]), (None, [[("approver", 1)]]))
    said = house.check(wanted).warnings_zh
    assert [text for text in said if "超过 5,000.00 后审批人的权限金额不足" in text]
    assert not [text for text in said if "人民币 10,000.00 以上" in text]
    ends_at(house, 1_000_000, "赵敏")
    assert house.check(wanted).warnings_zh == ()


def test_a_ceiling_in_another_currency_reaches_nothing_here(house: PolicyHouse) -> None:
    ends_at(house, 500_000, "陈静")
    euros = rule((None, [[("manager", 1)]]), currency="EUR")
    with pytest.raises(Faulty) as refused:
        house.propose(euros)
    assert {finding.code for finding in refused.value.findings} == {Refusal.UNREACHED}


def test_no_signature_where_the_bank_allows_it(house: PolicyHouse) -> None:
    house.world.db.tamper(
        "UPDATE yinqi.bank SET settings = settings || '{\"allows_zero_levels\": true}'"
    )
    assert house.set(rule((1_000, []), (None, [[("checker", 1)]]))).lines[0].becomes_zh == "免审批"


def test_changes_of_rule_never_go_unsigned(house: PolicyHouse) -> None:
    house.world.db.tamper(
        "UPDATE yinqi.bank SET settings = settings || '{\"allows_zero_levels\": true}'"
    )
    with pytest.raises(Faulty) as refused:
        house.propose(rule((None, [])), operation="policies.change")
    assert refused.value.findings[0].code == Refusal.UNGOVERNED


def test_a_rule_may_govern_changes_of_rules(house: PolicyHouse) -> None:
    house.set(rule((None, [[("admin", 1)]])), operation="policies.change")
    seen = house.propose(STRICTER)
    assert house.decide("马倩", seen) == "granted"
    line = next(one for one in house.listed() if one.operation == "policies.change")
    assert line.sentence_zh == "由系统管理员 1 人审批；审批期限：30 天。"


@pytest.mark.parametrize(
    "scope",
    [
        {"operation": "accounts.list"},
        {"operation": "mandates.withdraw"},
        {"account": "1001234509099999999"},
        {"account": "3250612000181470"},
        {"payee_class": "friends"},
        {"door": "window"},
        {"operation": "policies.change", "door": "web"},
    ],
)
def test_a_scope_there_cannot_be_is_refused(house: PolicyHouse, scope: dict[str, str]) -> None:
    with pytest.raises(errors.ScopeUnknown):
        house.propose(TWO_OF_ANY, **scope)
    assert house.world.count("mandate") == 0


def test_the_most_specific_scope_wins(house: PolicyHouse) -> None:
    house.set(rule((None, [[("manager", 1)]])), door="phone")
    house.set(rule((None, [[("approver", 1)]])), account="1001234509012345678")
    seen = house.simulate(account="1001234509012345678", amount="5.00", door="phone")
    assert [level.people for level in seen.levels] == [("王磊",)]
    assert "1001234509012345678" in seen.why_zh
    other = house.simulate(account="1001234509012345686", amount="5.00", door="phone")
    assert [level.people for level in other.levels] == [("陈静",)]


def test_versions_say_who_set_and_who_confirmed(house: PolicyHouse) -> None:
    first = house.set(STRICTER)
    house.world.clock.advance(timedelta(hours=1))
    house.set(TWO_OF_ANY)
    told = [(v.version, v.live, v.set_by, v.confirmed_by) for v in house.versions()]
    assert told == [(3, True, "周涛", "马倩"), (2, False, "周涛", "马倩"), (1, False, "", "")]
    assert house.versions()[1].change_number == first.number


def test_an_old_version_is_proposed_anew_and_not_brought_back_by_one(house: PolicyHouse) -> None:
    house.set(TWO_OF_ANY)
    seen = house.restore(1)
    assert house.show().version == 2
    house.decide("马倩", seen)
    assert (house.show().version, house.world.count("approval_policy", "live")) == (3, 2)
    assert house.show().rules == house.gate.read(
        house.world.actor("马倩"), "policies.show", {"Operation": PAY, "Version": 1}
    ).rules  # fmt: skip


@pytest.mark.parametrize("version", [0, 7, -1])
def test_a_version_there_never_was_is_not_restored(house: PolicyHouse, version: int) -> None:
    with pytest.raises(errors.NoRuleThere):
        house.restore(version)


def test_a_rule_is_ended_by_two(house: PolicyHouse) -> None:
    house.set(rule((None, [[("manager", 1)]])), door="phone")
    seen = house.propose("", door="phone")
    assert seen.title_zh == "停用审批规则：提交付款 · 手机银行"
    assert seen.lines[0].becomes_zh == ""
    house.decide("马倩", seen)
    with pytest.raises(NotFound):
        house.show(door="phone")
    with pytest.raises(errors.NoRuleThere):
        house.propose("", door="phone")


def test_the_same_rule_in_another_spelling_is_no_change(house: PolicyHouse) -> None:
    split = {
        **POLICY,
        "bands": {
            **POLICY["bands"],  # type: ignore[dict-item]
            "CNY": [
                {"upper_minor": 500_000, "steps": [[{"group": "checker", "needed": 1}]]},
                *POLICY["bands"]["CNY"],  # type: ignore[index]
            ],
        },
    }
    with pytest.raises(mandate_errors.NothingChanges):
        house.propose(split)


def test_what_nobody_can_fill_any_more_does_not_come_into_force(house: PolicyHouse) -> None:
    seen = house.propose(rule((None, [[("manager", 1)]])))
    house.world.db.tamper(
        "UPDATE yinqi.user_right SET may_approve = false WHERE operation = 'payments.submit' AND user_id IN"
        " (SELECT user_id FROM yinqi.role_member WHERE role = 'manager')"
    )
    assert house.decide("马倩", seen) == "granted"
    assert house.world.count("mandate", "status = 'failed'") == 1
    assert house.show().version == 1


def test_another_enterprise_has_its_own_rules(house: PolicyHouse) -> None:
    house.set(STRICTER)
    house.world.db.tamper(
        "INSERT INTO yinqi.user_right SELECT tenant_id, enterprise_id, user_id, 'policies.change', '*',"
        " true, true, true FROM yinqi.user_right WHERE operation = 'payments.submit' AND may_approve"
        " ON CONFLICT DO NOTHING"
    )
    assert [line.version for line in house.listed(by="何婷", enterprise="恒锐")] == [1]


@pytest.mark.parametrize(
    "statement",
    [
        (
            "INSERT INTO approval_policy SELECT tenant_id, gen_random_uuid(), enterprise_id, operation,"
            " account_number, door, 9, rules, true, created_at, payee_class FROM approval_policy"
        ),
        "UPDATE approval_policy SET rules = '{}'",
        "UPDATE approval_policy SET version = version + 1",
        "DELETE FROM approval_policy",
    ],
)
def test_without_an_agreed_change_the_database_takes_no_rule(
    house: PolicyHouse, statement: str
) -> None:
    house.propose(STRICTER)
    with pytest.raises(psycopg.errors.InsufficientPrivilege), house.world.context("周涛") as ctx:
        ctx.uow.run(statement)
    assert house.show().version == 1


def test_without_an_agreed_change_the_database_retires_no_rule(house: PolicyHouse) -> None:
    house.propose(STRICTER)
    with house.world.context("周涛") as ctx:
        assert ctx.uow.run("UPDATE approval_policy SET live = false") == 0
