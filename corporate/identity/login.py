"""Log-in with a password: the same work, words and status whether or not the person exists.

Three steps: count the attempt and commit; compare, outside any transaction; write what came of it.
The attempt is counted against what was typed, or, on a device the person has used before, against
that device alone: guessing elsewhere never locks its owner out.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address
from typing import Final
from uuid import UUID

from corporate.identity import credentials, devices, sessions, throttle
from corporate.identity.credentials import Claimant
from corporate.identity.errors import CodeAwaited, LoginCodeRefused, LoginRefused
from corporate.identity.passwords import Passwords
from corporate.identity.second_factor import Known, SecondFactor
from kernel import limits
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.operation import Door
from kernel.records import audit, outbox
from kernel.tenancy import Scope
from kernel.world import World

_NETWORK_HEXTETS: Final = 4  # a household has a whole /64
_LABEL_CHARS_MAX: Final = 120
_ADDRESS_CHARS_MAX: Final = 64
_NOBODY: Final = "?"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came with the log-in form. `device` names the browser in words, for lists."""

    login: str
    password: str
    address: str
    device: str = ""
    device_token: str = ""
    door: Door = Door.WEB


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """The new session's token, and a token for the browser to keep if it was not known."""

    session_token: str
    device_token: str | None
    person_id: UUID


@dataclass(frozen=True, slots=True)
class _Counted:
    """An attempt that was counted: whom it is for, on which known device, under which key."""

    claimant: Claimant | None
    device: bytes | None
    key: str


class LogIn:
    """Lets people in who know their password, and their code if the bank's rule asks for one."""

    def __init__(
        self,
        database: Database,
        world: World,
        passwords: Passwords,
        second: SecondFactor | None = None,
    ) -> None:
        self._database = database
        self._world = world
        self._passwords = passwords
        self._second = second

    def log_in(self, tenant_id: UUID, attempt: Attempt) -> LoggedIn:
        """Open a session. Raises LoginRefused, or TooManyAttempts before anything is compared.

        Raises CodeAwaited, with the ticket to come back with, when a second factor is to follow.
        """
        counted = self._count(tenant_id, attempt)
        claimant = counted.claimant
        kept = claimant.credential.secret if claimant else None
        matched = self._passwords.matches(kept, attempt.password)
        if claimant is None or not matched or not claimant.active:
            self._note_refusal(tenant_id, attempt, claimant)
            raise LoginRefused
        self._ask_second(tenant_id, attempt, claimant)
        return self._open(tenant_id, attempt, claimant, counted)

    def with_code(self, tenant_id: UUID, attempt: Attempt, ticket: str, code: str) -> LoggedIn:
        """Open the session a right password began; raises LoginCodeRefused, TooManyAttempts."""
        if self._second is None:
            raise LoginCodeRefused
        second = self._second
        with self._database.begin(Scope(tenant_id)) as uow:
            waiting = second.person_of(uow, ticket, self._world.clock.now())
            if waiting is not None:
                throttle.attempt(
                    uow, {f"code:{waiting}": throttle.GUESSES}, self._world.clock.now()
                )
        with self._database.begin(Scope(tenant_id)) as uow:
            ctx = context_of(self._world, uow, attempt, None)
            claimant = second.check(ctx, ticket, code)
            if claimant is not None:
                ctx = context_of(self._world, uow, attempt, claimant)
                throttle.clear(uow, f"code:{claimant.person_id}", ctx.now)
                throttle.clear(uow, throttle.login_key(claimant.login), ctx.now)
                device = devices.known(uow, claimant.person_id, attempt.device_token, ctx.now)
                return enter(ctx, attempt, claimant.person_id, device, "password+totp")
            audit.write(ctx, "session.refuse", "person", waiting or "")
        raise LoginCodeRefused

    def _ask_second(self, tenant_id: UUID, attempt: Attempt, claimant: Claimant) -> None:
        if self._second is None:
            return
        with self._database.begin(Scope(tenant_id)) as uow:
            ctx = context_of(self._world, uow, attempt, claimant)
            ticket = self._second.ticket(ctx, claimant.person_id)
        if ticket is not None:
            raise CodeAwaited(ticket=ticket)

    def _count(self, tenant_id: UUID, attempt: Attempt) -> _Counted:
        login = attempt.login.strip().lower()[: limits.LOGIN_CHARS_MAX]
        now = self._world.clock.now()
        with self._database.begin(Scope(tenant_id)) as uow:
            claimant = credentials.claimant(uow, _storable(login))
            person_id = claimant.person_id if claimant else None
            device = devices.known(uow, person_id, attempt.device_token, now)
            if device is not None:
                key = f"device:{device.hex()[:32]}"
                throttle.attempt(uow, {key: throttle.GUESSES}, now)
            else:
                key = throttle.login_key(attempt.login)
                address = address_key(attempt.address)
                throttle.attempt(uow, {key: throttle.GUESSES, address: throttle.ADDRESS}, now)
        return _Counted(claimant, device, key)

    def _note_refusal(self, tenant_id: UUID, attempt: Attempt, claimant: Claimant | None) -> None:
        """Write the same line for anybody; what was typed is not kept, it may be a password."""
        with self._database.begin(Scope(tenant_id)) as uow:
            ctx = context_of(self._world, uow, attempt, claimant)
            audit.write(ctx, "session.refuse", "person", ctx.actor.person_id or "")

    def _open(
        self, tenant_id: UUID, attempt: Attempt, claimant: Claimant, counted: _Counted
    ) -> LoggedIn:
        secret = claimant.credential
        rehashed = self._rehashed(secret.secret, attempt.password)
        with self._database.begin(Scope(tenant_id)) as uow:
            ctx = context_of(self._world, uow, attempt, claimant)
            throttle.clear(uow, counted.key, ctx.now)
            credentials.mark_used(uow, secret.id, ctx.now)
            if rehashed is not None:
                credentials.replace_secret(uow, secret.id, rehashed)
            return enter(ctx, attempt, claimant.person_id, counted.device)

    def _rehashed(self, kept: str, password: str) -> str | None:
        """A new hash while the password is at hand, if the old one is weaker than today's."""
        return self._passwords.hash(password) if self._passwords.needs_rehash(kept) else None


def enter(
    ctx: Context, attempt: Attempt, person_id: UUID, device: bytes | None, method: str = "password"
) -> LoggedIn:
    """Begin the session of somebody who has proven to be that person; the device is remembered."""
    label = attempt.device[:_LABEL_CHARS_MAX]
    if device is None and devices.known_to(ctx.uow, person_id):
        told = {"person_id": str(person_id), "device": label}
        outbox.emit(ctx.uow, ctx.world, "person.new_device", f"person:{person_id}", told)
    device_token = devices.remember(ctx.uow, ctx.world, person_id, label, device)
    address = attempt.address[:_ADDRESS_CHARS_MAX]
    token = sessions.start(ctx.uow, ctx.world, person_id, label, address, method=method)
    audit.write(ctx, "session.start", "person", person_id, {"method": method})
    return LoggedIn(token, device_token, person_id)


def context_of(world: World, uow: UnitOfWork, attempt: Attempt, known: Known | None) -> Context:
    """Who knocks: somebody known by now, or nobody."""
    actor = Actor(
        tenant_id=uow.scope.bank(),
        door=attempt.door,
        name=known.name if known else _NOBODY,
        person_id=known.person_id if known else None,
        device=attempt.device[:_LABEL_CHARS_MAX],
        address=attempt.address[:_ADDRESS_CHARS_MAX],
    )
    return Context(world, uow, actor, world.clock.now())


def address_key(address: str) -> str:
    """What attempts from one household or office are counted against."""
    return f"address:{_network(address)}"


def _network(address: str) -> str:
    """The part of an address one household or office has; what is no address is one key."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped is None:
        return ":".join(parsed.exploded.split(":")[:_NETWORK_HEXTETS])
    return str(getattr(parsed, "ipv4_mapped", None) or parsed)


def _storable(text: str) -> str:
    """What no log-in name holds (NUL, lone surrogates) must not reach the database as it is."""
    return text if text.isprintable() else ""
