"""What the processes of a bank write down while payrolls are refused, sent, killed and paid: nobody's pay."""

from __future__ import annotations

from typing import Any, Final

import pytest

from corporate.demo.people import MUSTER
from corporate.demo.staff import EMPLOYEES
from erp_adapters.client.errors import Refused
from tests.scenarios.bank import Bank
from tests.scenarios.points import WEB, WORKER
from tests.scenarios.trial import Trial

AMOUNTS: Final = ("20417.86", "11863.59", "27351.64")
ELSEWHERE: Final = ("端木青梧", "6217003810026877111", "16208.97")
PLANTED: Final = (
    *((one.name, one.account, amount) for one, amount in zip(EMPLOYEES[:3], AMOUNTS, strict=True)),
    ELSEWHERE,
)
WORDS: Final = [
    word
    for name, account, amount in PLANTED
    for word in (name, account, amount, f"{float(amount):,.2f}", amount.replace(".", ""))
]


def payroll(serial: str, **first: str) -> dict[str, Any]:
    """A payroll as an ERP sends it; the last row leaves the bank."""
    rows = [
        {"Number": f"P{place}", "Name": name, "Account": account, "Amount": amount}
        for place, (name, account, amount) in enumerate(PLANTED, 1)
    ]
    rows[0] |= first
    rows[-1]["Bank"] = "102100099996"
    total = sum(round(float(amount) * 100) for _, _, amount in PLANTED) / 100
    return {
        "ClientSerial": serial, "PayerAccount": MUSTER.accounts[0].number, "Month": "2026-11",
        "Payments": str(len(rows)), "Total": f"{total:.2f}", "Rows": rows,
    }  # fmt: skip


def send(bank: Bank, given: dict[str, Any]) -> None:
    bank.erp.until_answered(lambda: bank.erp.link.ask("payroll.send", "SendPayroll", given))


def told(bank: Bank) -> dict[str, list[str]]:
    """Which of the words stand in which log: of the web, the worker and the database's server."""
    folder, server = bank.settings.data, bank.cluster.home.glob("*log*")
    logs = [folder / f"{WEB}.log", folder / f"{WORKER}.log", *server]
    texts = {one.name: one.read_bytes().decode("utf-8", "replace") for one in logs if one.is_file()}
    return {name: [word for word in WORDS if word in text] for name, text in texts.items()}


def test_no_log_of_any_process_tells_what_anybody_earns(bank: Bank) -> None:
    trial, serial = Trial(bank), f"WAGES-{bank.count()}"
    name, account, _ = PLANTED[0]
    for wrong in ({"Name": PLANTED[1][0]}, {"Account": account[:-2]}, {"Name": f"{name}\u202e"}):
        with pytest.raises(Refused):
            send(bank, payroll(serial, **wrong))
    bank.faults.arm(WEB, "gate.after_handler")
    for point in ("batch.before_rows", "batch.after_posting", "batch.after_prepare"):
        bank.faults.arm(WORKER, point)
    send(bank, payroll(serial))
    trial.come_to_rest()
    assert bank.faults.thrown(WEB, "gate.after_handler")
    assert bank.faults.thrown(WORKER, "batch.after_posting")
    found = told(bank)
    assert {f"{WEB}.log", f"{WORKER}.log"} < found.keys()
    assert not any(found.values()), found
    assert "payroll.send" in bank.programs.log(WEB, 1_000)  # the control
