"""From a mapping of names to values to a command: a plan per command type, compiled once.

On the path of every instruction: a command of twelve fields is read in some ten microseconds, so
what can be known from the declaration is worked out when the plan is made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar, cast

from kernel import limits
from kernel.amount_faults import AmountFault
from kernel.charset import Encoding
from kernel.currencies import UnknownCurrency
from kernel.findings import Findings
from kernel.money import parse_amount, parse_typed_amount
from kernel.operation import FieldInfo, Kind, fields_of
from kernel.parsing import faults
from kernel.parsing.answers import plain
from kernel.parsing.faults import FieldFault
from kernel.parsing.names import Names
from kernel.parsing.readers import Reader, reader_of
from kernel.text import Text

T = TypeVar("T")
Raw = Mapping[str, object]

_NAME_SHOWN_MAX: Final = 64
_RECORD: Final = Text("请求", "The request")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One field: its name in the source, its name in the command, and how it is read."""

    key: str
    name: str
    label: Text
    required: bool
    many: bool
    read: Reader | None = None
    group: _Plan | None = None
    currency: _Currency | None = None


@dataclass(frozen=True, slots=True)
class _Currency:
    """Where an amount's currency stands, and what it is where it is not said."""

    key: str
    name: str
    default: object


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one command type is read; amounts come last, for they need their currency."""

    record: type[Any]
    keys: frozenset[str]
    singles: tuple[tuple[str, str, Reader, bool, Text], ...]
    others: tuple[_Entry, ...]
    amounts: tuple[_Entry, ...]
    typed: bool


def parse(
    command_type: type[T],
    raw: Raw,
    names: Names = Names.WIRE,
    encoding: Encoding = Encoding.UTF8,
) -> T:
    """Read a command, or raise Faulty with every fault at once.

    Lengths are counted in bytes of `encoding`. A path such as `Payments[3].Amount` counts from 1.
    """
    found = Findings()
    command = _read(_plan(command_type, names, encoding), raw, "", found)
    found.refuse_if_any()
    return cast("T", command)


def checked(command: T, encoding: Encoding = Encoding.UTF8) -> T:
    """Read a command that was built in the house by the same rules; raises Faulty."""
    return parse(type(command), plain(command), Names.WIRE, encoding)


_plans: dict[tuple[type[Any], Names, Encoding], _Plan] = {}


def _plan(record: type[Any], names: Names, encoding: Encoding) -> _Plan:
    key = (record, names, encoding)
    found = _plans.get(key)
    if found is None:
        found = _plans[key] = _compile(record, names, encoding)
    return found


def _compile(record: type[Any], names: Names, encoding: Encoding) -> _Plan:
    entries = [_entry(record, info, names, encoding) for info in fields_of(record)]
    singles = [e for e in entries if e.read is not None and not e.many]
    return _Plan(
        record=record,
        keys=frozenset(e.key for e in entries),
        singles=tuple(
            (e.key, e.name, cast("Reader", e.read), e.required, e.label) for e in singles
        ),
        others=tuple(e for e in entries if e.group is not None or (e.many and e.read is not None)),
        amounts=tuple(e for e in entries if e.currency is not None),
        typed=names is Names.PYTHON,
    )


def _entry(record: type[Any], info: FieldInfo, names: Names, encoding: Encoding) -> _Entry:
    made = _Entry(names.of(info), info.name, info.spec.label, info.required, info.many)
    if info.spec.kind is Kind.AMOUNT:
        return dataclasses.replace(made, currency=_currency(record, info, names))
    if info.spec.kind is Kind.GROUP:
        if info.spec.group is None:
            message = f"{info.name}: a group has a type"
            raise TypeError(message)
        return dataclasses.replace(made, group=_plan(info.spec.group, names, encoding))
    return dataclasses.replace(made, read=reader_of(info.spec, names, encoding))


def _currency(record: type[Any], info: FieldInfo, names: Names) -> _Currency:
    by_name = {other.name: other for other in fields_of(record)}
    if info.many or info.spec.currency_field not in by_name:
        message = f"{record.__name__}.{info.name}: an amount is one, and names its currency's field"
        raise TypeError(message)
    place = by_name[info.spec.currency_field]
    default = next(f.default for f in dataclasses.fields(record) if f.name == place.name)
    return _Currency(names.of(place), place.name, default)


def _read(plan: _Plan, raw: object, path: str, found: Findings) -> object:
    """Read one record; the answer is a command only if nothing was found."""
    if not isinstance(raw, Mapping):
        found.add(faults.finding(faults.GROUP, path.removesuffix("."), label=_RECORD))
        return None
    before = found.total
    values: dict[str, object] = {}
    for key, name, read, required, label in plan.singles:
        given = raw.get(key)
        try:
            value = None if given is None or given == "" else read(given)
        except FieldFault as fault:
            found.add(faults.finding(fault.code, path + key, label=label, **fault.params))
            continue
        if value is not None:
            values[name] = value
        elif required:
            found.add(faults.finding(faults.REQUIRED, path + key, label=label))
    for entry in plan.others:
        _read_other(entry, raw, values, path, found)
    for entry in plan.amounts:
        _read_amount(entry, raw, values, path, found, typed=plan.typed)
    if not raw.keys() <= plan.keys:
        _refuse_unknown(raw.keys() - plan.keys, path, found)
    return plan.record(**values) if found.total == before else None


def _read_other(
    entry: _Entry, raw: Raw, values: dict[str, object], path: str, found: Findings
) -> None:
    """Read a group, or a list of groups or values."""
    given = raw.get(entry.key)
    if given is None or given in ("", [], ()):
        if entry.required:
            found.add(faults.finding(faults.REQUIRED, path + entry.key, label=entry.label))
    elif entry.many:
        values[entry.name] = _read_many(entry, given, path + entry.key, found)
    elif entry.group is not None:
        values[entry.name] = _read(entry.group, given, f"{path}{entry.key}.", found)


def _read_many(entry: _Entry, given: object, path: str, found: Findings) -> tuple[object, ...]:
    items = [given] if isinstance(given, Mapping) else given
    if not isinstance(items, list | tuple):
        found.add(faults.finding(faults.LIST, path, label=entry.label))
        return ()
    if len(items) > limits.GROUP_ITEMS_MAX:
        sizes = {"max": limits.GROUP_ITEMS_MAX, "actual": len(items)}
        found.add(faults.finding(faults.TOO_MANY, path, label=entry.label, **sizes))
        return ()
    places = ((item, f"{path}[{place}]") for place, item in enumerate(items, start=1))
    return tuple(_read_item(entry, item, place, found) for item, place in places)


def _read_item(entry: _Entry, item: object, path: str, found: Findings) -> object:
    if entry.group is not None:
        return _read(entry.group, item, f"{path}.", found)
    try:
        value = entry.read(item) if entry.read is not None and item not in (None, "") else None
    except FieldFault as fault:
        found.add(faults.finding(fault.code, path, label=entry.label, **fault.params))
        return None
    if value is None:
        found.add(faults.finding(faults.REQUIRED, path, label=entry.label))
    return value


def _read_amount(
    entry: _Entry,
    raw: Raw,
    values: dict[str, object],
    path: str,
    found: Findings,
    *,
    typed: bool,
) -> None:
    """Read an amount in the currency its neighbour names; silent where that one is at fault."""
    given = raw.get(entry.key)
    place = cast("_Currency", entry.currency)
    currency = values.get(place.name, place.default)
    if given is None or given == "":
        if entry.required:
            found.add(faults.finding(faults.REQUIRED, path + entry.key, label=entry.label))
    elif not isinstance(given, str):
        found.add(faults.finding(faults.NOT_TEXT, path + entry.key, label=entry.label))
    elif isinstance(currency, str):
        try:
            read = parse_typed_amount if typed else parse_amount
            values[entry.name] = read(given, currency)
        except UnknownCurrency as fault:
            reason = {"label": entry.label, "reason": fault.message}
            found.add(faults.finding(fault.code, path + place.key, **reason))
        except AmountFault as fault:
            reason = {"label": entry.label, "reason": fault.message}
            found.add(faults.finding(fault.code, path + entry.key, **reason))


def _refuse_unknown(keys: Iterable[object], path: str, found: Findings) -> None:
    for key in sorted(map(str, keys)):
        shown = key[:_NAME_SHOWN_MAX]
        found.add(faults.finding(faults.UNKNOWN, path + shown, name=shown))
