"""What changes between a payment's signatures and its release."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kernel.calendar import SHANGHAI
from kernel.context import Actor, Context
from kernel.operation import Door
from ledger import books
from tests.workflows.payments.house import OTHER_PAYEE, OWN_PAYEE, PaymentHouse
from tests.world import add_policy

OWN = (OWN_PAYEE["payee_account"], OWN_PAYEE["payee_name"], "")
LARGE = {**OTHER_PAYEE, "amount_minor": 1_200_000_000}
STRICT = {
    "valid_days": 30,
    "bands": {"CNY": [{"upper_minor": None, "steps": [
        [{"group": "checker", "needed": 1}], [{"group": "manager", "needed": 1}]]}]},
}  # fmt: skip


def at(pay: PaymentHouse, text: str) -> None:
    """Move the clock to an instant in Shanghai."""
    pay.world.clock.set(datetime.fromisoformat(text).replace(tzinfo=SHANGHAI))


def policy(pay: PaymentHouse, rules: dict[str, Any], version: int = 2) -> None:
    """Replace the enterprise's policy."""
    with pay.world.owner() as uow:
        enterprise = pay.world.enterprise("辰海").id
        uow.run("UPDATE approval_policy SET live = false WHERE enterprise_id = %s", (enterprise,))
        actor = Actor(pay.world.tenant_id, Door.SYSTEM, "开业")
        ctx = Context(pay.world.kernel, uow, actor, pay.world.clock.now())
        add_policy(ctx, enterprise, rules, version=version)


def rail(pay: PaymentHouse, which: str, **changed: Any) -> None:
    """Change a rail of the bank."""
    with pay.world.owner() as uow:
        for name, value in changed.items():
            uow.run(f"UPDATE bank_rail SET {name} = %s WHERE code = %s", (value, which))  # noqa: S608
    pay.house.banks.forget()
    pay.worker.banks.forget()


def status_of(pay: PaymentHouse, account: str, status: str) -> None:
    with pay.world.job() as ctx:
        books.set_status(ctx.uow, account, status)
