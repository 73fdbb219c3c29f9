"""A bank whose clearing is the test bank itself, in this process: it remembers what it settled on which day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from connectors.clearing import wire
from connectors.clearing.simulator.peer import Peer
from connectors.clearing.simulator.store import Store
from connectors.ports import ClearedPage, ClearingTimeout
from corporate.bootstrap import House, assemble
from corporate.settings import Settings
from jobs.house import run_until_idle
from kernel.statements import Row
from kernel.tenancy import Scope
from tests.cast import YUNGANG
from tests.workflows.dispatch.house import PeerClearing
from tests.workflows.payments.house import OTHER_PAYEE, PAYER, PaymentHouse
from tests.world import HouseWorld

BANK_CODE = YUNGANG.bank_code


class PeerLink(PeerClearing):
    """The test bank without its wire, with its statements; it can be told to be silent."""

    silent = False

    def statement(self, bank_code: str, on: date, after: str) -> ClearedPage:
        if self.silent:
            raise ClearingTimeout
        return wire.read_statement(self.peer.statement(bank_code, on, int(after or 0), 2))


class NightBank(PaymentHouse):
    """云港银行 with payments in and out over the test bank."""

    def __init__(self, world: HouseWorld, settings: Settings | None = None) -> None:
        super().__init__(world, settings)
        self.link = self.again()
        self.peer = self.link.peer
        own = settings or Settings(data=world.folder.parent / "data")
        self.house: House = assemble(own, world.kernel, world.db.app, self.link)
        self.worker: House = assemble(own, world.kernel, world.db.worker, self.link)

    def again(self) -> PeerLink:
        """The same test bank as another process finds it."""
        return PeerLink(Peer(Store(self.world.folder / "peer.sqlite", "E"), self.world.clock))

    def work(self) -> None:
        """Whatever is due at this instant."""
        run_until_idle(self.worker)

    def pay_out(self, serial: str, cents: int, *, whole: int = 8888, **more: Any) -> None:
        """A payment to another bank; its cents say what the test bank does with it."""
        self.submit(serial, **{**OTHER_PAYEE, "amount_minor": whole * 100 + cents, **more})
        self.decide("赵敏")
        self.work()

    def bring(self, reference: str, amount: str, **more: str) -> None:
        """Money from outside."""
        payload = {
            "payer_account": "6217001210024455220", "payer_name": "上海振华重工股份有限公司", "payer_bank_name": "中国建设银行",
            "payee_account": PAYER, "payee_name": "上海辰海物流股份有限公司", "amount": amount, "currency": "CNY",
            "purpose": "货款", **more,
        }  # fmt: skip
        self.peer.bring(
            BANK_CODE, "credit", {"rail": "HVPS", "reference": reference, "payload": payload}
        )
        self.work()

    def ends(self, on: str) -> dict[str, Mapping[str, Any]]:
        """What each step of a day's end found, by step; the steps that were done."""
        rows = self.rows(
            "SELECT trigger, note FROM day_end_transition WHERE on_date = %s ORDER BY seq", on
        )
        return {row["trigger"]: row["note"] for row in rows}

    def differences(self, on: str) -> list[tuple[str, str, int, int]]:
        """Cause, status, ours and theirs of a day's differences."""
        rows = self.rows(
            "SELECT cause, status, ours_minor, theirs_minor FROM day_end_difference WHERE on_date = %s"
            " ORDER BY number", on,
        )  # fmt: skip
        return [tuple(row.values()) for row in rows]

    def rows(self, sql: str, *params: Any) -> list[Row]:
        with self.world.db.auditor.begin(Scope(self.world.tenant_id)) as uow:
            return uow.rows(sql, params)

    def rate(self, rate_e6: int, from_on: str, currency: str = "CNY") -> None:
        """A rate that is there already when the test begins."""
        self.world.db.tamper(
            f"INSERT INTO yinqi.deposit_rate VALUES ('{self.world.tenant_id}', '{currency}', '{from_on}', {rate_e6},"  # noqa: S608
            " '2026-01-01 00:00+08')"
        )
