"""Every rule has a sentence, different rules never the same, and a difference tells exactly what differs."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kernel.text import Text
from tests.workflows.policies.house import rule
from workflows.approval.policy_parser import parse_rules, rules_json
from workflows.policies.rules import spelled, told_apart, untitled
from workflows.policies.sentences import differences, sentence

NAMES = {"checker": Text("复核", "Checkers"), "manager": Text("资金经理", "Treasurers")}
GROUPS = st.sampled_from(["*", "checker", "manager", "a b", "」1 人", "复核", "再由"])
TITLES = st.sampled_from(["复核", "checker", "a", "1 人", "有审批权的人", "」", "〔复核〕"])


@st.composite
def levels(draw: st.DrawFn) -> dict[str, Any]:
    made: dict[str, Any] = {"group": draw(GROUPS)}
    mode = draw(st.sampled_from(["some", "any", "all"]))
    made |= {"needed": draw(st.integers(1, 3))} if mode == "some" else {"mode": mode}
    if draw(st.booleans()):
        made["must_include"] = draw(st.sampled_from(["checker", "复核"]))
    if draw(st.booleans()):
        title = draw(TITLES)
        made["name"] = {"zh": title, "en": title}
    return made


STEPS = st.lists(st.lists(levels(), min_size=1, max_size=2), max_size=3)


@st.composite
def rules(draw: st.DrawFn) -> dict[str, Any]:
    tables = {}
    for currency in draw(st.sampled_from([["CNY"], ["EUR"], ["CNY", "JPY"]])):
        ends = sorted(draw(st.sets(st.integers(1, 300), max_size=2)))
        tables[currency] = [{"upper_minor": e, "steps": draw(STEPS)} for e in [*ends, None]]
    made: dict[str, Any] = {"valid_days": draw(st.integers(1, 3)), "bands": tables}
    if draw(st.booleans()):
        made["same_person_completes_level"] = True
    if draw(st.booleans()):
        made |= {"escalate_after_hours": draw(st.integers(1, 3)), "escalate_group": draw(GROUPS)}
    return made


@given(rules(), rules())
def test_different_rules_never_read_the_same(one: dict[str, Any], other: dict[str, Any]) -> None:
    first, second = parse_rules(spelled(one, NAMES)), parse_rules(spelled(other, NAMES))
    told = [sentence(read, NAMES) for read in (first, second)]
    for lang in ("zh", "en"):
        assert (told[0].of(lang) == told[1].of(lang)) == (first == second)


@given(st.lists(levels(), min_size=1, max_size=2), st.lists(levels(), min_size=1, max_size=2))
def test_nor_do_rules_that_differ_in_one_level_only(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    """The close neighbours among rules, where a name might pass for a part of the sentence."""
    read = [
        parse_rules(spelled({"bands": {"CNY": [{"upper_minor": None, "steps": steps}]}}, NAMES))
        for steps in ([one], [other], [[level] for level in other])
    ]
    for first in read:
        for second in read:
            same = sentence(first, NAMES).zh == sentence(second, NAMES).zh
            assert same == (first == second)


@given(rules(), rules())
def test_there_is_a_line_exactly_where_rules_differ(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    first, second = parse_rules(spelled(one, NAMES)), parse_rules(spelled(other, NAMES))
    lines = differences(first, second, NAMES)
    assert bool(lines) == (first != second)
    assert all(line.was != line.becomes for line in lines)
    assert differences(first, first, NAMES) == ()


@given(rules())
def test_the_one_spelling_is_a_rule_and_stays_what_it_is(one: dict[str, Any]) -> None:
    once = spelled(one, NAMES)
    assert spelled(once, NAMES) == once
    assert rules_json(parse_rules(once)) == once


def test_a_rule_reads_as_people_say_it() -> None:
    written = rule(
        (5_000_000, [[("checker", 1)]]),
        (None, [[("checker", 1), ("legal", 2)], [("manager", 1)]]),
        same_person_completes_level=True,
        escalate_after_hours=24,
        escalate_group="manager",
    )
    written["bands"]["EUR"] = [
        {"upper_minor": None, "steps": [[{"group": "manager", "mode": "all"}]]},
    ]
    told = sentence(parse_rules(spelled(written, NAMES)), NAMES)
    assert told.zh == (
        "人民币 50,000.00 及以下，由复核 1 人审批；"
        "人民币 50,000.00 以上，先由复核 1 人、legal 2 人（不分先后）审批，再由资金经理 1 人审批；"
        "欧元不分金额，由资金经理全部成员审批；"
        "审批期限：30 天；"
        "同一人兼任：一次签名可完成同一步骤中本人有权的各级；"
        "超时升级：满 24 小时未审批，资金经理也可审批。"
    )
    assert told.en.startswith("CNY up to 50,000.00: signed by 1 of Checkers; ")


def test_a_must_include_group_and_a_title_are_told() -> None:
    level = {
        "group": "*", "needed": 3, "must_include": "manager", "name": {"zh": "会签", "en": "Panel"},
    }  # fmt: skip
    written = {"bands": {"CNY": [{"upper_minor": None, "steps": [[level]]}]}}
    assert sentence(parse_rules(spelled(written, NAMES)), NAMES).zh == (
        "人民币不分金额，由会签〔有审批权的人〕 3 人（其中须有资金经理）审批；审批期限：30 天。"
    )


def test_a_moved_edge_is_told_as_the_stretch_it_moves() -> None:
    before = parse_rules(rule((100_000, [[("a", 1)]]), (None, [[("a", 1)], [("b", 1)]])))
    after = parse_rules(rule((300_000, [[("a", 1)]]), (None, [[("a", 1)], [("b", 1)]])))
    (line,) = differences(before, after, {})
    assert line.label.zh == "人民币 1,000.00 以上至 3,000.00（含）"
    assert (line.was.zh, line.becomes.zh) == ("先由a 1 人审批，再由b 1 人审批", "由a 1 人审批")


def test_what_is_edited_on_carries_no_title_that_only_names_the_group() -> None:
    written = rule((None, [[("checker", 1), ("*", 1)]]))
    written["bands"]["CNY"][0]["steps"][0].append(
        {"group": "manager", "needed": 1, "name": {"zh": "终审", "en": "Final"}}
    )
    edited = untitled(spelled(written, NAMES), NAMES)
    assert [level.get("name") for level in edited["bands"]["CNY"][0]["steps"][0]] == [
        None, None, {"zh": "终审", "en": "Final"},
    ]  # fmt: skip
    assert spelled(edited, NAMES) == spelled(written, NAMES)


def test_groups_of_one_name_are_told_apart() -> None:
    twins = {"x": Text("财务", "Finance"), "y": Text("财务", "Finance"), "财务": Text("甲", "A")}
    names = told_apart(twins)
    assert len({name.zh for name in names.values()} | {"财务"}) == 4
