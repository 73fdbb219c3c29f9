"""What an enterprise has of payroll: a draft, an employee, a payslip with a link, a pack of payslips."""

from __future__ import annotations

from datetime import timedelta

from tests.workflows.payments.house import PaymentHouse
from tests.world import HouseWorld
from workflows.batches.commands import Intake
from workflows.batches.rows import RowIn
from workflows.payroll import repository
from workflows.payroll.commands import KeepStaff, StaffLine
from workflows.payroll.run_commands import OpenRun, RunView
from workflows.payroll.slips import pack_repository, tokens
from workflows.payroll.slips import repository as slips
from workflows.payroll.slips.service import cell

EMPLOYEE = "A0001"
_SLIP = {
    "name": "颜如玉", "account": "6222021001112229999", "minor": 812_345, "items": [], "note": "",
    "rule": "account_tail", "mail": "a@b.example", "mobile": "", "enterprise": "某",
}  # fmt: skip


def payroll_of(house: PaymentHouse, world: HouseWorld, maker: str, account: str) -> dict[str, str]:
    """Its run's number, its employee's, its slip's id and its link."""
    actor, gate, user = world.actor(maker), house.house.gate, world.user(maker)
    line = StaffLine(
        number=EMPLOYEE, name="颜如玉", account="6222021001112229999", bank_code="102100099996"
    )
    gate.perform(actor, "payroll.keep", KeepStaff(rows=(line,)))
    with world.context(maker) as ctx:
        repository.agree(ctx, account, ["salary"], "")
    row = RowIn(2, "颜如玉", "6222021001112229999", "8123.45", "", "", EMPLOYEE)
    opened = OpenRun(
        client_serial="OWN-W",
        payer_account=account,
        month="2026-11",
        rows=Intake(lambda: iter([row])),
    )
    run: RunView = gate.perform(actor, "payroll.open", opened)
    with world.context(maker) as ctx:
        slip_id = world.kernel.ids.uuid7()
        sealed = house.house.wages.vault.seal(cell(ctx.tenant_id, slip_id), _SLIP)
        batch = ctx.uow.row("SELECT id FROM batch WHERE number = %s", (run.number,)) or {}
        made = slips.Made(batch["id"], "2026-11", "salary", ctx.now + timedelta(days=30))
        slips.add(ctx, made, [slips.NewSlip(slip_id, 2, EMPLOYEE, sealed, "waiting")])
        token = tokens.new_link(world.kernel, user.enterprise_id)
        slips.hand(ctx, slip_id, tokens.hash_of(token), b"no code", ctx.now)
        pack_repository.add(ctx, batch["id"], "print")
        (pack,) = pack_repository.listed(ctx, batch["id"], 1)
    world.db.tamper("UPDATE yinqi.payslip_pack SET status = 'ready'")  # an empty one
    return {
        "run": run.number, "employee": EMPLOYEE, "slip_id": str(slip_id), "slip": token, "pack_id": str(pack["id"]),
        "row": "2",
    }  # fmt: skip
