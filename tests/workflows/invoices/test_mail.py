"""An issued invoice is sent on by mail, once, with both its files."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from corporate.notices.delivery import Letter, Undeliverable
from corporate.settings import Settings
from jobs.invoicing import Mailing
from kernel import failpoints
from kernel.errors import Faulty
from tests.workflows.invoices.house import InvoiceHouse
from tests.world import HouseWorld
from workflows.invoices.errors import MailWrong


@dataclass
class Post:
    """A mail server that takes what it is sent, unless it is busy."""

    busy: bool = False
    taken: list[Letter] = field(default_factory=list)

    def send(self, letter: Letter) -> None:
        """Take it, or not now."""
        if self.busy:
            message = "busy"
            raise Undeliverable(message)
        self.taken.append(letter)


@pytest.fixture
def bank(world: HouseWorld) -> InvoiceHouse:
    """A bank that sends mail, with an invoice that is issued."""
    settings = Settings(data=world.folder.parent / "data", mail_url="smtp://127.0.0.1:9")
    bank = InvoiceHouse(world, settings)
    bank.set_buyer()
    bank.pay_with_fee("S1")
    bank.ask()
    bank.work()
    return bank


def forward(bank: InvoiceHouse, mail: str) -> None:
    asked = {"Number": bank.invoices()[0].number, "Mail": mail}
    bank.house.gate.perform(bank.world.actor("李娜"), "invoices.forward", asked)


def test_it_goes_once_with_all_its_files_and_again_when_the_server_was_busy(
    bank: InvoiceHouse,
) -> None:
    post = Post(busy=True)
    chore = Mailing(bank.worker.invoices.service, lambda _: post)
    forward(bank, "finance@chenhai.example")
    assert chore(bank.job) == 0
    post.busy = False
    bank.world.advance(minutes=5)
    assert (chore(bank.job), chore(bank.job)) == (1, 0)
    (letter,) = post.taken
    number = bank.invoices()[0].invoice_number
    assert letter.address == "finance@chenhai.example"
    assert [file.name for file in letter.files] == [
        f"{number}.{form}" for form in ("pdf", "xml", "ofd")
    ]
    assert letter.files[0].content.startswith(b"%PDF-")


def test_a_worker_that_dies_after_sending_sends_the_same_letter_again(bank: InvoiceHouse) -> None:
    """Twice the same invoice in a mailbox harms nobody; none would."""
    post = Post()
    chore = Mailing(bank.worker.invoices.service, lambda _: post)
    forward(bank, "finance@chenhai.example")
    failpoints.arm("invoices.mailed=raise")
    try:
        with pytest.raises(failpoints.FailpointReached):
            chore(bank.job)
    finally:
        failpoints.arm("")
    bank.world.advance(minutes=5)
    assert (chore(bank.job), chore(bank.job)) == (1, 0)
    first, again = post.taken
    assert [file.content for file in first.files] == [file.content for file in again.files]


def test_what_is_no_mailbox_is_refused(bank: InvoiceHouse) -> None:
    for wrong in ("finance", "a b@c.example", "a@b", "x@y.example,z@y.example"):
        with pytest.raises(MailWrong):
            forward(bank, wrong)
    with pytest.raises(Faulty, match="line breaks"):
        forward(bank, "x@y.example\nBcc: z@y.example")
    assert bank.world.count("invoice_mail") == 0
