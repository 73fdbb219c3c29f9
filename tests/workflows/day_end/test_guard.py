"""The coherence checker: what somebody edits past the books is found in the next round, and its account frozen."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import psycopg
import pytest

from corporate.guarding import Guard
from corporate.settings import Settings, environment_of
from kernel import limits
from kernel.errors import Faulty
from kernel.statements import Row
from kernel.tenancy import Scope
from ledger import guard
from tests.workflows.day_end.bank import NightBank
from tests.workflows.desk.bank import DeskBank
from tests.workflows.desk.pages import Clerk, behind_its_door
from tests.workflows.payments.house import PAYER
from tests.world import MONDAY


def look(bank: NightBank) -> list[str]:
    return Guard(bank.world.db.auditor, bank.world.kernel).round()


def alarms(bank: NightBank) -> list[Row]:
    return bank.rows("SELECT code, subject, times, live FROM alarm ORDER BY code")


def told(bank: NightBank) -> set[str]:
    """What the customer's people read of their account."""
    bank.work()
    rows = bank.rows("SELECT text ->> 'zh' AS said FROM notice WHERE kind = 'account_measured'")
    return {row["said"] for row in rows}


def edit(bank: NightBank, statement: str) -> None:
    bank.world.db.tamper(statement.replace("{payer}", PAYER))


def test_sound_books_raise_no_alarm(bank: NightBank) -> None:
    bank.submit("S1")
    bank.decide("赵敏")
    bank.bring("R1", "10.00")
    bank.world.advance(days=1)
    bank.work()
    bank.submit("S2")
    assert look(bank) == []
    assert alarms(bank) == []


def test_a_planted_balance_is_found_by_the_program_itself_and_stops_the_account(
    bank: NightBank,
) -> None:
    """The real program, one round of it; rounds are half a minute apart, so a minute is enough."""
    assert 2 * limits.GUARD_EVERY_S <= 60
    edit(
        bank,
        "UPDATE yinqi.ledger_account SET balance_minor = balance_minor + 100000 WHERE number = '{payer}'",
    )
    urls = {"auditor": bank.world.db.auditor.dsn}
    settings = replace(Settings(), database_urls=urls, data=bank.world.folder)
    done = subprocess.run(
        [sys.executable, "-m", "corporate.cli", "guard", "--once"],
        env={**os.environ, **environment_of(settings)}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert f"{PAYER}" in done.stdout
    with pytest.raises(Faulty) as refused:
        bank.submit("S1")
    assert "冻结" in refused.value.findings[0].text.zh
    assert [(row["code"], row["times"]) for row in alarms(bank)] == [
        ("balance_line", 1),
        ("balance_sum", 1),
    ]
    assert look(bank) == []
    assert [row["times"] for row in alarms(bank)] == [2, 2]


def test_the_desk_sees_the_alarm_and_two_people_open_the_account_again(bank: NightBank) -> None:
    edit(
        bank, "UPDATE yinqi.ledger_account SET held_minor = held_minor + 1 WHERE number = '{payer}'"
    )
    assert len(look(bank)) == 1
    assert look(bank) == []
    assert told(bank) == {"账户 尾号 5678 已被冻结，暂不能收付款"}, "as of every other freeze"
    desk = DeskBank(bank.world)
    clerk = Clerk(behind_its_door(desk), desk, "秦峰")
    assert clerk.enter().status_code == 303
    page = clerk.get("/").get_data(as_text=True)
    assert "冻结金额与冻结明细不符" in page
    assert PAYER in page
    edit(
        bank, "UPDATE yinqi.ledger_account SET held_minor = held_minor - 1 WHERE number = '{payer}'"
    )
    (alarm,) = bank.rows("SELECT id, measure FROM alarm")
    assert (
        clerk.post(f"/day-ends/alarms/{alarm['id']}", {}, token_of="/day-ends").status_code == 303
    )
    desk.done("lift", alarm["measure"], {"lifted_by": "已核对，运维误操作，已更正"})
    assert look(bank) == []
    assert "账户 尾号 5678 的管制已解除" in told(bank)
    assert bank.rows("SELECT live, ended_by FROM alarm") == [{"live": False, "ended_by": "秦峰"}]
    bank.submit("S1")
    assert bank.find("S1").status == "pending_approval"


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE yinqi.ledger_entry SET amount_minor = amount_minor + 7 WHERE seq = 1", {"balance_sum"}),
        ("UPDATE yinqi.ledger_entry SET amount_minor = amount_minor + 7 WHERE kind = 'transfer' AND amount_minor < 0", {"balance_sum", "unbalanced"}),
        ("DELETE FROM yinqi.ledger_entry WHERE seq IS NOT NULL AND kind = 'transfer'", {"balance_line", "balance_sum"}),
    ],
)  # fmt: skip
def test_what_else_is_edited_past_the_books(
    bank: NightBank, statement: str, codes: set[str]
) -> None:
    bank.submit("S1")
    bank.decide("赵敏")
    edit(bank, statement)
    look(bank)
    assert {row["code"] for row in alarms(bank)} == codes


def test_the_checker_may_do_nothing_but_raise_alarms(bank: NightBank) -> None:
    """Its role reads; frozen it can, by one function, but neither open nor move anything."""
    for statement in (
        "UPDATE ledger_account SET status = 'open'", "UPDATE alarm SET live = false",
        "INSERT INTO account_measure SELECT * FROM account_measure",
        "SELECT ledger_set_status(gen_random_uuid(), 'x', 'open')",
    ):  # fmt: skip
        scope = Scope(bank.world.tenant_id)
        with (
            pytest.raises(psycopg.errors.InsufficientPrivilege),
            bank.world.db.auditor.begin(scope) as uow,
        ):
            uow.run(statement)


def test_ids_begin_with_their_instant() -> None:
    assert guard.first_id(MONDAY).hex.startswith(f"{int(MONDAY.timestamp() * 1000):012x}")
