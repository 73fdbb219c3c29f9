"""Which column is what: as the profile says, else by the headers people use.

A column may be guessed only where exactly one header fits; an account is never guessed between two.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

from erp_adapters.reading import NAMES, NEEDED
from kernel.charset import name_key
from kernel.errors import Faulty, Finding
from kernel.findings import Rule

GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
    "serial": ("客户流水号", "流水号", "付款单号", "单据编号", "业务参考号", "serial", "client serial", "reference"),
    "payer_account": ("付款账号", "付款帐号", "付方账号", "转出账号", "payer account", "debit account", "from"),
    "payee_account": ("收款账号", "收款帐号", "收方账号", "转入账号", "payee account", "credit account", "to"),
    "payee_name": ("收款户名", "收款人名称", "收款方名称", "收方户名", "户名", "payee name", "payee", "beneficiary"),
    "amount": ("金额", "付款金额", "交易金额", "转账金额", "amount"),
    "currency": ("币种", "currency"),
    "payee_bank": ("收款行行号", "联行号", "行号", "开户行号", "payee bank", "bank code"),
    "payee_bank_name": ("收款行名称", "开户行名", "开户行", "收款行", "payee bank name", "bank name"),
    "purpose": ("用途", "purpose"),
    "remark": ("附言", "备注", "摘要", "remark", "note"),
    "end_to_end": ("端到端标识", "对账标识码", "end to end", "end-to-end id"),
    "requested_on": ("要求日期", "付款日期", "期望日", "requested date", "value date"),
    "rail": ("汇路", "rail"),
}  # fmt: skip


class ColumnRule(Rule):
    """What is wrong with a header."""

    MISSING = (
        "erp.column_missing",
        "找不到“{name}”列（表头：{header}）；请在列映射 [columns] 中指定",
        "No column for “{name}” (the header is {header}); name it under [columns]",
    )
    NAMED = (
        "erp.column_named",
        "列映射中的“{header}”不在表头中",
        "The column “{header}” of the map is not in the header",
    )
    TWICE = (
        "erp.column_twice",
        "“{header}”在表头中出现多次",
        "“{header}” stands in the header more than once",
    )
    FIELD = ("erp.column_field", "列映射中没有字段“{name}”", "There is no field “{name}” to map to")


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands in one file."""

    places: Mapping[str, int]
    labels: Mapping[str, str]
    defaults: dict[str, Any]

    def values(self, cells: Sequence[Any]) -> dict[str, Any]:
        """The fields of a row; a short row has empty ones."""
        return {name: cells[at] if at < len(cells) else "" for name, at in self.places.items()}


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """A saved column map."""

    named: Mapping[str, str]
    defaults: Mapping[str, str]

    @classmethod
    def of(cls, profile: Mapping[str, Any]) -> Self:
        """Read it from a profile; raises `Faulty` for a field that does not exist."""
        named, defaults = dict(profile.get("columns", {})), dict(profile.get("defaults", {}))
        strange = [name for name in (*named, *defaults) if name not in NAMES]
        if strange:
            raise Faulty([ColumnRule.FIELD.finding(name, name=name) for name in strange])
        return cls(named, defaults)

    def found_in(self, header: Sequence[str]) -> Columns:
        """Find every field in a header; raises `Faulty` with all that are missing."""
        keys = [name_key(title) for title in header]
        found = {name: self._place(name, keys, header) for name in NAMES}
        places = {name: at for name, at in found.items() if isinstance(at, int)}
        findings = [at for at in found.values() if isinstance(at, Finding)]
        if findings:
            raise Faulty(findings)
        return Columns(
            places, {name: header[at] for name, at in places.items()}, dict(self.defaults)
        )

    def _place(self, name: str, keys: Sequence[str], header: Sequence[str]) -> int | Finding | None:
        """Where a field stands, or what is wrong; neither for one that may be absent."""
        wanted = self.named.get(name)
        if wanted is not None:
            at = _under(wanted, keys)
            if len(at) == 1:
                return at[0]
            return (ColumnRule.TWICE if at else ColumnRule.NAMED).finding(name, header=wanted)
        guessed = _guessed(name, keys)
        if guessed is not None or name not in NEEDED or name in self.defaults:
            return guessed
        shown = ", ".join(title for title in header if title)
        return ColumnRule.MISSING.finding(name, name=GUESSES[name][0], header=shown)


def _guessed(name: str, keys: Sequence[str]) -> int | None:
    """The one column whose header is one of the usual ones, the first usual header first."""
    found = (_under(title, keys) for title in GUESSES[name])
    return next((at[0] for at in found if len(at) == 1), None)


def _under(title: str, keys: Sequence[str]) -> list[int]:
    """The columns with that header."""
    return [place for place, key in enumerate(keys) if key == name_key(title)]
