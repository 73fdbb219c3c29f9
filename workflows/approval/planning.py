"""Which rule applies to a subject today, and who could sign: read, never written."""

from __future__ import annotations

from kernel.context import Context
from kernel.errors import YinqiError
from workflows.approval import queries
from workflows.approval.choice import Choice, choose
from workflows.approval.errors import DirectNotAllowed, NoPolicy
from workflows.approval.people import distinct_people
from workflows.approval.plan import Plan, lacking_people, planned_levels
from workflows.approval.policy import ANY
from workflows.approval.ports import Ports
from workflows.approval.subjects import Subject


def todays_choice(ports: Ports, ctx: Context, subject: Subject) -> Choice:
    """The band that applies at this moment; raises NoPolicy, or PolicyMalformed for a bad row."""
    return _choice(ports, _rule(ports, ctx, subject), subject)


def make_plan(ports: Ports, ctx: Context, subject: Subject) -> Plan:
    """What submission would ask of whom; a subject without a rule gets a plan that says so."""
    try:
        rule = _rule(ports, ctx, subject)
        choice = _choice(ports, rule, subject)
    except YinqiError as refusal:
        return Plan(None, refusal.message, (), (refusal,))
    steps = choice.band.steps
    if not steps:
        refusals = () if ports.allows_direct(ctx, subject) else (DirectNotAllowed(),)
        return Plan(choice.snapshot(), choice.why, (), refusals, running=rule.running)
    approvers = ports.people.approvers(ctx, subject.operation, subject.facts.account_number)
    candidates = distinct_people(approvers, but={subject.maker_person_id, *subject.facts.barred})
    return Plan(
        choice.snapshot(),
        choice.why,
        planned_levels(steps, candidates),
        lacking_people(steps, candidates),
        running=rule.running,
    )


def _rule(ports: Ports, ctx: Context, subject: Subject) -> queries.Rule:
    rule = queries.rule_for(ctx, subject)
    if rule is None or rule.policy.operation == ANY:
        house = ports.house_rule(subject)
        if house is not None:
            return queries.Rule(house, running=rule is not None and rule.running)
    if rule is None:
        raise NoPolicy(what=ports.title_of(subject.operation))
    return rule


def _choice(ports: Ports, rule: queries.Rule, subject: Subject) -> Choice:
    return choose(rule.policy, subject.facts, ports.title_of)
