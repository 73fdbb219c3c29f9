"""What serials, accounts and banks look like in a request: the same at every operation, and in every schema made of it."""

from __future__ import annotations

from typing import Final

SERIAL_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9._/:+-]*"
ACCOUNT_PATTERN: Final = r"[A-Za-z0-9][A-Za-z0-9 -]*"
"""As people write it; blanks and dashes fall away."""
BANK_PATTERN: Final = r"[0-9]{12}|[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?"
"""A CNAPS number (大额行号), or a BIC abroad."""
