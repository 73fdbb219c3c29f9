"""Collects what is wrong with one input, so that its sender hears everything at once.

A file of a hundred thousand payments may have a hundred thousand faults: the first are kept, the
rest are counted, and past a limit reading stops. It must never keep them all.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Self

from kernel.errors import Faulty, Finding, Severity
from kernel.limits import FINDINGS_COUNTED_MAX, FINDINGS_SHOWN_MAX
from kernel.text import Text

MORE = Text(
    zh="共发现 {total} 处错误，仅列出前 {shown} 处",
    en="{total} faults were found; only the first {shown} are listed",
)
STOPPED = Text(
    zh="错误已达 {total} 处，停止读取，仅列出前 {shown} 处",
    en="Reading stopped after {total} faults; only the first {shown} are listed",
)


SHOWN_CHARS_MAX: Final = 40


def shown(value: str) -> str:
    """Return `value` fit for a sentence: one line, not longer than forty characters."""
    line = " ".join(value[: 4 * SHOWN_CHARS_MAX].split())
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)
    return line if len(line) <= SHOWN_CHARS_MAX else line[:SHOWN_CHARS_MAX] + "…"


class Rule(StrEnum):
    """Base of the lists of rules a reader keeps: each member is a code with its sentence."""

    text: Text

    def __new__(cls, code: str, zh: str, en: str) -> Self:
        """Make the member with the finding code `code`."""
        rule = str.__new__(cls, code)
        rule._value_ = code
        rule.text = Text(zh, en)
        return rule

    def finding(self, field: str = "", **params: object) -> Finding:
        """Return the finding that this rule is broken at `field`."""
        return Finding(self.value, Severity.BLOCK, self.text.fill(**params), field)

    def refusal(self, field: str = "", **params: object) -> Faulty:
        """Return the refusal of a whole input because of this one rule."""
        return Faulty([self.finding(field, **params)])


class Findings:
    """The faults of one input, in the order they were found; the same fault counts once."""

    def __init__(self) -> None:
        self._shown: list[Finding] = []
        self._seen: set[int] = set()
        self.total = 0

    def add(self, finding: Finding) -> None:
        """Keep or count `finding`; raises `Faulty` when there are too many to go on."""
        mark = hash(finding)
        if mark in self._seen:
            return
        self._seen.add(mark)
        self.total += 1
        if len(self._shown) < FINDINGS_SHOWN_MAX:
            self._shown.append(finding)
        elif self.total >= FINDINGS_COUNTED_MAX:
            raise self._faulty(STOPPED)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add each of `findings`."""
        for finding in findings:
            self.add(finding)

    def refuse_if_any(self) -> None:
        """Raise `Faulty` with what was found, or return when nothing was."""
        if self.total:
            raise self._faulty(MORE)

    def _faulty(self, summary: Text) -> Faulty:
        if self.total == len(self._shown):
            return Faulty(self._shown)
        text = summary.fill(total=self.total, shown=len(self._shown))
        return Faulty([*self._shown, Finding("kernel.more_findings", Severity.BLOCK, text)])

    def __bool__(self) -> bool:
        return self.total > 0
