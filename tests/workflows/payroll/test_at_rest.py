"""What of a payroll reaches the machine under the database: its log of changes (WAL), its dumps, its server's log.

The books stand in clear, and are left out of the search where they have been written; that the search finds them there is
its own control.
"""

from __future__ import annotations

import re
import struct
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg
import pytest

from connectors.ports import Outcome
from jobs.house import subscriptions
from jobs.outbox_relay import Relay
from kernel.errors import YinqiError
from kernel.postgres import find_binaries
from tests.server import EmbeddedServer
from tests.workflows.payroll.house import OTHER_BANK, PayrollHouse, Person, line
from workflows.batches.commands import Edit, EditField, MendRows
from workflows.batches.rows import RowIn
from workflows.payroll.slips.commands import SendSlips

OWN = (
    Person("E7201", "宇文星阑", "6222023611223355110", "20417.86"),
    Person("E7202", "公冶长风", "6222023611223355128", "11863.59"),
)
AWAY = (
    Person("E7203", "钟离春晓", "6217003810026877103", "27351.64"),
    Person("E7204", "端木青梧", "6217003810026877111", "16208.97"),
)
PLANTED = (*OWN, *AWAY)
WORDS = [
    word.encode()
    for one in PLANTED
    for word in (one.name, one.account, one.amount, f"{one.minor / 100:,.2f}")
] + [struct.pack(order + "q", one.minor) for one in PLANTED for order in "<>"]


def wal_since(house: PayrollHouse, start: str) -> bytes:
    """The server's log of changes from a place on, as its files hold it."""
    db = house.world.db
    with psycopg.connect(db.server.dsn(db.name), autocommit=True) as connection:
        first = connection.execute("SELECT pg_walfile_name(%s)", (start,)).fetchone()
        last = connection.execute("SELECT pg_walfile_name(pg_switch_wal())").fetchone()
        assert first is not None
        assert last is not None
        rows = connection.execute(
            "SELECT pg_read_binary_file('pg_wal/' || name) FROM pg_ls_waldir() WHERE name BETWEEN %s AND %s ORDER BY name",
            (first[0], last[0]),
        ).fetchall()
    content = b"".join(bytes(row[0]) for row in rows)
    offset = int(start.partition("/")[2], 16) % len(bytes(rows[0][0]))
    return content[offset:]


def here(house: PayrollHouse) -> str:
    """Where the log of changes stands now."""
    db = house.world.db
    with psycopg.connect(db.server.dsn(db.name), autocommit=True) as connection:
        row = connection.execute("SELECT pg_current_wal_insert_lsn()::text").fetchone()
    assert row is not None
    return str(row[0])


def dump(house: PayrollHouse, *more: str) -> bytes:
    """What a backup by pg_dump holds."""
    db = house.world.db
    program = find_binaries().folder / "pg_dump"
    made = subprocess.run(
        [program, "--schema=yinqi", *more, db.server.dsn(db.name)], capture_output=True, check=True
    )
    return made.stdout


def found(content: bytes, words: Iterable[bytes] = WORDS) -> list[bytes]:
    """Words that stand somewhere, in clear or as PostgreSQL writes bytes."""
    return [word for word in words if word in content or word.hex().encode() in content]


def paid_elsewhere(house: PayrollHouse) -> None:
    """A run that leaves for another bank: one row accepted, one without an answer."""
    first = AWAY[0]
    house.keep(line(first.number, name=first.name, account=first.account))
    rows = [AWAY[0].row(2), replace(AWAY[1].row(3), bank=OTHER_BANK)]
    house.submit_run(house.open_run(*rows, serial="AWAY-1").number)
    assert house.decide("赵敏") == ["granted"]
    house.work()
    house.clearing.script = [Outcome.ACCEPTED, None]
    assert house.dispatch() == 2


def agreed_within(house: PayrollHouse) -> str:
    """A run within the bank: mended, submitted, signed, and not paid yet."""
    rows = [OWN[0].row(2), RowIn(3, OWN[1].name, "12", OWN[1].amount, "", "工资", "E7202")]
    number = house.open_run(*rows, serial="OWN-1").number
    edit = Edit(row=3, field=EditField.ACCOUNT, text=OWN[1].account)
    mended = MendRows(number=number, edits=(edit,))
    house.house.gate.perform(house.world.actor("李娜"), "payroll.mend", mended)
    house.submit_run(number)
    assert house.decide("赵敏") == ["granted"]
    return number


def test_neither_the_log_of_changes_nor_a_dump_nor_the_servers_log_tells_what_anybody_earns(
    house: PayrollHouse,
) -> None:
    house.hire(*OWN)
    start = here(house)
    paid_elsewhere(house)
    number = agreed_within(house)
    Relay(subscriptions(house.worker))(house.as_worker())
    before_booking = wal_since(house, start)
    assert len(before_booking) > 50_000
    assert found(before_booking) == []
    start = here(house)
    house.work()  # the control: the books are written, and the search finds them
    within = [word.encode() for one in OWN for word in (one.name, one.account)]
    assert found(wal_since(house, start), within) == within
    house.world.advance(seconds=31)
    house.dispatch()
    given = SendSlips(batch=number)
    house.house.gate.perform(house.world.actor("李娜"), "payslips.send", given)
    assert found(dump(house, "--exclude-table=yinqi.ledger_*")) == []
    assert set(found(dump(house))) >= {one.name.encode() for one in PLANTED}
    server = house.world.db.server
    if isinstance(server, EmbeddedServer):
        logs = [path for path in server.cluster.home.glob("*log*") if path.is_file()]
        assert logs
        assert [one for path in logs for one in found(path.read_bytes())] == []


@pytest.mark.parametrize("cell", ["PaySlip", "Name", "Remark"])
def test_a_cell_the_database_cannot_hold_is_refused_before_it_gets_there(
    house: PayrollHouse, cell: str
) -> None:
    """An error of COPY would be written to the server's log with the line it was about."""
    house.hire(*OWN)
    row: dict[str, Any] = {
        "Number": OWN[0].number, "Name": OWN[0].name, "Account": OWN[0].account, "Amount": OWN[0].amount,
    }  # fmt: skip
    row[cell] = f"{OWN[0].name}\0|{OWN[0].amount}"
    message = {
        "ClientSerial": "N-1", "PayerAccount": "1001234509012345678", "Month": "2026-11", "Payments": "1",
        "Total": OWN[0].amount, "Rows": [row],
    }  # fmt: skip
    with pytest.raises(YinqiError) as refused:
        house.house.gate.perform(house.world.actor("辰海 ERP"), "payroll.send", message)
    assert not re.search(OWN[0].amount, str(refused.value))
    assert house.world.count("batch") == 0
