"""The coherence checker (账务监测): every minute, as whoever may only read, with SQL of its own.

It shares no query with what posts nor with the nightly proof, looks at every account but only at the newest
transactions, and names the account or transaction a figure is wrong of. Alarms are raised through the one function
its role may call; the full proof of all history is `ledger/check.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Jsonb

from kernel.db import UnitOfWork
from kernel.text import Text

RECENT: Final = timedelta(minutes=15)
"""How far back transactions are looked at; several rounds, so that none slips between two."""
_SHOWN: Final = 20
_MILLISECONDS_AT: Final = 80


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold: rows that break it have a `subject`, and an account to be frozen if `stops`."""

    code: str
    text: Text
    sql: str
    stops: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not hold."""

    rule: Rule
    subject: str
    facts: dict[str, Any]


RULES: Final = (
    Rule(
        "balance_line",
        Text("账户余额与末笔分录后的余额不符", "A balance is not the one after its last line"),
        "SELECT a.number AS subject, a.currency, a.balance_minor AS kept, e.balance_minor AS last_line FROM ledger_account a"
        " LEFT JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq = a.entry_count"
        " WHERE a.tenant_id = %(tenant)s AND a.kind = 'customer' AND a.balance_minor IS DISTINCT FROM coalesce(e.balance_minor, 0)"
        " ORDER BY 1 LIMIT %(limit)s",
        stops=True,
    ),
    Rule(
        "balance_sum",
        Text(
            "账户余额与上期末加其后分录不符",
            "A balance is not its last statement and the lines since",
        ),
        "SELECT * FROM (SELECT a.number AS subject, a.currency, a.balance_minor AS kept, coalesce((SELECT d.closing_minor FROM ledger_day d"
        " WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id AND d.statement_number = a.statement_count), 0)"
        " + coalesce((SELECT sum(e.amount_minor) FROM ledger_entry e WHERE e.tenant_id = a.tenant_id AND e.account_id = a.id"
        " AND e.seq > (SELECT coalesce(max(d.last_seq), 0) FROM ledger_day d WHERE d.tenant_id = a.tenant_id AND d.account_id = a.id"
        " AND d.statement_number = a.statement_count)), 0) AS lines FROM ledger_account a"
        " WHERE a.tenant_id = %(tenant)s AND a.kind = 'customer') w WHERE kept <> lines ORDER BY 1 LIMIT %(limit)s",
        stops=True,
    ),
    Rule(
        "floor",
        Text("可用余额低于透支底线", "An available balance is below its floor"),
        "SELECT number AS subject, currency, balance_minor AS kept, held_minor AS held, floor_minor AS floor FROM ledger_account"
        " WHERE tenant_id = %(tenant)s AND kind = 'customer' AND balance_minor - held_minor < floor_minor"
        " ORDER BY 1 LIMIT %(limit)s",
        stops=True,
    ),
    Rule(
        "holds",
        Text("冻结金额与冻结明细不符", "What is held is not the sum of open holds"),
        "SELECT a.number AS subject, a.currency, a.held_minor AS kept, coalesce(h.held, 0) AS holds FROM ledger_account a"
        " LEFT JOIN (SELECT account_id, sum(amount_minor) AS held FROM ledger_hold WHERE tenant_id = %(tenant)s"
        " AND state = 'open' GROUP BY account_id) h ON h.account_id = a.id"
        " WHERE a.tenant_id = %(tenant)s AND a.held_minor <> coalesce(h.held, 0) ORDER BY 1 LIMIT %(limit)s",
        stops=True,
    ),
    Rule(
        "unbalanced",
        Text("交易借贷不平", "A transaction does not sum to zero"),
        "SELECT transaction_id::text AS subject, currency, sum(amount_minor) AS difference FROM ledger_entry"
        " WHERE tenant_id = %(tenant)s AND transaction_id >= %(since)s GROUP BY transaction_id, currency"
        " HAVING sum(amount_minor) <> 0 ORDER BY 1 LIMIT %(limit)s",
        stops=False,
    ),
)

_RAISE: Final = "SELECT ledger_alarm(%s, %s, %s, %s, %s, %s, %s, %s, %s) AS is_new"


def look(uow: UnitOfWork, now: datetime) -> list[Finding]:
    """Everything that does not hold in the bank in scope, at this moment; each rule sees one state of the books."""
    given = {"tenant": uow.scope.tenant_id, "limit": _SHOWN, "since": first_id(now - RECENT)}
    return [
        Finding(rule, str(row.pop("subject")), {name: str(value) for name, value in row.items()})
        for rule in RULES
        for row in uow.rows(rule.sql, given)
    ]


def raise_alarm(
    uow: UnitOfWork, found: Finding, alarm_id: UUID, number: str, now: datetime
) -> bool:
    """Raise one, with its account frozen under a measure of that number; False when it is known already."""
    rule = found.rule
    account = found.subject if rule.stops else ""
    params = (
        uow.scope.tenant_id, alarm_id, rule.code, found.subject, Jsonb({"zh": rule.text.zh, "en": rule.text.en}),
        Jsonb(found.facts), account, number, now,
    )  # fmt: skip
    return bool(uow.rows(_RAISE, params)[0]["is_new"])


def first_id(at: datetime) -> UUID:
    """The smallest id that can have been minted at an instant: ids begin with their milliseconds."""
    return UUID(int=int(at.timestamp() * 1000) << _MILLISECONDS_AT)
