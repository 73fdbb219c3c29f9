"""F1-ledger and F1-hot: postings through the house's own way against pgbench on the same server.

Each client is a process with one connection of the worker's role, row security in force, posting
one transfer after the other with `ledger.books`, each in a unit of work of its own: BEGIN, scope,
posting and COMMIT are one message, as in the product. `hot` debits one account always.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg

from benchmarks.load import together
from benchmarks.server import CLIENTS, Server, median_ratio
from kernel.db import Database
from kernel.tenancy import Scope
from ledger import books

ACCOUNTS = 20_000
SECONDS = 6
ROUNDS = 3
TENANT = UUID("01930000-0000-7000-8000-000000000001")
_DAY = date(2026, 11, 23)


def measure(server: Server) -> dict[str, dict[str, object]]:
    """Both figures, with their floors."""
    _open_accounts(server)
    conditions = (
        f"{CLIENTS} processes, {ACCOUNTS} accounts, {SECONDS} s a round, durable, row security on,"
        " one message a posting"
    )
    _rate(server, hot=False)  # a plan made for empty tables would read them from end to end
    server.analyze("yinqi")
    spread = median_ratio(lambda: server.pgbench(SECONDS), lambda: _rate(server, hot=False), ROUNDS)
    hot = median_ratio(lambda: server.pgbench(SECONDS), lambda: _rate(server, hot=True), ROUNDS)
    return {
        "F1-ledger": {**spread, "goal": 0.7, "conditions": conditions},
        "F1-hot": {**hot, "goal": 0.3, "conditions": conditions + ", one payer"},
    }


def _open_accounts(server: Server) -> None:
    with psycopg.connect(server.dsn("yinqi_worker"), options="-c search_path=yinqi") as connection:
        connection.execute(f"SET LOCAL yinqi.tenant = '{TENANT}'")
        connection.execute(
            "SELECT ledger_open_account(%s, gen_random_uuid(), %s, 'A' || n, 'A' || n, 'A' || n, 'CNY',"
            " 'customer', '2011', -1000000000000, %s) FROM generate_series(1, %s) n",
            (TENANT, TENANT, date(2026, 1, 1), ACCOUNTS),
        )
    with psycopg.connect(server.cluster.dsn("yinqi"), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE yinqi.ledger_account")


def _rate(server: Server, *, hot: bool) -> float:
    dsn = server.dsn("yinqi_worker")
    return together(_client, [(dsn, place, SECONDS, hot) for place in range(CLIENTS)]) / SECONDS


def _client(ready: Callable[[], None], dsn: str, place: int, seconds: float, hot: bool) -> int:  # noqa: FBT001 - a process's task
    choose = random.Random(place)  # noqa: S311 - which accounts, not a secret
    database, scope = Database(dsn, pool_size=1), Scope(TENANT)
    with database.begin(scope) as uow:
        uow.rows("SELECT")  # connected
    ready()
    until, done = time.monotonic() + seconds, 0
    while time.monotonic() < until:
        payer = 1 if hot else choose.randrange(ACCOUNTS) + 1
        payee = choose.randrange(1, ACCOUNTS) + 1
        if payer != payee:
            posting = _transfer(payer, payee)
            with database.begin(scope) as uow:
                books.post(uow, posting)
            done += 1
    return done


_SAID = {"purpose": "bench"}


def _transfer(payer: int, payee: int) -> books.Posting:
    key = uuid4()
    legs = (books.Leg(f"A{payer}", -100, _SAID), books.Leg(f"A{payee}", 100, _SAID))
    now = datetime.now(UTC)
    return books.Posting(key, f"bench:{key}", "transfer", "CNY", _DAY, _DAY, now, legs)
