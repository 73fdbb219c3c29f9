"""A product of the simplest kind, to see what the gate does around it."""

from __future__ import annotations

from dataclasses import dataclass, field

from corporate.catalogue import Catalogue
from corporate.enterprises.opening import sign_services
from corporate.gate import Gate
from corporate.identity import Evidence, PasswordReentry
from corporate.identity.enrolment import grant
from kernel.context import Context
from kernel.operation import Door, Idempotency, Kind, Operation, Sensitivity, StepUp, Verb, spec
from kernel.records import outbox, serials
from kernel.text import Text
from tests.world import HouseWorld

_DOORS = frozenset({Door.WEB, Door.DIRECT_LINK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Pay:
    serial: str = spec(Text("流水号", "Serial"), max_bytes=32, pattern="[A-Z0-9-]+", example="A-1")
    account: str = spec(Text("账号", "Account"), max_bytes=34, sensitivity=Sensitivity.ACCOUNT)
    amount_minor: int = spec(
        Text("金额", "Amount"), Kind.AMOUNT, currency_field="currency", example="1.00"
    )
    currency: str = spec(Text("币种", "Currency"), default="CNY", max_bytes=3)
    pin: str = spec(Text("口令", "PIN"), default="", sensitivity=Sensitivity.SECRET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    shown_digest: str = spec(Text("指纹", "Fingerprint"), pattern="[0-9a-f]{64}", max_bytes=64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    account: str = spec(Text("账号", "Account"), max_bytes=34, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    number: str = spec(Text("编号", "Number"), max_bytes=40)
    duplicate: bool = spec(Text("重复", "Duplicate"), Kind.FLAG, default=False)


def operation(code: str, **more: object) -> Operation:
    given: dict[str, object] = {
        "title": Text("试验付款", "Trial payment"),
        "command": Pay,
        "answer": Done,
        "verb": Verb.MAKE,
        "doors": _DOORS,
        "idempotency": Idempotency.SERIAL,
    } | more
    return Operation(code=code, **given)  # type: ignore[arg-type]


PAY = operation("probe.pay", account_field="account")
SIGN = operation(
    "probe.sign",
    command=Sign,
    verb=Verb.APPROVE,
    doors=frozenset({Door.WEB}),
    idempotency=Idempotency.STATE,
    step_up=StepUp.SIGN,
    right_of="probe.pay",
)
LOOK = operation(
    "probe.look",
    command=Look,
    verb=Verb.SEE,
    idempotency=Idempotency.READ,
    account_field="account",
    right_of="probe.pay",
)
OPERATIONS = (PAY, SIGN, LOOK)


@dataclass
class Product:
    """Notes what reached it, and writes one fact per effect."""

    evidence: list[Evidence] = field(default_factory=list)

    def pay(self, ctx: Context, command: Pay) -> Done:
        subject_id = ctx.world.ids.uuid7()
        content = ctx.world.crypto.sm3(repr(command).encode())
        claim = serials.claim(
            ctx.uow, ctx.enterprise_id, command.serial, "probe.pay", content, subject_id
        )
        if claim.new:
            outbox.emit(ctx.uow, ctx.world, "probe.paid", command.serial, {})
        return Done(number=str(claim.subject_id), duplicate=claim.duplicate)

    def sign(self, ctx: Context, command: Sign, evidence: Evidence) -> Done:
        self.evidence.append(evidence)
        outbox.emit(ctx.uow, ctx.world, "probe.signed", command.shown_digest, evidence.as_json())
        return Done(number=command.shown_digest[:8])

    def look(self, ctx: Context, command: Look) -> Done:
        del ctx
        return Done(number=command.account)


def probe_gate(world: HouseWorld, product: Product) -> Gate:
    """A gate with three operations; the maker makes, the approver approves, the viewer sees."""
    for tenant_id in world.placed.tenants.values():
        with world.owner(tenant_id) as uow:
            for place in world.placed.enterprises:
                if place.tenant_id == tenant_id:
                    signed = [(op.code, door) for op in OPERATIONS for door in op.doors]
                    sign_services(uow, place.id, signed)
            for user in world.placed.users:
                verbs = {"maker": (Verb.MAKE,), "approver": (Verb.APPROVE,), "viewer": (Verb.SEE,)}
                if user.tenant_id == tenant_id and user.cast.role in verbs:
                    given = verbs[user.cast.role]
                    grant(uow, user.enterprise_id, user.user_id, "probe.pay", given)
    return Gate(
        world.kernel,
        world.db.app,
        Catalogue(OPERATIONS),
        {"probe.pay": product.pay, "probe.sign": product.sign, "probe.look": product.look},
        step_up=PasswordReentry(world.passwords),
    )
