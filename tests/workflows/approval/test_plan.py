"""Before anything is submitted: which rule, why, who will have to sign, what stands in the way."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import Severity
from kernel.operation import Door
from kernel.text import Text
from tests.workflows.approval.house import ACCOUNT, House, User
from workflows.approval.plan import Plan

MANAGER, DIRECTOR = [[("manager", 1)]], [[("director", 1)]]


def plan(house: House, maker: User, amount_minor: int | None = 100_00, **other: Any) -> Plan:
    subject = house.subject(maker, amount_minor, **other)
    with house.as_user(maker) as ctx:
        return house.engine.plan(ctx, subject)


def test_who_will_have_to_sign_is_told_by_name(house: House) -> None:
    maker = house.user("王磊", "manager")
    for name in ("陈嘉怡", "周敏"):
        house.user(name, "manager")
    house.user("李雯", "director")
    house.rule((None, [*MANAGER, *DIRECTOR]))
    seen = plan(house, maker)
    assert seen.sentence == Text(
        "需由陈嘉怡或周敏，再由李雯审批", "To be signed by 陈嘉怡 or 周敏, then by 李雯"
    )
    assert seen.why.zh == "适用规则：付款（第 1 版），CNY 不分金额"
    assert [(at.number, at.step, [p.name for p in at.people]) for at in seen.levels] == [
        (1, 0, ["陈嘉怡", "周敏"]),
        (2, 1, ["李雯"]),
    ]
    assert seen.findings == ()
    assert not seen.is_direct


def test_two_of_three_and_two_groups_together_are_told(house: House) -> None:
    maker = house.user("王磊")
    for name in ("甲", "乙", "丙"):
        house.user(name, "manager")
    house.user("丁", "legal")
    house.rule((None, [[("manager", 2), ("legal", 1)]]))
    assert plan(house, maker).sentence.zh == "需由甲、乙、丙中的 2 人，同时由丁审批"


def test_many_names_are_cut_short(house: House) -> None:
    maker = house.user("王磊")
    for number in range(7):
        house.user(f"员{number}", "manager")
    house.rule((None, MANAGER))
    assert plan(house, maker).sentence.zh == "需由员0、员1、员2、员3、员4等 7 人审批"


def test_all_of_a_group_are_joined_by_and(house: House) -> None:
    maker = house.user("王磊")
    for name in ("甲", "乙"):
        house.user(name, "manager")
    house.rule((None, [[("manager", 2)]]))
    assert plan(house, maker).sentence.zh == "需由甲和乙审批"


def test_names_with_braces_are_only_names(house: House) -> None:
    maker = house.user("王磊")
    for name in ("{0}", "{names}", "{count}"):
        house.user(name, "manager")
    house.rule((None, [[("manager", 2)]]))
    assert plan(house, maker).sentence.zh == "需由{0}、{names}、{count}中的 2 人审批"


def test_a_level_that_cannot_be_filled_is_told_for_each(house: House) -> None:
    maker = house.user("王磊", "manager")
    house.rule((None, [*MANAGER, *DIRECTOR]))
    seen = plan(house, maker)
    assert [(f.code, f.severity, f.text.zh) for f in seen.findings] == [
        (
            "approval.level_unfillable",
            Severity.BLOCK,
            f"第 {number} 级（{group}）还缺 1 位可审批的人（经办人本人不能审批，每人只能审批一次）",
        )
        for number, group in ((1, "manager"), (2, "director"))
    ]
    assert seen.sentence.zh == "需由manager（暂无可审批人），再由director（暂无可审批人）审批"


def test_no_rule_at_all_is_a_finding(house: House) -> None:
    seen = plan(house, house.user("王磊"))
    assert [finding.code for finding in seen.findings] == ["approval.no_policy"]
    assert seen.sentence.zh == "没有适用的审批规则（付款），请联系企业管理员设置"


def test_no_signature_is_needed_where_the_bank_allows_it(house: House) -> None:
    maker = house.user("王磊")
    house.rule((None, []))
    assert [f.code for f in plan(house, maker).findings] == ["approval.direct_not_allowed"]
    assert not plan(house, maker).is_direct
    house.bank_allows_direct = True
    assert plan(house, maker).is_direct
    assert plan(house, maker).sentence == Text("无需审批", "No signature is needed")


def test_what_has_no_amount_is_planned_by_the_strictest_band(house: House) -> None:
    maker, _ = house.user("王磊"), house.user("李雯", "director")
    house.user("甲", "manager")
    house.rule((100_00, MANAGER), (None, [*MANAGER, *DIRECTOR]))
    assert len(plan(house, maker, None).levels) == 2


SCOPES = [
    {"operation": "*"},
    {"operation": "*", "door": "web"},
    {"operation": "*", "account_number": ACCOUNT},
    {"operation": "*", "account_number": ACCOUNT, "door": "web"},
    {},
    {"door": "web"},
    {"account_number": ACCOUNT},
    {"account_number": ACCOUNT, "door": "web"},
]


@pytest.mark.parametrize("count", range(1, len(SCOPES) + 1))
def test_the_most_specific_rule_wins(house: House, count: int) -> None:
    maker = house.user("王磊")
    for number, scope in enumerate(SCOPES[:count]):
        house.user(f"组{number}", f"g{number}")
        house.rule((None, [[(f"g{number}", 1)]]), **scope)
    assert plan(house, maker).levels[0].level.group == f"g{count - 1}"


def test_rules_for_other_doors_accounts_and_operations_do_not_apply(house: House) -> None:
    maker, _ = house.user("王磊"), house.user("甲", "manager")
    house.rule((None, MANAGER), operation="*")
    house.rule((None, DIRECTOR), door=Door.DIRECT_LINK.value)
    house.rule((None, DIRECTOR), account_number="other")
    house.rule((None, DIRECTOR), operation="payroll.submit")
    assert plan(house, maker).levels[0].level.group == "manager"
    assert plan(house, maker, door="direct_link").levels[0].level.group == "director"


def test_the_newest_live_version_applies(house: House) -> None:
    maker, _ = house.user("王磊"), house.user("甲", "manager", "director")
    house.rule((None, MANAGER))
    house.rule((None, DIRECTOR))
    seen = plan(house, maker)
    assert seen.levels[0].level.group == "director"
    assert "第 2 版" in seen.why.zh


def test_a_plan_writes_nothing(house: House) -> None:
    maker, _ = house.user("王磊"), house.user("甲", "manager")
    house.rule((None, MANAGER))
    subject = house.subject(maker)
    before = house.everything()
    with house.as_user(maker) as ctx:
        assert house.engine.plan(ctx, subject).levels
    assert house.everything() == before


def test_of_two_live_versions_the_newer_applies(house: House) -> None:
    maker, _ = house.user("王磊"), house.user("甲", "manager", "director")
    house.rule((None, DIRECTOR))
    house.rule((None, MANAGER))
    house.admin(
        "UPDATE yinqi.approval_policy SET live = true WHERE tenant_id = %s", house.tenant_id
    )
    assert plan(house, maker).levels[0].level.group == "manager"
