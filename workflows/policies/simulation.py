"""Trying a rule out: which rule would apply to a past or an imagined case, and who would sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final
from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.operation import Door
from kernel.text import Text
from workflows.approval.engine import ApprovalEngine
from workflows.approval.plan import Plan, PlannedLevel
from workflows.approval.policy import ANY, PayeeClass, Policy
from workflows.approval.policy_parser import parse_rules
from workflows.approval.subjects import Facts, Subject
from workflows.mandates.service import SUBJECT as MANDATE
from workflows.policies import queries, rules, sentences
from workflows.policies.commands import SimulatedLevel, SimulatedPolicy, SimulatePolicy
from workflows.policies.ground import Grounds
from workflows.policies.scope import Scope

_IMAGINED: Final = Text("假设的业务", "An imagined case")
_MAKER: Final = Text("经办人", "The maker")
_CASE: Final = Text("{what}：{parts}", "{what}: {parts}")
_DRAFT: Final = Text("草案：{why}", "Draft: {why}")
_PAYMENT: Final = "payment"


class Simulator:
    """Asks the engine, with the rules in force or with a draft in the place of one of them."""

    def __init__(self, engine: ApprovalEngine, grounds: Grounds) -> None:
        self._engine = engine
        self._grounds = grounds

    def simulate(
        self, ctx: Context, command: SimulatePolicy, draft: Mapping[str, Any] | None
    ) -> SimulatedPolicy:
        """Which rule applies and why, who could sign, what is lacking; writes nothing.

        Raises NotFound for a payment or a maker that is not there, PolicyMalformed for a bad draft.
        """
        subject, maker = self._subject(ctx, command)
        names = self._grounds.names(ctx)
        plan, drafted = self._plan(ctx, subject, command.draft_scope, draft, names)
        facts = self._facts_words(subject, maker)
        why = _DRAFT.fill(why=plan.why) if drafted else plan.why
        lacking = [refusal.message for refusal in plan.refusals]
        return SimulatedPolicy(
            facts_zh=facts.zh, facts_en=facts.en, why_zh=why.zh, why_en=why.en,
            sentence_zh=plan.sentence.zh, sentence_en=plan.sentence.en,
            drafted=drafted, direct=plan.is_direct,
            levels=tuple(_level(level, names) for level in plan.levels),
            lacking_zh=tuple(said.zh for said in lacking),
            lacking_en=tuple(said.en for said in lacking),
        )  # fmt: skip

    def _plan(
        self,
        ctx: Context,
        subject: Subject,
        scope: Scope,
        draft: Mapping[str, Any] | None,
        names: sentences.Names,
    ) -> tuple[Plan, bool]:
        plan = self._engine.plan(ctx, subject)
        if draft is None or not _covers(scope, subject):
            return plan, False
        if plan.snapshot is not None and _rank(_scope_of(plan.snapshot.policy)) > _rank(scope):
            return plan, False
        wanted = parse_rules(rules.spelled(draft, names))
        newest = queries.one(ctx, scope)
        version = newest["version"] + 1 if newest else 1
        policy = Policy(
            UUID(int=0), version, scope.operation, scope.account, scope.door, wanted,
            payee_class=scope.payee_class,
        )  # fmt: skip
        return self._engine.plan(ctx, subject, under=policy), True

    def _subject(self, ctx: Context, command: SimulatePolicy) -> tuple[Subject, str]:
        if command.number:
            subject = self._grounds.past(ctx, command.number)
            operation = subject.operation
        else:
            operation = command.operation
            subject = self._imagined(command)
        makers = self._grounds.makers(ctx, operation)
        known = {row["person_id"]: row["name"] for row in makers}
        return subject, known.get(subject.maker_person_id, "")

    def _imagined(self, command: SimulatePolicy) -> Subject:
        by_amount = self._grounds.by_amount(command.operation)
        facts = Facts(
            amount_minor=command.amount_minor if by_amount else None,
            currency=command.currency if by_amount and command.amount_minor else "",
            account_number=command.account if by_amount else "",
            door=command.door,
            title=_IMAGINED,
        )
        if by_amount and command.payee_class:
            facts = replace(facts, payee_class=PayeeClass(command.payee_class))
        return Subject(
            type=_PAYMENT if by_amount else MANDATE,
            id=UUID(int=0),
            operation=command.operation,
            canonical_text="",
            facts=facts,
            maker_person_id=_maker(command.maker),
        )

    def _facts_words(self, subject: Subject, maker: str) -> Text:
        """What the rule is chosen by, and nothing else of a payment: no payee, no purpose."""
        facts, parts = subject.facts, []
        if facts.money is not None:
            parts.append(Text(str(facts.money), str(facts.money)))
        if facts.account_number:
            parts.append(Text(f"账户 {facts.account_number}", f"account {facts.account_number}"))
        if facts.payee_class:
            parts.append(PayeeClass(facts.payee_class).label)
        parts.append(Door(facts.door).label)
        if maker:
            parts.append(Text(f"{maker}经办", f"made by {maker}"))
        joined = Text("，".join(p.zh for p in parts), ", ".join(p.en for p in parts))
        return _CASE.fill(what=self._grounds.title_of(subject.operation), parts=joined)


def _maker(text: str) -> UUID:
    try:
        return UUID(text) if text else UUID(int=0)
    except ValueError:
        raise NotFound(_MAKER) from None


def _level(planned: PlannedLevel, names: sentences.Names) -> SimulatedLevel:
    asks = sentences.level_words(planned.level, names)
    people = tuple(person.name for person in planned.people)
    return SimulatedLevel(
        number=planned.number, step=planned.step, asks_zh=asks.zh, asks_en=asks.en, people=people
    )


def _covers(scope: Scope, subject: Subject) -> bool:
    """Whether a rule of this scope could apply; the general one never governs the house's own rules."""
    if scope.operation == ANY and subject.type == MANDATE:
        return False
    facts = subject.facts
    pairs = (
        (scope.operation, subject.operation),
        (scope.account, facts.account_number),
        (scope.payee_class, facts.payee_class),
        (scope.door, facts.door.value),
    )
    return all(wanted in (ANY, have) for wanted, have in pairs)


def _scope_of(policy: Mapping[str, Any]) -> Scope:
    payee_class = policy.get("payee_class", ANY)
    return Scope(policy["operation"], policy["account_number"], payee_class, policy["door"])


def _rank(scope: Scope) -> tuple[bool, bool, bool, bool]:
    """How specific a scope is, as the engine orders rules."""
    return (
        scope.operation != ANY,
        scope.account != ANY,
        scope.payee_class != ANY,
        scope.door != ANY,
    )
