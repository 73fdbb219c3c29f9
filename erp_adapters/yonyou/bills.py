"""Payment bills of NC (XML) and U8 (JSON) as payments; tags an enterprise has renamed come from its profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from erp_adapters.client import Payment
from erp_adapters.reading import Reader, ReadRule
from kernel.json import read_json
from kernel.xml import Element, local, read_tree

NC_FIELDS: Final[Mapping[str, str]] = {
    "serial": "vouchid", "payer_account": "payaccount", "payee_account": "recaccount",
    "payee_name": "recaccountname", "amount": "money", "currency": "currency",
    "payee_bank": "recbankno", "payee_bank_name": "recbankname", "purpose": "summary", "remark": "memo",
    "requested_on": "paydate",
}  # fmt: skip
U8_FIELDS: Final[Mapping[str, str]] = {
    "serial": "cbillid", "payer_account": "caccountfrom", "payee_account": "caccountto",
    "payee_name": "caccounttoname", "amount": "mnativemoney", "currency": "cexch_name",
    "payee_bank": "cunionbankno", "payee_bank_name": "cbankto", "purpose": "cpurpose", "remark": "cmemo",
    "requested_on": "dpaydate",
}  # fmt: skip
_CURRENCIES: Final = {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD"}
_DATE_CHARS: Final = 10
ROW: Final = "+"  # between a bill's number and the entry's
_BOM: Final = b"\xef\xbb\xbf"


def nc_bills(content: bytes, _name: str, *, profile: Mapping[str, Any]) -> list[Payment]:
    """The payments of a ufinterface file; raises `Faulty` naming bill, entry and tag."""
    root, reader = read_tree(content), Reader()
    if local(root.tag) != "ufinterface":
        raise ReadRule.NOT_UFINTERFACE.refusal(root=local(root.tag))
    names = {**NC_FIELDS, **profile.get("fields", {})}
    for number, bill in enumerate(_children(root, "bill"), 1):
        head = _texts(next(_children(bill, "bill_head"), bill))
        entries = [one for body in _children(bill, "bill_body") for one in _children(body, "entry")]
        bill_id = head.get(names["serial"]) or bill.get("id") or ""
        place = bill_id or f"bill[{number}]"
        if not entries:
            reader.fault(ReadRule.MISSING, place, "bill_body/entry")
        for row, entry in enumerate(entries, 1):
            values = head | _texts(entry)
            serial = bill_id if len(entries) == 1 else f"{bill_id}{ROW}{row}"
            reader.add(_read(values | {names["serial"]: serial}, names), f"{place}[{row}]", names)
    return reader.payments()


def u8_bills(content: bytes, _name: str, *, profile: Mapping[str, Any]) -> list[Payment]:
    """The payments of a `payment/batch_get` answer; raises `Faulty`."""
    said, reader = read_json(content.removeprefix(_BOM)), Reader()
    if isinstance(said, dict):
        said = said.get("payment", said.get("payments", [said]))
    names = {**U8_FIELDS, **profile.get("fields", {})}
    for number, bill in enumerate(said if isinstance(said, list) else [said], 1):
        if not isinstance(bill, dict):
            reader.fault(ReadRule.NOT_BILL, f"[{number}]")
            continue
        place = str(bill.get(names["serial"]) or f"[{number}]")
        reader.add(_read(bill, names), place, names)
    return reader.payments()


def _read(values: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    found = {name: values[tag] for name, tag in names.items() if values.get(tag) not in {None, ""}}
    currency = found.get("currency")
    if isinstance(currency, str):
        found["currency"] = _CURRENCIES.get(currency, currency)
    day = found.get("requested_on")
    if isinstance(day, str):
        found["requested_on"] = day[:_DATE_CHARS].replace("/", "-")
    return found


def _children(element: Element, name: str) -> Iterator[Element]:
    return (child for child in element if local(child.tag) == name)


def _texts(element: Element) -> dict[str, str]:
    return {local(child.tag): (child.text or "").strip() for child in element if not len(child)}
