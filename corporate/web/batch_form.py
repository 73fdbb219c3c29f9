"""The form of a new batch: what is typed, what is wrong with it, and the command it becomes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from corporate.web.parts import FormFault, Say, Value
from kernel.text import Text
from workflows.batches.commands import Intake, OpenBatch

FIELDS: Final = ("serial", "account", "name", "due_on", "paste")
CARRIED: Final = FIELDS[:-1]
"""What goes along while the columns are named; what was pasted is kept as a file."""
_CHARS_MAX: Final = {"serial": 70, "account": 34, "name": 40, "due_on": 10}
_NO_ACCOUNT: Final = Text("请选择付款账户", "Choose the paying account")
_NO_DAY: Final = Text("请填写付款日期", "Enter the day of payment")
_NO_FILE: Final = Text("请选择文件，或粘贴明细", "Choose a file, or paste rows")


def typed(form: Mapping[str, str]) -> dict[str, str]:
    """What came with the form."""
    return {name: form.get(name, "")[: _CHARS_MAX.get(name)] for name in FIELDS}


def faults(fields: Mapping[str, str], *, has_file: bool) -> tuple[FormFault, ...]:
    """What keeps the file from being read."""
    found = []
    if not fields["account"]:
        found.append(FormFault("account", _NO_ACCOUNT))
    if _day(fields["due_on"]) is None:
        found.append(FormFault("due_on", _NO_DAY))
    if not has_file:
        found.append(FormFault("file", _NO_FILE))
    return tuple(found)


def values(fields: Mapping[str, str], found: Iterable[FormFault]) -> dict[str, Value]:
    """The form as it is drawn again."""
    said: dict[str, Say] = {one.field: one.text for one in found}
    return {name: Value(fields.get(name, ""), said.get(name, "")) for name in (*FIELDS, "file")}


def command(fields: Mapping[str, str], file_name: str, digest: str, rows: Intake) -> OpenBatch:
    """The batch to be opened; without a name it is called like its file."""
    return OpenBatch(
        client_serial=fields["serial"],
        payer_account=fields["account"],
        name=fields["name"].strip() or file_name.rpartition(".")[0] or file_name,
        due_on=_day(fields["due_on"]),
        file_name=file_name,
        file_digest=digest,
        rows=rows,
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
