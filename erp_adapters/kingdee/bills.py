"""AP_PAYBILL as payments; field names as the WebAPI spells them, FOPPOSITECCOUNTNAME included."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from erp_adapters.client import Payment
from erp_adapters.reading import Reader, ReadRule
from kernel.json import read_json

LABELS: Final = {
    "serial": "FBillNo",
    "payer_account": "FACCOUNTID",
    "payee_account": "FOPPOSITEBANKACCOUNT",
    "payee_name": "FOPPOSITECCOUNTNAME",
    "amount": "FREALPAYAMOUNTFOR_D",
    "currency": "FCURRENCYID",
    "payee_bank": "FCNAPS",
    "payee_bank_name": "FOPPOSITEBANKNAME",
    "purpose": "FCOMMENT",
    "remark": "FREMARK",
}
_AMOUNTS: Final = ("FREALPAYAMOUNTFOR_D", "FPAYAMOUNTFOR_E", "FPAYTOTALAMOUNTFOR")
_CURRENCIES: Final = {"PRE001": "CNY"}
_ENTRIES: Final = ("FPAYBILLENTRY", "PAYBILLENTRY")
ROW: Final = "+"  # between a bill's number and the entry's; no bill number has it
_BOM: Final = b"\xef\xbb\xbf"


def bills_in(content: bytes, _name: str, *, profile: Mapping[str, Any]) -> list[Payment]:
    """The payments of all bills of a file; raises `Faulty` naming bill, entry and field."""
    reader = Reader()
    for number, bill in enumerate(_bills(read_json(content.removeprefix(_BOM))), 1):
        if isinstance(bill, dict):
            _read(bill, number, profile, reader)
        else:
            reader.fault(ReadRule.NOT_BILL, f"[{number}]")
    return reader.payments()


def _bills(value: Any) -> list[Any]:
    """Out of a Save body, a View answer or a bare list."""
    for name in ("data", "Data", "Model", "Result"):
        if isinstance(value, dict) and name in value and "FBillNo" not in value:
            value = value[name]
    return value if isinstance(value, list) else [value]


def _read(bill: dict[str, Any], number: int, profile: Mapping[str, Any], reader: Reader) -> None:
    bill_no = str(bill.get("FBillNo") or "")
    entries: list[Any] = next(
        (bill[name] for name in _ENTRIES if isinstance(bill.get(name), list)), []
    )
    if not bill_no:
        reader.fault(ReadRule.MISSING, f"[{number}]", "FBillNo")
        return
    if not entries:
        reader.fault(ReadRule.MISSING, bill_no, _ENTRIES[0])
    for row, entry in enumerate(entries, 1):
        serial = bill_no if len(entries) == 1 else f"{bill_no}{ROW}{row}"
        reader.add(_values(bill, entry, serial, profile), f"{bill_no}[{row}]", LABELS)


def _values(
    bill: Mapping[str, Any], entry: Mapping[str, Any], serial: str, profile: Mapping[str, Any]
) -> dict[str, Any]:
    account = _reference(entry.get("FACCOUNTID"))
    currency = _reference(bill.get("FCURRENCYID")) or "PRE001"
    found: dict[str, Any] = {
        "serial": serial,
        "payer_account": profile.get("accounts", {}).get(account, account),
        "payee_account": entry.get("FOPPOSITEBANKACCOUNT"),
        "payee_name": entry.get("FOPPOSITECCOUNTNAME"),
        "amount": next((entry[name] for name in _AMOUNTS if entry.get(name) is not None), None),
        "currency": (_CURRENCIES | dict(profile.get("currencies", {}))).get(currency, currency),
        "payee_bank": entry.get("FCNAPS"),
        "payee_bank_name": entry.get("FOPPOSITEBANKNAME"),
        "purpose": entry.get("FCOMMENT"),
        "remark": bill.get("FREMARK"),
        "end_to_end": serial,
    }
    return {name: value for name, value in found.items() if value not in {None, ""}}


def _reference(value: Any) -> str:
    """A reference is `{"FNumber": "…"}`; a plain text is taken as its number."""
    if isinstance(value, dict):
        value = value.get("FNumber", value.get("Number", ""))
    return str(value or "")
