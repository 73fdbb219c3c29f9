"""Rules are read strictly: what is not understood is refused, with its place."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from kernel.text import Text
from workflows.approval.errors import PolicyMalformed
from workflows.approval.policy import Band, Escalation, Level, Mode
from workflows.approval.policy_parser import parse_rules, parse_steps, rules_json, steps_json

GOOD: dict[str, Any] = {
    "valid_days": 15,
    "bands": {
        "CNY": [
            {"upper_minor": 5_000_000, "steps": [[{"group": "manager", "needed": 1}]]},
            {
                "upper_minor": None,
                "steps": [
                    [
                        {
                            "group": "manager",
                            "needed": 2,
                            "name": {"zh": "财务经理", "en": "Manager"},
                        }
                    ],
                    [{"group": "*", "needed": 1}],
                ],
            },
        ]
    },
}
BANDS = "bands.CNY"
LEVEL = f"{BANDS}[0].steps[0][0]"


def test_a_good_rule_is_read_whole() -> None:
    rules = parse_rules(GOOD)
    manager = Level("manager", 1, Text("manager", "manager"))
    two = Level("manager", 2, Text("财务经理", "Manager"))
    anyone = Level("*", 1, Text("有审批权的人", "anyone entitled to approve"))
    assert rules.valid_days == 15
    assert rules.bands == {
        "CNY": (Band(0, 5_000_000, ((manager,),)), Band(5_000_000, None, ((two,), (anyone,))))
    }


def test_a_rule_without_days_is_valid_for_thirty() -> None:
    assert parse_rules({"bands": GOOD["bands"]}).valid_days == 30


def test_an_amount_on_the_edge_belongs_to_the_lower_band() -> None:
    rules = parse_rules(GOOD)
    lower, upper = rules.bands["CNY"]
    assert rules.band_for(1, "CNY") == lower
    assert rules.band_for(5_000_000, "CNY") == lower
    assert rules.band_for(5_000_001, "CNY") == upper
    assert rules.band_for(10**17, "CNY") == upper
    assert rules.band_for(1, "EUR") is None
    assert [band.holds(5_000_000) for band in (lower, upper)] == [True, False]


def test_steps_are_written_as_they_are_read() -> None:
    steps = parse_rules(GOOD).bands["CNY"][1].steps
    assert parse_steps(steps_json(steps), "steps") == steps


def _change(path: list[Any], value: Any) -> Any:
    rules: Any = copy.deepcopy(GOOD)
    at = rules
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    return rules


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        (["valid_days"], 0, "valid_days"),
        (["valid_days"], 367, "valid_days"),
        (["valid_days"], True, "valid_days"),
        (["valid_days"], 1.5, "valid_days"),
        (["delegates"], ["李雯"], "rules"),
        (["bands"], {}, "bands"),
        (["bands"], [], "bands"),
        (["bands", "XXX"], [], "bands"),
        (["bands", "cny"], [], "bands"),
        (["bands", "CNY"], [], BANDS),
        (["bands", "CNY"], {}, BANDS),
        (["bands", "CNY"], [{"upper_minor": None, "steps": []}] * 21, BANDS),
        (["bands", "CNY", 0], "no", f"{BANDS}[0]"),
        (["bands", "CNY", 0, "upper_minor"], None, f"{BANDS}[0].upper_minor"),
        (["bands", "CNY", 0, "upper_minor"], -1, f"{BANDS}[0].upper_minor"),
        (["bands", "CNY", 0, "upper_minor"], "5000000", f"{BANDS}[0].upper_minor"),
        (["bands", "CNY", 1, "upper_minor"], 9_000_000, f"{BANDS}[1].upper_minor"),
        (["bands", "CNY", 0, "lower_minor"], 0, f"{BANDS}[0]"),
        (["bands", "CNY", 0, "payee_class"], "new", f"{BANDS}[0]"),
        (["bands", "CNY", 0, "steps"], {}, f"{BANDS}[0].steps"),
        (["bands", "CNY", 0, "steps"], [[]], f"{BANDS}[0].steps"),
        (["bands", "CNY", 0, "steps"], [[{"group": "m", "needed": 1}]] * 11, f"{BANDS}[0]"),
        (["bands", "CNY", 0, "steps", 0, 0, "needed"], 0, f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "needed"], -1, f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "needed"], 21, f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "needed"], "1", f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "needed"], None, f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "group"], "", f"{LEVEL}.group"),
        (["bands", "CNY", 0, "steps", 0, 0, "group"], " ", f"{LEVEL}.group"),
        (["bands", "CNY", 0, "steps", 0, 0, "group"], "a\nb", f"{LEVEL}.group"),
        (["bands", "CNY", 0, "steps", 0, 0, "group"], "x" * 61, f"{LEVEL}.group"),
        (["bands", "CNY", 0, "steps", 0, 0, "name"], {"zh": "经理"}, f"{LEVEL}.name"),
        (["bands", "CNY", 0, "steps", 0, 0, "name"], {"zh": "经理", "en": ""}, f"{LEVEL}.name.en"),
        (["bands", "CNY", 0, "steps", 0, 0, "must_include"], "*", f"{LEVEL}.must_include"),
        (["bands", "CNY", 0, "steps", 0, 0, "must_include"], "", f"{LEVEL}.must_include"),
        (["bands", "CNY", 0, "steps", 0, 0, "mode"], "most", f"{LEVEL}.mode"),
        (["bands", "CNY", 0, "steps", 0, 0, "mode"], {}, f"{LEVEL}.mode"),
        (["bands", "CNY", 0, "steps", 0, 0, "mode"], "all", f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0, "mode"], "any", f"{LEVEL}.needed"),
        (["bands", "CNY", 0, "steps", 0, 0], {"group": "manager"}, LEVEL),
        (["bands", "CNY", 0, "steps", 0, 0, "persons"], [], LEVEL),
        (["bands", "CNY", 0, "steps", 0, 0, "handed_over"], [], LEVEL),
        (["bands", "CNY", 0, "steps", 0, 0, "asked_too"], "clerk", LEVEL),
        (["bands", "CNY", 0, "steps", 0, 0, "added"], True, LEVEL),
        (["same_person_completes_level"], 1, "same_person_completes_level"),
        (["same_person_completes_level"], "true", "same_person_completes_level"),
        (["escalate_after_hours"], 24, "rules"),
        (["escalate_group"], "director", "rules"),
    ],
)
def test_a_faulty_rule_is_refused_with_its_place(path: list[Any], value: Any, place: str) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        parse_rules(_change(path, value))
    assert refused.value.params["place"] == place
    assert refused.value.message.zh.startswith(f"审批规则有误（{place}）")
    assert place in refused.value.message.en


def test_bands_that_do_not_ascend_are_refused() -> None:
    rules = copy.deepcopy(GOOD)
    rules["bands"]["CNY"].insert(1, {"upper_minor": 5_000_000, "steps": []})
    with pytest.raises(PolicyMalformed) as refused:
        parse_rules(rules)
    assert refused.value.params["place"] == f"{BANDS}[1].upper_minor"


@pytest.mark.parametrize("raw", [None, [], "", 7, {}])
def test_what_is_no_rule_at_all_is_refused(raw: object) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        parse_rules(raw)
    assert refused.value.params["place"] == "rules"


@pytest.mark.parametrize(
    ("after_hours", "group", "place"),
    [
        (0, "director", "escalate_after_hours"),
        (721, "director", "escalate_after_hours"),
        (True, "director", "escalate_after_hours"),
        (24, "", "escalate_group"),
    ],
)
def test_a_faulty_escalation_is_refused(after_hours: Any, group: Any, place: str) -> None:
    with pytest.raises(PolicyMalformed) as refused:
        parse_rules(GOOD | {"escalate_after_hours": after_hours, "escalate_group": group})
    assert refused.value.params["place"] == place


EVERY_WORD: dict[str, Any] = {
    "valid_days": 7,
    "same_person_completes_level": True,
    "escalate_after_hours": 24,
    "escalate_group": "director",
    "bands": {
        "CNY": [
            {
                "upper_minor": None,
                "steps": [
                    [{"group": "legal", "mode": "all"}, {"group": "finance", "mode": "any"}],
                    [{"group": "*", "needed": 3, "must_include": "director"}],
                ],
            }
        ]
    },
}


def test_every_word_is_understood() -> None:
    rules = parse_rules(EVERY_WORD)
    assert rules.same_person_completes_level
    assert rules.escalation == Escalation(24, "director")
    (legal, finance), (three,) = rules.bands["CNY"][0].steps
    assert (legal.mode, legal.needed) == (Mode.ALL, 1)
    assert (finance.mode, finance.needed) == (Mode.ANY, 1)
    assert (three.mode, three.needed, three.must_include) == (Mode.SOME, 3, "director")


@pytest.mark.parametrize("written", [GOOD, EVERY_WORD])
def test_rules_are_written_as_they_are_read(written: dict[str, Any]) -> None:
    rules = parse_rules(written)
    assert parse_rules(rules_json(rules)) == rules


def test_without_a_word_about_it_nobody_completes_two_levels_and_nobody_is_asked_later() -> None:
    rules = parse_rules(GOOD)
    assert not rules.same_person_completes_level
    assert rules.escalation is None
