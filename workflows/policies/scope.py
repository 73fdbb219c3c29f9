"""What a rule is for: operation, account, payee class, door. `*` is any; each scope has one live rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from kernel.errors import NotFound
from kernel.text import Text
from workflows.approval.policy import ANY

_PARTS: Final = 4
_SEPARATOR: Final = "/"
RIGHT: Final = "policies.change"
"""The one row of the rights matrix over all of it."""
WHAT: Final = Text("该审批规则", "The approval rule")


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One scope; its parts are checked by whoever knows operations and accounts."""

    operation: str
    account: str = ANY
    payee_class: str = ANY
    door: str = ANY

    @property
    def target(self) -> str:
        """Its key among the changes of rule; the database asks for the same spelling."""
        return _SEPARATOR.join((self.operation, self.account, self.payee_class, self.door))

    @classmethod
    def read(cls, target: str) -> Scope:
        """The scope of a key; raises NotFound for what is none."""
        parts = target.split(_SEPARATOR)
        if len(parts) != _PARTS or not all(parts):
            raise NotFound(WHAT)
        return cls(*parts)
