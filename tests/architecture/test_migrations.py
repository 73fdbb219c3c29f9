"""The version that runs now works on the schema that comes next (先扩展后收缩): what a migration may not say.

Rolling (docs/operating/upgrade.md) has the old version serve on the new schema, and perhaps go back to
it. So nothing the old one reads or writes may go, change its name, or become compulsory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

import pytest

from kernel.assets import ROOT

_SINCE: Final = "0040"  # before, nobody could have run two versions
_FOLDER: Final = ROOT / "migrations" / "sql"
_FORBIDDEN: Final = {
    "DROP TABLE": r"\bDROP\s+TABLE\b",
    "DROP VIEW": r"\bDROP\s+(MATERIALIZED\s+)?VIEW\b",
    "DROP COLUMN": r"\bDROP\s+COLUMN\b",
    "RENAME": r"\bRENAME\s+(TO|COLUMN|CONSTRAINT)\b",
    "ALTER TYPE": r"\bALTER\s+(COLUMN\s+)?\w+\s+(SET\s+DATA\s+)?TYPE\b",
    "SET NOT NULL": r"\bSET\s+NOT\s+NULL\b",
    "DROP DEFAULT": r"\bDROP\s+DEFAULT\b",
    "TRUNCATE": r"\bTRUNCATE\b",
}
_ADDED: Final = re.compile(
    r"\bADD\s+(?:COLUMN\s+)?(?:IF\s+NOT\s+EXISTS\s+)?"
    r"(?!CONSTRAINT\b|PRIMARY\b|UNIQUE\b|CHECK\b|FOREIGN\b|VALUE\b|COLUMN\b|IF\b)(\w+)\s([^,;]*)",
    re.IGNORECASE,
)
_DROPPED: Final = re.compile(
    r"\bDROP\s+(?:FUNCTION|PROCEDURE)\s+(?:IF\s+EXISTS\s+)?(\w+)", re.IGNORECASE
)
_MADE: Final = re.compile(
    r"\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:FUNCTION|PROCEDURE)\s+(\w+)", re.IGNORECASE
)
_TABLE: Final = re.compile(r"\bCREATE\s+TEMP(?:ORARY)?\s+TABLE\b.*?;", re.IGNORECASE | re.DOTALL)
CONTRACTING: Final[dict[tuple[str, str], str]] = {}
"""(file, what): why no version that may still run needs it."""


def newer() -> list[str]:
    return sorted(path.name for path in _FOLDER.glob("0*.sql") if path.name >= _SINCE)


def breaking(sql: str) -> Iterator[str]:
    """What of a migration the version before it would stumble over."""
    text = _TABLE.sub("", re.sub(r"--[^\n]*", "", sql))
    for what, pattern in _FORBIDDEN.items():
        if re.search(pattern, text, re.IGNORECASE):
            yield what
    for name, rest in _ADDED.findall(text):
        if re.search(r"\bNOT\s+NULL\b", rest, re.IGNORECASE) and not re.search(
            r"\b(DEFAULT|GENERATED)\b", rest, re.IGNORECASE
        ):
            yield f"ADD COLUMN {name} NOT NULL without a default"
    made = set(_MADE.findall(text))
    yield from (f"DROP FUNCTION {name}" for name in _DROPPED.findall(text) if name not in made)


@pytest.mark.parametrize("name", newer())
def test_the_version_before_works_on_this_schema(name: str) -> None:
    found = breaking((_FOLDER / name).read_text(encoding="utf-8"))
    assert [what for what in found if (name, what) not in CONTRACTING] == []


@pytest.mark.parametrize(
    ("sql", "what"),
    [
        ("ALTER TABLE payment DROP COLUMN rail;", "DROP COLUMN"),
        ("ALTER TABLE payment RENAME COLUMN rail TO way;", "RENAME"),
        ("ALTER TABLE payment ALTER rail TYPE varchar(4);", "ALTER TYPE"),
        ("ALTER TABLE payment ALTER COLUMN rail SET NOT NULL;", "SET NOT NULL"),
        (
            "ALTER TABLE payment ADD COLUMN way text NOT NULL;",
            "ADD COLUMN way NOT NULL without a default",
        ),
        ("ALTER TABLE payment ADD way text NOT NULL;", "ADD COLUMN way NOT NULL without a default"),
        ("DROP FUNCTION ledger_post(uuid);", "DROP FUNCTION ledger_post"),
    ],
)
def test_what_breaks_it_is_seen(sql: str, what: str) -> None:
    assert list(breaking(sql)) == [what]


def test_what_only_adds_is_allowed() -> None:
    sql = """
    CREATE TABLE way (id uuid NOT NULL);
    ALTER TABLE payment ADD COLUMN way text NOT NULL DEFAULT '', ADD COLUMN why text;
    ALTER TABLE payment DROP CONSTRAINT payment_rail_ck, ADD CONSTRAINT payment_rail_ck CHECK (true);
    CREATE FUNCTION once() RETURNS void LANGUAGE sql AS 'SELECT 1'; SELECT once(); DROP FUNCTION once();
    """
    assert list(breaking(sql)) == []
