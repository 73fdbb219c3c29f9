"""The one strict reader of a policy's JSON: an unknown word is a fault, never ignored.

    {"valid_days": 30,
     "bands": {"CNY": [{"upper_minor": 5000000, "steps": [[{"group": "manager", "needed": 1}]]},
                       {"upper_minor": null,    "steps": [[{"group": "manager", "needed": 1}],
                                                          [{"group": "director", "needed": 1}]]}]}}

Bands are told by their upper ends alone, so that a gap or an overlap cannot be written; the last has
none, so that no amount is without an answer. A level may carry `name: {"zh", "en"}` for people.

    {"group": "manager", "needed": 2}                          two of the group (`"mode": "some"`)
    {"group": "manager", "mode": "any"}                        any one of it
    {"group": "manager", "mode": "all"}                        everybody in it at submission
    {"group": "*", "needed": 3, "must_include": "director"}    three, one of them a director

Beside `valid_days`: `same_person_completes_level` (false unless it says true), and the pair
`escalate_after_hours` and `escalate_group`. The scope of a policy is told by its row, not in here.
"""

from __future__ import annotations

from typing import Any, Final

from kernel.currencies import EXPONENTS
from kernel.money import MAX_MINOR
from kernel.text import Text
from workflows.approval.errors import PolicyMalformed
from workflows.approval.policy import ANY, Band, Escalation, Level, Mode, Rules, Steps

VALID_DAYS_DEFAULT: Final = 30
VALID_DAYS_MAX: Final = 366
BANDS_MAX: Final = 20
LEVELS_MAX: Final = 10
NEEDED_MAX: Final = 20
NAME_CHARS_MAX: Final = 60
ESCALATE_HOURS_MAX: Final = 720
_SHARED: Final = "same_person_completes_level"
_AFTER: Final = "escalate_after_hours"
_ESCALATE_TO: Final = "escalate_group"
_LAST_IS_OPEN: Final = Text("最后一档必须不设上限（null）", "the last band has no upper end (null)")
ANYONE: Final = Text("有审批权的人", "anyone entitled to approve")


def parse_rules(raw: object) -> Rules:
    """Read the `rules` of a policy; raises PolicyMalformed that names the place."""
    optional = {"valid_days", _SHARED, _AFTER, _ESCALATE_TO}
    top = _mapping(raw, "rules", required={"bands"}, optional=optional)
    tables = _mapping(top["bands"], "bands", required=set(), optional=set(EXPONENTS))
    if not tables:
        raise _fault(
            place="bands", fault=Text("至少需要一个币种", "at least one currency is needed")
        )
    return Rules(
        bands={currency: _bands(table, f"bands.{currency}") for currency, table in tables.items()},
        valid_days=_whole(top.get("valid_days", VALID_DAYS_DEFAULT), "valid_days", VALID_DAYS_MAX),
        same_person_completes_level=_flag(top.get(_SHARED, False), _SHARED),
        escalation=_escalation(top),
    )


def parse_steps(raw: object, place: str) -> Steps:
    """Read the steps of a band; no step at all is well formed."""
    steps = tuple(
        tuple(
            parse_level(level, f"{place}[{s}][{n}]")
            for n, level in enumerate(_list(step, f"{place}[{s}]"))
        )
        for s, step in enumerate(_list(raw, place))
    )
    if not all(steps):
        raise _fault(place, Text("步骤中没有级别", "a step has no level"))
    return steps


def rules_json(rules: Rules) -> dict[str, Any]:
    """Write rules so that `parse_rules` reads the same again."""
    tables = {
        currency: [
            {"upper_minor": band.upper_minor, "steps": steps_json(band.steps)} for band in table
        ]
        for currency, table in rules.bands.items()
    }
    written: dict[str, Any] = {"valid_days": rules.valid_days, "bands": tables}
    if rules.same_person_completes_level:
        written[_SHARED] = True
    if rules.escalation is not None:
        written |= {
            _AFTER: rules.escalation.after_hours,
            _ESCALATE_TO: rules.escalation.group,
        }
    return written


def steps_json(steps: Steps) -> list[Any]:
    """Write steps so that `parse_steps` reads the same again."""
    return [[level_json(level) for level in step] for step in steps]


def level_json(level: Level) -> dict[str, Any]:
    """Write one level, with the words of a rule alone."""
    written: dict[str, Any] = {
        "group": level.group,
        "name": {"zh": level.name.zh, "en": level.name.en},
    }
    if level.mode is Mode.SOME:
        written["needed"] = level.needed
    else:
        written["mode"] = level.mode.value
    if level.must_include:
        written["must_include"] = level.must_include
    return written


def _bands(raw: object, place: str) -> tuple[Band, ...]:
    listed = _list(raw, place)
    if not 1 <= len(listed) <= BANDS_MAX:
        raise _fault(place, Text(f"需要 1 至 {BANDS_MAX} 档", f"1 to {BANDS_MAX} bands are needed"))
    bands: list[Band] = []
    for index, item in enumerate(listed):
        lower = bands[-1].upper_minor if bands else 0
        last = index == len(listed) - 1
        bands.append(_band(item, f"{place}[{index}]", lower or 0, last=last))
    return tuple(bands)


def _band(raw: object, place: str, lower: int, *, last: bool) -> Band:
    band = _mapping(raw, place, required={"upper_minor", "steps"}, optional=set())
    upper = _upper(band["upper_minor"], f"{place}.upper_minor", lower, last=last)
    steps = parse_steps(band["steps"], f"{place}.steps")
    if sum(map(len, steps)) > LEVELS_MAX:
        raise _fault(place, Text(f"最多 {LEVELS_MAX} 级", f"at most {LEVELS_MAX} levels"))
    return Band(lower, upper, steps)


def _upper(raw: object, place: str, lower: int, *, last: bool) -> int | None:
    if last:
        if raw is not None:
            raise _fault(place, _LAST_IS_OPEN)
        return None
    upper = _whole(raw, place, MAX_MINOR)
    if upper <= lower:
        raise _fault(place, Text("各档上限必须递增", "upper ends must ascend"))
    return upper


def parse_level(raw: object, place: str) -> Level:
    """Read one level."""
    level = _mapping(
        raw, place, required={"group"}, optional={"needed", "mode", "must_include", "name"}
    )
    mode = _mode(level.get("mode", Mode.SOME.value), f"{place}.mode")
    group = _name(level["group"], f"{place}.group")
    return Level(
        group=group,
        needed=_needed(level, mode, place),
        name=_label(level.get("name"), group, f"{place}.name"),
        mode=mode,
        must_include=_include(level, f"{place}.must_include"),
    )


def _mode(raw: object, place: str) -> Mode:
    if raw not in list(Mode):
        raise _fault(place, Text("应为 some、any 或 all", "some, any or all is needed"))
    return Mode(str(raw))


def _needed(level: dict[str, Any], mode: Mode, place: str) -> int:
    """A number where the mode asks for one, and only there."""
    if mode is Mode.SOME:
        _mapping(level, place, required={"needed"}, optional=set(level))
        return _whole(level["needed"], f"{place}.needed", NEEDED_MAX)
    if "needed" in level:
        raise _fault(
            place=f"{place}.needed", fault=Text("此方式不带人数", "this mode takes no number")
        )
    return 1


def _include(level: dict[str, Any], place: str) -> str:
    if "must_include" not in level:
        return ""
    group = _name(level["must_include"], place)
    if group == ANY:
        raise _fault(place, Text("应指定一个组", "one group is needed"))
    return group


def _escalation(top: dict[str, Any]) -> Escalation | None:
    """Both words or none."""
    if _AFTER not in top and _ESCALATE_TO not in top:
        return None
    _mapping(top, "rules", required={_AFTER, _ESCALATE_TO}, optional=set(top))
    group = _name(top[_ESCALATE_TO], _ESCALATE_TO)
    return Escalation(_whole(top[_AFTER], _AFTER, ESCALATE_HOURS_MAX), group)


def _flag(raw: object, place: str) -> bool:
    if not isinstance(raw, bool):
        raise _fault(place, Text("应为 true 或 false", "true or false is needed"))
    return raw


def _label(raw: object, group: str, place: str) -> Text:
    if raw is None:
        return ANYONE if group == ANY else Text(group, group)
    names = _mapping(raw, place, required={"zh", "en"}, optional=set())
    return Text(_name(names["zh"], f"{place}.zh"), _name(names["en"], f"{place}.en"))


def _mapping(raw: object, place: str, *, required: set[str], optional: set[str]) -> dict[str, Any]:
    if not isinstance(raw, dict):
        raise _fault(place, Text("应为对象", "an object is needed"))
    missing = sorted(required - raw.keys())
    if missing:
        raise _fault(place, Text(f"缺少 {missing[0]}", f"{missing[0]} is missing"))
    unknown = sorted(str(key) for key in raw.keys() - required - optional)
    if unknown:
        raise _fault(place, Text(f"不认识 {unknown[0]}", f"{unknown[0]} is not known"))
    return raw


def _list(raw: object, place: str) -> list[Any]:
    if not isinstance(raw, list):
        raise _fault(place, Text("应为列表", "a list is needed"))
    return raw


def _whole(raw: object, place: str, most: int) -> int:
    if type(raw) is not int or not 1 <= raw <= most:  # a bool is not a number here
        raise _fault(
            place, Text(f"应为 1 至 {most} 的整数", f"a whole number from 1 to {most} is needed")
        )
    return raw


def _name(raw: object, place: str) -> str:
    if (
        not isinstance(raw, str)
        or not raw.strip()
        or len(raw) > NAME_CHARS_MAX
        or not raw.isprintable()
    ):
        raise _fault(
            place,
            Text(
                f"应为 1 至 {NAME_CHARS_MAX} 个字符的名称",
                f"a name of 1 to {NAME_CHARS_MAX} characters is needed",
            ),
        )
    return raw


def _fault(place: str, fault: Text) -> PolicyMalformed:
    return PolicyMalformed(place=place, fault=fault)
