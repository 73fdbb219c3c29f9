"""The guide of operations names what there is, and all of it."""

from __future__ import annotations

import re

from connectors.direct_link.refusals import listed, refusal_of
from corporate.bootstrap import CATALOGUE
from kernel.assets import ROOT
from kernel.errors import YinqiError
from kernel.operation import Door
from tests.connectors.direct_link.test_refusals import everything
from workflows.payments.commands import Authority

GUIDE = (ROOT / "docs" / "direct-link" / "operations-guide.md").read_text(encoding="utf-8")
CODES = {operation.code for operation in CATALOGUE.at(Door.DIRECT_LINK)}
SLICES = {code.partition(".")[0] for code in CODES}


def test_every_operation_of_the_direct_link_has_its_place_and_no_other_is_named() -> None:
    named = {
        code
        for code in re.findall(r"`([a-z]+\.[a-z_]+)`", GUIDE)
        if code.partition(".")[0] in SLICES
    }
    assert named == CODES, "name it in docs/direct-link/operations-guide.md"


def test_return_codes_are_those_of_the_refusals_it_speaks_of() -> None:
    everything()
    known = {refusal_of(error).code for error in YinqiError.registry().values()} - {"I000"}
    assert len(known) > len(listed()) / 2
    assert set(re.findall(r"`([IDCUX][0-9]{3})`", GUIDE)) <= known


def test_every_kind_of_authority_is_told() -> None:
    for authority in Authority:
        assert f"| `{authority.value}` |" in GUIDE
        assert authority.label.zh[:4] in GUIDE or authority is Authority.APPROVERS
