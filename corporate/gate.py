"""The one way in: every door hands its requests here, and nothing goes round.

    find the operation → this door? → parse → user, service, right → fresh proof → handler → audit

All of it is one transaction, committed at the edge, but for the fresh proof: that is checked in a
transaction of its own just before, so that a wrong one stays counted. A door knows no business, and
the gate knows no product.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from corporate import audit_line
from corporate.admission import admit, check_door, question_of, scope_of
from corporate.catalogue import Catalogue
from corporate.identity import rights
from corporate.identity.errors import ProofMissing, ProofRefused
from corporate.identity.evidence import Evidence
from corporate.identity.signing import Signing
from corporate.identity.signing_rules import Combination
from corporate.identity.step_up import StepUpPort
from corporate.reports import REPORTS
from kernel.charset import Encoding
from kernel.context import Actor, Context
from kernel.db import Database, UnitOfWork
from kernel.errors import Denied, YinqiError
from kernel.failpoints import fp
from kernel.meters import Outcome
from kernel.operation import Bindings, Idempotency, Operation, StepUp
from kernel.parsing import Names, checked, parse, plain
from kernel.replica import Replica
from kernel.world import World

_LOG = logging.getLogger(__name__)

SHOWN_DIGEST: Final = "shown_digest"
"""The command's field that names what was shown to be signed: SM3 in hexadecimal."""

METER: Final = "gate"
"""Counted by operation and by how it ended."""

Proof = Mapping[str, object]
Foresight = Callable[[Context, Any], None]
"""Asks beforehand (`uow.ahead`) what an operation is going to read."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A command the gate has read already; nobody else makes one."""

    command: object


@dataclass(frozen=True, slots=True)
class Seen:
    """What a proof would be about; `parts` are the texts of what is signed together, in their order."""

    signing: Signing
    text: str
    parts: tuple[str, ...] = ()


class Provable(Protocol):
    """What an operation's proof is about, told by whoever owns it; registered by operation."""

    def seen(self, ctx: Context, command: Any) -> Seen:
        """What is on file and its text, read without a lock: for a page. Raises NotFound."""
        ...

    def now(self, ctx: Context, command: Any) -> Signing:
        """What is to be signed as it is at this moment, under its lock.

        Raises NotFound, and Conflict when that is no longer what was shown.
        """
        ...


@dataclass(frozen=True, slots=True)
class Demand:
    """What will be signed, and with which methods it may be."""

    signing: Signing
    text: str
    ways: tuple[Combination, ...]
    parts: tuple[str, ...] = ()


class Gate:
    """Performs operations for actors. One object for all threads of a process."""

    def __init__(
        self,
        world: World,
        database: Database,
        catalogue: Catalogue,
        bindings: Bindings,
        *,
        step_up: StepUpPort,
        provable: Mapping[str, Provable] | None = None,
        foresight: Mapping[str, Foresight] | None = None,
        replica: Replica | None = None,
    ) -> None:
        """Raise ValueError unless exactly the operations of the catalogue are bound."""
        declared = {operation.code for operation in catalogue}
        if declared != bindings.keys():
            message = f"declared or bound, but not both: {sorted(declared ^ bindings.keys())}"
            raise ValueError(message)
        self._world = world
        self._database = database
        self._catalogue = catalogue
        self._bindings = bindings
        self._step_up = step_up
        self._provable = provable or {}
        self._foresight = foresight or {}
        self._replica = replica

    def perform(
        self,
        actor: Actor,
        code: str,
        given: object,
        *,
        proof: Proof | None = None,
        names: Names = Names.WIRE,
        encoding: Encoding = Encoding.UTF8,
        uow: UnitOfWork | None = None,
    ) -> Any:
        """Perform an operation and answer with its declared answer.

        `given` is what was sent (a mapping in `names`), a command built in the house, or what
        `understand` made of it. With `uow` the caller's transaction is used, and committed by the
        caller. Raises NotFound, Denied and Faulty, and whatever the operation refuses; then nothing
        has happened.
        """
        try:
            operation = self._catalogue.find(code)
            with Outcome(METER, operation.code):
                check_door(operation, actor)
                command = _command(operation, given, names, encoding)
                evidence = self._prove(operation, actor, command, proof, inside=uow is not None)
                if uow is not None:
                    return self._act(uow, operation, actor, command, evidence)
                return self._database.transact(
                    scope_of(actor), lambda own: self._act(own, operation, actor, command, evidence)
                )
        except Denied as refused:
            _LOG.warning(
                "%s: %s at %s, user %s", refused.code, code[:64], actor.door, actor.user_id
            )
            raise

    def understand(self, code: str, given: object, encoding: Encoding) -> Understood:
        """Read what was sent, for a door that performs it in a transaction of its own. Raises Faulty."""
        operation = self._catalogue.find(code)
        return Understood(_command(operation, given, Names.WIRE, encoding))

    def foresee(self, uow: UnitOfWork, actor: Actor, code: str, understood: Understood) -> None:
        """Ask beforehand what performing this will read: all of it comes in one trip.

        The actor is who it will be if nothing has changed; whatever is wrong is told when it is performed.
        """
        operation, command = self._catalogue.find(code), understood.command
        foresight = self._foresight.get(code)
        with contextlib.suppress(YinqiError):
            if foresight is not None:
                foresight(Context(self._world, uow, actor, self._world.clock.now()), command)
            uow.ahead(lambda: admit(uow, operation, actor, command))

    def ask(self, uow: UnitOfWork, actor: Actor, code: str, command: object) -> None:
        """Ask whether somebody may, and do nothing: for what is rehearsed. Raises NotFound and Denied."""
        admit(uow, self._catalogue.find(code), actor, command)

    def read(
        self,
        actor: Actor,
        code: str,
        given: object = None,
        *,
        names: Names = Names.WIRE,
        uow: UnitOfWork | None = None,
    ) -> Any:
        """Perform an operation that changes nothing; TypeError for any other."""
        if self._catalogue.find(code).idempotency is not Idempotency.READ:
            message = f"{code} changes something: perform it"
            raise TypeError(message)
        return self.perform(actor, code, {} if given is None else given, names=names, uow=uow)

    def demand(
        self, actor: Actor, code: str, given: object, *, uow: UnitOfWork, names: Names = Names.WIRE
    ) -> Demand:
        """What a signature would be about and which methods would do, for whoever may give it.

        Raises what `perform` raises before it asks for the proof, and MethodAbsent.
        """
        operation = self._catalogue.find(code)
        check_door(operation, actor)
        command = _command(operation, given, names, Encoding.UTF8)
        ctx = self._admit(uow, operation, actor, command)
        person_id = question_of(operation, actor, command).person_id
        seen = self._provable[code].seen(ctx, command)
        ways = self._step_up.allowed(ctx, person_id, seen.signing)
        return Demand(seen.signing, seen.text, ways, seen.parts)

    def ways(self, actor: Actor, code: str, *, uow: UnitOfWork) -> tuple[Combination, ...]:
        """Which methods would do for an operation whose proof hangs on no amount: for an empty form.

        Raises MethodAbsent and RecoveryAwaited.
        """
        if actor.person_id is None:
            raise ProofMissing
        ctx = Context(self._world, uow, actor, self._world.clock.now())
        return self._step_up.allowed(ctx, actor.person_id, Signing(code, b""))

    @contextlib.contextmanager
    def transaction(self, actor: Actor) -> Iterator[UnitOfWork]:
        """One transaction in the actor's scope, for a page that reads several things."""
        with self._database.begin(scope_of(actor)) as uow:
            yield uow

    def offers(self, actor: Actor, uow: UnitOfWork) -> frozenset[str]:
        """The operations this actor may use at this door now: what menus show."""
        offered = rights.offered(uow, actor.user_id, actor.door)
        return frozenset(
            operation.code
            for operation in self._catalogue.at(actor.door)
            if operation.code in offered.services
            and operation.verb in offered.verbs.get(operation.right, ())
        )

    def _prove(
        self,
        operation: Operation,
        actor: Actor,
        command: object,
        proof: Proof | None,
        *,
        inside: bool,
    ) -> Evidence | None:
        """Check the proof where one is declared; a wrong one is counted before it is refused."""
        if operation.step_up is StepUp.NONE:
            return None
        if inside:
            message = f"{operation.code} asks for a proof: it begins its own transaction"
            raise TypeError(message)
        if not proof:
            raise ProofMissing
        outcome = self._database.transact(
            scope_of(actor), lambda own: self._proven(own, operation, actor, command, proof)
        )
        if isinstance(outcome, ProofRefused):
            raise outcome
        return outcome

    def _proven(
        self, uow: UnitOfWork, operation: Operation, actor: Actor, command: object, proof: Proof
    ) -> Evidence | ProofRefused:
        """The evidence, or the refusal as a value: the count of it is to be committed."""
        ctx = self._admit(uow, operation, actor, command)
        person_id = question_of(operation, actor, command).person_id
        try:
            signing = self._signing(ctx, operation, command)
            return self._step_up.prove(ctx, person_id, proof, signing)
        except ProofRefused as refused:
            return refused

    def _act(
        self,
        uow: UnitOfWork,
        operation: Operation,
        actor: Actor,
        command: object,
        evidence: Evidence | None,
    ) -> Any:
        """Admit, handle, write the audit line: inside one transaction."""
        ctx = self._admit(uow, operation, actor, command)
        fp("gate.before_handler")
        answer = self._handle(operation, ctx, command, evidence)
        if not isinstance(answer, operation.answer):
            message = f"{operation.code} answered a {type(answer).__name__}"
            raise TypeError(message)
        if operation.idempotency is not Idempotency.READ:
            audit_line.write(ctx, operation, command, answer, evidence)
        fp("gate.after_handler")
        return answer

    def _handle(
        self, operation: Operation, ctx: Context, command: object, evidence: Evidence | None
    ) -> Any:
        """Have it done: rights were looked up where they are written, a report may be read from a replica."""
        handler = self._bindings[operation.code]
        if self._replica is not None and operation.code in REPORTS:
            return self._replica.answer(
                ctx.uow, lambda uow: handler(dataclasses.replace(ctx, uow=uow), command)
            )
        return handler(ctx, command) if evidence is None else handler(ctx, command, evidence)

    def _admit(
        self, uow: UnitOfWork, operation: Operation, actor: Actor, command: object
    ) -> Context:
        if uow.scope != scope_of(actor):
            message = "the transaction's scope is not the actor's"
            raise ValueError(message)
        admit(uow, operation, actor, command)
        return Context(self._world, uow, actor, self._world.clock.now())

    def _signing(self, ctx: Context, operation: Operation, command: object) -> Signing:
        """What the proof is about: the thing as it is now, else what was shown, else the command."""
        if operation.code in self._provable:
            return self._provable[operation.code].now(ctx, command)
        shown = getattr(command, SHOWN_DIGEST, "")
        if shown:
            return Signing(operation.code, bytes.fromhex(shown))
        written = json.dumps(plain(command), ensure_ascii=False, sort_keys=True, default=str)
        return Signing(operation.code, self._world.crypto.sm3(written.encode()))


def _command(operation: Operation, given: object, names: Names, encoding: Encoding) -> object:
    """Read what was sent, or hold a command of the house to the same rules; raises Faulty."""
    if isinstance(given, Understood) and isinstance(given.command, operation.command):
        return given.command
    if isinstance(given, operation.command):
        return checked(given, encoding)
    if not isinstance(given, Mapping):
        message = f"{operation.code} takes a mapping or a {operation.command.__name__}"
        raise TypeError(message)
    return parse(operation.command, given, names, encoding)
