"""What this slice needs of the house: the bank's own authority."""

from __future__ import annotations

from typing import Protocol

from kernel.certificates import Issuer
from kernel.context import Context


class Authorities(Protocol):
    """The authority (CA) of each bank."""

    def of(self, ctx: Context) -> Issuer:
        """The authority of this transaction's bank, made on first use."""
        ...
