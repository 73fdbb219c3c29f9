"""How many receipts one second of CPU prints: each in a file of its own, and many in one file.

CPU seconds of this process, the best of some rounds, because a shared machine only ever slows us down.
The facts are prepared; validation and drawing are measured, storing and sending are not.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from receipts.facts import Imprint, ReceiptFacts
from receipts.numbering import receipt_number
from receipts.render.payment import render, render_many
from tests.receipts.samples import DAY, TRANSACTION, imprint_of, sample_facts

ROUNDS = 7
SINGLES = 40
PAGES = 500


@dataclass(frozen=True, slots=True)
class Rate:
    """One measured way of printing."""

    name: str
    per_cpu_second: float
    bytes_each: int


def measure() -> list[Rate]:
    """Measure both ways; some seconds."""
    receipts = [receipt(number) for number in range(PAGES)]
    singles = receipts[:SINGLES]
    alone = [render(facts, imprint) for facts, imprint in singles]  # loads the fonts, too
    together = render_many(receipts)
    return [
        Rate(
            "a file each",
            SINGLES / _best(lambda: [render(facts, imprint) for facts, imprint in singles]),
            sum(map(len, alone)) // SINGLES,
        ),
        Rate(
            f"{PAGES} in one file",
            PAGES / _best(lambda: render_many(receipts)),
            len(together) // PAGES,
        ),
    ]


def receipt(number: int) -> tuple[ReceiptFacts, Imprint]:
    """One of many receipts that differ as a month's do."""
    account = f"62170021100088{number:05}"
    facts = sample_facts(
        number=receipt_number("YQB", DAY, TRANSACTION, account),
        business_serial=f"P20261120{number:09}",
        purpose=f"采购款 第 {number} 批",
    )
    return facts, imprint_of(facts)


def _best(action: Callable[[], object]) -> float:
    return min(_cpu_seconds(action) for _ in range(ROUNDS))


def _cpu_seconds(action: Callable[[], object]) -> float:
    started = time.process_time()
    action()
    return time.process_time() - started


def main() -> None:
    """Print the table."""
    for rate in measure():
        print(
            f"{rate.name:20} {rate.per_cpu_second:8.0f} receipts/CPU-s {rate.bytes_each:8,} bytes"
        )


if __name__ == "__main__":
    main()
