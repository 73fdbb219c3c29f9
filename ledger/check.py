"""The independent checker: proves the invariants of the books with SQL of its own.

It knows nothing of the posting function, runs as the auditor who can only read, one bank at a time
(totals are never global), and finds: each query returns the rows that break a rule; none may.
"""

from __future__ import annotations

from kernel import invariants
from kernel.db import UnitOfWork
from kernel.invariants import Breach, Rule
from kernel.text import Text

RULES = (
    Rule(
        "I1",
        Text("每笔交易按币种借贷相等", "Each transaction sums to zero in each currency"),
        "SELECT transaction_id, currency, sum(amount_minor) AS difference FROM ledger_entry WHERE tenant_id = %(t)s"
        " GROUP BY transaction_id, currency HAVING sum(amount_minor) <> 0",
    ),
    Rule(
        "I1b",
        Text("每笔交易至少两条分录", "Each transaction has two entries or more"),
        "SELECT x.id FROM ledger_transaction x LEFT JOIN ledger_entry e ON e.tenant_id = x.tenant_id AND e.transaction_id = x.id"
        " WHERE x.tenant_id = %(t)s GROUP BY x.id HAVING count(e.line) < 2",
    ),
    Rule(
        "I1c",
        Text("每条分录都有其交易和账户", "Each entry has its transaction and its account"),
        "SELECT e.transaction_id, e.line FROM ledger_entry e"
        " LEFT JOIN ledger_transaction x ON x.tenant_id = e.tenant_id AND x.id = e.transaction_id"
        " LEFT JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
        " WHERE e.tenant_id = %(t)s AND (x.id IS NULL OR a.id IS NULL OR x.booked_on <> e.booked_on"
        " OR a.currency <> e.currency)",
    ),
    Rule(
        "I2",
        Text("全行各币种余额合计为零", "All balances of a currency sum to zero"),
        "SELECT currency, sum(amount_minor) AS difference FROM ledger_entry WHERE tenant_id = %(t)s"
        " GROUP BY currency HAVING sum(amount_minor) <> 0",
    ),
    Rule(
        "I3",
        Text("账户余额等于分录合计", "A balance is the sum of its entries"),
        "SELECT a.number, a.balance_minor, coalesce(sum(e.amount_minor), 0) AS entries FROM ledger_account a"
        " LEFT JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id"
        " WHERE a.tenant_id = %(t)s AND a.kind = 'customer' GROUP BY a.id, a.number, a.balance_minor"
        " HAVING a.balance_minor <> coalesce(sum(e.amount_minor), 0)",
    ),
    Rule(
        "I3b",
        Text(
            "每条分录后的余额逐笔连续", "The balance after each entry follows from the one before"
        ),
        "SELECT * FROM (SELECT account_id, seq, amount_minor, balance_minor,"
        " coalesce(lag(balance_minor) OVER (PARTITION BY account_id ORDER BY seq), 0) AS before_minor"
        " FROM ledger_entry WHERE tenant_id = %(t)s AND seq IS NOT NULL) w"
        " WHERE balance_minor <> before_minor + amount_minor",
    ),
    Rule(
        "I5",
        Text("可用余额不低于透支底线", "No available balance is below its floor"),
        "SELECT number, balance_minor, held_minor, floor_minor FROM ledger_account"
        " WHERE tenant_id = %(t)s AND kind = 'customer' AND balance_minor - held_minor < floor_minor",
    ),
    Rule(
        "I6",
        Text("冻结合计等于未结束的冻结", "What is held is the sum of open holds"),
        "SELECT a.number, a.held_minor, coalesce(sum(h.amount_minor), 0) AS holds FROM ledger_account a"
        " LEFT JOIN ledger_hold h ON h.tenant_id = a.tenant_id AND h.account_id = a.id AND h.state = 'open'"
        " WHERE a.tenant_id = %(t)s GROUP BY a.id, a.number, a.held_minor"
        " HAVING a.held_minor <> coalesce(sum(h.amount_minor), 0)",
    ),
    Rule(
        "I6b",
        Text(
            "已入账的冻结有对应交易且未超额",
            "A posted hold has its transaction, which debits no more than was held",
        ),
        "SELECT h.id, h.amount_minor, -sum(e.amount_minor) AS debited FROM ledger_hold h LEFT JOIN ledger_entry e"
        " ON e.tenant_id = h.tenant_id AND e.transaction_id = h.transaction_id AND e.account_id = h.account_id"
        " AND e.amount_minor < 0 WHERE h.tenant_id = %(t)s AND h.state = 'posted' GROUP BY h.id, h.amount_minor"
        " HAVING count(e.line) = 0 OR -sum(e.amount_minor) > h.amount_minor",
    ),
    Rule(
        "I9",
        Text("流水号连续无缺", "Statement lines are numbered without gap or repeat"),
        "SELECT a.number, a.entry_count, count(e.seq) AS lines, max(e.seq) AS last FROM ledger_account a"
        " LEFT JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq IS NOT NULL"
        " WHERE a.tenant_id = %(t)s AND a.kind = 'customer' GROUP BY a.id, a.number, a.entry_count"
        " HAVING count(e.seq) <> a.entry_count OR coalesce(max(e.seq), 0) <> a.entry_count",
    ),
    Rule(
        "I9b",
        Text("对账单首尾相接且编号连续", "Statements follow each other, numbered without gaps"),
        "SELECT * FROM (SELECT account_id, statement_number, opening_minor, first_seq,"
        " row_number() OVER w AS place, coalesce(lag(closing_minor) OVER w, 0) AS before_minor,"
        " coalesce(lag(last_seq) OVER w, 0) AS before_seq FROM ledger_day WHERE tenant_id = %(t)s"
        " WINDOW w AS (PARTITION BY account_id ORDER BY on_date)) d"
        " WHERE statement_number <> place OR opening_minor <> before_minor OR first_seq <> before_seq + 1",
    ),
    Rule(
        "I9c",
        Text("对账单期初加发生额等于期末", "Opening plus movements is closing"),
        "SELECT d.account_id, d.on_date FROM ledger_day d WHERE d.tenant_id = %(t)s AND d.opening_minor + ("
        " SELECT coalesce(sum(e.amount_minor), 0) FROM ledger_entry e WHERE e.tenant_id = d.tenant_id"
        " AND e.account_id = d.account_id AND e.seq BETWEEN d.first_seq AND d.last_seq) <> d.closing_minor",
    ),
    Rule(
        "I9d",
        Text(
            "每条分录在其记账日的对账单内，先后不乱",
            "Each line is in the statement of its day, and days follow the lines",
        ),
        "SELECT * FROM (SELECT e.account_id, e.seq, e.booked_on, d.on_date, a.statement_on,"
        " coalesce(lag(e.booked_on) OVER (PARTITION BY e.account_id ORDER BY e.seq), e.booked_on) AS before_on"
        " FROM ledger_entry e JOIN ledger_account a ON a.tenant_id = e.tenant_id AND a.id = e.account_id"
        " LEFT JOIN ledger_day d ON d.tenant_id = e.tenant_id AND d.account_id = e.account_id"
        " AND e.seq BETWEEN d.first_seq AND d.last_seq WHERE e.tenant_id = %(t)s AND e.seq IS NOT NULL) w"
        " WHERE booked_on < before_on OR booked_on > on_date OR (on_date IS NULL AND booked_on <= statement_on)",
    ),
)


def breaches(uow: UnitOfWork, *, shown: int = 10) -> list[Breach]:
    """Every broken rule of the bank in scope."""
    return invariants.breaches(uow, RULES, shown=shown)
