"""A sample of each write operation of the direct link, what must be there before, and how to send it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree

from corporate.bootstrap import CATALOGUE
from kernel import limits
from kernel.operation import fields_of
from tests.connectors.direct_link.erp import PAYMENT, Erp, Q, Reply, envelope, fill, written
from tests.connectors.direct_link.json_erp import JsonErp
from tests.connectors.direct_link.soap_erp import SOAP_11, SOAP_12, SoapErp
from tests.connectors.direct_link.test_inquiries import MONDAY, OPENED, close
from tests.connectors.direct_link.test_sealing import opened, post, sealed_by
from tests.workflows.batches.bank import BatchBank
from tests.workflows.batches.house import paid, people, person
from tests.workflows.payroll.house import STAFF, PayrollHouse
from tests.world import HouseWorld

ODOO: Final = (Path(__file__).parents[2] / "samples" / "odoo-pain.001.001.09-cny-5.xml").read_text(
    encoding="utf-8"
)
_PAYER: Final = PAYMENT["PayerAccount"]
_ROW: Final = {
    "PayeeName": PAYMENT["PayeeName"], "PayeeAccount": PAYMENT["PayeeAccount"], "Amount": "12.50",
}  # fmt: skip
_HENGRUI: Final = {
    "PayeeName": PAYMENT["PayeeName"], "PayeeAccount": PAYMENT["PayeeAccount"],
}  # fmt: skip
Facts = dict[str, str]
Said = Mapping[str, Any]
Ready = Callable[[HouseWorld], tuple[Said, Said]]
Way = Callable[[Erp, str, Mapping[str, Any]], tuple[str, Facts]]


@dataclass(frozen=True)
class Write:
    """One operation: what is asked, what of it another content changes, and the one effect it must have."""

    operation: str
    asked: Mapping[str, Any]
    changed: Mapping[str, Any]
    effect: str
    rows: int = 1
    key: str = "ClientSerial"
    conflict: str = "C102"
    where: str = "true"
    most: int = 1000
    """Under how many serials it may be asked at once."""
    ready: Ready = lambda _: ({}, {})
    """Bring about what it needs before the first request; more of what is asked, and of what changes."""

    def under(self, serial: str, *, changed: bool = False) -> dict[str, Any]:
        """What is asked under a serial of the test's own."""
        said = {**self.asked, **(self.changed if changed else {})}
        if "Document" in said:
            return {"Document": said["Document"].replace("PAY0005", serial)}
        rows = [
            {**row, "ClientSerial": f"{serial}-{row['ClientSerial']}"}
            if "ClientSerial" in row
            else row
            for row in said.get("Rows", ())
        ]
        return {**said, **({"Rows": rows} if rows else {}), self.key: serial}


def _closed_day(world: HouseWorld) -> tuple[Said, Said]:
    close(world, OPENED, MONDAY)
    return {}, {}


def _failed_rows(world: HouseWorld) -> tuple[Said, Said]:
    """Two batches one row of each could not be paid, and could be now."""
    people(world, 2)
    bank = BatchBank(world)
    first, other = bank.agreed(paid(2)), bank.agreed(paid(2, 20_000), "B-2")
    bank.set_status(person(2)[1], "frozen")
    bank.work()
    bank.set_status(person(2)[1], "open")
    return {"Number": first.number}, {"Number": other.number}


def _staff(world: HouseWorld) -> tuple[Said, Said]:
    PayrollHouse(world).hire()
    return {}, {}


_WAGES: Final = {
    "PayerAccount": _PAYER, "Month": "2026-11", "Payments": len(STAFF),
    "Total": f"{sum(one.minor for one in STAFF) / 100:.2f}",
    "Rows": [
        {"Number": one.number, "Name": one.name, "Account": one.account, "Amount": one.amount} for one in STAFF
    ],
}  # fmt: skip
WRITES: Final = (
    Write("payments.submit", {k: v for k, v in PAYMENT.items() if k != "ClientSerial"}, {"Amount": "1.00"}, "payment"),
    Write(
        "payments.submit_batch",
        {"PayerAccount": _PAYER, "Payments": 1, "Total": "12.50", "Rows": [{"ClientSerial": "R-1", **_ROW}]},
        {"Rows": [{"ClientSerial": "R-1", **_ROW, "PayeeName": "苏州恒锐特钢有限公司二部"}]},
        "payment",
        conflict="C103",
    ),
    Write(
        "payments.submit_part",
        {
            "Stage": "begin", "Part": 1, "PayerAccount": _PAYER, "Payments": 2, "Total": "25.00",
            "Rows": [{"ClientSerial": "R-1", **_ROW}],
        },
        {"Rows": [{"ClientSerial": "R-1", **_ROW, "Amount": "12.49"}]},
        "batch_part",
        conflict="C103",
    ),
    Write("payments.import", {"Document": ODOO}, {"Document": ODOO.replace("Söhne GmbH", "Sohn GmbH")}, "payment_message", conflict="C103"),
    Write(
        "batches.send",
        {"PayerAccount": _PAYER, "Name": "运费", "Payments": 1, "Total": "12.50", "Rows": [_ROW]},
        {"Total": "12.51"}, "batch",
    ),
    Write(
        "documents.order", {"Kind": "receipts", "FromOn": "2026-11-23", "ToOn": "2026-11-23"},
        {"Arrangement": "merged"}, "document_task",
        most=limits.TASKS_WAITING_MAX,
    ),
    Write(
        "accounts.confirm_balance", {"AccountNumber": _PAYER, "On": "2026-11-23", "Own": "1000000.00"},
        {"Own": "999999.99", "Note": "在途"}, "balance_confirmation",
        ready=_closed_day,
    ),
    Write(
        "batches.send_part",
        {
            "Stage": "begin", "Part": 1, "PayerAccount": _PAYER, "Name": "运费", "Payments": 2, "Total": "25.00",
            "Rows": [_ROW],
        },
        {"Rows": [{**_ROW, "Amount": "12.49"}]},
        "batch",
    ),
    Write("batches.reissue", {}, {}, "batch", most=1, where="reissue_of IS NOT NULL", ready=_failed_rows),
    Write("payroll.send", _WAGES, {"Month": "2026-10"}, "batch", ready=_staff),
    Write("payroll.send_part", {"Stage": "begin", "Part": 1, **_WAGES, "Payments": 8}, {"Month": "2026-10"}, "batch", ready=_staff),
    Write(
        "standing.submit",
        {
            "PayerAccount": _PAYER, **_HENGRUI, "Amount": "12.50", "Purpose": "房租", "Frequency": "monthly",
            "FirstOn": "2026-12-01", "Times": 12,
        },
        {"Times": 11}, "standing_order",
    ),
)  # fmt: skip


def _message(erp: Erp, operation: str, values: Said, encoding: str = "UTF-8") -> bytes:
    root, body = envelope(erp.head(operation))
    if "Document" in values:
        body.append(etree.fromstring(values["Document"].encode()))
    else:
        name = CATALOGUE.find(operation).command.__name__
        fill(
            etree.SubElement(body, f"{Q}{name}"),
            in_order(CATALOGUE.find(operation).command, values),
        )
    return written(root, encoding)


def _told(reply: Reply) -> tuple[str, Facts]:
    return reply.code, {"Duplicate": reply.head("Duplicate"), **_texts(reply.body)}


def by_xml(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As signed XML."""
    return _told(erp.post(_message(erp, operation, values)))


def by_gb18030(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As signed XML in the encoding of older systems."""
    return _told(erp.post(_message(erp, operation, values, "GB18030")))


def sealed(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As signed XML nobody on the way can read."""
    body = sealed_by(erp, _message(erp, operation, values))
    reply = post(erp, body)
    return _told(opened(reply, erp.key.scalar_bytes())[0])


def by_json(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As JSON."""
    reply = JsonErp(erp).call(operation, **values)
    body = reply.body if reply.code == "0000" else {}
    scalars = {
        name: said if isinstance(said, str) else str(said).lower()
        for name, said in body.items()
        if not isinstance(said, dict | list) and name != "Document"
    }
    return reply.code, {**scalars, "Duplicate": str(reply.head.get("Duplicate", "")).lower()}


def by_soap(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As SOAP 1.1."""
    return _by_soap(SoapErp(erp, SOAP_11), operation, values)


def by_soap_12(erp: Erp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    """As SOAP 1.2."""
    return _by_soap(SoapErp(erp, SOAP_12), operation, values)


WAYS: Final[tuple[Way, ...]] = (by_xml, by_json, by_soap, by_soap_12, by_gb18030, sealed)


def in_order(command: type[Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The same values as texts, in the schema's order."""
    found: dict[str, Any] = {}
    for info in fields_of(command):
        if info.wire_name in values:
            found[info.wire_name] = _text(info.spec.group, values[info.wire_name])
    return found


def _text(group: type[Any] | None, value: Any) -> Any:
    if isinstance(value, list):
        return [_text(group, one) for one in value]
    if isinstance(value, Mapping):
        assert group is not None
        return in_order(group, value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _by_soap(soap: SoapErp, operation: str, values: Mapping[str, Any]) -> tuple[str, Facts]:
    name = "".join(part.capitalize() for word in operation.split(".") for part in word.split("_"))
    given = {} if "Document" in values else in_order(CATALOGUE.find(operation).command, values)
    root = soap.tree(operation, name, given)
    if "Document" in values:
        root[0][0][1].append(etree.fromstring(values["Document"].encode()))
    reply = soap.post(written(root))
    body = reply.inside.find(f"{Q}Body") if reply.status == 200 else None
    return reply.code, {"Duplicate": reply.head("Duplicate"), **_texts(body)}


def _texts(record: Any) -> Facts:
    if record is None:
        return {}
    told = record.find(".//{*}OrgnlMsgId")
    if told is not None:
        return {"MessageId": told.text}
    return {
        etree.QName(one).localname: one.text or ""
        for one in record
        if not len(one) and etree.QName(one).namespace == Q[1:-1]
    }
