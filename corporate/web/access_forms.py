"""Forms of people, roles and rights: what was typed → what is asked, and back for the next page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from werkzeug.datastructures import MultiDict

from corporate.web.formats import money
from corporate.web.slips import payer
from kernel.errors import Faulty, Finding, Severity
from kernel.money import AmountFault, Money, parse_typed_amount
from kernel.text import Text
from workflows.access.commands import AccountLine, Matrix, MatrixLine, RightLine

EVERY: Final = "*"
_ALL: Final = Text("全部账户", "All accounts")
_VERBS: Final = ("see", "make", "approve")
_BAD: Final = Text("“{title}”的单笔上限不是金额", "The ceiling of “{title}” is no amount")


@dataclass(frozen=True, slots=True)
class Grant:
    """One row of the matrix as its form shows it; `has` names the verbs there are."""

    key: str
    label: Text | str
    has: Mapping[str, bool]
    given: Mapping[str, bool]
    upto: str | None
    currency: str


@dataclass(frozen=True, slots=True)
class Block:
    """One right: a row for all accounts, further rows for single ones."""

    title: Text
    rows: tuple[Grant, ...]
    is_open: bool
    administers: bool
    need_to_know: bool = False


def blocks(matrix: Matrix, rights: Sequence[RightLine]) -> tuple[Block, ...]:
    """The whole matrix of one user, business first, self-government after it."""
    held = {(row.right, row.account): row for row in rights}
    found = [_block(right, matrix.accounts, held) for right in matrix.rights]
    return tuple(sorted(found, key=lambda block: block.administers))


def rows_asked(form: MultiDict[str, str], matrix: Matrix) -> tuple[RightLine, ...]:
    """The rows the form asks for; raises Faulty for every ceiling that is no amount."""
    faults: list[Finding] = []
    rows = [row for right in matrix.rights for row in _asked(form, right, matrix.accounts, faults)]
    if faults:
        raise Faulty(faults)
    return tuple(rows)


def carried(form: MultiDict[str, str]) -> tuple[tuple[str, str], ...]:
    """What a page of checking hands on, unseen, to the next one."""
    kept = (
        (name, value) for name in form for value in form.getlist(name) if name not in {"csrf", "step"}
    )  # fmt: skip
    return tuple(kept)


def _block(
    right: MatrixLine, accounts: Sequence[AccountLine], held: Mapping[tuple[str, str], RightLine]
) -> Block:
    title = Text(right.title_zh, right.title_en)
    single = accounts if right.by_account else ()
    rows = [_grant(right, EVERY, _ALL if single else "", "CNY", held)]
    rows += [
        _grant(right, one.number, payer(one.alias, one.number), one.currency, held)
        for one in single
    ]
    is_open = any((right.right, one.number) in held for one in single)
    return Block(title, tuple(rows), is_open, right.administers, right.need_to_know)


def _grant(
    right: MatrixLine,
    account: str,
    label: Text | str,
    currency: str,
    held: Mapping[tuple[str, str], RightLine],
) -> Grant:
    row = held.get((right.right, account))
    upto = ""
    if row is not None and row.upto_minor is not None:
        upto, currency = money(Money(row.upto_minor, row.currency)), row.currency
    return Grant(
        key=f"{right.right}|{account}",
        label=label,
        has={verb: bool(getattr(right, verb)) for verb in _VERBS},
        given={verb: row is not None and bool(getattr(row, verb)) for verb in _VERBS},
        upto=upto if right.by_amount else None,
        currency=currency,
    )


def _asked(
    form: MultiDict[str, str],
    right: MatrixLine,
    accounts: Sequence[AccountLine],
    faults: list[Finding],
) -> Iterator[RightLine]:
    currencies = {EVERY: "CNY", **{one.number: one.currency for one in accounts}}
    for account in (EVERY, *(one.number for one in accounts if right.by_account)):
        key = f"{right.right}|{account}"
        verbs = set(form.getlist(key)) & set(_VERBS)
        if not verbs:
            continue
        typed = form.get(f"{key}|upto", "").strip().replace(",", "")
        currency, minor = currencies[account], None
        if typed and right.by_amount:
            minor = _minor(typed, currency, right, faults)
        yield RightLine(
            right=right.right,
            account=account,
            see="see" in verbs,
            make="make" in verbs,
            approve="approve" in verbs,
            upto_minor=minor,
            currency=currency if minor is not None else "",
        )


def _minor(typed: str, currency: str, right: MatrixLine, faults: list[Finding]) -> int | None:
    try:
        return parse_typed_amount(typed, currency)
    except AmountFault:
        text = _BAD.fill(title=Text(right.title_zh, right.title_en))
        faults.append(Finding("access.ceiling", Severity.BLOCK, text, right.right))
        return None
