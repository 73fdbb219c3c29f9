"""A bench for limits: rules set as the bank or the enterprise would, and what the counters say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from psycopg.types.json import Jsonb

from kernel import invariants
from kernel.context import Actor, Context
from kernel.operation import Door
from kernel.statements import Row
from kernel.tenancy import Scope
from risk import check, limits
from risk.rules import Content, Effect, Issuer, Key, LimitScope, LimitSpan
from tests.world import HouseWorld

DAY = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Used:
    """A counter."""

    holder: str
    starts_on: date
    reserved: int
    used: int


class LimitBench:
    """Limits of 上海辰海 in the hands of a test."""

    def __init__(self, world: HouseWorld) -> None:
        self.world = world
        self.enterprise_id = world.enterprise("辰海").id

    def limit(
        self,
        ceiling: int,
        *,
        scope: LimitScope = LimitScope.ENTERPRISE,
        holder: str = "*",
        span: LimitSpan = LimitSpan.DAY_SUM,
        currency: str = "CNY",
        issuer: Issuer = Issuer.ENTERPRISE,
        effect: Effect = Effect.REFUSE,
        temporary: tuple[int, date] | None = None,
        live: bool = True,
    ) -> None:
        """Set a limit, as a seed does."""
        until = temporary or (None, None)
        content = Content(ceiling, until[0], until[1], live=live)
        with self.world.db.owner.begin(Scope(self.world.tenant_id)) as uow:
            actor = Actor(self.world.tenant_id, Door.SYSTEM, "银行", self.enterprise_id)
            ctx = Context(self.world.kernel, uow, actor, self.world.clock.now())
            limits.put(ctx, Key(scope, holder, span, currency), content, issuer, effect)

    def reserve(
        self,
        amount: int,
        *,
        subject: UUID | None = None,
        on: date = DAY,
        confirmed: bool = False,
        currency: str = "CNY",
        scopes: Mapping[str, Sequence[str]] | None = None,
    ) -> tuple[UUID, Row | None]:
        """Reserve for one subject in a transaction of its own; its row of the answer, if any."""
        subject = subject or uuid4()
        line = self.line(
            subject, amount, on=on, confirmed=confirmed, currency=currency, scopes=scopes
        )
        rows = self.reserve_lines([line])
        return subject, rows[0] if rows else None

    def line(self, subject: UUID, amount: int, **more: Any) -> dict[str, Any]:
        """An instruction as `limits_reserve` takes it."""
        on: date = more.get("on", DAY)
        return {
            "place": 0, "subject_id": str(subject), "amount": amount, "currency": more.get("currency", "CNY"),
            "counted_on": on.isoformat(), "confirmed": more.get("confirmed", False),
            "scopes": {"enterprise": ["*"], **(more.get("scopes") or {})},
        }  # fmt: skip

    def reserve_lines(self, lines: list[dict[str, Any]]) -> list[Row]:
        with self.world.context("李娜") as ctx:
            return ctx.uow.rows(
                "SELECT * FROM limits_reserve(%s, %s, 'test', %s, %s)",
                (ctx.tenant_id, ctx.enterprise_id, Jsonb(lines), ctx.now),
            )

    def consume(self, subject: UUID) -> None:
        with self.world.job() as ctx:
            limits.consume(ctx, subject)

    def release(self, subject: UUID) -> None:
        with self.world.context("李娜") as ctx:
            limits.release(ctx, subject)

    def counters(self, span: str = "day_sum") -> list[Used]:
        """Every counter of amounts of that span, by holder and window."""
        rows = self.ask(
            "SELECT c.holder, c.starts_on, c.reserved_minor AS reserved, c.used_minor AS used FROM limit_counter c"
            " JOIN limit_rule r ON r.tenant_id = c.tenant_id AND r.id = c.limit_id WHERE c.tenant_id = %s"
            " AND r.span = %s ORDER BY c.holder, c.starts_on",
            (self.world.tenant_id, span),
        )
        return [Used(**row) for row in rows]

    def taken(self) -> tuple[int, int]:
        """Reserved and used of the only counter; nothing when there is none."""
        found = self.counters()
        return (found[0].reserved, found[0].used) if found else (0, 0)

    def ask(self, sql: str, params: tuple[Any, ...] = ()) -> list[Row]:
        """As the auditor."""
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return uow.rows(sql, params)

    def breaches(self) -> list[str]:
        """Invariants of limits that are broken."""
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return [breach.rule.code for breach in invariants.breaches(uow, check.RULES)]
