"""Why a rule is not taken, and what cannot be tried out."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class NotJson(Invalid):
    """A rule is sent as JSON."""

    code = "policies.not_json"
    text = Text("规则不是有效的 JSON", "The rule is not JSON")


class ScopeUnknown(Invalid):
    """A part of the scope that is not there: an operation, account, payee class or door."""

    code = "policies.scope_unknown"
    text = Text("规则范围有误：{fault}", "The scope of the rule is wrong: {fault}")


class NoRuleThere(Conflict):
    """Taking away what is not there, or bringing back a version there never was."""

    code = "policies.no_rule"
    text = Text("该范围没有这样的规则或版本", "This scope has no such rule or version")
