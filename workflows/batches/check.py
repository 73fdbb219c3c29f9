"""The independent checker of batches: headers, rows and books say the same, by SQL of its own.

It knows nothing of the engine, and runs as the auditor who can only read. Amounts of private rows are sealed; of
their batches the numbers of rows are compared, and that in the books nothing is left when they have ended.
"""

from __future__ import annotations

from typing import Final

from kernel.invariants import Rule
from kernel.text import Text

RULES: Final = (
    Rule(
        "B1",
        Text("批次各状态笔数等于其明细", "A batch counts its rows by state as they stand"),
        "SELECT * FROM (SELECT b.number, b.row_count, b.open_count, b.paid_count, b.failed_count, b.unknown_count, b.returned_count,"
        " count(r.row_no) AS rows, count(r.row_no) FILTER (WHERE r.state IN ('good', 'faulty', 'sent')) AS open,"
        " count(r.row_no) FILTER (WHERE r.state IN ('booked', 'settled')) AS paid,"
        " count(r.row_no) FILTER (WHERE r.state = 'failed') AS failed, count(r.row_no) FILTER (WHERE r.state = 'unknown') AS unknown,"
        " count(r.row_no) FILTER (WHERE r.state = 'returned') AS returned"
        " FROM batch b LEFT JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id AND r.state <> 'removed'"
        " WHERE b.tenant_id = %(t)s GROUP BY b.tenant_id, b.id) c"
        " WHERE (row_count, open_count, paid_count, failed_count, unknown_count, returned_count)"
        " <> (rows, open, paid, failed, unknown, returned)",
    ),
    Rule(
        "B2",
        Text("批次各状态金额等于其明细", "A batch adds up its rows by state as they stand"),
        "SELECT * FROM (SELECT b.number, b.total_minor, b.paid_minor, b.failed_minor, coalesce(sum(r.amount_minor), 0) AS rows,"
        " coalesce(sum(r.amount_minor) FILTER (WHERE r.state IN ('booked', 'settled')), 0) AS paid,"
        " coalesce(sum(r.amount_minor) FILTER (WHERE r.state = 'failed'), 0) AS failed, count(r.sealed) AS sealed"
        " FROM batch b LEFT JOIN batch_row r ON r.tenant_id = b.tenant_id AND r.batch_id = b.id AND r.state <> 'removed'"
        " WHERE b.tenant_id = %(t)s GROUP BY b.tenant_id, b.id) c"
        " WHERE sealed = 0 AND (total_minor, paid_minor, failed_minor) <> (rows, paid, failed)",
    ),
    Rule(
        "B3",
        Text("已付明细都有其记账", "Each paid row has its entry in the books"),
        "SELECT r.batch_id, r.row_no FROM batch_row r WHERE r.tenant_id = %(t)s AND r.state IN ('booked', 'settled', 'returned')"
        " AND NOT EXISTS (SELECT FROM ledger_entry e WHERE e.tenant_id = r.tenant_id AND e.transaction_id = r.transaction_id"
        " AND (e.amount_minor = r.amount_minor OR r.amount_minor IS NULL))",
    ),
    Rule(
        "B4",
        Text("待清分余额等于在途明细", "What lies between a debit and its rows is what is still to be paid"),
        "SELECT * FROM (SELECT coalesce(sum(e.amount_minor), 0) AS lies FROM ledger_entry e JOIN ledger_account a"
        " ON a.tenant_id = e.tenant_id AND a.id = e.account_id JOIN ledger_transaction t ON t.tenant_id = e.tenant_id"
        " AND t.id = e.transaction_id WHERE e.tenant_id = %(t)s AND a.number LIKE 'BATCH-%%'"
        " AND split_part(t.posting_key, ':', 2) NOT IN (SELECT batch_id::text FROM batch_row WHERE tenant_id = %(t)s AND sealed IS NOT NULL)) l,"
        " (SELECT coalesce(sum(b.open_minor + b.unknown_minor), 0) + coalesce(sum(f.fees), 0) AS open FROM batch b"
        " LEFT JOIN LATERAL (SELECT sum(r.fee_minor) AS fees FROM batch_row r WHERE r.tenant_id = b.tenant_id"
        " AND r.batch_id = b.id AND r.state IN ('good', 'sent', 'unknown')) f ON true"
        " WHERE b.tenant_id = %(t)s AND b.status = 'running' AND b.debit = 'total'"
        " AND b.id::text NOT IN (SELECT batch_id::text FROM batch_row WHERE tenant_id = %(t)s AND sealed IS NOT NULL)) o WHERE lies <> open",
    ),
    Rule(
        "B5",
        Text("已结束的保密批次不留待清分余额", "Of a private batch that has ended nothing lies between debit and rows"),
        "WITH private AS MATERIALIZED (SELECT DISTINCT batch_id FROM batch_row WHERE tenant_id = %(t)s AND sealed IS NOT NULL),"
        " lying AS MATERIALIZED (SELECT split_part(t.posting_key, ':', 2) AS batch, sum(e.amount_minor) AS lies"
        " FROM ledger_account a JOIN ledger_entry e ON e.tenant_id = a.tenant_id AND e.account_id = a.id AND e.seq IS NULL"
        " JOIN ledger_transaction t ON t.tenant_id = e.tenant_id AND t.id = e.transaction_id"
        " WHERE a.tenant_id = %(t)s AND a.number LIKE 'BATCH-%%' AND t.posting_key LIKE 'batch:%%' GROUP BY 1)"
        " SELECT b.number, b.status, b.total_minor + b.fee_minor AS debited, l.lies FROM private p"
        " JOIN batch b ON b.tenant_id = %(t)s AND b.id = p.batch_id JOIN lying l ON l.batch = b.id::text"
        " WHERE l.lies < 0 OR l.lies > b.total_minor + b.fee_minor OR b.status <> 'running' AND l.lies <> 0",
    ),
)  # fmt: skip
