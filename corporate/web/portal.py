"""What the web bank needs of the house, and nothing more; the composition root hands it in.

Pages do business through the gate only. What else stands here serves the door itself: who visits
which bank, log-ins and sessions, and the public check of receipts, which nobody logs in for.
"""

from __future__ import annotations

from typing import Protocol
from uuid import UUID

from corporate.banks import Banks, Directory
from corporate.gate import Gate
from corporate.identity import Activator, LogIn, MethodDesk, PasskeyLogIn
from corporate.notices.sealing import Addresses
from kernel.context import Context
from kernel.db import Database
from kernel.statements import Row
from kernel.world import World
from receipts.facts import ReceiptFacts
from workflows.documents.checks import CheckedFile
from workflows.documents.service import PrintedReceipt, SignedReceipt
from workflows.documents.share_commands import ShareView
from workflows.documents.sharing import Token
from workflows.documents.task_commands import TaskView
from workflows.payees.commands import NameVerified
from workflows.payees.names import Run
from workflows.payroll.slips.desk import SlipDesk
from workflows.payroll.slips.packs import PackFiles


class Names(Protocol):
    """Asks about names at other banks, outside any transaction."""

    def settle(self, run: Run, check_id: UUID) -> NameVerified:
        """Send a kept question and keep the answer; `run` does some work in a transaction of its own."""
        ...


class Site(Protocol):
    """Where people find the web bank."""

    @property
    def public_url(self) -> str:
        """The address people open."""
        ...

    @property
    def production(self) -> bool:
        """Whether real money is at stake."""
        ...

    @property
    def sandbox(self) -> bool:
        """Whether enterprises may tell a test bank what becomes of their payments."""
        ...

    @property
    def watch_token(self) -> str:
        """What whoever watches shows to be told more than well or not well; empty: nobody is."""
        ...

    @property
    def mail_url(self) -> str:
        """The mail server, or nothing."""
        ...

    @property
    def sms_url(self) -> str:
        """The gateway of text messages, or nothing."""
        ...

    @property
    def robot_hosts(self) -> tuple[str, ...]:
        """Further hosts where robots of chat programs may live."""
        ...

    @property
    def push_hosts(self) -> tuple[str, ...]:
        """Further hosts where push services may live."""
        ...


class Verifier(Protocol):
    """Checks a receipt for anybody who holds one."""

    def verify(self, ctx: Context, number: str, code: str) -> ReceiptFacts:
        """The facts of a receipt whose number and code belong together; NotFound else."""
        ...


class FileChecks(Protocol):
    """Checks a file for anybody who holds one."""

    def check(self, ctx: Context, content: bytes) -> CheckedFile:
        """Whether it is a document this bank signed, byte for byte."""
        ...


class Shares(Protocol):
    """Opens links that share a receipt, for anybody who holds one."""

    def look(self, ctx: Context, token: Token) -> tuple[PrintedReceipt, ShareView]:
        """What a link leads to. Raises ShareGone."""
        ...

    def open(self, ctx: Context, token: Token) -> SignedReceipt:
        """One download. Raises ShareGone."""
        ...


class Packs(Protocol):
    """Hands out what was packed, part by part."""

    def stream(self, ctx: Context, number: str) -> tuple[TaskView, Row]:
        """A file that is ready. Raises NotFound, NotReady."""
        ...


class PushKey(Protocol):
    """With which key this deployment proves itself to push services."""

    @property
    def public(self) -> str:
        """What a browser subscribes with."""
        ...


class WaysOut(Protocol):
    """What a page that adds a channel needs."""

    @property
    def addresses(self) -> Addresses:
        """Seals where people want to be told."""
        ...

    @property
    def push_key(self) -> PushKey:
        """For devices that want to be told."""
        ...


class Wages(Protocol):
    """What the web bank needs of payroll beyond the gate."""

    @property
    def slips(self) -> SlipDesk:
        """Opens payslips for employees, who have no log-in."""
        ...

    @property
    def packs(self) -> PackFiles:
        """Opens packs of payslips for those whom the gate let have them."""
        ...


class Portal(Protocol):
    """The house, as far as its web bank sees it."""

    @property
    def settings(self) -> Site:
        """Where it is found."""
        ...

    @property
    def world(self) -> World:
        """Clock, randomness, ids."""
        ...

    @property
    def database(self) -> Database:
        """For sessions only; business goes through the gate."""
        ...

    @property
    def banks(self) -> Banks:
        """The profiles of the banks."""
        ...

    @property
    def directory(self) -> Directory:
        """Which bank answers where."""
        ...

    @property
    def gate(self) -> Gate:
        """The one way in."""
        ...

    @property
    def activator(self) -> Activator:
        """Lets invited people in, once."""
        ...

    @property
    def log_in(self) -> LogIn:
        """Lets people in."""
        ...

    @property
    def passkey_log_in(self) -> PasskeyLogIn:
        """Lets people in by their passkeys."""
        ...

    @property
    def methods(self) -> MethodDesk:
        """People's own passkeys and codes."""
        ...

    @property
    def names(self) -> Names:
        """Who knows the names of payees."""
        ...

    @property
    def ways_out(self) -> WaysOut:
        """How people may be told outside the house."""
        ...

    @property
    def file_desk(self) -> FileChecks:
        """The public check of files."""
        ...

    @property
    def share_desk(self) -> Shares:
        """Links that share a receipt."""
        ...

    @property
    def packs(self) -> Packs:
        """What was packed."""
        ...

    @property
    def wages(self) -> Wages:
        """Payslips, open to whoever has a link and a code."""
        ...

    @property
    def documents(self) -> Verifier:
        """The public check of receipts."""
        ...
