"""F12: a payment submitted, signed twice with passkeys, released and booked, against pgbench TPC-B.

Each client is a process with a house of its own, in which three people work through the gate as the
pages do: the maker submits; each approver reads the item, is asked for a signature, signs, decides. HTTP
and drawing are left out, the time a person takes too.
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from benchmarks.authenticator import Authenticator
from benchmarks.load import together
from benchmarks.server import Server, median_ratio
from corporate import bootstrap
from corporate.banks import Directory
from corporate.bootstrap import House
from corporate.demo import people
from corporate.demo.seed import Seeder
from corporate.identity import ask_passkeys
from corporate.identity.passkeys import Site
from corporate.settings import Settings
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.operation import Door
from kernel.parsing import Names
from kernel.tenancy import Scope
from workflows.payments.commands import PaymentView, SubmitPayment

CLIENTS: Final = 4
SECONDS: Final = 6
ROUNDS: Final = 3
_SITE: Final = Site("localhost", "http://localhost:8080", "bench")
_ROLES: Final = ("maker", "checker", "manager")
_MINOR: Final = 1_500_000  # above the first band: two levels
_DECIDE: Final = "approvals.decide"
_P95: Final = 18  # of nineteen cuts into twenty parts


def measure(server: Server) -> dict[str, dict[str, object]]:
    """Items per second as a ratio, and how long one took from submission to the books."""
    with tempfile.TemporaryDirectory(prefix="yinqi-approval-") as folder:
        _seed(server, Path(folder))
        task = (server.dsn("yinqi_app"), folder)
        together(_client, [(*task, place, 1.0) for place in range(CLIENTS)])  # warm

        def rate() -> float:
            tasks = [(*task, place, float(SECONDS)) for place in range(CLIENTS)]
            return together(_client, tasks) / SECONDS

        figure = median_ratio(lambda: server.pgbench(SECONDS), rate, ROUNDS)
        took = [ms for file in Path(folder).glob("*.took") for ms in json.loads(file.read_text())]
    conditions = (
        f"{CLIENTS} client processes through the gate, each payment with two passkey signatures,"
        f" {SECONDS} s a round, durable, row security on; HTTP not included"
    )
    p95 = round(statistics.quantiles(took, n=20)[_P95], 1)
    return {"F12": {**figure, "p95_ms": p95, "conditions": conditions}}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the enterprise, with a passkey."""

    actor: Actor
    passkey: Authenticator


def _settings(dsn: str, folder: str) -> Settings:
    return Settings(
        data=Path(folder), database_urls={"app": dsn}, clearing_url="http://127.0.0.1:9"
    )


def _seed(server: Server, folder: Path) -> None:
    world = bootstrap.make_world(_settings(server.dsn("yinqi_app"), str(folder)))
    owner = Database(server.dsn("yinqi_owner"), pool_size=1)
    try:
        companies = (*(_company(place) for place in range(CLIENTS)), people.HENGRUI)
        bank = replace(people.YUNGANG, companies=companies)
        Seeder(world, owner, bootstrap.CATALOGUE, people.PASSWORD).run([bank])
    finally:
        owner.dispose()


def _company(place: int) -> people.Company:
    """The enterprise of one client: its own people, so that nobody waits for another's signature."""
    staff = tuple(
        people.Person(f"{role}{place}", f"{role}{place}", role, (role,)) for role in _ROLES
    )
    account = people.Account(f"100299990000{place:07d}", "bench", "CNY", 10**14)
    return replace(
        people.MUSTER, number=f"3000{place}", organisation=f"MA9X2Y{place}4", people=staff, accounts=(account,)
    )  # fmt: skip


def _client(ready: Callable[[], None], dsn: str, folder: str, place: int, seconds: float) -> int:
    """One process: item after item, each from submission to the books."""
    house = bootstrap.build(_settings(dsn, folder))
    team = [_person(house, f"{role}{place}", place) for role in _ROLES]
    took: list[float] = []
    ready()
    until = time.monotonic() + seconds
    for number in count():
        begun = time.monotonic()
        if begun >= until:
            break
        _item(house, team, _company(place), f"B{time.time_ns()}-{number}")
        took.append((time.monotonic() - begun) * 1000)
    Path(folder, f"{place}-{time.time_ns()}.took").write_text(json.dumps(took))
    house.database.dispose()
    return len(took)


def _item(house: House, team: list[Person], company: people.Company, serial: str) -> None:
    maker, *approvers = team
    payee = people.HENGRUI
    command = SubmitPayment(
        client_serial=serial, payer_account=company.accounts[0].number,
        payee_account=payee.accounts[0].number, payee_name=payee.name, amount_minor=_MINOR, purpose="货款",
    )  # fmt: skip
    made: PaymentView = house.gate.perform(maker.actor, "payments.submit", command)
    approval_id = _approval_of(house, maker.actor, made.number)
    outcomes = [_sign(house, approver, approval_id) for approver in approvers]
    if outcomes != ["signed", "granted"]:
        message = f"{made.number}: {outcomes}"
        raise RuntimeError(message)


def _sign(house: House, approver: Person, approval_id: UUID) -> str:
    """Open the item, be asked, sign, decide."""
    actor, gate = approver.actor, house.gate
    seen = gate.read(actor, "approvals.view", {"ApprovalId": str(approval_id)})
    given = {"approval_id": str(approval_id), "action": "approve", "shown_digest": seen.digest}
    with gate.transaction(actor) as uow:
        demand = gate.demand(actor, _DECIDE, given, uow=uow, names=Names.PYTHON)
        ctx = Context(house.world, uow, actor, house.world.clock.now())
        asked = ask_passkeys(ctx, _known(actor.person_id), _SITE, demand.signing, demand.text)
    proof = {"passkey": approver.passkey.answer(asked.options)}
    answer: Any = gate.perform(actor, _DECIDE, given, proof=proof, names=Names.PYTHON)
    return str(answer.outcome.value)


def _approval_of(house: House, actor: Actor, number: str) -> UUID:
    """What the notice's link names."""
    with house.gate.transaction(actor) as uow:
        row = uow.row(
            "SELECT approval_id FROM payment WHERE tenant_id = %s AND number = %s",
            (actor.tenant_id, number),
        )
    return _known(row["approval_id"] if row else None)


def _person(house: House, login: str, place: int) -> Person:
    """A person of the demo, with a passkey that this process alone uses."""
    tenant_id = _known(Directory(house.database, house.world.clock).by_slug(people.YUNGANG.slug))
    with house.database.begin(Scope(tenant_id)) as uow:
        row = uow.row(
            "SELECT p.id AS person_id, p.name, u.id AS user_id, u.enterprise_id FROM person p"
            " JOIN enterprise_user u ON u.tenant_id = p.tenant_id AND u.person_id = p.id"
            " WHERE p.tenant_id = %s AND p.login = %s",
            (tenant_id, login),
        )
        if row is None:
            raise LookupError(login)
        key_id = house.world.randomness.token_bytes(32)
        passkey = Authenticator(_SITE, key_id)
        passkey.register(uow, house.world, row["person_id"])
    device = f"bench {place}"
    actor = Actor(tenant_id, Door.PHONE, device=device, **row)
    return Person(actor, passkey)


def _known(found: UUID | None) -> UUID:
    if found is None:
        message = "nothing there: the seed has changed"
        raise LookupError(message)
    return found
