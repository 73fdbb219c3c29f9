"""Payroll, put together: what is sealed, the employee book, agreements.

Part of the composition root, apart from it for its length.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.ports import CoreBanking
from corporate.banks import Bank
from corporate.batching import Batching
from corporate.settings import Settings
from kernel.context import Context
from kernel.crypto import FileKeyPort
from kernel.db import Database
from kernel.money import Money
from kernel.operation import Bindings
from kernel.text import Text
from kernel.world import World
from receipts.payslips import PayslipFacts
from receipts.render.payslip import print_all, render
from receipts.render.wage_receipt import render as draw_row
from receipts.wage_receipt import WageReceipt
from workflows.batches.ports import Kind as BatchKind
from workflows.documents.press import REASON, Name, Press
from workflows.documents.states import SealedKind
from workflows.mandates.kinds import Kind
from workflows.mandates.service import MandateService
from workflows.payroll import operations
from workflows.payroll.agreements import AgreementDesk, AgreementKind
from workflows.payroll.link import PayrollLink
from workflows.payroll.receipt_desk import Paper, ReceiptDesk
from workflows.payroll.runs import PAYROLL, RunService
from workflows.payroll.slips.commands import SlipView
from workflows.payroll.slips.desk import OpenSlip, SlipDesk
from workflows.payroll.slips.kinds import SlipPart
from workflows.payroll.slips.packs import PackDesk, PackFiles, PackMaker
from workflows.payroll.slips.sending import Messengers, SlipSender
from workflows.payroll.slips.service import SlipService
from workflows.payroll.staff import StaffBook
from workflows.payroll.vault import RowSealer, Vault
from workflows.payroll.ways import StaffBanks, StaffWays

__all__ = ["Payroll", "desk", "kinds", "operations", "packer", "printed", "sender"]


@dataclass(frozen=True, slots=True)
class Payroll:
    """Everything payroll has in one process."""

    vault: Vault
    slips: SlipDesk
    packs: PackFiles
    core: CoreBanking
    bank_of: Callable[[Context], Bank]
    press: Press

    @property
    def kind(self) -> BatchKind:
        """Payroll as a kind of batch: its rows are sealed."""
        title = Text("代发", "Payroll")
        return BatchKind(
            PAYROLL,
            title,
            operations.SUBMIT,
            sealer=RowSealer(self.vault),
            reading=operations.DETAILS,
        )

    def bindings(self, mandates: MandateService, batches: Batching) -> Bindings:
        """What the operations on payroll do."""
        book, agreements = StaffBook(self.vault, self.core, self.bank_of), AgreementDesk(mandates)
        banks = StaffBanks(self.vault)
        runs = RunService(batches.service, batches.submitter, self.kind, banks, self.vault)
        link = PayrollLink(runs)
        slips = SlipService(self.vault, runs.paid, StaffWays(self.vault))
        packs = PackDesk(runs.paid)
        return {
            "payroll.details": book.page,
            "payroll.employee": book.show,
            "payroll.keep": book.keep,
            "payroll.leave": book.leave,
            "payroll.agreements": agreements.listed,
            "payroll.signed": agreements.listed,
            "payroll.agree": agreements.change,
            "payroll.open": runs.open,
            "payroll.again": runs.from_last,
            "payroll.stage": runs.stage,
            "payroll.mend": runs.mend,
            "payroll.mend_alike": runs.mend_alike,
            "payroll.remove": runs.remove,
            "payroll.send": link.send,
            "payroll.send_part": link.send_part,
            "payroll.submit": runs.submit,
            "payroll.withdraw": runs.withdraw,
            "payroll.reissue": runs.reissue,
            "payroll.list": runs.page,
            "payroll.show": runs.show,
            "payroll.findings": runs.findings,
            "payroll.rows": runs.rows,
            "payroll.compare": runs.compare,
            "payroll.receipt": ReceiptDesk(runs, signing(self.press), self.bank_of).receipt,
            "payslips.template": slips.template,
            "payslips.set_template": slips.set_template,
            "payslips.list": slips.page,
            "payslips.send": slips.send,
            "payslips.show": slips.show,
            "payslips.hand": slips.hand,
            "payslips.packs": packs.listed,
            "payslips.pack": packs.order,
        }


def desk(  # noqa: PLR0917 - one for each part it stands on
    settings: Settings,
    world: World,
    database: Database,
    core: CoreBanking,
    bank_of: Callable[[Context], Bank],
    press: Press,
) -> Payroll:
    """Payroll over the keys of this deployment."""
    vault = Vault(lambda: FileKeyPort(settings.data / "data-keys", world.randomness))
    return Payroll(vault, SlipDesk(database, world, vault), PackFiles(vault), core, bank_of, press)


def signing(press: Press) -> Paper:
    """Signs receipts of rows as all documents of the bank are signed, and keeps none."""

    def sign(ctx: Context, facts: WageReceipt) -> bytes:
        name = Name(SealedKind.RECEIPT, facts.number)
        made = press.document(ctx, name, lambda slot: draw_row(facts, slot), REASON, kept=False)
        return made.content

    return sign


def kinds() -> tuple[Kind, ...]:
    """What administrators change of it."""
    return (AgreementKind(),)


def sender(
    wages: Payroll, messengers: Messengers, bank_of: Callable[[Context], Bank], public_url: str
) -> SlipSender:
    """The chore that sends payslips over the ways this deployment has."""
    return SlipSender(wages.vault, messengers, bank_of, public_url)


def packer(wages: Payroll) -> PackMaker:
    """The chore that makes packs of payslips."""

    def print_many(slips: Sequence[SlipView], at: datetime) -> bytes:
        return print_all([facts_of(one, at) for one in slips])

    def lock(slip: SlipView, password: str, at: datetime) -> bytes:
        return render(facts_of(slip, at), password)

    return PackMaker(wages.vault, print_many, lock)


def printed(opened: OpenSlip, at: datetime) -> bytes:
    """An employee's slip as PDF, locked with what the employee knows."""
    return render(facts_of(opened.slip, at), opened.password)


def facts_of(slip: SlipView, at: datetime) -> PayslipFacts:
    """What a slip says in print."""
    items = {
        part: tuple((one.label, one.text) for one in slip.items if one.part is part)
        for part in SlipPart
    }
    return PayslipFacts(
        enterprise=slip.enterprise,
        month=slip.month,
        number=slip.number,
        name=slip.name,
        account_tail=slip.account_tail,
        net=Money(slip.amount_minor, slip.currency),
        income=items[SlipPart.INCOME],
        deductions=items[SlipPart.DEDUCTION],
        info=items[SlipPart.INFO],
        note=slip.note,
        made_at=at,
    )
