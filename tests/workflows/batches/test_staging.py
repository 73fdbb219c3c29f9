"""Rows of a file become good or faulty, each fault with its row, its cell and its sentence."""

from __future__ import annotations

import dataclasses

import pytest

from kernel import limits
from tests.workflows.batches.house import PAYER, BatchHouse, paid, people
from tests.world import HouseWorld
from workflows.batches import commands
from workflows.batches.commands import Edit, EditField, FindingView
from workflows.batches.rows import Fault, RowIn


def found(house: BatchHouse, number: str) -> list[FindingView]:
    ask = commands.ListFindings(number=number)
    return list(house.ask(lambda ctx: house.service.findings(ctx, ask)).findings)


def said(house: BatchHouse, number: str) -> set[tuple[int, str, str]]:
    return {(one.row, one.field, one.code) for one in found(house, number)}


def test_good_rows_come_to_a_header_that_adds_up(world: HouseWorld) -> None:
    people(world, 3)
    house = BatchHouse(world)
    batch = house.draft(paid(3, 12_345))
    assert (batch["row_count"], batch["total_minor"], batch["faulty_count"]) == (3, 37_035, 0)
    assert (batch["open_count"], batch["open_minor"], batch["largest_minor"]) == (3, 37_035, 12_345)
    assert said(house, batch["number"]) == set()


@pytest.mark.parametrize("together", [1, 4, 10, 20_000])
def test_each_fault_is_told_by_row_cell_and_sentence(
    world: HouseWorld, monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    """However many rows are looked at as one set."""
    monkeypatch.setattr(limits, "BATCH_BESIDE_ROWS", together)
    monkeypatch.setattr(limits, "BATCH_STAGED_LISTS", 1)
    people(world, 2)
    house = BatchHouse(world)
    good, other = paid(2)
    rows = [
        good,
        dataclasses.replace(other, row=3, name="别人"),
        dataclasses.replace(other, row=4, account="6.22202E+18"),
        dataclasses.replace(other, row=5, amount="12,3"),
        dataclasses.replace(other, row=6, account="6222023699999999999"),
        dataclasses.replace(other, row=7, bank="不存在的银行"),
        dataclasses.replace(other, row=8, account=PAYER, name="上海辰海物流股份有限公司"),
        dataclasses.replace(other, row=9, amount="0.00"),
        RowIn(10, "苏州供应商", "6222000011112222", "9999999999.00", bank="314305506621"),
        dataclasses.replace(good, row=11),
        dataclasses.replace(other, row=12, found=(Fault("account", "intake.account_float"),)),
    ]
    batch = house.draft(rows)
    assert (batch["row_count"], batch["faulty_count"]) == (11, 8)
    assert said(house, batch["number"]) == {
        (3, "account", "batch.account_mismatch"),
        (4, "account", "kernel.account_scientific"),
        (5, "amount", "kernel.amount_grouped_wrong"),
        (6, "account", "batch.account_none"),
        (7, "bank", "batch.bank_unknown"),
        (8, "account", "batch.same_account"),
        (9, "amount", "batch.amount_zero"),
        (11, "row", "batch.twin"),
        (12, "account", "intake.account_float"),
    }
    assert batch["faulty_count"] == 8
    texts = {one.row: (one.value, one.text_zh) for one in found(house, batch["number"])}
    assert texts[7] == ("不存在的银行", "收款行“不存在的银行”不在行名行号表中")
    assert texts[11][1] == "与第 2 行内容完全相同，请确认不是重复"


def test_what_is_mended_is_looked_at_again_and_nothing_else(world: HouseWorld) -> None:
    people(world, 3)
    house = BatchHouse(world)
    rows = [dataclasses.replace(row, name="错名") if row.row < 4 else row for row in paid(3)]
    batch = house.draft(rows)
    edit = Edit(row=2, field=EditField.NAME, text="员工000001")
    command = commands.MendRows(number=batch["number"], edits=(edit,))
    view = house.ask(lambda ctx: house.service.mend(ctx, command))
    assert (view.faulty, view.rows, view.total_minor) == (1, 3, 30_000)
    assert said(house, batch["number"]) == {(3, "account", "batch.account_mismatch")}


def test_all_alike_are_mended_at_once(world: HouseWorld) -> None:
    people(world, 1)
    house = BatchHouse(world)
    (one,) = paid(1)
    rows = [
        dataclasses.replace(one, row=row, bank="云港银行总行" if row < 5 else "", remark=str(row))
        for row in range(2, 7)
    ]
    batch = house.draft(rows)
    assert {row for row, *_ in said(house, batch["number"])} == {2, 3, 4}
    command = commands.MendAlike(number=batch["number"], row=2, field=EditField.BANK, text="")
    view = house.ask(lambda ctx: house.service.mend_alike(ctx, command))
    assert (view.faulty, said(house, batch["number"])) == (0, set())


def test_faulty_rows_are_taken_out_together(world: HouseWorld) -> None:
    people(world, 2)
    house = BatchHouse(world)
    rows = [*paid(2), dataclasses.replace(paid(1)[0], row=9, amount="abc")]
    batch = house.draft(rows)
    view = house.ask(
        lambda ctx: house.service.remove(ctx, commands.RemoveRows(number=batch["number"]))
    )
    assert (view.rows, view.faulty, view.total_minor) == (2, 0, 20_000)
    asked = commands.ListRows(number=batch["number"])
    page = house.ask(lambda ctx: house.service.rows(ctx, asked))
    assert [row.row for row in page.rows] == [2, 3]


def test_a_file_that_states_other_totals_is_told_so(world: HouseWorld) -> None:
    people(world, 2)
    house = BatchHouse(world)
    batch = house.draft(paid(2), stated_rows=3, stated_minor=1)
    whole = {one.code: one.text_zh for one in found(house, batch["number"]) if one.row == 0}
    assert whole == {
        "batch.count_differs": "文件注明 3 笔，实际 2 笔",
        "batch.total_differs": "文件注明合计 0.01，实际 200.00",
    }


def test_the_same_content_under_another_name_is_noticed(world: HouseWorld) -> None:
    people(world, 2)
    house = BatchHouse(world)
    first = house.draft(paid(2), serial="B-1", file_name="一.xlsx")
    again = house.draft(paid(2), serial="B-2", file_name="二.xlsx")
    other = house.draft(paid(2, 10_001), serial="B-3")
    (one,) = found(house, again["number"])
    assert (one.code, one.severity) == ("batch.same_content", "warn")
    assert first["number"] in one.text_zh
    assert found(house, other["number"]) == []


def test_a_draft_staged_again_has_the_new_rows_alone(world: HouseWorld) -> None:
    people(world, 5)
    house = BatchHouse(world)
    batch = house.draft([*paid(4), dataclasses.replace(paid(1)[0], row=50, amount="x")])

    def restage(ctx: object) -> object:
        locked = house.service.locked(ctx, batch["number"])  # type: ignore[arg-type]
        return house.service.stage_rows(ctx, locked, paid(2, first=4))  # type: ignore[arg-type]

    after = house.ask(restage)
    assert (after["row_count"], after["total_minor"], after["faulty_count"]) == (2, 20_000, 0)  # type: ignore[index]
    assert said(house, batch["number"]) == set()


def test_an_empty_file_says_so(world: HouseWorld) -> None:
    house = BatchHouse(world)
    batch = house.draft([])
    assert said(house, batch["number"]) == {(0, "file", "batch.empty")}
