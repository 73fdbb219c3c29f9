"""The catalogue finds every operation once, and its page of documentation is the generated one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from corporate.bootstrap import CATALOGUE
from corporate.catalogue import Catalogue, OperationUnknown
from corporate.catalogue_page import page
from kernel.assets import ROOT
from kernel.charset import Encoding
from kernel.operation import Door, Idempotency, Kind, Operation, StepUp, Verb, fields_of
from kernel.parsing import Names
from kernel.parsing.answers import _entries
from kernel.parsing.commands import _plan
from tests.corporate import probe
from tests.corporate.probe import LOOK, PAY, operation


def test_an_operation_is_found_by_its_code() -> None:
    catalogue = Catalogue.of(
        SimpleNamespace(OPERATIONS=(PAY,)), SimpleNamespace(OPERATIONS=(LOOK,))
    )
    assert catalogue.find("probe.pay") is PAY
    assert [found.code for found in catalogue] == ["probe.look", "probe.pay"]
    assert ("probe.pay" in catalogue, len(catalogue)) == (True, 2)
    with pytest.raises(OperationUnknown) as refused:
        catalogue.find("probe.fly" * 20)
    assert len(refused.value.message.en) < 120


def test_two_operations_of_one_code_are_refused() -> None:
    with pytest.raises(ValueError, match=r"two operations are called probe\.pay"):
        Catalogue([PAY, operation("probe.pay")])


def test_a_door_offers_its_own_operations() -> None:
    catalogue = Catalogue(probe.OPERATIONS)
    assert [found.code for found in catalogue.at(Door.DIRECT_LINK)] == ["probe.look", "probe.pay"]
    assert catalogue.at(Door.PHONE) == []


def test_a_right_is_one_row_of_the_matrix_whatever_it_opens() -> None:
    (row,) = Catalogue(probe.OPERATIONS).rights_matrix()
    assert (row.right, row.title, row.by_account) == ("probe.pay", PAY.title, True)
    assert row.verbs == (Verb.SEE, Verb.MAKE, Verb.APPROVE)
    assert row.operations == ("probe.look", "probe.pay", "probe.sign")


def test_the_page_tells_every_field() -> None:
    text = page(Catalogue(probe.OPERATIONS))
    assert "## `probe.pay` 试验付款 Trial payment" in text
    assert "| `Serial` | 流水号 Serial | text | 32 | ● | `[A-Z0-9-]+` | `A-1` |  |" in text
    assert "| `Amount` | 金额 Amount | amount in `Currency` |  | ● |  | `1.00` |  |" in text
    assert "机密 secret" in text
    assert "需签名 Asks for a signature" in text


def test_the_page_in_the_repository_is_the_generated_one() -> None:
    kept = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert kept == page(CATALOGUE), "run `python -m tools.operations_page`"


@pytest.mark.parametrize("found", list(CATALOGUE), ids=lambda found: found.code)
def test_every_declaration_of_the_house_is_sound(found: Operation) -> None:
    names = {info.name for info in fields_of(found.command)}
    assert not found.account_field or found.account_field in names
    assert found.doors, "an operation without a door can never be performed"
    assert (found.verb is Verb.SEE) == (found.idempotency is Idempotency.READ)
    assert found.step_up is StepUp.NONE or Door.DIRECT_LINK not in found.doors
    assert found.idempotency is not Idempotency.SERIAL or brings_a_serial(found)
    assert fields_of(found.answer), "the first field of an answer names what was acted on"
    assert found.title.zh
    assert found.title.en


def brings_a_serial(found: Operation) -> bool:
    """A serial of its own, or a document that carries one (MsgId)."""
    infos = fields_of(found.command)
    return any(i.name == "client_serial" or i.spec.kind is Kind.DOCUMENT for i in infos)


def test_every_field_of_the_house_can_be_read_and_written() -> None:
    for found in CATALOGUE:
        for names in Names:
            assert _plan(found.command, names, Encoding.UTF8).record is found.command
            assert isinstance(_entries(found.answer, names), tuple)
