"""The SQL by which rows are looked at as a set: in a TEMP table, which is neither logged nor kept.

Rows come by COPY; names, accounts and banks are compared in the database, all at once. Everything here is said
with the batch locked. Statistics of tables that have just grown are old: what could be looped over is asked as a
set that is hashed, or by its key.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from psycopg.types.json import Json, Jsonb

from corporate.banks.tariff import Band
from kernel import limits
from kernel.context import Context
from kernel.statements import Row

FAST: Final = "HVPS"
"""The large-value rail (大额): what is urgent goes by it."""
_TEMP: Final = """
CREATE TEMP TABLE IF NOT EXISTS batch_staging (
  row_no bigint NOT NULL, name text NOT NULL, account text NOT NULL, amount text NOT NULL, bank text NOT NULL,
  remark text NOT NULL, reference text NOT NULL, extra jsonb NOT NULL, number text NOT NULL, name_key text NOT NULL,
  minor bigint, twin bytea NOT NULL, blind bytea, sealed bytea, faults jsonb, instruction text NOT NULL,
  urgent boolean NOT NULL) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE IF NOT EXISTS batch_named_bank (
  bank text NOT NULL, code text NOT NULL, name text NOT NULL, own boolean NOT NULL, in_ibps boolean NOT NULL,
  known boolean NOT NULL) ON COMMIT DELETE ROWS;
SET LOCAL client_min_messages = warning; SET LOCAL statement_timeout = '{seconds}s';
DELETE FROM batch_staging; DELETE FROM batch_named_bank
"""
_COPY: Final = """
COPY batch_staging (row_no, name, account, amount, bank, remark, reference, extra, number, name_key, minor, twin,
                    blind, sealed, faults, instruction, urgent) FROM STDIN
"""
_LOOKED_OVER: Final = "ANALYZE batch_staging (row_no, bank)"
"""Statistics are kept in a table that is logged, with values in clear: never of a column with private words."""
_NAMED: Final = "SELECT DISTINCT bank FROM batch_staging WHERE bank <> '' LIMIT %s"
_BANKS: Final = """
INSERT INTO batch_named_bank
SELECT * FROM jsonb_to_recordset(%s) AS b (bank text, code text, name text, own boolean, in_ibps boolean, known boolean)
"""
_FORGET: Final = """
UPDATE batch_finding f SET live = false
 WHERE f.tenant_id = %s AND f.batch_id = %s AND f.row_no = ANY (ARRAY(SELECT row_no FROM batch_staging)) AND f.live
"""
_FIND: Final = """
INSERT INTO batch_finding (tenant_id, enterprise_id, batch_id, row_no, field, code, severity, facts, live)
SELECT %(tenant)s, %(enterprise)s, %(batch)s, found.row_no, found.field, found.code, 'block', found.facts, true FROM ({found}) found
ON CONFLICT (tenant_id, batch_id, row_no, field, code) DO UPDATE
   SET severity = excluded.severity, facts = excluded.facts, live = true
"""
_CELLS: Final = """
SELECT s.row_no, f.field, f.code, f.facts
  FROM batch_staging s, jsonb_to_recordset(s.faults) AS f (field text, code text, facts jsonb) WHERE s.faults IS NOT NULL
"""
_NAMES: Final = """
SELECT a.rows[c.nth] AS row_no, 'account' AS field, 'batch.account_' || c.said AS code, '{}'::jsonb AS facts
  FROM (SELECT array_agg(s.number ORDER BY s.row_no) AS numbers, array_agg(s.name_key ORDER BY s.row_no) AS keys,
               array_agg(s.row_no ORDER BY s.row_no) AS rows
          FROM batch_staging s LEFT JOIN batch_named_bank b ON b.bank = s.bank
         WHERE s.number <> '' AND s.name_key <> '' AND (s.bank = '' OR b.own)) a,
       ledger_check_names(%(tenant)s, a.numbers, a.keys, %(currency)s) c
"""
_OTHERS: Final = """
SELECT s.row_no, 'bank' AS field,
       'batch.bank_unknown' AS code, '{}'::jsonb AS facts
  FROM batch_staging s JOIN batch_named_bank b ON b.bank = s.bank AND NOT b.own AND NOT b.known
"""
_CAPPED: Final = """
SELECT s.row_no, 'amount' AS field, 'batch.over_cap' AS code, '{{}}'::jsonb AS facts
  FROM batch_staging s JOIN batch_named_bank b ON b.bank = s.bank AND NOT b.own AND b.known
 WHERE s.minor IS NOT NULL AND {rail} = ''
"""
_SELF: Final = """
SELECT s.row_no, 'account' AS field, 'batch.same_account' AS code, '{}'::jsonb AS facts
  FROM batch_staging s WHERE s.number = %(payer)s
"""
_TWINS_GONE: Final = """
UPDATE batch_finding SET live = false WHERE tenant_id = %s AND batch_id = %s AND code = 'batch.twin' AND live
"""
_TWINS: Final = """
INSERT INTO batch_finding (tenant_id, enterprise_id, batch_id, row_no, field, code, severity, facts, live)
SELECT %(tenant)s, %(enterprise)s, %(batch)s, t.row_no, 'row', 'batch.twin', 'warn', jsonb_build_object('row', t.first), true
  FROM (SELECT row_no, min(row_no) OVER (PARTITION BY twin) AS first FROM batch_row
         WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND state = 'good') t
 WHERE t.row_no > t.first
ON CONFLICT (tenant_id, batch_id, row_no, field, code) DO UPDATE SET facts = excluded.facts, live = true
"""
_KEEP: Final = """
INSERT INTO batch_row (tenant_id, enterprise_id, batch_id, row_no, name, account, amount, bank, remark, reference, extra,
                       sealed, blind, twin, amount_minor, bank_code, bank_name, rail, fee_minor, state, reason_code, reason,
                       state_at, instruction, urgent)
SELECT %(tenant)s, %(enterprise)s, %(batch)s, s.row_no,
       CASE WHEN s.sealed IS NULL THEN s.name ELSE '' END, CASE WHEN s.sealed IS NOT NULL THEN '' WHEN s.number = '' THEN s.account ELSE s.number END,
       CASE WHEN s.sealed IS NULL THEN s.amount ELSE '' END, s.bank, CASE WHEN s.sealed IS NULL THEN s.remark ELSE '' END,
       s.reference, CASE WHEN s.sealed IS NULL THEN s.extra ELSE '{{}}' END, s.sealed, s.blind, s.twin,
       CASE WHEN s.sealed IS NULL THEN s.minor END, coalesce(b.code, %(own_code)s), coalesce(b.name, %(own_name)s),
       {rail}, {fee}, CASE WHEN s.row_no IN (SELECT row_no FROM batch_finding WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s AND live AND severity = 'block') THEN 'faulty' ELSE 'good' END, '', '{{}}', %(at)s,
       s.instruction, s.urgent
  FROM batch_staging s
  LEFT JOIN batch_named_bank b ON b.bank = s.bank
"""
_INSTEAD: Final = """
ON CONFLICT (tenant_id, batch_id, row_no) DO UPDATE
   SET name = excluded.name, account = excluded.account, amount = excluded.amount, bank = excluded.bank,
       remark = excluded.remark, reference = excluded.reference, extra = excluded.extra, sealed = excluded.sealed,
       blind = excluded.blind, twin = excluded.twin, amount_minor = excluded.amount_minor, bank_code = excluded.bank_code,
       bank_name = excluded.bank_name, rail = excluded.rail, fee_minor = excluded.fee_minor, state = excluded.state,
       state_at = excluded.state_at, instruction = excluded.instruction, urgent = excluded.urgent
"""
_ANY: Final = "SELECT EXISTS (SELECT FROM batch_row WHERE tenant_id = %s AND batch_id = %s) AS kept"
_ABSENT: Final = """
UPDATE batch_row r SET state = 'removed', state_at = %(at)s
 WHERE r.tenant_id = %(tenant)s AND r.batch_id = %(batch)s AND r.state <> 'removed'
   AND r.row_no NOT IN (SELECT row_no FROM batch_staging)
"""
_ALL_GONE: Final = """
UPDATE batch_finding SET live = false WHERE tenant_id = %s AND batch_id = %s AND live
"""
_TOLD: Final = "SELECT * FROM jsonb_to_recordset(%(found)s) AS t (row_no bigint, field text, code text, facts jsonb)"
_PAYEES: Final = """
SELECT s.row_no, s.number AS payee_account, s.name AS payee_name, coalesce(b.code, %(own)s) AS payee_bank_code,
       s.minor AS amount_minor, %(currency)s AS currency
  FROM batch_staging s LEFT JOIN batch_named_bank b ON b.bank = s.bank
 WHERE s.number <> '' AND s.minor IS NOT NULL AND s.row_no > %(after)s ORDER BY s.row_no LIMIT %(limit)s
"""
_STAGED: Final = "SELECT coalesce(sum(minor), 0)::bigint AS minor FROM batch_staging"
_WHOLE: Final = """
INSERT INTO batch_finding (tenant_id, enterprise_id, batch_id, row_no, field, code, severity, facts, live)
VALUES (%s, %s, %s, 0, 'file', %s, %s, %s, true)
ON CONFLICT (tenant_id, batch_id, row_no, field, code) DO UPDATE SET facts = excluded.facts, live = true
"""
_WHOLE_GONE: Final = """
UPDATE batch_finding SET live = false WHERE tenant_id = %s AND batch_id = %s AND row_no = 0 AND live
"""
_REMOVE: Final = """
UPDATE batch_row SET state = 'removed', state_at = %(at)s
 WHERE tenant_id = %(tenant)s AND batch_id = %(batch)s
   AND (row_no = ANY (%(rows)s) OR %(faulty)s AND state = 'faulty') AND state IN ('good', 'faulty')
RETURNING row_no, amount_minor, sealed
"""
_REMOVED_FINDINGS: Final = """
UPDATE batch_finding SET live = false WHERE tenant_id = %s AND batch_id = %s AND row_no = ANY (%s) AND live
"""
_SUMS: Final = """
SELECT count(*) AS rows, coalesce(sum(amount_minor), 0)::bigint AS total, coalesce(sum(fee_minor), 0)::bigint AS fees,
       coalesce(max(amount_minor), 0) AS largest, count(*) FILTER (WHERE state = 'faulty') AS faulty,
       count(*) FILTER (WHERE amount_minor IS NULL) AS unread
  FROM batch_row WHERE tenant_id = %s AND batch_id = %s AND state IN ('good', 'faulty')
"""
_MORE: Final = """
SELECT count(*) AS rows, coalesce(sum(r.amount_minor), 0)::bigint AS total, coalesce(sum(r.fee_minor), 0)::bigint AS fees,
       coalesce(max(r.amount_minor), 0) AS largest, count(*) FILTER (WHERE r.state = 'faulty') AS faulty
  FROM batch_staging s JOIN batch_row r ON r.tenant_id = %s AND r.batch_id = %s AND r.row_no = s.row_no
"""
_SAME: Final = """
SELECT number, name FROM batch WHERE tenant_id = %s AND enterprise_id = %s AND content = %s AND id <> %s
   AND reissue_of IS NULL AND status NOT IN ('rejected', 'withdrawn', 'expired', 'cancelled', 'failed')
 ORDER BY created_at DESC LIMIT 1
"""


def rail_of(rails: Sequence[tuple[str, int | None, bool]], own: str) -> str:
    """The way each row goes, as SQL: the first rail that takes it; none of them is an empty word.

    `rails` are (code, cap, members only) in the order they are preferred; who hurries goes the fast one.
    """
    cases = " ".join(
        f"WHEN {'b.in_ibps AND ' if members else ''}{'' if code == FAST else 'NOT s.urgent AND '}"
        f"{'true' if cap is None else f's.minor <= {int(cap)}'} THEN '{_word(code)}'"
        for code, cap, members in rails
    )
    return f"CASE WHEN b.bank IS NULL OR b.own THEN '{_word(own)}' {cases} ELSE '' END"


def fee_of(rail: str, prices: Sequence[tuple[str, int, Sequence[Band], int]]) -> str:
    """What each row costs, as SQL: by rail its usual fee, its bands, and the percent that is spared."""
    cases = " ".join(
        f"WHEN '{_word(code)}' THEN (({_banded(usual, bands)}) * {100 - int(off)} + 50) / 100"
        for code, usual, bands, off in prices
    )
    return f"CASE {rail} {cases} ELSE 0 END" if cases else "0"


def _banded(usual: int, bands: Sequence[Band]) -> str:
    """The fee of an amount, as `Band.fee_minor` says it; the highest band that it reaches counts."""
    cases = " ".join(
        f"WHEN s.minor > {int(band.above_minor)} THEN {_of_band(band)}"
        for band in sorted(bands, key=lambda band: band.above_minor, reverse=True)
    )
    return f"CASE {cases} ELSE {int(usual)} END" if cases else str(int(usual))


def _of_band(band: Band) -> str:
    fee = f"{int(band.fixed_minor)} + (s.minor * {int(band.per_million)} + 500000) / 1000000"
    least = f"greatest({fee}, {int(band.least_minor)})"
    return least if band.most_minor is None else f"least({least}, {int(band.most_minor)})"


def _word(code: str) -> str:
    if not code.isalnum():
        raise ValueError(code)
    return code


def take_in(ctx: Context, rows: Iterable[Sequence[Any]]) -> None:
    """Copy looked-at rows into the TEMP table."""
    ctx.uow.run(_TEMP.format(seconds=limits.BATCH_STAGING_S))
    with ctx.uow.copying(_COPY) as copy:
        for row in rows:
            copy.write_row(row)
    ctx.uow.run(_LOOKED_OVER)


def let_go(ctx: Context) -> None:
    """Rows that were kept are staged no more. A DELETE would leave them to be passed over by whatever comes next."""
    ctx.uow.run("TRUNCATE batch_staging, batch_named_bank")


def faults_json(faults: Iterable[dict[str, Any]]) -> str:
    """Faults as they are copied."""
    return json.dumps(list(faults), ensure_ascii=False)


def named_banks(ctx: Context, limit: int) -> list[str]:
    """How the rows name their payees' banks."""
    return [row["bank"] for row in ctx.uow.rows(_NAMED, (limit,))]


def keep_banks(ctx: Context, banks: Sequence[dict[str, Any]]) -> None:
    """What those names stand for."""
    if banks:
        ctx.uow.run(_BANKS, (Jsonb(list(banks)),))
        ctx.uow.run("ANALYZE batch_named_bank")


def has_kept(ctx: Context, batch_id: UUID) -> bool:
    """Whether a draft has had rows, be they removed by now."""
    row = ctx.uow.row(_ANY, (ctx.tenant_id, batch_id)) or {}
    return bool(row["kept"])


def judge(ctx: Context, batch: Row, rail: str) -> None:
    """Write down what is wrong with the staged rows."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"],
        "currency": batch["currency"], "payer": batch["account"],
    }  # fmt: skip
    ctx.uow.run(_FORGET, (ctx.tenant_id, batch["id"]))
    for found in (_CELLS, _NAMES, _OTHERS, _CAPPED.format(rail=rail), _SELF):
        ctx.uow.run(_FIND.format(found=found), given)


def keep(
    ctx: Context, batch: Row, rail: str, fee: str, own: tuple[str, str], *, fresh: bool
) -> None:
    """Keep the staged rows, good or faulty: `fresh` ones, or in the place of those that bear their numbers."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"], "at": ctx.now,
        "own_code": own[0], "own_name": own[1],
    }  # fmt: skip
    kept = _KEEP.format(rail=rail, fee=fee)
    ctx.uow.run(kept if fresh else kept + _INSTEAD, given)


def clear(ctx: Context, batch: Row) -> None:
    """Nothing is known to be wrong any more: other rows come in the place of these."""
    ctx.uow.run(_ALL_GONE, (ctx.tenant_id, batch["id"]))


def drop_absent(ctx: Context, batch: Row) -> None:
    """Rows that the new file does not have."""
    given = {"tenant": ctx.tenant_id, "batch": batch["id"], "at": ctx.now}
    ctx.uow.run(_ABSENT, given)


def find_twins(ctx: Context, batch: Row) -> None:
    """Which rows say the same as an earlier one."""
    ctx.uow.run(_TWINS_GONE, (ctx.tenant_id, batch["id"]))
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"],
    }  # fmt: skip
    ctx.uow.run(_TWINS, given)


def payees(ctx: Context, after: int, own_code: str, currency: str, limit: int) -> list[Row]:
    """A page of the staged rows that could be paid, told as payments are."""
    given = {"after": after, "own": own_code, "currency": currency, "limit": limit}
    return ctx.uow.rows(_PAYEES, given)


def say_rows(ctx: Context, batch: Row, found: Sequence[dict[str, Any]]) -> None:
    """Something stands in the way of these rows."""
    given = {
        "tenant": ctx.tenant_id, "enterprise": batch["enterprise_id"], "batch": batch["id"], "found": Jsonb(list(found)),
    }  # fmt: skip
    ctx.uow.run(_FIND.format(found=_TOLD), given)


def staged_minor(ctx: Context) -> int:
    """What the staged rows come to."""
    row = ctx.uow.row(_STAGED) or {}
    return int(row["minor"])


def forget_whole(ctx: Context, batch: Row) -> None:
    """What was wrong with the batch as a whole is looked at anew."""
    ctx.uow.run(_WHOLE_GONE, (ctx.tenant_id, batch["id"]))


def say_whole(ctx: Context, batch: Row, code: str, severity: str, facts: dict[str, Any]) -> None:
    """Something is wrong with the batch as a whole."""
    ctx.uow.run(
        _WHOLE,
        (ctx.tenant_id, batch["enterprise_id"], batch["id"], code, severity, Json(facts)),
    )


def remove(ctx: Context, batch: Row, rows: Sequence[int], *, faulty: bool) -> list[Row]:
    """Take rows out; what they were."""
    given = {
        "tenant": ctx.tenant_id, "batch": batch["id"], "rows": list(rows), "faulty": faulty, "at": ctx.now,
    }  # fmt: skip
    gone = ctx.uow.rows(_REMOVE, given)
    numbers = [row["row_no"] for row in gone]
    ctx.uow.run(_REMOVED_FINDINGS, (ctx.tenant_id, batch["id"], numbers))
    return gone


def sums(ctx: Context, batch_id: UUID) -> Row:
    """What a draft's rows come to; amounts of sealed ones are not among them."""
    return ctx.uow.row(_SUMS, (ctx.tenant_id, batch_id)) or {}


def more(ctx: Context, batch: Row) -> Row:
    """What a draft's rows come to with those that were just kept."""
    now = ctx.uow.row(_MORE, (ctx.tenant_id, batch["id"])) or {}
    return {
        "rows": batch["row_count"] + now["rows"], "total": batch["total_minor"] + now["total"],
        "fees": batch["fee_minor"] + now["fees"], "largest": max(batch["largest_minor"], now["largest"]),
        "faulty": batch["faulty_count"] + now["faulty"],
    }  # fmt: skip


def same_content(ctx: Context, batch: Row, content: bytes) -> Row | None:
    """Another batch that says the same and was, or may yet be, paid."""
    return ctx.uow.row(_SAME, (ctx.tenant_id, batch["enterprise_id"], content, batch["id"]))
