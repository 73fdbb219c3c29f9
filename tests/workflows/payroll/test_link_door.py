"""Payrolls through the front of the direct link: what came in, in whatever state, leaves no word in tables, files or logs."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from corporate import bootstrap
from tests.connectors.direct_link.conftest import serve
from tests.connectors.direct_link.erp import Erp
from tests.connectors.direct_link.json_erp import JsonErp
from tests.workflows.payments.house import PAYER
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.workflows.payroll.searching import files_holding, tables_holding

WORDS = [
    word for one in STAFF for word in (one.name, one.account, one.amount, f"{one.minor / 100:,.2f}")
]


def message(**more: Any) -> dict[str, Any]:
    total = f"{sum(one.minor for one in STAFF) / 100:.2f}"
    rows = [
        {"Number": one.number, "Name": one.name, "Account": one.account, "Amount": one.amount}
        for one in STAFF
    ]
    return {
        "ClientSerial": "ERP-1", "PayerAccount": PAYER, "Month": "2026-11", "Payments": "4", "Total": total,
        "Rows": rows, **more,
    }  # fmt: skip


@pytest.mark.parametrize("code", ["payroll.send", "payroll.send_part"])
def test_neither_what_was_taken_nor_what_was_refused_is_kept_in_words(
    house: PayrollHouse, caplog: pytest.LogCaptureFixture, code: str
) -> None:
    caplog.set_level(logging.DEBUG)
    house.hire()
    app = serve(bootstrap.direct_link(house.house))
    erp = JsonErp(Erp(house.world, app, house.world.key_of("辰海")))
    is_part = code.endswith("part")
    more: dict[str, Any] = {"Stage": "begin", "Part": "1", "Payments": "8"} if is_part else {}
    wrong = message(**more)
    wrong["Rows"][1] = wrong["Rows"][1] | {"Account": f"{STAFF[1].account}9999999999999999"}
    refused = erp.call(code, **wrong)
    assert refused.faults
    assert not [word for word in WORDS if word in refused.content.decode()]
    taken = erp.call(code, **message(**more))
    assert (taken.code, taken.body["Rows"]) == ("0000", 4)
    changed = erp.call(code, **message(**more, Month="2026-12"))
    assert changed.code.startswith("C")
    for reply in (taken, changed):
        assert not [word for word in WORDS if word in reply.content.decode()]
    assert erp.call("payroll.rows", ClientSerial="ERP-1").code == "D203"
    assert tables_holding(house.world, WORDS) == {}
    assert files_holding(house.world.folder.parent, WORDS) == []
    assert not [word for word in WORDS if word in caplog.text]
