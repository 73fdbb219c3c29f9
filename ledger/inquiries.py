"""What may be asked of the books beyond a page: days, chosen lines, sums, and what came in since.

Everything is read from entries and closed days, nothing from a cached guess; row security decides what a
door may see. A line's number never changes and never repeats, so it is the place to go on from.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from kernel.booked import DayBalance, LineChoice, LineSearch, LineSums
from kernel.db import UnitOfWork
from kernel.like import containing
from ledger.queries import Entry

_PAST_THE_LAST: Final = 1 << 62
_COLUMNS: Final = (
    "e.seq, e.transaction_id, e.amount_minor, e.currency, e.balance_minor, e.booked_on, e.value_on,"
    " e.booked_at, e.kind, e.detail"
)
# A closed day is what its statement says; later days are the entries after the last statement. The commonest question, one
# account on one day, has a shape of its own. Arrays and series given as parameters are estimated by their values, and so
# planned anew each time: a span is written with its length, and an array is asked for where estimates do not look. Behind row
# security an index is only searched for what cannot leak a row: a column, a parameter, CASE; `coalesce` and sums of columns
# are compared with every line there ever was. So they are worked out first, and MATERIALIZED keeps them out of the search.
_SPAN: Final = "SELECT %(from)s::date + n AS on_date FROM generate_series(0, {last}) AS s (n)"
_DAYS_OF: Final = """
WITH account AS MATERIALIZED (
  SELECT a.id, a.number, a.statement_on,
         (SELECT coalesce(max(d.last_seq), 0) + 1 FROM ledger_day d
           WHERE d.tenant_id = %(tenant)s AND d.account_id = a.id) AS untold
    FROM ledger_account a
   WHERE a.tenant_id = %(tenant)s AND {number} AND a.kind = 'customer'
), day AS MATERIALIZED (
  {days}
)
SELECT a.number, day.on_date, day.on_date <= a.statement_on AS closed,
       coalesce(own.closing_minor, since.balance_minor, earlier.closing_minor, 0) AS closing_minor,
       moved.lines, moved.debit_minor, moved.credit_minor
  FROM account a CROSS JOIN day
  LEFT JOIN ledger_day own
    ON own.tenant_id = %(tenant)s AND own.account_id = a.id AND own.on_date = day.on_date
  LEFT JOIN LATERAL (
       SELECT e.balance_minor FROM ledger_entry e
        WHERE e.tenant_id = %(tenant)s AND e.account_id = a.id AND e.seq >= a.untold
          AND e.booked_on <= day.on_date
        ORDER BY e.seq DESC LIMIT 1) since ON day.on_date > a.statement_on
  LEFT JOIN LATERAL (
       SELECT d.closing_minor FROM ledger_day d
        WHERE d.tenant_id = %(tenant)s AND d.account_id = a.id AND d.on_date < day.on_date
        ORDER BY d.on_date DESC LIMIT 1) earlier ON true
 CROSS JOIN LATERAL (
       SELECT count(*) AS lines,
              coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS debit_minor,
              coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS credit_minor
         FROM ledger_entry e
        WHERE e.tenant_id = %(tenant)s AND e.account_id = a.id
          AND e.seq >= CASE WHEN own.first_seq IS NULL THEN a.untold ELSE own.first_seq END
          AND e.seq <= CASE WHEN own.last_seq IS NULL THEN 9223372036854775807 ELSE own.last_seq END
          AND (own.first_seq IS NOT NULL
               OR (day.on_date > a.statement_on AND e.booked_on = day.on_date))) moved
 ORDER BY a.number, day.on_date
"""
_DAYS: Final = _DAYS_OF.format(
    number="a.number = ANY((SELECT %(numbers)s::text[])::text[])", days=_SPAN
)
_DAY: Final = _DAYS_OF.format(
    number="a.number = %(number)s", days="SELECT %(from)s::date AS on_date"
)
_ACCOUNT: Final = """(SELECT a.id FROM ledger_account a
                        WHERE a.tenant_id = %(tenant)s AND a.number = %(number)s AND a.kind = 'customer')"""
# Days that are closed say between which lines to look: a week of ten million lines is found without reading the others.
_CHOSEN: Final = f"""
  FROM ledger_entry e
 WHERE e.tenant_id = %(tenant)s AND e.seq > %(after)s
   AND e.account_id = {_ACCOUNT}
   AND e.seq > (SELECT coalesce(max(d.last_seq), 0) FROM ledger_day d
                 WHERE d.tenant_id = %(tenant)s AND d.account_id = {_ACCOUNT} AND d.on_date < %(from)s::date)
   AND e.seq < (SELECT coalesce(min(d.first_seq), 1::bigint << 62) FROM ledger_day d
                 WHERE d.tenant_id = %(tenant)s AND d.account_id = {_ACCOUNT} AND d.on_date > %(to)s::date)
   AND (%(from)s::date IS NULL OR e.booked_on >= %(from)s::date)
   AND (%(to)s::date IS NULL OR e.booked_on <= %(to)s::date)
   AND (%(credit)s::boolean IS NULL OR (e.amount_minor > 0) = %(credit)s::boolean)
   AND (%(low)s::bigint IS NULL OR abs(e.amount_minor) >= %(low)s::bigint)
   AND (%(high)s::bigint IS NULL OR abs(e.amount_minor) <= %(high)s::bigint)
   AND (%(fees)s::boolean IS NULL OR coalesce((e.detail->>'fee')::boolean, false) = %(fees)s::boolean)
"""  # noqa: S608 - our own words, no data
_LINES: Final = f"SELECT {_COLUMNS} {_CHOSEN} ORDER BY e.seq LIMIT %(limit)s"
# The other side of a line is its payer where money came, but for a return: that is one's own payment, come back.
_SEARCHED: Final = f"""
SELECT {_COLUMNS} {_CHOSEN} AND e.seq < %(below)s
   AND (%(text)s = '' OR concat_ws(' ', e.detail->>'purpose', e.detail->>'remark', e.detail->>'number', e.detail->>'client_serial',
        CASE WHEN e.amount_minor > 0 AND e.kind <> 'return' THEN concat_ws(' ', e.detail->>'payer_name', e.detail->>'payer_account')
             ELSE concat_ws(' ', e.detail->>'payee_name', e.detail->>'payee_account') END) ILIKE %(like)s)
 ORDER BY e.seq DESC LIMIT %(limit)s
"""
_SUMS: Final = f"""
SELECT count(*) FILTER (WHERE e.amount_minor < 0) AS debits,
       count(*) FILTER (WHERE e.amount_minor > 0) AS credits,
       coalesce(-sum(e.amount_minor) FILTER (WHERE e.amount_minor < 0), 0)::bigint AS debit_minor,
       coalesce(sum(e.amount_minor) FILTER (WHERE e.amount_minor > 0), 0)::bigint AS credit_minor,
       coalesce(min(e.seq), 0) AS first_seq, coalesce(max(e.seq), 0) AS last_seq {_CHOSEN}
"""
_INCOMING: Final = f"""
SELECT at.number, {_COLUMNS}
  FROM unnest(%(numbers)s::text[], %(after)s::bigint[]) WITH ORDINALITY AS at (number, seq, position)
  JOIN ledger_account a ON a.tenant_id = %(tenant)s AND a.number = at.number AND a.kind = 'customer'
 CROSS JOIN LATERAL (
       SELECT * FROM ledger_entry l
        WHERE l.tenant_id = %(tenant)s AND l.account_id = a.id AND l.seq > at.seq AND l.amount_minor > 0
        ORDER BY l.seq LIMIT %(limit)s) e
 ORDER BY at.position, e.seq LIMIT %(limit)s
"""  # noqa: S608 - names of columns


def days(uow: UnitOfWork, numbers: Sequence[str], from_on: date, to_on: date) -> list[DayBalance]:
    """Every day of a span for each account, the first first; nothing for one that may not be seen."""
    params: dict[str, Any] = {"tenant": uow.scope.tenant_id, "from": from_on}
    if len(numbers) == 1 and from_on == to_on:
        rows = uow.rows(_DAY, params | {"number": numbers[0]})
    else:
        sql = _DAYS.format(last=(to_on - from_on).days)
        rows = uow.rows(sql, params | {"numbers": list(numbers)})
    return [DayBalance(**row) for row in rows]


def lines(uow: UnitOfWork, chosen: LineChoice, limit: int) -> list[Entry]:
    """A page of chosen lines, the oldest first: new ones come behind."""
    return [Entry(**row) for row in uow.rows(_LINES, _params(uow, chosen) | {"limit": limit})]


def search(uow: UnitOfWork, wanted: LineSearch, limit: int) -> list[Entry]:
    """A page of chosen lines, the newest first."""
    params = _params(uow, wanted) | {
        "after": 0, "below": wanted.after or _PAST_THE_LAST, "text": wanted.text,
        "like": containing(wanted.text), "limit": limit,
    }  # fmt: skip
    return [Entry(**row) for row in uow.rows(_SEARCHED, params)]


def sums(uow: UnitOfWork, chosen: LineChoice) -> LineSums:
    """How many debits and credits the chosen lines are, and how much."""
    return LineSums(**uow.rows(_SUMS, _params(uow, chosen))[0])


def incoming(uow: UnitOfWork, after: Mapping[str, int], limit: int) -> list[tuple[str, Entry]]:
    """Credits behind a line of each account, account by account in the order given."""
    params = {
        "tenant": uow.scope.tenant_id,
        "numbers": list(after),
        "after": list(after.values()),
        "limit": limit,
    }
    return [(row.pop("number"), Entry(**row)) for row in uow.rows(_INCOMING, params)]


def _params(uow: UnitOfWork, chosen: LineChoice) -> dict[str, Any]:
    return {
        "tenant": uow.scope.tenant_id, "number": chosen.number, "after": chosen.after,
        "from": chosen.from_on, "to": chosen.to_on, "credit": chosen.credit, "low": chosen.low_minor,
        "high": chosen.high_minor, "fees": chosen.fees,
    }  # fmt: skip
