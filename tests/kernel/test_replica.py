"""A follower answers what it may, never older than who asks could see; whatever is wrong with it, the writer answers."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field

import psycopg
import pytest

from kernel import limits, meters
from kernel.db import Database, UnitOfWork
from kernel.errors import NotFound
from kernel.postgres import Cluster
from kernel.replica import Replica
from kernel.tenancy import Scope
from kernel.text import Text
from tests.drills.standby import clone
from tests.scenarios.programs import wait_for

pytestmark = pytest.mark.database


@dataclass
class Ends:
    """How each question was answered."""

    told: list[str] = field(default_factory=list)

    def counted(self, meter: str, labels: tuple[str, ...]) -> None:
        assert meter == "replica"
        self.told += labels

    def took(self, meter: str, labels: tuple[str, ...], seconds: float) -> None:
        """Nothing is timed here."""

    def changed(self, meter: str, by: int) -> None:
        """Connections come and go."""


@dataclass
class Pair:
    """A server that writes, one that follows it, and a watch that goes on when it is told to."""

    writer: Cluster
    follower: Cluster
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.database = Database(self.writer.dsn("postgres"), pool_size=2)
        self.replica = Replica(
            Database(self.follower.dsn("postgres"), pool_size=2), seconds=self.now
        )

    def now(self) -> float:
        """Each look at it takes a little, so that a wait comes to its end."""
        self.seconds += limits.REPLICA_WAIT_S / 100
        return self.seconds

    def pay_and_ask(self) -> tuple[int, bool]:
        """Write a fact, then ask in another transaction: how many there are, and whether the follower said so."""
        with psycopg.connect(self.writer.dsn("postgres"), autocommit=True) as connection:
            connection.execute("INSERT INTO public.fact DEFAULT VALUES")
        with self.database.begin(Scope()) as uow:
            return self.replica.answer(uow, count)

    def facts(self) -> int:
        with self.database.begin(Scope()) as uow:
            return count(uow)[0]

    def tell(self, sql: bytes) -> None:
        with psycopg.connect(self.follower.dsn("postgres"), autocommit=True) as connection:
            connection.execute(sql)

    def close(self) -> None:
        self.database.dispose()
        self.replica.dispose()


def count(uow: UnitOfWork) -> tuple[int, bool]:
    row = uow.row("SELECT count(*) AS facts, pg_is_in_recovery() AS beside FROM public.fact")
    assert row is not None
    return row["facts"], row["beside"]


@pytest.fixture(scope="module")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, Cluster]]:
    folder = tmp_path_factory.mktemp("replica")
    writer, follower = (Cluster(folder / name, {"fsync": "off"}) for name in ("writer", "follower"))
    writer.start()
    with psycopg.connect(writer.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE public.fact (n bigint GENERATED ALWAYS AS IDENTITY)")
    clone(writer, follower)
    follower.start()
    yield writer, follower
    for cluster in (follower, writer):
        cluster.destroy()


@pytest.fixture
def pair(servers: tuple[Cluster, Cluster]) -> Iterator[Pair]:
    found = Pair(*servers)
    wait_for("it follows", lambda: found.pay_and_ask()[1])
    yield found
    found.close()


@pytest.fixture
def ends(pair: Pair) -> Iterator[Ends]:
    del pair  # it has asked already
    found = Ends()
    meters.tell(found)
    yield found
    meters.tell(None)


def test_it_answers_and_knows_what_was_written_a_moment_ago(pair: Pair) -> None:
    before = pair.facts()
    seen = [pair.pay_and_ask() for _ in range(5)]
    assert [facts for facts, _ in seen] == [before + n for n in range(1, 6)]
    assert any(beside for _, beside in seen)


def test_one_that_is_behind_does_not_answer(pair: Pair, ends: Ends) -> None:
    pair.tell(b"SELECT pg_wal_replay_pause()")
    try:
        wanted = pair.facts() + 1
        assert pair.pay_and_ask() == (wanted, False)
        assert ends.told == ["behind"]
    finally:
        pair.tell(b"SELECT pg_wal_replay_resume()")
    wait_for("it has come as far", lambda: pair.pay_and_ask()[1])


def test_a_look_that_is_cut_off_there_is_done_here(pair: Pair, ends: Ends) -> None:
    def cut(uow: UnitOfWork) -> bool:
        beside = count(uow)[1]
        if beside:
            uow.run("INSERT INTO public.fact DEFAULT VALUES")  # a follower refuses
        return beside

    wait_for("it was asked", lambda: not ask(pair, cut) and "failed" in ends.told)


def test_a_refusal_of_ours_is_the_answer(pair: Pair, ends: Ends) -> None:
    asked: list[bool] = []

    def refuse(uow: UnitOfWork) -> None:
        asked.append(count(uow)[1])
        raise NotFound(Text("回单", "receipt"))

    with pytest.raises(NotFound):
        ask(pair, refuse)
    assert len(asked) == 1
    assert ends.told in ([], ["behind"])


def ask(pair: Pair, work: object) -> object:
    with pair.database.begin(Scope()) as uow:
        return pair.replica.answer(uow, work)  # type: ignore[arg-type]


def test_one_that_is_gone_is_left_alone_and_asked_again(pair: Pair, ends: Ends) -> None:
    pid = pair.follower.pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    wait_for("it is dead", lambda: pair.follower.pid() is None)
    wanted = pair.facts() + 1
    assert [pair.pay_and_ask(), pair.pay_and_ask()] == [(wanted, False), (wanted + 1, False)]
    assert ends.told == ["away", "away"]
    pair.follower.start()
    ends.told.clear()
    assert not pair.pay_and_ask()[1], "it rests"
    assert ends.told == ["away"]
    pair.seconds += limits.REPLICA_REST_S
    wait_for("it follows again", lambda: pair.pay_and_ask()[1])


def test_a_follower_reached_in_another_role_answers_nothing(pair: Pair, ends: Ends) -> None:
    with psycopg.connect(pair.writer.dsn("postgres"), autocommit=True) as connection:
        connection.execute("CREATE ROLE doors LOGIN")
        connection.execute("GRANT SELECT ON public.fact TO doors")
    pair.writer.give_login("doors")
    database = Database(pair.writer.dsn("postgres", "doors"), pool_size=1)
    with database.begin(Scope()) as uow:
        assert pair.replica.answer(uow, lambda own: count(own)[1]) is False
    assert ends.told == ["failed"]
    database.dispose()


def test_a_server_that_follows_nobody_has_everything(
    servers: tuple[Cluster, Cluster],
) -> None:
    alone = Pair(servers[0], servers[0])
    before = alone.facts()
    assert alone.pay_and_ask() == (before + 1, False)
    alone.close()
