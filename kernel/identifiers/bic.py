"""Business identifier codes (ISO 9362, SWIFT code), and the way from one to a Chinese bank code.

Payment files of international ERPs name a Chinese bank by BIC; the Chinese systems know twelve
digits. The directory beside this file leads to the head office only: a bank that wants a branch
must say so in its own directory.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Final

from kernel.identifiers.bank_code import parse_bank_code
from kernel.identifiers.faults import IdentifierFault
from kernel.text import Text

_FORM: Final = re.compile(
    r"([A-Z0-9]{4})([A-Z]{2})([A-Z0-9]{2})([A-Z0-9]{3})?", re.ASCII | re.IGNORECASE
)
_PRIMARY_OFFICE: Final = "XXX"


class BicMalformed(IdentifierFault):
    """Not eight or eleven characters in their places."""

    code = "kernel.bic_malformed"
    text = Text(
        zh="BIC（SWIFT 代码）应为 8 位或 11 位大写字母和数字，第 5、6 位为国家代码。",
        en="A BIC (SWIFT code) has 8 or 11 capital letters and digits, with the country in places"
        " 5 and 6.",
    )


@dataclass(frozen=True, slots=True)
class Bic:
    """A code in its parts; two spellings of the primary office are equal."""

    bank: str
    country: str
    location: str
    branch: str = _PRIMARY_OFFICE

    @property
    def bic8(self) -> str:
        """The institution, without branch."""
        return f"{self.bank}{self.country}{self.location}"

    def __str__(self) -> str:
        return self.bic8 if self.branch == _PRIMARY_OFFICE else f"{self.bic8}{self.branch}"


@dataclass(frozen=True, slots=True)
class HeadOffice:
    """Where the Chinese payment systems find a bank."""

    bank_code: str
    name: Text


def parse_bic(text: str) -> Bic:
    """Read a BIC of 8 or 11 characters, in either case; raises `BicMalformed`.

    The form is that of ISO 20022 (BICFIDec2014Identifier); the country is not looked up.
    """
    written = _FORM.fullmatch(text.strip())
    if written is None:
        raise BicMalformed
    parts = written.groups(default=_PRIMARY_OFFICE)
    return Bic(*(part.upper() for part in parts))


def head_office(bic: Bic) -> HeadOffice | None:
    """Find the head office of a Chinese bank, whatever the branch; None if it is not listed."""
    return _DIRECTORY.get(bic.bic8)


def listed_offices() -> list[tuple[str, HeadOffice]]:
    """Every listed bank: its BIC of eight characters and its head office."""
    return list(_DIRECTORY.items())


def _read_directory() -> Mapping[str, HeadOffice]:
    text = files(__package__).joinpath("bic_directory.csv").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return MappingProxyType(
        {
            parse_bic(row["bic"]).bic8: HeadOffice(
                parse_bank_code(row["bank_code"]), Text(row["name_zh"], row["name_en"])
            )
            for row in csv.DictReader(lines)
        }
    )


_DIRECTORY: Final = _read_directory()
