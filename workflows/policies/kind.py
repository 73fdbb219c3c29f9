"""Approval rules as things two administrators change: what there is, what is refused, what is told, applied."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import Faulty
from kernel.text import Text
from workflows.approval.policy_parser import parse_rules
from workflows.mandates.kinds import Change, Content, Line
from workflows.policies import queries, repository, rules, sentences
from workflows.policies.errors import NoRuleThere
from workflows.policies.ground import Grounds
from workflows.policies.scope import RIGHT, Scope

KIND: Final = "policies"
_TITLE: Final = Text("审批规则：{scope}", "Approval rule: {scope}")
_GONE: Final = Text("停用审批规则：{scope}", "End an approval rule: {scope}")


class PolicyKind:
    """One kind of change: its target is a scope, its content the rule's JSON, empty for none."""

    code: str = KIND
    operation: str = RIGHT

    def __init__(self, grounds: Grounds) -> None:
        self._grounds = grounds

    def present(self, ctx: Context, target: str) -> Content:
        """The live rule of the scope in its one spelling; raises NotFound for a key that is no scope."""
        row = queries.one(ctx, Scope.read(target))
        return rules.spelled(row["rules"], self._grounds.names(ctx)) if row else {}

    def checked(self, ctx: Context, change: Change) -> Content:
        """The wish in its one spelling; raises ScopeUnknown, PolicyMalformed, Faulty, NoRuleThere."""
        scope = Scope.read(change.target)
        if not change.after:
            if not change.before:
                raise NoRuleThere
            return {}
        self._grounds.check(ctx, scope)
        names = self._grounds.names(ctx)
        wanted = rules.spelled(change.after, names)
        found = rules.refusals(parse_rules(wanted), self._grounds.ground(ctx, scope, names))
        if found:
            raise Faulty(found)
        return wanted

    def title(self, _ctx: Context, change: Change) -> Text:
        """Which scope it is about, and whether its rule ends."""
        template = _TITLE if change.after else _GONE
        return template.fill(scope=self._grounds.title(Scope.read(change.target)))

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """One line for each stretch of amounts that is asked something else, and each condition."""
        before, after = (
            parse_rules(content) if content else None for content in (change.before, change.after)
        )
        wording = sentences.wording_at(Scope.read(change.target).door)
        return sentences.differences(before, after, self._grounds.names(ctx), wording)

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """Nobody: a rule is about groups, and its proposer never confirms it anyway."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """Retire the version there is and write the next; what nobody could fill any more is refused."""
        scope, wanted = Scope.read(change.target), self.checked(ctx, change)
        repository.retire(ctx, scope)
        if wanted:
            repository.insert(ctx, scope, wanted)
