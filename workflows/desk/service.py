"""Two people for everything: one asks, another confirms over exactly what was shown. Nothing here commits.

The desk's own engine, made of the parts of the enterprises' (kinds, canonical text, charts): theirs keeps
rows of an enterprise and asks its users, and a bank's staff are nobody's users (docs/adr/0018).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corporate.staff.errors import NotYours
from corporate.staff.roles import CHECKS, MAKES, Role, sees
from kernel.context import Context
from kernel.db import savepoint
from kernel.errors import Conflict, Invalid, NotFound, YinqiError
from kernel.records import audit
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import queries, repository
from workflows.desk.errors import (
    AboutYourself,
    ChangeWaiting,
    NoChange,
    NotMaker,
    Outdated,
    OwnChange,
    ShownElse,
)
from workflows.desk.kinds import DeskKind, Field, Typed, Wish
from workflows.desk.states import CHART, DeskChangeStatus
from workflows.mandates import canonical
from workflows.mandates.kinds import Change, Line

_WHAT: Final = Text("该业务", "This kind of change")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the second person says, over which digest, with which proof."""

    approves: bool
    shown_digest: bytes
    comment: str
    evidence: Mapping[str, Any]


class ChangeDesk:
    """Asks for, shows, confirms, withdraws and carries out changes."""

    def __init__(self, kinds: Sequence[DeskKind]) -> None:
        self._kinds = {kind.code: kind for kind in kinds}

    def kind(self, code: str) -> DeskKind:
        """A kind by its code; raises NotFound."""
        found = self._kinds.get(code)
        if found is None:
            raise NotFound(_WHAT)
        return found

    def kinds_for(self, role: Role) -> list[DeskKind]:
        """What somebody of that role asks for."""
        return [kind for kind in self._kinds.values() if kind.duty in MAKES[role]]

    def seen_by(self, role: Role) -> list[str]:
        """The kinds whose changes somebody of that role may read."""
        return [code for code, kind in self._kinds.items() if sees(role, kind.duty)]

    def form(self, ctx: Context, role: Role, code: str, target: str) -> tuple[Field, ...]:
        """What is asked for; raises NotYours, NotFound."""
        kind = self.kind(code)
        _require(role, kind.duty in MAKES[role])
        return kind.form(ctx, target)

    def propose(  # noqa: PLR0917 - who asks for what, of what, why
        self, ctx: Context, role: Role, code: str, target: str, typed: Typed, reason: str
    ) -> Row:
        """Ask for a change; nothing of it counts before somebody else has confirmed it.

        Raises NotYours, NotFound, Faulty, NoChange, ChangeWaiting, AboutYourself.
        """
        kind = self.kind(code)
        _require(role, kind.duty in MAKES[role])
        wish = kind.wish(ctx, target, typed)
        change = Change(wish.target, kind.present(ctx, wish.target), wish.after)
        lines = kind.lines(ctx, change)
        if not lines:
            raise NoChange
        if ctx.actor.person_id in kind.concerned(ctx, change):
            raise AboutYourself
        running = queries.running(ctx, code, wish.target)
        if running is not None:
            raise ChangeWaiting(number=running)
        row = _row(ctx, kind, wish, change, lines, reason)
        edge = CHART.move(CHART.initial, "submit")
        row |= {"status": edge.target, "version": 1}
        repository.insert(ctx, row)
        repository.write_step(ctx, row, edge)
        audit.write(ctx, "desk.propose", code, row["number"], {"target": wish.target})
        return row

    def decide(self, ctx: Context, role: Role, number: str, verdict: Verdict) -> Row:
        """Confirm or reject somebody else's change, over exactly what was shown.

        What may not come into force ends as `failed` with the reason. Raises NotFound, NotYours, OwnChange,
        AboutYourself, ShownElse, IllegalTransition; then nothing is written.
        """
        row = repository.lock(ctx, number)
        kind = self.kind(row["kind"])
        _require(role, kind.duty in CHECKS[role])
        if row["maker_id"] == ctx.actor.person_id:
            raise OwnChange
        change = Change(row["target"], kind.present(ctx, row["target"]), row["after"])
        if ctx.actor.person_id in kind.concerned(ctx, change):
            raise AboutYourself
        CHART.move(row["status"], "reject")
        if verdict.shown_digest != bytes(row["digest"]):
            raise ShownElse
        signed = {
            "checker_id": ctx.actor.person_id, "checker_name": ctx.actor.name,
            "evidence": {**verdict.evidence, "comment": verdict.comment},
        }  # fmt: skip
        detail = {"approves": verdict.approves, "digest": verdict.shown_digest.hex()}
        audit.write(ctx, "desk.decide", row["kind"], number, detail)
        if not verdict.approves:
            return repository.move(ctx, row, "reject", **signed)
        fault = self._text_fault(ctx, kind, row, change)
        if fault is not None:
            return repository.move(ctx, row, "refuse", why=_json(fault.message), **signed)
        if kind.by_worker:
            return repository.move(ctx, row, "approve", **signed)
        why = _applied(ctx, kind, change)
        if why is not None:
            return repository.move(ctx, row, "refuse", why=_json(why.message), **signed)
        return repository.move(ctx, row, "apply", **signed)

    def withdraw(self, ctx: Context, number: str) -> Row:
        """Take it back before it is confirmed; raises NotMaker, IllegalTransition."""
        row = repository.lock(ctx, number)
        if row["maker_id"] != ctx.actor.person_id:
            raise NotMaker
        moved = repository.move(ctx, row, "withdraw")
        audit.write(ctx, "desk.withdraw", row["kind"], number)
        return moved

    def carry_out(self, ctx: Context, row: Row) -> Row:
        """What two agreed upon, done by the worker; nothing for what is done already."""
        if row["status"] != DeskChangeStatus.APPROVED:
            return row
        kind = self.kind(row["kind"])
        change = Change(row["target"], kind.present(ctx, row["target"]), row["after"])
        fault = self._text_fault(ctx, kind, row, change) or _applied(ctx, kind, change)
        audit.write(ctx, "desk.carry_out", row["kind"], row["number"], {"done": fault is None})
        if fault is not None:
            return repository.move(ctx, row, "give_up", why=_json(fault.message))
        return repository.move(ctx, row, "carry_out")

    def _text_fault(
        self, ctx: Context, kind: DeskKind, row: Row, change: Change
    ) -> YinqiError | None:
        """Outdated when the text would no longer be the one that was signed."""
        text = _text(row, kind.lines(ctx, change))
        same = text == row["canonical_text"] and change.before == row["before"]
        return None if same else Outdated()


def _applied(ctx: Context, kind: DeskKind, change: Change) -> YinqiError | None:
    """Put it in force; or why it cannot be, and then nothing of it stays."""
    try:
        with savepoint(ctx.uow):
            kind.apply(ctx, change)
    except (Conflict, Invalid) as refusal:
        return refusal
    return None


def _require(role: Role, may: bool) -> None:  # noqa: FBT001 - one condition
    if not may:
        raise NotYours(role=role.label)


def _row(  # noqa: PLR0917 - a row
    ctx: Context, kind: DeskKind, wish: Wish, change: Change, lines: Sequence[Line], reason: str
) -> Row:
    row = {
        "tenant_id": ctx.tenant_id, "enterprise_id": wish.enterprise_id, "id": ctx.world.ids.uuid7(),
        "number": ctx.world.ids.number("K"), "kind": kind.code, "target": wish.target,
        "title": _json(wish.title), "before": dict(change.before), "after": dict(change.after),
        "lines": [_line(line) for line in lines], "reason": reason, "status": CHART.initial, "status_at": ctx.now,
        "version": 0, "why": {}, "maker_id": ctx.actor.person_id, "maker_name": ctx.actor.name,
        "checker_id": None, "checker_name": "", "evidence": {}, "created_at": ctx.now,
    }  # fmt: skip
    text = _text(row, lines)
    return row | {"canonical_text": text, "digest": ctx.world.crypto.sm3(text.encode())}


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


def _line(line: Line) -> dict[str, dict[str, str]]:
    return {
        "label": _json(line.label), "was": _json(line.was), "becomes": _json(line.becomes)
    }  # fmt: skip
