"""What `yinqi coverage` says is what the catalogue offers, and nothing is left out of the list."""

from __future__ import annotations

from collections import Counter

import pytest
from click.testing import CliRunner

from corporate.bootstrap import CATALOGUE
from corporate.catalogue import Catalogue
from corporate.cli import main
from corporate.coverage import measure, told
from corporate.transactions import TRANSACTIONS, Transaction
from kernel.operation import Door
from kernel.text import Text
from tests.corporate import probe

OUR_OWN = {
    "accounts.confirmations", "accounts.incoming", "documents.fetch", "documents.task", "events.poll", "accounts.notification_file", "accounts.statement", "bank.rails", "limits.left", "payments.report", "sandbox.clock", "sandbox.credit",
    "sandbox.forget", "sandbox.rules", "sandbox.tell",
}  # fmt: skip
"""Operations that serve no transaction of the list by themselves."""


def test_every_row_names_its_operations_or_says_why_there_is_none() -> None:
    for one in TRANSACTIONS:
        assert bool(one.operations) != bool(one.absent.zh), one.title.en
        assert one.title.zh
        assert set(one.operations) <= {operation.code for operation in CATALOGUE}, one.title.en


def test_the_list_has_every_group_and_no_row_twice() -> None:
    groups = Counter(one.group.en for one in TRANSACTIONS)
    assert list(groups) == [
        "Connect", "Account", "Payment", "Batch", "Receipts and documents",
        "Bills", "Cash pool", "Deposits and wealth", "Loans", "FX",
    ]  # fmt: skip
    assert len({(one.group.en, one.title.en) for one in TRANSACTIONS}) == len(TRANSACTIONS)


def test_what_the_direct_link_offers_serves_a_transaction() -> None:
    named = {code for one in TRANSACTIONS for code in one.operations} | OUR_OWN
    offered = {operation.code for operation in CATALOGUE.at(Door.DIRECT_LINK)}
    assert offered - named == set(), "name it in corporate/transactions.py"


def test_doors_and_percentages_are_counted_from_the_catalogue() -> None:
    said = Text("组", "Group")
    rows = (
        Transaction(said, Text("付", "Pay"), ("probe.pay",)),
        Transaction(said, Text("签", "Sign"), ("probe.sign", "probe.pay")),
        Transaction(said, Text("无", "None"), absent=Text("尚无", "not yet")),
    )
    found = measure(Catalogue(probe.OPERATIONS), rows)
    assert [len(row.doors) for row in found.rows] == [
        len(probe.PAY.doors), len(probe.PAY.doors | probe.SIGN.doors), 0,
    ]  # fmt: skip
    assert (found.callable, found.percent(found.callable)) == (2, 66)
    lines = "\n".join(told(found))
    assert "not yet" in lines
    assert "2/3" in lines


def test_an_operation_that_is_not_there_cannot_be_counted() -> None:
    gone = Transaction(Text("组", "Group"), Text("飞", "Fly"), ("probe.fly",))
    with pytest.raises(KeyError):
        measure(Catalogue(probe.OPERATIONS), (gone,))


def test_the_command_prints_the_table() -> None:
    printed = CliRunner().invoke(main, ["coverage"])
    assert printed.exit_code == 0
    coverage = measure(CATALOGUE)
    assert f"{coverage.callable}/{len(TRANSACTIONS)}" in printed.output
    assert f"{coverage.percent(coverage.callable)} %" in printed.output
