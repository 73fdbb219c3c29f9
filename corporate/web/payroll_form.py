"""The form of a new payroll: what is typed, what is wrong with it, and the command it becomes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from corporate.web.parts import FormFault, Say, Value
from kernel.text import Text
from workflows.batches.commands import Intake
from workflows.payroll.kinds import PayKind
from workflows.payroll.run_commands import NewFromLast, OpenRun

FIELDS: Final = ("serial", "account", "kind", "month", "due_on", "paste")
CARRIED: Final = FIELDS[:-1]
"""What goes along while the columns are named; what was pasted is kept as a file."""
_CHARS_MAX: Final = {"serial": 70, "account": 34, "kind": 20, "month": 7, "due_on": 10}
_NO_ACCOUNT: Final = Text("请选择代发账户", "Choose the pay account")
_NO_MONTH: Final = Text("请填写月份，例如 2026-11", "Enter the month, as 2026-11")
_NO_DAY: Final = Text("请填写发薪日", "Enter the pay day")
_NO_FILE: Final = Text("请选择文件，或粘贴明细", "Choose a file, or paste rows")


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What came with the form."""
    return {name: form.get(name, "")[: _CHARS_MAX.get(name)] for name in FIELDS}


def faults(fields: Mapping[str, str], *, has_file: bool) -> tuple[FormFault, ...]:
    """What keeps the file from being read."""
    found = []
    if not fields["account"]:
        found.append(FormFault("account", _NO_ACCOUNT))
    if _day(f"{fields['month']}-01") is None:
        found.append(FormFault("month", _NO_MONTH))
    if _day(fields["due_on"]) is None:
        found.append(FormFault("due_on", _NO_DAY))
    if not has_file:
        found.append(FormFault("file", _NO_FILE))
    return tuple(found)


def values(fields: Mapping[str, str], found: Iterable[FormFault]) -> dict[str, Value]:
    """The form as it is drawn again."""
    said: dict[str, Say] = {one.field: one.text for one in found}
    return {name: Value(fields.get(name, ""), said.get(name, "")) for name in (*FIELDS, "file")}


def command(fields: Mapping[str, str], file_name: str, digest: str, rows: Intake) -> OpenRun:
    """The run to be opened."""
    return OpenRun(
        client_serial=fields["serial"], payer_account=fields["account"], kind=_kind(fields), month=fields["month"],
        due_on=_day(fields["due_on"]), file_name=file_name, file_digest=digest, rows=rows,
    )  # fmt: skip


def again(fields: Mapping[str, str]) -> NewFromLast:
    """The same with last month's rows."""
    return NewFromLast(
        client_serial=fields["serial"], payer_account=fields["account"], kind=_kind(fields), month=fields["month"],
        due_on=_day(fields["due_on"]),
    )  # fmt: skip


def _kind(fields: Mapping[str, str]) -> PayKind:
    known = {kind.value: kind for kind in PayKind}
    return known.get(fields["kind"], PayKind.SALARY)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
