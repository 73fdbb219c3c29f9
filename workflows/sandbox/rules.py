"""Which rule a submission meets: pure. The oldest that fits, counts and is not used up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from kernel.statements import Row
from workflows.sandbox.behaviours import SandboxRail


def first_that_fits(rules: Iterable[Row], rail: str, payload: Mapping[str, Any]) -> Row | None:
    """The first rule all of whose conditions hold; an empty condition always does."""
    account = re.sub(r"[ -]", "", str(payload.get("payee_account", "")))
    amount = str(payload.get("amount", ""))
    for rule in rules:
        if rule["times"] is not None and rule["used"] >= rule["times"]:
            continue
        if (
            rule["rail"] in {SandboxRail.ANY, rail}
            and account.endswith(rule["account_tail"])
            and (not rule["amount"] or _pattern(rule["amount"]).fullmatch(amount) is not None)
        ):
            return rule
    return None


@lru_cache(maxsize=256)
def _pattern(written: str) -> re.Pattern[str]:
    """`*` stands for any digits: `*.06`, `128*.00`, `500.00`."""
    return re.compile("[0-9]*".join(re.escape(part) for part in written.split("*")))
