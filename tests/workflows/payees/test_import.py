"""Many payees at once: every row is held to what a single one is, one change, one second person."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.errors import Denied, Faulty
from tests.counting import counted_statements
from tests.workflows.payees.house import ACCOUNT, BANK, NAME, PayeeHouse
from tests.workflows.payments.house import OWN_PAYEE
from workflows.approval.errors import ContentChanged, MakerMayNotApprove
from workflows.mandates.commands import MandateView
from workflows.mandates.errors import ChangeRunning, NothingChanges
from workflows.payees.classes import PayeeClass, Verdict
from workflows.payees.import_commands import ImportedPayee, ImportPayees
from workflows.payees.list_kind import ROWS_MAX

OWN = ImportedPayee(account=OWN_PAYEE["payee_account"], name=OWN_PAYEE["payee_name"])
THERE = ImportedPayee(account=ACCOUNT, name=NAME, bank_code=BANK)
LISTED = ImportedPayee(
    account="6222021001112229999", name="常州宏远五金有限公司", bank_code=BANK,
    payee_class=PayeeClass.WHITE_LIST, note="五金",
)  # fmt: skip


def ask(house: PayeeHouse, *rows: ImportedPayee, by: str = "李娜") -> MandateView:
    """Propose a list."""
    actor = house.world.actor(by)
    seen = house.house.gate.perform(actor, "payees.import", ImportPayees(rows=rows))
    assert isinstance(seen, MandateView)
    return seen


def faults(house: PayeeHouse, *rows: ImportedPayee) -> list[tuple[str, str]]:
    """Where and why a list is refused."""
    with pytest.raises(Faulty) as faulty:
        ask(house, *rows)
    assert house.world.count("mandate") == 0
    return [(found.field, found.code) for found in faulty.value.findings]


def test_two_people_put_a_list_into_the_book_with_one_change(house: PayeeHouse) -> None:
    seen = ask(house, OWN, LISTED)
    assert seen.title_zh == "批量导入收款人 2 户"
    assert [(line.label_zh, line.was_zh) for line in seen.lines] == [
        ("新增 3250 6120 0018 1470", ""),
        ("新增 6222 0210 0111 2229 999", ""),
    ]
    assert seen.lines[1].becomes_zh == (
        "常州宏远五金有限公司 · 中国工商银行 102100099996 · 白名单 · 五金 · 户名校验：未核验"
    )
    assert house.world.count("payee") == 0
    assert house.confirm(seen) == "granted"
    found = {entry.account: entry for entry in house.book().payees}
    assert found[LISTED.account].payee_class is PayeeClass.WHITE_LIST
    assert (found[LISTED.account].added_by, found[LISTED.account].confirmed_by) == ("李娜", "赵敏")
    assert found[OWN.account].verdict is Verdict.MATCH
    assert house.codes("S1", payee_account=LISTED.account, payee_name=LISTED.name) == []


def test_the_history_of_an_entry_tells_of_the_list_it_came_with(house: PayeeHouse) -> None:
    house.confirm(ask(house, OWN, LISTED))
    house.world.advance(minutes=1)
    house.enter(LISTED.account, name=LISTED.name, note="后改")
    titles = [change.title_zh for change in house.show(LISTED.account).changes]
    assert titles == [f"变更收款人 {LISTED.name}", "批量导入收款人 2 户"]
    assert len(house.show(OWN.account).changes) == 1


def test_its_proposer_does_not_confirm_and_a_checker_does_not_propose(house: PayeeHouse) -> None:
    seen = ask(house, OWN)
    with pytest.raises((MakerMayNotApprove, Denied)):
        house.confirm(seen, by="李娜")
    with pytest.raises(Denied):
        ask(house, LISTED, by="赵敏")
    assert house.world.count("payee") == 0


def test_every_fault_of_every_row_is_told_at_its_place(house: PayeeHouse) -> None:
    wrong_bank = ImportedPayee(
        account="6222021001112228888", name="甲公司", bank_code="999999999999"
    )
    wrong_name = ImportedPayee(account=OWN.account, name="别的公司")
    assert faults(house, LISTED, wrong_bank, wrong_name, LISTED) == [
        ("rows[2].bank_code", "payee.bank_unknown"),
        ("rows[3].name", "payee.name_no_match"),
        ("rows[4].account", "payee.twice"),
    ]


def test_a_list_has_rows_and_not_too_many(house: PayeeHouse) -> None:
    many = [
        ImportedPayee(account=f"62220210011{place:08}", name="甲公司", bank_code=BANK)
        for place in range(ROWS_MAX + 1)
    ]
    assert faults(house, *many) == [("rows", "payee.too_many_rows")]


def test_what_is_in_the_book_as_it_is_asked_for_is_left_out(house: PayeeHouse) -> None:
    house.enter()
    with pytest.raises(NothingChanges):
        ask(house, THERE)
    seen = ask(house, THERE, OWN)
    assert seen.title_zh == "批量导入收款人 1 户"


def test_a_change_of_an_entry_says_what_it_was(house: PayeeHouse) -> None:
    house.enter()
    since = house.entry().since_at
    house.world.advance(hours=2)
    seen = ask(house, ImportedPayee(account=ACCOUNT, name=NAME, bank_code=BANK, note="包装"))
    (line,) = seen.lines
    assert line.label_zh.startswith("变更 ")
    assert line.was_zh == f"{NAME} · 中国工商银行 {BANK} · 普通"
    assert line.becomes_zh == f"{NAME} · 中国工商银行 {BANK} · 普通 · 包装"
    house.confirm(seen)
    assert (house.entry().note, house.entry().since_at) == ("包装", since)


def test_an_account_has_one_change_waiting_whichever_way_it_was_asked_for(
    house: PayeeHouse,
) -> None:
    waiting = house.propose()
    with pytest.raises(Faulty) as faulty:
        ask(house, OWN, THERE)
    (found,) = faulty.value.findings
    assert (found.field, found.code) == ("rows[2].account", "payee.change_waits")
    assert waiting.number in found.text.zh
    ask(house, OWN)
    with pytest.raises(ChangeRunning):
        ask(house, LISTED)


def test_a_list_whose_entries_changed_meanwhile_cannot_be_signed(house: PayeeHouse) -> None:
    seen = ask(house, OWN, THERE)
    house.enter(note="先一步")
    with pytest.raises(ContentChanged):
        house.confirm(seen)
    assert house.entry().note == "先一步"


def test_a_list_is_taken_back_by_its_proposer(house: PayeeHouse) -> None:
    seen = ask(house, OWN)
    given: dict[str, Any] = {"Number": seen.number}
    house.house.gate.perform(house.world.actor("李娜"), "payees.withdraw", given)
    assert house.world.count("mandate", "status = 'withdrawn'") == 1


def test_a_longer_list_is_looked_at_in_as_many_statements(house: PayeeHouse) -> None:
    """But for each row's bank, which is looked up by its code."""
    rows = [
        ImportedPayee(account=f"62220210011{place:08}", name=f"甲{place}公司", bank_code=BANK)
        for place in range(20)
    ]

    def asked(count: int) -> int:
        with counted_statements() as sent:
            command = ImportPayees(rows=tuple(rows[:count]))
            house.house.gate.read(house.world.actor("李娜"), "payees.import_check", command)
        return len([sql for sql in sent if "bank_participant" not in sql])

    asked(1)
    assert asked(2) == asked(20)
