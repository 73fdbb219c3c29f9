"""Which rule applies to a subject today, and who could sign: read, never written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from kernel.context import Context
from kernel.errors import YinqiError
from workflows.approval import queries
from workflows.approval.choice import Choice, choose
from workflows.approval.errors import DirectNotAllowed, NoPolicy
from workflows.approval.people import Approver, distinct_people, stand_ins
from workflows.approval.plan import Plan, lacking_people, planned_levels
from workflows.approval.policy import ANY, Level, Mode, Policy, Steps
from workflows.approval.ports import Ports
from workflows.approval.subjects import Subject


def todays_choice(ports: Ports, ctx: Context, subject: Subject) -> Choice:
    """The band that applies at this moment; raises NoPolicy, or PolicyMalformed for a bad row."""
    return choose(_policy(ports, ctx, subject), subject.facts, ports.title_of)


def todays_rule(ports: Ports, ctx: Context, subject: Subject) -> Policy:
    """The rule that applies at this moment; raises NoPolicy, or PolicyMalformed for a bad row."""
    return _policy(ports, ctx, subject)


def make_plan(ports: Ports, ctx: Context, subject: Subject, under: Policy | None = None) -> Plan:
    """What submission would ask of whom; a subject without a rule gets a plan that says so.

    `under` is a rule that is not in force: what it would ask if it were the one that applies.
    """
    try:
        policy = under or _policy(ports, ctx, subject)
        choice = choose(policy, subject.facts, ports.title_of)
    except YinqiError as refusal:
        return Plan(None, refusal.message, (), (refusal,))
    if not choice.band.steps:
        refusals = () if ports.allows_direct(ctx, subject) else (DirectNotAllowed(),)
        return Plan(choice.snapshot(()), choice.why, (), refusals)
    return _with_people(ports, ctx, subject, choice)


def everybody_named(steps: Steps, candidates: Sequence[Approver]) -> Steps:
    """The steps with everybody named who must sign where all must: at least one (全部会签)."""
    return tuple(
        tuple(
            named(level, who_may(level, candidates)) if level.mode is Mode.ALL else level
            for level in step
        )
        for step in steps
    )


def who_may(level: Level, candidates: Sequence[Approver]) -> tuple[UUID, ...]:
    """Those of `candidates` whom a level admits."""
    return tuple(each.person_id for each in candidates if level.admits(each.person_id, each.roles))


def named(level: Level, persons: tuple[UUID, ...]) -> Level:
    """A level that each of these must sign; of nobody it asks for one."""
    return replace(level, mode=Mode.SOME, needed=max(1, len(persons)), persons=persons)


def _with_people(ports: Ports, ctx: Context, subject: Subject, choice: Choice) -> Plan:
    """What is asked, and of whom as rights and delegations are now."""
    approvers = ports.people.approvers(
        ctx, subject.operation, subject.facts.account_number, subject.facts.money
    )
    out = {subject.maker_person_id, *subject.facts.barred}
    candidates = distinct_people(approvers, but=out)
    steps = everybody_named(choice.band.steps, candidates)
    lent = queries.lent_seats(ctx, subject.operation)
    deputies = stand_ins(lent, candidates, approvers, out)
    return Plan(
        choice.snapshot(steps),
        choice.why,
        planned_levels(steps, candidates, deputies),
        lacking_people(steps, candidates, shares=choice.policy.rules.same_person_completes_level),
        deputies,
    )


def _policy(ports: Ports, ctx: Context, subject: Subject) -> Policy:
    policy = queries.policy_for(ctx, subject.operation, subject.facts)
    if policy is None or policy.operation == ANY:
        policy = ports.house_rule(subject) or policy
    if policy is None:
        raise NoPolicy(what=ports.title_of(subject.operation))
    return policy
