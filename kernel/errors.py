"""One base, five families of errors, and findings.

A finding is an answer (collected, all at once); an exception stops the work. Neither knows HTTP:
every door has one table from code or family to its own kind of refusal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from kernel.text import Text


class Severity(StrEnum):
    """How much a finding weighs: `block` stops, `warn` must be seen, `info` explains."""

    BLOCK = "block"
    WARN = "warn"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found about an input: a stable code, a sentence in two languages, and where."""

    code: str
    severity: Severity
    text: Text
    field: str = ""


class YinqiError(Exception):
    """Base of every refusal we mean; `code` is stable for ever, `text` says what to do."""

    code: ClassVar[str] = ""
    text: ClassVar[Text] = Text("系统错误", "System error")
    _codes: ClassVar[dict[str, type[YinqiError]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        code = cls.__dict__.get("code")
        if code is None:
            return
        other = YinqiError._codes.setdefault(code, cls)
        if other.__qualname__ != cls.__qualname__ or other.__module__ != cls.__module__:
            message = f"error code {code} is used twice"
            raise TypeError(message)

    def __init__(self, **params: object) -> None:
        self.params = params
        super().__init__(f"{self.code}: {self.message.en}")

    @property
    def message(self) -> Text:
        """The sentence with its places filled."""
        return self.text.fill(**self.params)

    @classmethod
    def registry(cls) -> dict[str, type[YinqiError]]:
        """Every error that has a code of its own; tests walk it."""
        return dict(YinqiError._codes)


class Invalid(YinqiError):
    """The request itself is wrong; sending it again unchanged cannot help."""


class Denied(YinqiError):
    """The one who asks may not."""


class Conflict(YinqiError):
    """The request is well formed, but the state of things forbids it."""


class Unavailable(YinqiError):
    """Not now: nothing happened, the same request may be sent again."""


class OutcomeUnknown(YinqiError):
    """We cannot say whether it happened; ask by serial, never send under a new one."""


class NotFound(Denied):
    """What is not there, and what is not yours, is not found."""

    code = "kernel.not_found"
    text = Text("未找到{what}", "{what} was not found")

    def __init__(self, what: Text | None = None) -> None:
        super().__init__(what=what or Text("该记录", "The record"))


class Faulty(Invalid):
    """One input with all its faults at once."""

    code = "kernel.faulty"
    text = Text("有 {count} 处需要更正：{first}", "{count} thing(s) to correct: {first}")

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0].text if self.findings else Text("", "")
        super().__init__(count=len(self.findings), first=first)
