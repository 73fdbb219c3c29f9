"""Write the page of terms (docs/retention.md) anew: `python -m tools.retention_page`."""

from __future__ import annotations

from collections.abc import Iterator

from jobs.retained import STAYS
from jobs.retention import ENDS
from kernel.assets import ROOT


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# How long what is kept (保留期限)"
    yield ""
    yield "Written by `python -m tools.retention_page` from `jobs/retention.py` and `jobs/retained.py`. The worker's chore"
    yield "`forget` deletes hourly what is over, in chunks; the database lets it delete from the first list alone. A bank may"
    yield 'keep longer: `bank.settings["retention"]`, days by table; never shorter.'
    yield ""
    yield "Files of logs are the machine's: [operating](operating.md#logs-日志)."
    yield ""
    yield "## What ends"
    yield ""
    yield "| table | what | days | from | why |"
    yield "|---|---|---|---|---|"
    for one in ENDS:
        told = f"{one.why.zh} / {one.why.en}"
        yield f"| `{one.table}` | {one.label.zh} {one.label.en} | {one.days:g} | `{one.since}` | {told} |"
    yield ""
    yield "## What stays"
    yield ""
    yield "| what | tables | why |"
    yield "|---|---|---|"
    for family in STAYS:
        tables = ", ".join(f"`{name}`" for name in family.tables)
        yield f"| {family.label.zh} {family.label.en} | {tables} | {family.why.zh} / {family.why.en} |"


def main() -> None:
    """Write the page."""
    (ROOT / "docs" / "retention.md").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
