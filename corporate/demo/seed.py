"""Writes the invented banks into an empty database; running it again changes nothing.

Runs as the owner of the schema with one bank in scope at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from psycopg.types.json import Jsonb

from connectors.core_banking.embedded import (
    CustomerAccount,
    EmbeddedCore,
    open_customer,
)
from connectors.ports import Booking, Internal, Side
from corporate import banks
from corporate.access import rights_of
from corporate.banks.opening import NewBank, add_participants, set_bands
from corporate.banks.participants import Participant
from corporate.banks.tariff import Band
from corporate.catalogue import Catalogue
from corporate.demo import past, staff
from corporate.demo.people import (
    BANKS,
    DIRECT,
    MUSTER,
    POLICY,
    ROLES,
    SIGNED,
    SIGNED_UPTO,
    STAFF,
    Account,
    Company,
    DemoBank,
)
from corporate.enterprises import SignedAccount
from corporate.enterprises.opening import (
    NewEnterprise,
    open_enterprise,
    sign_account,
    sign_services,
)
from corporate.identity import Passwords, enrolment
from corporate.identity.sealing import Sealer
from corporate.new_bank import open_new
from corporate.staff.enrolment import place as place_staff
from kernel import limits as kernel_limits
from kernel.calendar import bank_today
from kernel.context import Actor, Context
from kernel.db import Database
from kernel.identifiers.bic import listed_offices
from kernel.money import Money
from kernel.operation import Door, Verb
from kernel.tenancy import Scope
from kernel.world import World
from risk import limits
from workflows.bills.rights import RIGHTS as BILL_RIGHTS
from workflows.desk import night, parameters
from workflows.invoices import repository as invoices
from workflows.invoices.rules import next_month

_TARIFF = (
    Band(0, 500), Band(1_000_000, 1_000), Band(10_000_000, 1_500), Band(50_000_000, 2_000),
    Band(100_000_000, 0, per_million=20, most_minor=20_000),
)  # fmt: skip
"""Transfers to other banks, as most banks charge them: 5, 10, 15, 20 yuan, then 0.002 % up to 200."""
_RATES_E6 = {"CNY": 500, "USD": 500, "EUR": 500}
"""Demand deposits at 0.05 % a year, from the day before the bank opens."""
_ADMIN_VERBS: Mapping[str, tuple[Verb, ...]] = {
    "admin": (Verb.SEE, Verb.MAKE, Verb.APPROVE),
    "viewer": (Verb.SEE,),
}
_VERBS: Mapping[str, Mapping[str, tuple[Verb, ...]]] = {
    "maker": {
        "payroll.submit": (Verb.SEE, Verb.MAKE),
        "payroll.details": (Verb.SEE, Verb.MAKE),
        "bills": (Verb.SEE, Verb.MAKE),
        "payments.submit": (Verb.SEE, Verb.MAKE),
        "payees": (Verb.SEE, Verb.MAKE),
        "approvals": (Verb.SEE, Verb.MAKE),
        "invoices": (Verb.SEE, Verb.MAKE),
        "documents": (Verb.SEE, Verb.MAKE),
        "accounts.confirm_balance": (Verb.SEE, Verb.MAKE),
    },
    "checker": {
        "payroll.submit": (Verb.SEE, Verb.APPROVE),
        "bills": (Verb.SEE, Verb.APPROVE),
        "payments.submit": (Verb.SEE, Verb.APPROVE),
        "payees": (Verb.SEE, Verb.APPROVE),
        "approvals": (Verb.SEE, Verb.APPROVE),
        "invoices": (Verb.SEE, Verb.APPROVE),
    },
    "manager": {
        "payroll.submit": (Verb.SEE, Verb.APPROVE),
        "bills": (Verb.SEE, Verb.APPROVE),
        "payments.submit": (Verb.SEE, Verb.APPROVE),
        "payees": (Verb.SEE, Verb.APPROVE),
        "approvals": (Verb.SEE, Verb.APPROVE),
        "invoices": (Verb.SEE, Verb.APPROVE),
    },
    "integrator": {
        "payroll.submit": (Verb.SEE, Verb.MAKE),
        "bills": (Verb.SEE, Verb.MAKE),
        "payments.submit": (Verb.SEE, Verb.MAKE),
        "sandbox": (Verb.SEE, Verb.MAKE),
        "invoices": (Verb.SEE, Verb.MAKE),
        "documents": (Verb.SEE, Verb.MAKE),
        "payees": (Verb.SEE, Verb.MAKE),
        "certificates.renew": (Verb.SEE, Verb.MAKE),
        "accounts.confirm_balance": (Verb.SEE, Verb.MAKE),
    },
    "viewer": {
        "payroll.submit": (Verb.SEE,),
        "bills": (Verb.SEE,),
        "payments.submit": (Verb.SEE,),
        "payees": (Verb.SEE,),
        "approvals": (Verb.SEE,),
        "invoices": (Verb.SEE,),
    },
    "admin": {
        "approvals": (Verb.SEE, Verb.MAKE, Verb.APPROVE),
        "sandbox": (Verb.SEE, Verb.MAKE),
    },
}


class Seeder:
    """Puts banks, enterprises, people, accounts and policies where there are none."""

    def __init__(
        self,
        world: World,
        database: Database,
        catalogue: Catalogue,
        password: str,
        *,
        zero_levels: bool = False,
        agreed: Sequence[Mapping[str, Any]] = (),
        sealer: Sealer | None = None,
        lived: bool = False,
    ) -> None:
        """With `sealer`, which keeps the secrets of their codes, the banks have staff at their desks.

        With `lived` they opened four weeks ago, and their customers' accounts have moved since.
        """
        self._world = world
        self._database = database
        self._catalogue = catalogue
        self._hash = Passwords(world.randomness).hash(password)
        self._zero_levels = zero_levels
        self._agreed = agreed
        self._sealer = sealer
        self._age = timedelta(days=past.DAYS if lived else 0)

    def run(self, demo_banks: Iterable[DemoBank] = BANKS) -> bool:
        """Seed each bank that is not there yet; whether anything was new."""
        directory = banks.Directory(self._database, self._world.clock)
        missing = [bank for bank in demo_banks if directory.by_slug(bank.slug) is None]
        for bank in missing:
            self._open(bank)
        return bool(missing)

    def _open(self, bank: DemoBank) -> None:
        tenant_id = self._world.ids.uuid7()
        with self._database.begin(Scope(tenant_id)) as uow:
            now = self._world.clock.now()
            ctx = Context(self._world, uow, Actor(tenant_id, Door.SYSTEM, "开业"), now)
            open_new(
                ctx,
                NewBank(
                    slug=bank.slug,
                    name=bank.name,
                    short_code=bank.short_code,
                    bank_code=bank.bank_code,
                    bic=bank.bic,
                    receipt_key=self._world.randomness.token_bytes(32),
                    settings=self._settings(bank),
                    agents=bank.agents,
                ),
                self._since(),
            )
            add_participants(uow, _participants(bank))
            for rail in ("HVPS", "BEPS", "IBPS"):
                set_bands(uow, rail, "CNY", _TARIFF)
            for currency, rate_e6 in _RATES_E6.items():
                night.add_rate(ctx, currency, self._since(), rate_e6)
            for company in bank.companies:
                self._open_company(ctx, company)
            if self._age:
                past.tell(ctx, bank.companies)
            self._open_desk(ctx)

    def _open_desk(self, ctx: Context) -> None:
        if self._sealer is None:
            return
        for one in STAFF:
            secret = self._world.randomness.token_bytes(kernel_limits.TOTP_SECRET_BYTES)
            place_staff(ctx.uow, self._world, one, self._hash, secret, self._sealer)

    def _since(self) -> date:
        """The day before the first thing that happens."""
        return bank_today(self._world.clock) - self._age - timedelta(days=1)

    def _open_company(self, ctx: Context, company: Company) -> None:
        enterprise_id = self._world.ids.uuid7()
        open_enterprise(
            ctx.uow,
            NewEnterprise(
                enterprise_id, company.number, company.name, company.uscc, company.name_en
            ),
            at=ctx.now,
        )
        for place, account in enumerate(company.accounts):
            self._open_account(ctx, enterprise_id, company, account, place)
        services = [
            (operation.code, door) for operation in self._catalogue for door in operation.doors
        ]
        sign_services(ctx.uow, enterprise_id, services)
        for code in dict.fromkeys(role for person in company.people for role in person.roles):
            _name_role(ctx, enterprise_id, code)
        for person in company.people:
            person_id = enrolment.add_person(ctx.uow, self._world, person.login, person.name)
            enrolment.set_password(ctx.uow, self._world, person_id, self._hash)
            user_id = enrolment.add_user(
                ctx.uow, self._world, enterprise_id, person_id, person.title
            )
            for role in person.roles:
                enrolment.give_role(ctx.uow, enterprise_id, user_id, role)
                self._grant(ctx, enterprise_id, user_id, role)
        for operation in ("payments.submit", "payroll.submit", *BILL_RIGHTS):
            add_policy(ctx, enterprise_id, DIRECT if self._zero_levels else POLICY, operation)
        if company is MUSTER:
            staff.place(ctx, enterprise_id, company)
            if not self._zero_levels:
                _let_sign(ctx, enterprise_id, company.accounts[1])
        _set_buyer(ctx.inside(enterprise_id), company)
        limits.agree(ctx.inside(enterprise_id), self._agreed)

    def _settings(self, bank: DemoBank) -> dict[str, Any]:
        agreed = {"agreed_limits": list(self._agreed)} if self._agreed else {}
        seller = {
            "tax_number": bank.tax_number,
            "address": "苏州工业园区金鸡湖大道 88 号",
            "phone": "0512-62880000",
            "bank_name": f"{bank.name.zh}营业部",
            "bank_account": f"{bank.bank_code}0000001",
            "drawer": "系统开票",
        }
        return {"allows_zero_levels": self._zero_levels, "invoice_seller": seller, **agreed}

    def _open_account(
        self, ctx: Context, enterprise_id: UUID, company: Company, account: Account, place: int
    ) -> None:
        on = bank_today(self._world.clock) - self._age
        begins = past.opening_minor(account) if self._age else account.balance_minor
        new = CustomerAccount(enterprise_id, account.number, company.name, account.currency)
        open_customer(ctx, new, on - timedelta(days=1))
        sign_account(
            ctx.uow,
            enterprise_id,
            SignedAccount(
                account.number, account.alias, account.currency, may_pay=True, position=place
            ),
        )
        EmbeddedCore().book(
            ctx,
            Booking(
                id=self._world.ids.uuid7(),
                key=f"opening:{account.number}",
                kind="opening",
                money=Money(begins, account.currency),
                debit=Side(internal=Internal.CLEARING, rail="INTERNAL"),
                credit=Side(account.number),
                booked_on=on,
                at=ctx.now - self._age,
                detail={"purpose": "期初余额", "payer_name": "开户行", "number": "OPENING"},
            ),
        )

    def _grant(self, ctx: Context, enterprise_id: UUID, user_id: UUID, role: str) -> None:
        """What a role may do: everybody sees accounts; payments and approvals by role, as far as there is a verb to give."""
        enrolment.grant(ctx.uow, enterprise_id, user_id, "accounts.see", (Verb.SEE,))
        for row in rights_of(self._catalogue).values():
            if row.administers:
                wanted = _ADMIN_VERBS.get(role, ())
            else:
                mine = _VERBS[role]
                wanted = mine.get(row.right) or mine.get(row.right.split(".")[0], ())
            verbs = [verb for verb in wanted if verb in row.verbs]
            if verbs and row.right != "accounts.see":
                enrolment.grant(ctx.uow, enterprise_id, user_id, row.right, verbs)


def add_policy(
    ctx: Context,
    enterprise_id: UUID,
    rules: Mapping[str, Any],
    operation: str = "payments.submit",
    *,
    account: str = "*",
    door: str = "*",
) -> None:
    """An approval policy of one enterprise; administrators edit it later."""
    ctx.uow.run(
        "INSERT INTO approval_policy (tenant_id, enterprise_id, id, operation, account_number, door, version, rules,"
        " live, created_at) VALUES (%s, %s, %s, %s, %s, %s, 1, %s, true, %s)",
        (
            ctx.tenant_id,
            enterprise_id,
            ctx.world.ids.uuid7(),
            operation,
            account,
            door,
            Jsonb(dict(rules)),
            ctx.now,
        ),
    )


def _let_sign(ctx: Context, enterprise_id: UUID, account: Account) -> None:
    """Let the ERP's signature alone pay small amounts from an account: the bank permits it, the enterprise's rule says so."""
    parameters.permit(ctx, enterprise_id, account.currency, SIGNED_UPTO, live=True)
    link = Door.DIRECT_LINK.value
    add_policy(ctx, enterprise_id, SIGNED, account=account.number, door=link)


def _set_buyer(ctx: Context, company: Company) -> None:
    """Have each fee of a company invoiced by itself, so that a first payment shows how it goes."""
    today = bank_today(ctx.world.clock)
    buyer = {
        "name": company.name, "tax_number": company.uscc, "address": "苏州工业园区星湖街 218 号",
        "phone": "0512-66880000", "bank_name": "", "bank_account": "", "kind": "special", "mode": "each",
    }  # fmt: skip
    invoices.set_buyer(ctx, buyer, next_month(today))


def _name_role(ctx: Context, enterprise_id: UUID, code: str) -> None:
    """Say what an enterprise calls a role, as its administrators would."""
    ctx.uow.run(
        "INSERT INTO enterprise_role (tenant_id, enterprise_id, code, name, live, created_at)"
        " VALUES (%s, %s, %s, %s, true, %s)",
        (
            ctx.tenant_id,
            enterprise_id,
            code,
            Jsonb({"zh": ROLES[code].zh, "en": ROLES[code].en}),
            ctx.now,
        ),
    )


def _participants(bank: DemoBank) -> list[Participant]:
    """Every bank of the public directory, in real-time clearing all of them; and the other demo bank."""
    listed = [
        Participant(office.bank_code, office.name, bic, in_ibps=True)
        for bic, office in listed_offices()
    ]
    others = [
        Participant(other.bank_code, other.name, other.bic, in_ibps=True)
        for other in BANKS
        if other.slug != bank.slug
    ]
    return listed + others
