"""International bank account numbers (ISO 13616): form, length by country, and MOD 97-10.

China has no IBAN; they occur on the EUR correspondent rail. The national checks inside an IBAN are
the receiving bank's business.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from kernel.identifiers.faults import IdentifierFault
from kernel.text import Text

_FORM: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{1,30}", re.ASCII | re.IGNORECASE)

_LENGTHS: Final[Mapping[str, int]] = MappingProxyType(
    {
        country: length
        for length, countries in (
            (15, "NO"),
            (16, "BE"),
            (18, "DK FI FK FO GL NL SD"),
            (19, "MK SI"),
            (20, "AT BA EE KZ LT LU MN XK"),
            (21, "CH HR LI LV"),
            (22, "BG BH CR DE GB GE IE ME RS VA"),
            (23, "AE GI IL IQ OM SO TL"),
            (24, "AD CZ ES MD PK RO SA SE SK TN VG"),
            (25, "LY PT ST"),
            (26, "IS TR"),
            (27, "BI DJ FR GR IT MC MR SM"),
            (28, "AL AZ BY CY DO GT HN HU LB NI PL SV"),
            (29, "BR EG PS QA UA"),
            (30, "JO KW MU YE"),
            (31, "MT SC"),
            (32, "LC"),
            (33, "RU"),
        )
        for country in countries.split()
    }
)
"""Total length by country, from the IBAN registry."""


class IbanMalformed(IdentifierFault):
    """Not two letters, two digits, and letters or digits."""

    code = "kernel.iban_malformed"
    text = Text(
        zh="IBAN 应以两位国家代码和两位校验数字开头，其后为字母或数字。",
        en="An IBAN starts with two letters of country and two check digits; letters or digits"
        " follow.",
    )


class IbanCountryUnknown(IdentifierFault):
    """The country has no IBAN, as far as the registry known here goes."""

    code = "kernel.iban_country_unknown"
    text = Text(
        zh="国家代码 {country} 不使用 IBAN，请填写普通账号。",
        en="The country {country} does not use IBANs; give the plain account number.",
    )


class IbanLengthWrong(IdentifierFault):
    """Too short or too long for its country."""

    code = "kernel.iban_length_wrong"
    text = Text(
        zh="{country} 的 IBAN 应为 {expected} 位，实际为 {actual} 位。",
        en="An IBAN of {country} has {expected} characters, this one has {actual}.",
    )


class IbanCheckFailed(IdentifierFault):
    """The check digits do not agree with the rest."""

    code = "kernel.iban_check_failed"
    text = Text(
        zh="IBAN 校验位不符，请核对是否输错。",
        en="The check digits of the IBAN do not agree with the rest; look for a typing error.",
    )


def parse_iban(text: str) -> str:
    """Return the electronic form: capitals, no blanks.

    Raises:
        IbanMalformed: characters out of place.
        IbanCountryUnknown: a country that is not in the registry.
        IbanLengthWrong: not the length of its country.
        IbanCheckFailed: remainder modulo 97 is not 1.
    """
    typed = "".join(text.split())
    if not _FORM.fullmatch(typed):
        raise IbanMalformed
    iban = typed.upper()
    country = iban[:2]
    expected = _LENGTHS.get(country)
    if expected is None:
        raise IbanCountryUnknown(country=country)
    if len(iban) != expected:
        raise IbanLengthWrong(country=country, expected=expected, actual=len(iban))
    if _remainder(iban) != 1:
        raise IbanCheckFailed
    return iban


def format_iban(iban: str) -> str:
    """Write an IBAN for people, in groups of four."""
    return " ".join(iban[start : start + 4] for start in range(0, len(iban), 4))


def _remainder(iban: str) -> int:
    moved = iban[4:] + iban[:4]
    return int("".join(str(int(mark, 36)) for mark in moved)) % 97
