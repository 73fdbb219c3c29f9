"""Tables of the integrator's manual, generated: operations, statuses of the business, return codes and their families.

Its pages hold each between two marks; a test compares them, `python -m tools.contracts` writes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from connectors.direct_link.documents import element_name, format_of
from connectors.direct_link.refusals import (
    ACCEPTED,
    ACCEPTED_TEXT,
    Family,
    Refusal,
    listed,
    refusal_of,
)
from kernel.assets import ROOT
from kernel.errors import YinqiError
from kernel.operation import Door, Idempotency, Operation
from kernel.public_status import PublicStatus

_MARK: Final = re.compile(r"(<!-- table: (?P<name>\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_PLACES: Final = re.compile(r"\{(\w+)\}")
_KEYS: Final = {
    Idempotency.READ: "—",
    Idempotency.SERIAL: "ClientSerial / MsgId",
    Idempotency.STATE: "—",
}


_LINK: Final = ROOT / "docs" / "direct-link"
PAGES: Final = (ROOT / "docs" / "direct-link.md", _LINK / "operations-list.md", _LINK / "codes.md")
"""The manual and the pages of its long tables."""


def filled(page: str, operations: Iterable[Operation]) -> str:
    """A page with its tables written anew."""
    tables = {
        "operations": operations_table(operations),
        "statuses": statuses_table(),
        "families": f"{families()}\n",
        "codes": codes_table(),
    }
    return _MARK.sub(lambda found: f"{found[1]}{tables[found['name']]}{found[3]}", page)


def operations_table(operations: Iterable[Operation]) -> str:
    """What may be asked at this door."""
    offered = [operation for operation in operations if Door.DIRECT_LINK in operation.doors]
    rows = (
        (
            f"`{operation.code}`",
            f"{operation.title.zh} {operation.title.en}",
            _on_the_wire(operation.command),
            _on_the_wire(operation.answer),
            _KEYS[operation.idempotency],
        )
        for operation in offered
    )
    head = ("交易码 Operation", "名称 Title", "Body 请求", "Body 应答", "幂等键 Key")
    return _table(head, rows)


def statuses_table() -> str:
    """What an instruction's owner is told about it."""
    rows = (
        (
            f"`{status.value}`",
            f"{status.label.zh} {status.label.en}",
            "是 yes" if status.may_pay_again else "否 no",
        )
        for status in PublicStatus
    )
    return _table(("Status", "含义 Meaning", "可换号重付 May be paid again"), rows)


def families() -> str:
    """What the letter of a code tells a program to do."""
    return "\n".join(f"- **{f.value}** {f.advice.zh}。{f.advice.en}." for f in Family)


def codes_table() -> str:
    """Every return code with its HTTP status and meaning."""
    rows = [(ACCEPTED, "200", "", ACCEPTED_TEXT.zh, ACCEPTED_TEXT.en)]
    errors = YinqiError.registry()
    told = {code: refusal_of(errors[code]) for code in listed() if code in errors}
    for code, refusal in sorted(told.items(), key=_by_return_code):
        text = errors[code].text
        rows.append(
            (refusal.code, str(refusal.status), f"`{code}`", _generic(text.zh), _generic(text.en))
        )
    return f"{families()}\n\n" + _table(("Code", "HTTP", "Reason", "中文", "English"), rows)


def _by_return_code(item: tuple[str, Refusal]) -> tuple[int, str]:
    return list(Family).index(item[1].family), item[1].code


def _on_the_wire(record: type[object]) -> str:
    form = format_of(record)
    return f"`{element_name(record)}`" if form is None else " / ".join(form.names)


def _generic(text: str) -> str:
    """A sentence whose places are not filled."""
    return _PLACES.sub("…", text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(head, rows)) + "\n"


def _lines(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
