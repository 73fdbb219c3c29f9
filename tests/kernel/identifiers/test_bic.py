"""BICs are read in both lengths, and lead to the head office of a listed Chinese bank."""

import pytest

from kernel.identifiers import Bic, bank_class, head_office, parse_bank_code, parse_bic
from kernel.identifiers.bic import _DIRECTORY, BicMalformed
from kernel.text import Text


def test_both_lengths_and_cases_are_read() -> None:
    assert parse_bic(" cobadeff ") == Bic("COBA", "DE", "FF")
    assert parse_bic("COBADEFFXXX") == parse_bic("COBADEFF")
    assert str(parse_bic("COBADEFFXXX")) == "COBADEFF"
    assert str(parse_bic("ICBKCNBJSHI")) == "ICBKCNBJSHI"
    assert parse_bic("ICBKCNBJSHI").bic8 == "ICBKCNBJ"


@pytest.mark.parametrize(
    "text",
    ["", "ICBKCNB", "ICBKCNBJS", "ICBKCNBJSHIX", "ICBK1NBJ", "ICBK CNBJ", "ICBKCN北J", "ſPDBCNSH"],
)
def test_a_malformed_bic_is_refused(text: str) -> None:
    with pytest.raises(BicMalformed):
        parse_bic(text)


@pytest.mark.parametrize(
    ("bic", "bank_code"),
    [
        ("ICBKCNBJSHI", "102100099996"),
        ("BKCHCNBJ", "104100000004"),
        ("PCBCCNBJXXX", "105100000017"),
        ("ABOCCNBJ", "103100000026"),
        ("COMMCNSH", "301290000007"),
        ("CMBCCNBS", "308584000013"),
    ],
)
def test_a_chinese_bic_leads_to_the_head_office(bic: str, bank_code: str) -> None:
    office = head_office(parse_bic(bic))
    assert office is not None
    assert office.bank_code == bank_code


def test_an_unlisted_bic_leads_nowhere() -> None:
    assert head_office(parse_bic("DEUTDEFF")) is None


def test_the_directory_holds_only_proven_chinese_codes() -> None:
    assert len(_DIRECTORY) == 25
    for bic8, office in _DIRECTORY.items():
        assert bic8[4:6] == "CN"
        assert parse_bank_code(office.bank_code) == office.bank_code
    assert len({office.bank_code for office in _DIRECTORY.values()}) == 25


def test_the_directory_and_the_classes_use_the_same_names() -> None:
    city_banks = Text("城市商业银行", "City commercial bank")
    for office in _DIRECTORY.values():
        assert bank_class(office.bank_code) in (office.name, city_banks)
