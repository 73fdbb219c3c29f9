"""All payslips of a run as one file: made by the worker, sealed where it lies, for those who may know and for a day."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from uuid import UUID

import pytest
from pypdf import PdfReader

from corporate.admission import NoRight
from corporate.payroll import packer
from kernel import failpoints, limits
from kernel.errors import NotFound
from kernel.failpoints import FailpointReached
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.workflows.payroll.searching import files_holding, tables_holding
from workflows.payroll.slips.commands import SendSlips
from workflows.payroll.slips.errors import NotPaidYet
from workflows.payroll.slips.kinds import PackLayout, PackStatus
from workflows.payroll.slips.pack_commands import ListPacks, OrderPack, PackList, PackView

WORDS = [
    word for one in STAFF for word in (one.name, one.account, one.amount, f"{one.minor / 100:,.2f}")
]


@pytest.fixture(autouse=True)
def _disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


def slips(house: PayrollHouse) -> str:
    """A paid run with slips."""
    house.hire()
    number = house.pay().number
    house.house.gate.perform(house.world.actor("李娜"), "payslips.send", SendSlips(batch=number))
    return number


def order(house: PayrollHouse, number: str, layout: PackLayout = PackLayout.PRINT) -> PackList:
    given = OrderPack(batch=number, layout=layout)
    made = house.house.gate.perform(house.world.actor("李娜"), "payslips.pack", given)
    assert isinstance(made, PackList)
    return made


def make(house: PayrollHouse) -> int:
    """One round of the worker's chore."""
    return packer(house.worker.wages)(house.as_worker())


def newest(house: PayrollHouse, number: str, by: str = "李娜") -> PackView:
    found = house.house.gate.read(house.world.actor(by), "payslips.packs", ListPacks(batch=number))
    assert isinstance(found, PackList)
    return found.packs[0]


def opened(house: PayrollHouse, pack: PackView) -> zipfile.ZipFile:
    """What the page hands out."""
    with house.world.context("李娜") as ctx:
        pieces = house.house.wages.packs.pieces(ctx, UUID(pack.pack_id))
    content = b"".join(pieces)
    assert len(content) == pack.size
    return zipfile.ZipFile(io.BytesIO(content))


def test_a_pack_for_print_has_a_page_for_everybody_however_many_there_are(
    house: PayrollHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(limits, "PAYSLIPS_PRINTED_MAX", 3)
    number = slips(house)
    assert order(house, number).packs[0].status is PackStatus.WAITING
    assert len(order(house, number).packs) == 1  # asked for twice, made once
    assert (make(house), make(house)) == (1, 0)
    pack = newest(house, number)
    assert (pack.status, pack.made, pack.total) == (PackStatus.READY, 4, 4)
    with opened(house, pack) as archive:
        names = archive.namelist()
        assert names == ["payslips-000002-000004.pdf", "payslips-000005-000005.pdf"]
        first = PdfReader(io.BytesIO(archive.read(names[0])))
        assert [STAFF[n].name in first.pages[n].extract_text() for n in range(3)] == [True] * 3
    assert files_holding(house.world.folder.parent, WORDS) == []
    assert tables_holding(house.world, WORDS) == {}
    assert not [word for word in WORDS if word in caplog.text]


def test_a_pack_of_locked_slips_has_a_file_for_each_that_its_owner_opens(
    house: PayrollHouse,
) -> None:
    number = slips(house)
    order(house, number, PackLayout.LOCKED)
    make(house)
    with opened(house, newest(house, number)) as archive:
        assert archive.namelist() == [f"{n:06}-{one.number}.pdf" for n, one in enumerate(STAFF, 2)]
        mine = PdfReader(io.BytesIO(archive.read("000002-E7001.pdf")))
        assert mine.is_encrypted
        assert not mine.decrypt("000000")
        assert mine.decrypt(STAFF[0].account[-6:])
        assert "8,317.29" in mine.pages[0].extract_text()


def test_who_may_not_know_neither_asks_for_a_pack_nor_learns_of_one(house: PayrollHouse) -> None:
    house.hire()
    number = house.pay().number
    with pytest.raises(NotPaidYet):
        order(house, number)
    for name in ("赵敏", "孙悦", "周涛"):
        with pytest.raises(NoRight):
            newest(house, number, by=name)
    with pytest.raises(NotFound):
        newest(house, "B000000-00000000")


def test_a_pack_is_gone_after_a_day(house: PayrollHouse) -> None:
    number = slips(house)
    order(house, number)
    make(house)
    pack = newest(house, number)
    folder = house.world.folder
    assert len(list(folder.rglob("payslip-packs/*"))) == 1
    house.world.advance(seconds=limits.PAYSLIP_PACK_KEPT_S)
    assert make(house) == 1
    assert newest(house, number).status is PackStatus.EXPIRED
    assert list(folder.rglob("payslip-packs/*")) == []
    with pytest.raises(NotFound):
        opened(house, pack)


@pytest.mark.parametrize("point", ["payslips.pack_claimed", "payslips.pack_stored"])
def test_whoever_dies_over_a_pack_is_overtaken_when_the_lease_ends(
    house: PayrollHouse, point: str
) -> None:
    number = slips(house)
    order(house, number)
    failpoints.arm(f"{point}=raise")
    with pytest.raises(FailpointReached):
        make(house)
    failpoints.arm("")
    assert make(house) == 0
    house.world.advance(seconds=limits.TASK_LEASE_S)
    assert make(house) == 1
    pack = newest(house, number)
    assert pack.status is PackStatus.READY
    with opened(house, pack) as archive:
        assert len(archive.namelist()) == 1


def test_a_pack_that_cannot_be_made_ends_as_failed_and_says_nothing_of_anybody(
    house: PayrollHouse, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    number = slips(house)
    order(house, number)

    def stumble(*_given: object) -> bytes:
        raise ValueError(STAFF[0].name)

    monkeypatch.setattr("corporate.payroll.print_all", stumble)
    for _ in range(limits.TASK_ATTEMPTS_MAX):
        make(house)
        house.world.advance(seconds=3_600)
    assert newest(house, number).status is PackStatus.FAILED
    assert "ValueError" in caplog.text
    assert STAFF[0].name not in caplog.text
