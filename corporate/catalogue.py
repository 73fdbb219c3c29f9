"""The catalogue (服务目录): every operation of the house, declared once in its slice, collected here.

From it come the doors' contracts, the rights matrix, the guards and the pages of documentation. It
holds declarations only; what an operation does is bound in the composition root.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Protocol

from kernel.errors import NotFound
from kernel.operation import Door, Operation, Verb
from kernel.text import Text


class OperationUnknown(NotFound):
    """No operation has that code."""

    code = "catalogue.operation_unknown"
    text = Text("没有交易“{operation}”", "There is no operation “{operation}”")

    def __init__(self, operation: str) -> None:
        super(NotFound, self).__init__(operation=operation[:64])


class Slice(Protocol):
    """A module that declares operations."""

    @property
    def OPERATIONS(self) -> Sequence[Operation]:  # noqa: N802 - a constant of the module
        """What it declares."""
        ...


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row of the rights matrix that administrators edit: a right, and what it opens."""

    right: str
    title: Text
    verbs: tuple[Verb, ...]
    by_account: bool
    administers: bool
    need_to_know: bool
    operations: tuple[str, ...]


class Catalogue:
    """All operations by code; raises ValueError for two of one code."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        found: dict[str, Operation] = {}
        for operation in operations:
            if found.setdefault(operation.code, operation) is not operation:
                message = f"two operations are called {operation.code}"
                raise ValueError(message)
        self._operations: Mapping[str, Operation] = MappingProxyType(dict(sorted(found.items())))

    @classmethod
    def of(cls, *slices: Slice) -> Catalogue:
        """The catalogue of some slices' `OPERATIONS`."""
        return cls(operation for module in slices for operation in module.OPERATIONS)

    def find(self, code: str) -> Operation:
        """The operation of that code; raises OperationUnknown."""
        operation = self._operations.get(code)
        if operation is None:
            raise OperationUnknown(code)
        return operation

    def at(self, door: Door) -> list[Operation]:
        """The operations a door offers, by code."""
        return [operation for operation in self if door in operation.doors]

    def rights_matrix(self) -> list[MatrixRow]:
        """The rows of the rights matrix, by right."""
        by_right: dict[str, list[Operation]] = {}
        for operation in self:
            by_right.setdefault(operation.right, []).append(operation)
        return [_matrix_row(right, ruled) for right, ruled in sorted(by_right.items())]

    def __iter__(self) -> Iterator[Operation]:
        return iter(self._operations.values())

    def __len__(self) -> int:
        return len(self._operations)

    def __contains__(self, code: object) -> bool:
        return code in self._operations


def _matrix_row(right: str, ruled: list[Operation]) -> MatrixRow:
    """The operation that bears the right's name gives the row its title, else the first one."""
    named = next((operation for operation in ruled if operation.code == right), ruled[0])
    asked = {operation.verb for operation in ruled}
    return MatrixRow(
        right=right,
        title=named.title,
        verbs=tuple(verb for verb in Verb if verb in asked),
        by_account=any(operation.account_field for operation in ruled),
        administers=named.administers,
        need_to_know=any(operation.need_to_know for operation in ruled),
        operations=tuple(operation.code for operation in ruled),
    )
