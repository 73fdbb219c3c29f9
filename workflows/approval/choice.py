"""Which band of which policy applies to a subject, and why, in a sentence.

From the general to the special: the enterprise's default, the operation, the account, the class of
payees, the door. A rule that names the later word of two beats one that does not; that order is also
how rows are read. A currency without a table, and a subject without
an amount, get the strictest band there is; when even that asks for nobody, no rule covers them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kernel.money import format_minor
from kernel.operation import Door
from kernel.text import NO_TEXT, Text
from workflows.approval.errors import NoPolicy
from workflows.approval.policy import ANY, Band, PayeeClass, Policy, Steps
from workflows.approval.snapshot import Snapshot
from workflows.approval.subjects import Facts

TitleOf = Callable[[str], Text]
"""The name of an operation, for people; the catalogue knows it."""

_WHY = Text(
    "适用规则：{scope}（第 {version} 版），{band}", "Rule: {scope} (version {version}), {band}"
)
_MOST_SPECIAL = Text(
    "{why}；在 {count} 条可适用的规则中范围最具体",
    "{why}; the most specific of {count} rules that cover this",
)
_BETWEEN = Text(
    "金额 {lower} 以上至 {upper} {currency}（含）",
    "over {lower} up to and including {upper} {currency}",
)
_UP_TO = Text("金额 {upper} {currency} 及以下", "up to and including {upper} {currency}")
_OVER = Text("金额 {lower} {currency} 以上", "over {lower} {currency}")
_ALL = Text("{currency} 不分金额", "any amount in {currency}")
_NO_TABLE = Text(
    "规则未设 {currency} 的档次，按最严格的一档（{band}）",
    "it has no {currency} table, so its strictest band ({band})",
)
_NO_AMOUNT = Text(
    "不涉及金额，按最严格的一档（{band}）", "there is no amount, so its strictest band ({band})"
)
_WITHOUT_TABLE = Text("规则未设 {currency} 的档次", "the rule has no table for {currency}")
_WITHOUT_AMOUNT = Text(
    "规则未设无金额业务的级别", "the rule has no level for what carries no amount"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """The policy that applies, the band of it, and the sentence that says so."""

    policy: Policy
    band: Band
    why: Text

    def snapshot(self, steps: Steps) -> Snapshot:
        """What a round keeps of it; `steps` are the band's, with everybody named who must sign."""
        policy = self.policy
        reference = {
            "id": str(policy.id),
            "version": policy.version,
            "operation": policy.operation,
            "account_number": policy.account_number,
            "payee_class": policy.payee_class,
            "door": policy.door,
        }
        return Snapshot(
            reference,
            self.why,
            steps,
            policy.rules.valid_days,
            shares=policy.rules.same_person_completes_level,
            escalation=policy.rules.escalation,
        )


def choose(policy: Policy, facts: Facts, title_of: TitleOf) -> Choice:
    """Find the band; raises NoPolicy when the rule leaves this case open."""
    band, words = _band(policy, facts)
    why = _WHY.fill(scope=_scope(policy, title_of), version=policy.version, band=words)
    if policy.matching > 1:
        why = _MOST_SPECIAL.fill(why=why, count=policy.matching)
    return Choice(policy, band, why if policy.why == NO_TEXT else policy.why)


def _band(policy: Policy, facts: Facts) -> tuple[Band, Text]:
    if facts.amount_minor is not None:
        found = policy.rules.band_for(facts.amount_minor, facts.currency)
        if found is not None:
            return found, _range(found, facts.currency)
    currency, band = policy.rules.strictest
    if not band.steps:
        missing = (
            _WITHOUT_TABLE.fill(currency=facts.currency) if facts.currency else _WITHOUT_AMOUNT
        )
        raise NoPolicy(what=missing)
    words = _NO_TABLE if facts.currency else _NO_AMOUNT
    return band, words.fill(currency=facts.currency, band=_range(band, currency))


def _range(band: Band, currency: str) -> Text:
    lower = format_minor(band.lower_minor, currency)
    if band.upper_minor is None:
        template = _OVER if band.lower_minor else _ALL
        return template.fill(lower=lower, currency=currency)
    upper = format_minor(band.upper_minor, currency)
    template = _BETWEEN if band.lower_minor else _UP_TO
    return template.fill(lower=lower, upper=upper, currency=currency)


def _scope(policy: Policy, title_of: TitleOf) -> Text:
    parts = [Text("企业通用规则", "the enterprise's default")]
    if policy.operation != ANY:
        parts = [title_of(policy.operation)]
    if policy.account_number != ANY:
        parts.append(Text("账户 {number}", "account {number}").fill(number=policy.account_number))
    if policy.payee_class != ANY:
        parts.append(PayeeClass(policy.payee_class).label)
    if policy.door != ANY:
        parts.append(Door(policy.door).label)
    return Text("·".join(part.zh for part in parts), ", ".join(part.en for part in parts))
