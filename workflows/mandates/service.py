"""One function per command about changes of rule. Nothing here commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, YinqiError
from kernel.ids import cursor_of, read_cursor
from kernel.operation import Door
from kernel.public_status import PublicStatus
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.errors import LevelUnfillable
from workflows.approval.subjects import Facts, Subject
from workflows.mandates import canonical, queries, repository
from workflows.mandates.commands import (
    ChangeLine,
    ListMandates,
    MandatePage,
    MandateView,
    NameMandate,
)
from workflows.mandates.errors import (
    ChangeRunning,
    NobodyConfirms,
    NothingChanges,
    NotProposer,
    OwnRights,
    Stale,
)
from workflows.mandates.kinds import Change, Content, Kind, Line
from workflows.mandates.states import CHART

SUBJECT: Final = "mandate"
_PAGE_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: one thing of one kind to become `after`."""

    kind: str
    target: str
    after: Content
    reason: str = ""


class MandateService:
    """Proposes, shows, withdraws and applies changes of rule."""

    def __init__(
        self,
        kinds: Sequence[Kind],
        approvals: ApprovalEngine,
        alone: Callable[[Context], bool],
    ) -> None:
        """`alone` says whether the bank lets this enterprise have a single administrator."""
        self._kinds = {kind.code: kind for kind in kinds}
        self._approvals = approvals
        self._alone = alone

    def teach(self, kind: Kind) -> None:
        """Know one more kind."""
        self._kinds[kind.code] = kind

    def preview(self, ctx: Context, wish: Wish) -> tuple[Line, ...]:
        """Every difference the wish would make; raises what `propose` raises for a wish that is wrong."""
        return self._draft(ctx, wish)[1]

    def propose(self, ctx: Context, wish: Wish) -> MandateView:
        """Ask for a change; another administrator confirms it before anything of it counts.

        Raises what the kind refuses, NothingChanges, ChangeRunning, OwnRights, and what
        `ApprovalEngine.start` raises.
        """
        change, lines = self._draft(ctx, wish)
        running = queries.running(ctx, wish.kind, wish.target)
        if running is not None:
            raise ChangeRunning(number=running)
        mandate = self._row(ctx, wish, change, lines)
        subject = self._subject(ctx, mandate, change)
        if ctx.actor.person_id in subject.facts.barred:
            raise OwnRights
        approval_id = None if self._alone(ctx) else self._started(ctx, subject)
        edge = CHART.move(CHART.initial, "authorise" if approval_id is None else "submit")
        mandate |= {"status": edge.target, "version": 1, "approval_id": approval_id}
        repository.insert(ctx, mandate)
        repository.write_step(ctx, mandate, edge)
        if approval_id is None:
            mandate = self.enforce(ctx, mandate)
        return view(mandate)

    def _started(self, ctx: Context, subject: Subject) -> UUID | None:
        """Begin its round; raises NobodyConfirms where it is about the only one who could confirm."""
        try:
            return self._approvals.start(ctx, subject)
        except LevelUnfillable as lacking:
            if subject.facts.barred:
                raise NobodyConfirms(**lacking.params) from lacking
            raise

    def page(self, ctx: Context, command: ListMandates) -> MandatePage:
        """A page of changes, newest first."""
        limit = max(1, min(command.limit, _PAGE_MAX))
        before = read_cursor(command.cursor) if command.cursor else None
        wanted = queries.Filter(command.kind, command.target, command.status, before)
        rows = queries.page(ctx, wanted, limit + 1)
        last = rows[limit - 1] if len(rows) > limit else None
        more = cursor_of(last["created_at"], last["id"]) if last else ""
        return MandatePage(mandates=tuple(view(row) for row in rows[:limit]), cursor=more)

    def withdraw(self, ctx: Context, command: NameMandate) -> MandateView:
        """Take it back before it is confirmed; raises NotProposer, IllegalTransition."""
        mandate = repository.lock_by_number(ctx, command.number)
        if mandate["maker_person_id"] != ctx.actor.person_id:
            raise NotProposer
        CHART.move(mandate["status"], "withdraw")
        self._approvals.withdraw(ctx, mandate["approval_id"])
        return view(queries.by_number(ctx, command.number))

    def subject(self, ctx: Context, mandate: Row) -> Subject:
        """The change as the approval engine sees it now: told from what the thing is at this moment."""
        return self._subject(ctx, mandate, self._change_now(ctx, mandate))

    def enforce(self, ctx: Context, mandate: Row) -> Row:
        """Put an approved change in force, or note why it cannot be."""
        change = self._change_now(ctx, mandate)
        try:
            with savepoint(ctx.uow):
                if change.before != mandate["before"]:
                    raise Stale
                self._kinds[mandate["kind"]].apply(ctx, change)
        except (Conflict, Invalid) as refusal:
            return repository.move(ctx, mandate, "refuse", why=_json(refusal.message))
        return repository.move(ctx, mandate, "apply")

    def fail(self, ctx: Context, mandate: Row, why: YinqiError) -> Row:
        """End an approved change that may not come into force, and say why."""
        return repository.move(ctx, mandate, "refuse", why=_json(why.message))

    def _draft(self, ctx: Context, wish: Wish) -> tuple[Change, tuple[Line, ...]]:
        kind = self._kinds[wish.kind]
        change = Change(wish.target, kind.present(ctx, wish.target), wish.after)
        change = replace(change, after=kind.checked(ctx, change))
        lines = kind.lines(ctx, change)
        if not lines:
            raise NothingChanges
        return change, lines

    def _change_now(self, ctx: Context, mandate: Row) -> Change:
        before = self._kinds[mandate["kind"]].present(ctx, mandate["target"])
        return Change(mandate["target"], before, mandate["after"])

    def _row(self, ctx: Context, wish: Wish, change: Change, lines: Sequence[Line]) -> Row:
        if ctx.actor.person_id is None:
            message = "a change is proposed by a person"
            raise LookupError(message)
        row = {
            "tenant_id": ctx.tenant_id, "enterprise_id": ctx.enterprise_id, "id": ctx.world.ids.uuid7(),
            "number": ctx.world.ids.number("M"), "kind": wish.kind, "target": wish.target,
            "title": _json(self._kinds[wish.kind].title(ctx, change)), "before": dict(change.before),
            "after": dict(change.after), "lines": [_line_json(line) for line in lines], "reason": wish.reason,
            "door": ctx.actor.door.value, "status": CHART.initial, "status_at": ctx.now, "version": 0, "why": {},
            "maker_person_id": ctx.actor.person_id, "maker_name": ctx.actor.name, "approval_id": None,
            "created_at": ctx.now,
        }  # fmt: skip
        text = _text(row, lines)
        return row | {"canonical_text": text, "digest": ctx.world.crypto.sm3(text.encode())}

    def _subject(self, ctx: Context, mandate: Row, change: Change) -> Subject:
        kind = self._kinds[mandate["kind"]]
        text = _text(mandate, kind.lines(ctx, change))
        title, barred = Text(**mandate["title"]), kind.concerned(ctx, change)
        facts = Facts(None, "", "", Door(mandate["door"]), title, barred=barred)
        maker = mandate["maker_person_id"]
        return Subject(SUBJECT, mandate["id"], kind.operation, text, facts, maker)


def view(row: Row) -> MandateView:
    """A change as administrators see it."""
    return MandateView(
        number=row["number"], kind=row["kind"], target=row["target"], title_zh=row["title"]["zh"],
        title_en=row["title"]["en"], status=PublicStatus(row["status"]), status_at=row["status_at"],
        maker_name=row["maker_name"], created_at=row["created_at"], reason=row["reason"],
        fingerprint=bytes(row["digest"]).hex(), approval_id=str(row["approval_id"] or ""),
        why_zh=row["why"].get("zh", ""), why_en=row["why"].get("en", ""),
        lines=tuple(ChangeLine(**line) for line in row["lines"]),
    )  # fmt: skip


def _text(row: Row, lines: Sequence[Line]) -> str:
    head = (
        ("变更编号", row["number"]),
        ("种类", row["kind"]),
        ("对象", row["target"]),
        ("摘要", row["title"]["zh"]),
        ("原因", row["reason"]),
        ("提交人", row["maker_name"]),
    )
    return canonical.text_of(head, lines)


def _json(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def line_view(line: Line) -> ChangeLine:
    """A difference as it is shown before it is proposed."""
    return ChangeLine(**_line_json(line))


def _line_json(line: Line) -> dict[str, str]:
    """As `ChangeLine` takes it."""
    parts = {"label": line.label, "was": line.was, "becomes": line.becomes}
    return {
        f"{name}_{lang}": text.of(lang) for name, text in parts.items() for lang in ("zh", "en")
    }
