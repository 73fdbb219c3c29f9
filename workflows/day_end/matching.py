"""From the books' posting keys to clearing's own keys and back: both name one submission, or one credit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from uuid import UUID

from connectors.ports import ClearedItem, NightLine
from kernel.context import Context
from kernel.statements import Row
from workflows.day_end import queries

_UUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_SUBJECT: Final = re.compile(rf"(?:payment|credit):({_UUID}):(\w+)")
_BATCH: Final = re.compile(rf"batch:({_UUID}):row:(\d+):(\w+)")
_CREDIT: Final = re.compile(r"credit:[A-Z0-9_]+:(.+)")
_OUT: Final = frozenset({"transfer_out", "suspense_out"})
_KEYS: Final[Mapping[str, tuple[str, str, str]]] = {
    "payment": ("payment:{subject_id}:", "transfer_out", "return"),
    "credit_return": ("credit:{subject_id}:", "suspense_out", "suspense"),
    "batch_row": ("batch:{batch_id}:row:{row_no}:", "transfer_out", "return"),
}


def items_of(ctx: Context, lines: Sequence[NightLine]) -> list[ClearedItem]:
    """Our bookings under the keys that clearing would use; what is of no submission keeps its own."""
    subjects = [UUID(found[1]) for line in lines if (found := _SUBJECT.fullmatch(line.key))]
    rows = [
        (UUID(found[1]), int(found[2])) for line in lines if (found := _BATCH.fullmatch(line.key))
    ]
    sent = queries.submissions(ctx, [], subjects, rows) if subjects or rows else []
    by_subject = {row["subject_id"]: row["id"] for row in sent}
    by_row = {(row["batch_id"], row["row_no"]): row["id"] for row in sent if row["batch_id"]}
    return [
        ClearedItem(_key(line.key, by_subject, by_row), line.rail, line.currency, line.minor)
        for line in lines
    ]


def _key(key: str, by_subject: Mapping[UUID, UUID], by_row: Mapping[tuple[UUID, int], UUID]) -> str:
    sent: UUID | None = None
    word = ""
    if found := _SUBJECT.fullmatch(key):
        sent, word = by_subject.get(UUID(found[1])), found[2]
    elif found := _BATCH.fullmatch(key):
        sent, word = by_row.get((UUID(found[1]), int(found[2]))), found[3]
    elif found := _CREDIT.fullmatch(key):
        return f"in:{found[1]}"
    if sent is None:
        return f"book:{key}"
    return f"{'out' if word in _OUT else 'back'}:{sent}"


def submissions_of(ctx: Context, keys: Iterable[str]) -> dict[str, Row]:
    """The submissions that clearing's keys name, by key."""
    named = {key: found for key in keys if (found := _sent(key)) is not None}
    rows = queries.submissions(ctx, list(named.values()), [], []) if named else []
    by_id = {row["id"]: row for row in rows}
    return {key: by_id[sent] for key, sent in named.items() if sent in by_id}


def posting_key(key: str, rail: str, submission: Row | None) -> str:
    """The key we book an item of clearing's under; empty for what can be none of ours."""
    word, _, rest = key.partition(":")
    if word == "in":
        return f"credit:{rail}:{rest}"
    if submission is None:
        return ""
    of, out, back = _KEYS.get(submission["subject_type"], ("", "", ""))
    return of.format(**submission) + (out if word == "out" else back) if of else ""


def _sent(key: str) -> UUID | None:
    word, _, rest = key.partition(":")
    try:
        return UUID(rest) if word in {"out", "back"} else None
    except ValueError:
        return None
