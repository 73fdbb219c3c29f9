"""What the direct link trusts: the bank's keys as they follow each other (直联密钥), and outside authorities (外部证书机构)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import url_for

from corporate.staff import Area, Duty
from corporate.staff.roles import MAKES
from corporate.web import parts as p
from corporate.web.counter.pages import Counter, CounterPages, Shown
from corporate.web.formats import local
from kernel.statements import Row
from kernel.text import Text
from workflows.desk import link_keys, parameters
from workflows.desk.authority_kind import NEW, STATES, TRUSTED, WITHDRAWN, AuthorityKind
from workflows.desk.link_key_kind import ALGORITHMS, KIND, USES

pages = CounterPages("keys")

_FIRST = p.Tag(Text("首把密钥", "The first one"))
_TO_COME = p.Tag(Text("待启用", "To come"), "warn")
_TRUST = {TRUSTED: p.Tag(STATES[TRUSTED], "ok"), WITHDRAWN: p.Tag(STATES[WITHDRAWN])}
_IN_USE = p.Tag(Text("使用中", "In use"), "ok")


@pages.page("/keys", Area.PEOPLE)
def listed(here: Counter) -> Shown:
    """Every line with its newest key, and the outside authorities."""
    makes = Duty.PEOPLE in MAKES[here.session.role]
    newest, now = here.do(lambda ctx: (link_keys.newest(ctx), ctx.now))
    items = []
    for line, (use, name) in _lines():
        ask = url_for("changes.start", kind=KIND, target="/".join(line)) if makes else ""
        items.append({"use": use, "algorithm": name, "ask": ask} | _newest(newest.get(line), now))
    outside = [
        {
            "subject": row["subject"],
            "fingerprint": row["fingerprint"],
            "state": _TRUST[row["status"]],
        }
        | {"ask": _start(row["fingerprint"]) if makes and row["status"] == TRUSTED else ""}
        for row in here.do(parameters.authorities)
    ]
    facts = {"items": items, "outside": outside, "new_url": _start(NEW) if makes else ""}
    return Shown("desk/keys.html", facts)


def _start(target: str) -> str:
    return url_for("changes.start", kind=AuthorityKind.code, target=target)


def _lines() -> Iterator[tuple[tuple[str, str], tuple[Text, Text]]]:
    """Use and algorithm of every line, and their names."""
    for use, said in USES.items():
        for algorithm, name in ALGORITHMS.items():
            yield (use, algorithm), (said, name)


def _newest(key: Row | None, now: datetime) -> dict[str, Any]:
    if key is None:
        return {"key": None, "state": _FIRST}
    state = _TO_COME if key["from_at"] > now else _IN_USE
    return {"key": key, "from_on": local(key["from_at"]).date().isoformat(), "state": state}
