"""One function per command about approval rules. Nothing here commits; changes go through mandates."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from corporate import enterprises
from kernel.context import Context
from kernel.errors import NotFound
from kernel.statements import Row
from kernel.text import Text
from workflows.approval.policy import ANY, PayeeClass, Rules
from workflows.approval.policy_parser import parse_rules
from workflows.mandates.commands import ChangeLine, MandateView
from workflows.mandates.kinds import Change, Line
from workflows.mandates.service import MandateService, Wish
from workflows.policies import queries, rules, sentences
from workflows.policies.commands import (
    BandWords,
    ChangePolicy,
    CheckedPolicy,
    Choices,
    ListChoices,
    ListPolicies,
    NamePolicy,
    NameScope,
    Option,
    PolicyLine,
    PolicyList,
    PolicyView,
    RestorePolicy,
    SimulatedPolicy,
    SimulatePolicy,
)
from workflows.policies.errors import NoRuleThere, NotJson
from workflows.policies.ground import EVERY_ACCOUNT, EVERY_DOOR, EVERY_PAYEE, Grounds
from workflows.policies.kind import KIND, PolicyKind
from workflows.policies.scope import WHAT, Scope
from workflows.policies.simulation import Simulator

_WARNINGS_MAX: Final = 12


class PolicyService:
    """Tells rules in sentences, tries them out, and proposes changes of them."""

    def __init__(self, grounds: Grounds, simulator: Simulator, mandates: MandateService) -> None:
        self._grounds = grounds
        self._simulator = simulator
        self._mandates = mandates
        self._kind = PolicyKind(grounds)

    def page(self, ctx: Context, _command: ListPolicies) -> PolicyList:
        """Every rule in force, the most general first."""
        names, waiting = self._grounds.names(ctx), queries.waiting(ctx, KIND)
        rows = sorted(queries.live(ctx), key=_generality)
        return PolicyList(
            policies=tuple(PolicyLine(**self._line(row, names, waiting)) for row in rows)
        )

    def show(self, ctx: Context, command: NamePolicy) -> PolicyView:
        """One version of a scope, the live one unless another is named; raises NotFound."""
        row = queries.one(ctx, command.scope, command.version)
        if row is None:
            raise NotFound(WHAT)
        names, waiting = self._grounds.names(ctx), queries.waiting(ctx, KIND)
        written = _written(rules.untitled(rules.spelled(row["rules"], names), names))
        return PolicyView(**self._line(row, names, waiting), rules=written)

    def versions(self, ctx: Context, command: NameScope) -> PolicyList:
        """Every version of a scope, the newest first."""
        names = self._grounds.names(ctx)
        rows = queries.versions(ctx, command.scope, KIND)
        return PolicyList(policies=tuple(PolicyLine(**self._line(row, names, {})) for row in rows))

    def check(self, ctx: Context, command: ChangePolicy) -> CheckedPolicy:
        """What proposing this would mean; raises what proposing would raise for a wrong rule.

        A rule that changes nothing has no lines.
        """
        scope, target = command.scope, command.scope.target
        change = Change(target, self._kind.present(ctx, target), _read(command.rules))
        wanted = self._kind.checked(ctx, change)
        change = Change(target, change.before, wanted)
        names = self._grounds.names(ctx)
        lines = tuple(_line(line) for line in self._kind.lines(ctx, change))
        waiting = queries.waiting(ctx, KIND).get(target, "")
        if not wanted:
            return CheckedPolicy(lines=lines, waiting=waiting)
        parsed = parse_rules(wanted)
        warned = rules.warnings(parsed, self._grounds.ground(ctx, scope, names))[:_WARNINGS_MAX]
        return CheckedPolicy(
            **self._words(parsed, names, scope),
            lines=lines,
            warnings_zh=tuple(said.zh for said in warned),
            warnings_en=tuple(said.en for said in warned),
            waiting=waiting,
        )

    def change(self, ctx: Context, command: ChangePolicy) -> MandateView:
        """Propose the rule; another administrator confirms it before it counts."""
        wish = Wish(KIND, command.scope.target, _read(command.rules), command.reason)
        return self._mandates.propose(ctx, wish)

    def restore(self, ctx: Context, command: RestorePolicy) -> MandateView:
        """Propose an old version anew; raises NoRuleThere, and what proposing raises."""
        row = queries.one(ctx, command.scope, command.version) if command.version else None
        if row is None:
            raise NoRuleThere
        return self._mandates.propose(
            ctx, Wish(KIND, command.scope.target, row["rules"], command.reason)
        )

    def simulate(self, ctx: Context, command: SimulatePolicy) -> SimulatedPolicy:
        """Which rule would apply, and who would sign."""
        draft = _read(command.rules) if command.rules else None
        return self._simulator.simulate(ctx, command, draft)

    def choices(self, ctx: Context, _command: ListChoices) -> Choices:
        """What an editor of rules offers today."""
        grounds = self._grounds
        accounts = [one for one in enterprises.signed_accounts(ctx.uow) if one.may_pay]
        held = {row["group"]: row["people"] for row in queries.groups(ctx)}
        names = grounds.names(ctx)
        classes = [one for one in PayeeClass if one is not PayeeClass.NONE]
        return Choices(
            operations=tuple(
                _option(code, grounds.title_of(code)) for code in (ANY, *grounds.operations)
            ),
            without_amount=tuple(c for c in grounds.operations if not grounds.by_amount(c)),
            accounts=(
                _option(ANY, EVERY_ACCOUNT),
                *(_option(a.number, _both(f"{a.alias} {a.number}")) for a in accounts),
            ),
            payee_classes=(
                _option(ANY, EVERY_PAYEE),
                *(_option(one.value, one.label) for one in classes),
            ),
            doors=(
                _option(ANY, EVERY_DOOR),
                *(_option(one.value, one.label) for one in grounds.doors(ANY)),
            ),
            groups=(
                _option(ANY, sentences.ANYBODY),
                *(_option(code, name, held.get(code, ())) for code, name in names.items()),
            ),
            people=tuple(
                _option(str(row["person_id"]), _both(row["name"])) for row in self._makers(ctx)
            ),
            currencies=tuple(dict.fromkeys(["CNY", *(a.currency for a in accounts)])),
            allows_direct=grounds.allows_direct(ctx),
        )  # fmt: skip

    def _makers(self, ctx: Context) -> list[Row]:
        """Everybody who makes anything a rule may be about, once."""
        found = {
            row["person_id"]: row
            for code in self._grounds.operations
            for row in self._grounds.makers(ctx, code)
        }
        return sorted(found.values(), key=lambda row: str(row["name"]))

    def _line(self, row: Row, names: sentences.Names, waiting: Mapping[str, str]) -> dict[str, Any]:
        scope = Scope(row["operation"], row["account"], row["payee_class"], row["door"])
        title = self._grounds.title(scope)
        parsed = parse_rules(rules.spelled(row["rules"], names))
        return {
            "operation": scope.operation, "account": scope.account,
            "payee_class": scope.payee_class, "door": scope.door,
            "title_zh": title.zh, "title_en": title.en,
            "version": row["version"], "live": row["live"], "created_at": row["created_at"],
            "waiting": waiting.get(scope.target, ""),
            "set_by": row.get("set_by") or "", "confirmed_by": row.get("confirmed_by") or "",
            "change_number": row.get("change_number") or "",
            **self._words(parsed, names, scope),
        }  # fmt: skip

    def _words(self, parsed: Rules, names: sentences.Names, scope: Scope) -> dict[str, Any]:
        by_amount = self._grounds.by_amount(scope.operation)
        wording = sentences.wording_at(scope.door)
        whole = sentences.sentence(parsed, names, by_amount=by_amount, wording=wording)
        return {
            "sentence_zh": whole.zh,
            "sentence_en": whole.en,
            "bands": tuple(_band_words(parsed, names, wording, by_amount=by_amount)),
        }


def _band_words(
    parsed: Rules, names: sentences.Names, wording: sentences.Wording, *, by_amount: bool
) -> tuple[BandWords, ...]:
    told = []
    for currency, band in sentences.bands_of(parsed):
        where = sentences.range_words(band, currency) if by_amount else sentences.WHOLE
        told.append((where, sentences.steps_words(band.steps, names, wording)))
    told += sentences.conditions(parsed, names)
    return tuple(
        BandWords(range_zh=where.zh, range_en=where.en, asks_zh=asks.zh, asks_en=asks.en)
        for where, asks in told
    )


def _read(text: str) -> dict[str, Any]:
    """A rule as it was sent; raises NotJson. No floats: an amount is a whole number of minor units."""
    if not text.strip():
        return {}
    try:
        read = json.loads(text, parse_float=_refused, parse_constant=_refused)
    except (ValueError, RecursionError):
        raise NotJson from None
    if not isinstance(read, dict):
        raise NotJson
    return read


def _refused(_text: str) -> float:
    raise ValueError


def _written(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _generality(row: Row) -> tuple[bool, str, bool, str, bool, str, bool, str]:
    """The most general first, then by operation, account, payee class, door."""
    parts = (row["operation"], row["account"], row["payee_class"], row["door"])
    key = [told for part in parts for told in (part != ANY, part)]
    return (key[0], key[1], key[2], key[3], key[4], key[5], key[6], key[7])


def _line(line: Line) -> ChangeLine:
    return ChangeLine(
        label_zh=line.label.zh, label_en=line.label.en, was_zh=line.was.zh, was_en=line.was.en,
        becomes_zh=line.becomes.zh, becomes_en=line.becomes.en,
    )  # fmt: skip


def _option(key: str, name: Text, people: Sequence[str] = ()) -> Option:
    return Option(key=key, name_zh=name.zh, name_en=name.en, people=tuple(people))


def _both(name: str) -> Text:
    return Text(name, name)
