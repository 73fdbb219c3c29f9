"""Under which names a source speaks: the wire's, or those of a form in a page."""

from __future__ import annotations

from enum import StrEnum

from kernel.operation import FieldInfo


class Names(StrEnum):
    """How fields are called, and with that how strictly their values are written."""

    WIRE = "wire"
    """`PayeeName`, `Amount`: messages of machines, read to the letter."""
    PYTHON = "python"
    """`payee_name`, `amount_minor`: forms filled by people; amounts may be typed with commas."""

    def of(self, field: FieldInfo) -> str:
        """The field's name in this source."""
        return field.wire_name if self is Names.WIRE else field.name
