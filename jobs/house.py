"""The chores of the house, put together from what the composition root made."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from uuid import UUID

from corporate import bank_desk, holds, notices
from corporate.bootstrap import CATALOGUE, House, bank_keys
from corporate.desk_link_keys import DeskLinkKeys
from corporate.notices.delivery import Messenger
from corporate.notices.kinds import ChannelKind
from corporate.payroll import packer, sender
from jobs.address_sealing import seal_addresses
from jobs.bank_run import BankRun
from jobs.bills import Bills
from jobs.chores import Chore, Lane, every
from jobs.deliveries import Deliveries
from jobs.housekeeping import forget
from jobs.invoicing import Issuing, Mailing, Summing
from jobs.outbox_relay import Relay, Subscriptions, merged
from jobs.rounds import Rounds
from jobs.standing import StandingRuns
from jobs.webhooks import Webhooks
from kernel import limits
from kernel.context import Context
from kernel.crypto import PrivateKey
from kernel.db_errors import Contended
from kernel.records import anchor
from workflows.approval.queries import Cursor
from workflows.audit.service import check_chain
from workflows.batches.handlers import ENDED as BATCH_ENDED
from workflows.batches.handlers import give_back_limits
from workflows.dispatch.errors import PASSING
from workflows.dispatch.intake import Intake
from workflows.documents.handlers import TOPICS, HoldIssuer, ReceiptIssuer
from workflows.documents.holding import TOPICS as HOLD_TOPICS
from workflows.feed import handlers as feed
from workflows.feed.webhooks import handlers as webhooks
from workflows.invoices.handlers import TOPICS as FEES_TOPICS
from workflows.payroll.slips.sending import SlipSender

_LOG = logging.getLogger(__name__)


def subscriptions(house: House) -> Subscriptions:
    """Who hears which event."""
    receipts = ReceiptIssuer(house.documents)
    held = holds.tell(house.core, lambda ctx: house.banks.of(ctx.uow))
    invoiced = dict.fromkeys(FEES_TOPICS, (house.invoices.invoicer,))
    pushed = dict.fromkeys(feed.SUBSCRIPTIONS, webhooks.HEARS)
    return merged(
        feed.SUBSCRIPTIONS,
        pushed,
        notices.SUBSCRIPTIONS,
        dict.fromkeys(TOPICS, (receipts,)),
        dict.fromkeys(HOLD_TOPICS, (HoldIssuer(house.documents, held),)),
        invoiced,
        dict.fromkeys(BATCH_ENDED, (give_back_limits,)),
        bank_desk.orders(
            CATALOGUE,
            house.banks,
            house.dispatch.inbox,
            house.credits,
            house.bills.desk,
            authorities=house.authorities,
            link_keys=DeskLinkKeys(bank_keys(house.settings, house.world)),
        ),
    )


def chores(house: House, audit_key: PrivateKey | None = None) -> Sequence[Chore]:
    """Everything that runs without being asked."""
    clearing = _Clearing(house)
    own = Lane.HOUSE
    return (
        Chore("standing", own, every(minutes=1), StandingRuns(house.standing)),
        Chore("release", own, every(seconds=10), _Release(house)),
        Chore("outbox", own, every(seconds=1), Relay(subscriptions(house))),
        Chore("expire", own, every(minutes=1), _Expire(house)),
        Chore("escalate", own, every(minutes=1), _escalate(house)),
        Chore("delegations", own, every(minutes=1), _follow_delegations(house)),
        Chore("seal", own, every(seconds=1), _Seal(audit_key)),
        Chore("forget", own, every(hours=1), forget),
        Chore("revocations", own, every(minutes=1), lambda run: run(house.certificates.publish)),
        Chore("expiring", own, every(hours=1), lambda run: run(house.certificates.tell_ending)),
        Chore("audit_check", own, every(hours=6), lambda run: run(check_chain)),
        Chore("measures", own, every(minutes=1), bank_desk.lift_measures),
        Chore("day_end", Lane.NIGHT, every(minutes=1), house.day_ends.work),
        Chore("dispatch", Lane.CLEARING, every(seconds=1), clearing.dispatch),
        Chore("batches", Lane.BATCHES, every(seconds=1), house.batches.work),
        Chore("names", Lane.CLEARING, every(seconds=2), house.names.settle_due),
        Chore("statements", own, every(minutes=5), house.sender),
        Chore("documents", Lane.MESSAGES, every(seconds=2), house.maker),
        Chore("notify", Lane.MESSAGES, every(seconds=2), deliveries(house)),
        Chore("payslips", Lane.MESSAGES, every(seconds=2), payslips(house)),
        Chore("payslip_packs", Lane.MESSAGES, every(seconds=2), packer(house.wages)),
        Chore("webhooks", Lane.PROGRAMS, every(seconds=1), pushes(house)),
        Chore("addresses", Lane.MESSAGES, every(hours=1), seal_addresses(house.ways_out.addresses)),
        Chore("inflow", Lane.CLEARING, every(seconds=2), clearing.inflow),
        Chore("bills", Lane.BILLS, every(seconds=2), Bills(house).work),
        Chore("bill_positions", Lane.BILLS, every(hours=24), Bills(house).reconcile),
        Chore("bill_advances", Lane.BILLS, every(hours=1), Bills(house).collect),
        *_invoicing(house),
        *_sandbox(house),
    )


def _sandbox(house: House) -> tuple[Chore, ...]:
    """What a test deployment asks of its test bank; nothing elsewhere."""
    orders = house.sandbox_orders
    return (Chore("sandbox", Lane.CLEARING, every(seconds=1), orders),) if orders else ()


def _invoicing(house: House) -> tuple[Chore, ...]:
    """What asks for invoices of fees and sends them on, as far as this deployment can."""
    desk = house.invoices

    def mail(ctx: Context) -> Messenger | None:
        return house.ways_out.messengers(house.banks.of(ctx.uow)).get(ChannelKind.MAIL)

    asking = Chore("months", Lane.HOUSE, every(hours=1), Summing(desk.service))
    sending = Chore("invoice_mails", Lane.MESSAGES, every(seconds=5), Mailing(desk.service, mail))
    if desk.platform is None:
        return asking, sending
    return (
        asking,
        sending,
        Chore("invoices", Lane.PROGRAMS, every(seconds=5), Issuing(desk.platform)),
    )


def deliveries(house: House) -> Deliveries:
    """What sends notices out of the house, over the ways this deployment has."""
    return Deliveries(
        house.ways_out.messengers,
        house.ways_out.addresses,
        lambda ctx: house.banks.of(ctx.uow),
        house.settings.public_url,
    )


def payslips(house: House) -> SlipSender:
    """What sends payslips and their codes."""
    return sender(
        house.wages,
        house.ways_out.messengers,
        lambda ctx: house.banks.of(ctx.uow),
        house.settings.public_url,
    )


def pushes(house: House) -> Webhooks:
    """What tells enterprises' programs what happened, signed by their bank."""
    keys = bank_keys(house.settings, house.world)
    return Webhooks(keys, lambda ctx: house.banks.of(ctx.uow), house.settings.leased_lines)


def rounds(house: House, audit_key: PrivateKey | None = None) -> Rounds:
    """The rounds of a house; its database must be the worker's."""

    def banks() -> list[UUID]:
        return sorted({entry.tenant_id for entry in house.directory.entries()})

    return Rounds(house.database, house.world, banks, chores(house, audit_key))


def run_until_idle(house: House) -> int:
    """Rounds until nothing is due at this instant: for tests and stories; one process, in order."""
    return rounds(house).run_until_idle()


class _Clearing:
    """Sends, asks and collects for one bank under its own bank code."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._intake = Intake(house.clearing, house.dispatch.inbox, house.credits.take)

    def dispatch(self, run: BankRun) -> int:
        return self._house.dispatch.work(run, self._code(run))

    def inflow(self, run: BankRun) -> int:
        return self._intake.take_inflow(run, self._code(run))

    def _code(self, run: BankRun) -> str:
        return run(lambda ctx: self._house.banks.of(ctx.uow).bank_code)


class _Release:
    """Releases payments whose day has come, each, or each group, in a transaction of its own."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __call__(self, run: BankRun) -> int:
        """Returns how many are no longer waiting."""
        waiting = run(self._due)
        for payment_id in waiting:
            self._release(run, payment_id)
        return len(set(waiting) - set(run(self._due))) if waiting else 0

    def _due(self, ctx: Context) -> list[UUID]:
        return self._house.payments.due(ctx, limits.RELEASE_ROWS_MAX)

    def _release(self, run: BankRun, payment_id: UUID) -> None:
        try:
            run(lambda ctx: self._house.payments.release_due(ctx, payment_id))
        except PASSING:
            raise
        except Contended:
            _LOG.info("payment %s is in other hands", payment_id)
        except Exception:  # noqa: BLE001 - one payment never holds back the others
            _LOG.exception("payment %s cannot be released", payment_id)


class _Expire:
    """Ends rounds of approval whose time has run out."""

    def __init__(self, house: House) -> None:
        self._house = house

    def __call__(self, run: BankRun) -> int:
        """Batch after batch, each in a transaction of its own; returns how many ended."""
        after: Cursor | None = None
        done = 0
        while True:
            place = after
            found = run(lambda ctx: self._house.approvals.expire_due(ctx, place))  # noqa: B023 - runs at once
            done += found.expired
            after = found.after
            if after is None:
                return done


def _escalate(house: House) -> Callable[[BankRun], int]:
    """Asks further people where an approval has waited too long; what is stuck waits for the next time."""

    def work(run: BankRun) -> int:
        return run(house.approvals.escalate_due).expired

    return work


def _follow_delegations(house: House) -> Callable[[BankRun], int]:
    """Lets inboxes follow delegations that have begun or ended."""

    def work(run: BankRun) -> int:
        return run(house.approvals.follow_delegations)

    return work


class _Seal:
    """Seals the audit and anchors its head."""

    def __init__(self, key: PrivateKey | None) -> None:
        self._key = key

    def __call__(self, run: BankRun) -> int:
        """One chunk; returns whether there was something to seal."""
        head = run(lambda ctx: anchor.seal_and_anchor(ctx.uow, ctx.world, self._key))
        return int(head is not None)
