"""Payment bills of NC (XML) and U8 (JSON) as payments.

Tags that all templates share are named here; the others are each enterprise's own, and its profile must name them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from erp_adapters.client import Payment
from erp_adapters.reading import Reader, ReadRule
from kernel.findings import shown
from kernel.json import read_json
from kernel.xml import Element, local, read_tree

NC_FIELDS: Final[Mapping[str, str]] = {
    "payer_account": "account", "amount": "money", "currency": "currency", "purpose": "summary",
    "requested_on": "billDate",
}  # fmt: skip
_NC_OWN: Final = frozenset({"payee_account", "payee_name"})
U8_FIELDS: Final[Mapping[str, str]] = {
    "serial": "cbillid", "payer_account": "caccountfrom", "payee_account": "caccountto",
    "amount": "mnativemoney", "payee_bank": "cunionbankno", "payee_bank_name": "oppositebankname",
    "purpose": "digest", "requested_on": "dbilldate",
}  # fmt: skip
_U8_OWN: Final = frozenset({"payee_name"})
_PAYMENT: Final = "fk"  # 付款; a receipt is "sk"
_NATIVE: Final = "mnativemoney"  # in the currency of the books, whatever the bill's is
_BOOKS: Final = "CNY"
_CURRENCIES: Final = {"人民币": "CNY", "RMB": "CNY", "美元": "USD", "欧元": "EUR", "港币": "HKD"}
_DATE_CHARS: Final = 10
ROW: Final = "+"  # between a bill's number and the entry's
_BOM: Final = b"\xef\xbb\xbf"


def nc_bills(content: bytes, _name: str, *, profile: Mapping[str, Any]) -> list[Payment]:
    """The payments of a ufinterface file, of company `corp` alone if told; raises `Faulty` naming bill, entry and tag."""
    names, corp = _tags(NC_FIELDS, _NC_OWN, profile), profile.get("corp")
    root, reader = read_tree(content), Reader()
    if local(root.tag) != "ufinterface":
        raise ReadRule.NOT_UFINTERFACE.refusal(root=local(root.tag))
    for number, bill in enumerate(_children(root, "bill"), 1):
        head = _texts(next(_children(bill, "bill_head"), bill))
        entries = [one for body in _children(bill, "bill_body") for one in _children(body, "entry")]
        bill_id = head.get(names.get("serial", "")) or bill.get("id") or ""
        place = bill_id or f"bill[{number}]"
        _check_head(head, place, corp, reader)
        if not entries:
            reader.fault(ReadRule.MISSING, place, "bill_body/entry")
        for row, entry in enumerate(entries, 1):
            serial = bill_id if len(entries) == 1 or not bill_id else f"{bill_id}{ROW}{row}"
            read = _read(head | _texts(entry), names) | {"serial": serial}
            reader.add(read, f"{place}[{row}]", {"serial": "bill/@id", **names})
    return reader.payments()


def _tags(
    shared: Mapping[str, str], own: frozenset[str], profile: Mapping[str, Any]
) -> Mapping[str, str]:
    """Our field = their tag; raises `Faulty` for fields whose tags only the profile can tell."""
    names, reader = {**shared, **profile.get("fields", {})}, Reader()
    for name in sorted(own - names.keys()):
        reader.fault(ReadRule.UNNAMED, "[fields]", name)
    reader.findings.refuse_if_any()
    return names


def _check_head(head: Mapping[str, str], place: str, corp: str | None, reader: Reader) -> None:
    """Only payments are paid, and only those of our own company."""
    for tag, wanted in (("djdl", _PAYMENT), ("corp", corp)):
        if wanted is not None and head.get(tag, wanted) != wanted:
            reader.fault(ReadRule.OTHER, place, tag, value=shown(head[tag]), wanted=wanted)


def u8_bills(content: bytes, _name: str, *, profile: Mapping[str, Any]) -> list[Payment]:
    """The payments of a `payment/batch_get` answer; raises `Faulty`."""
    names = _tags(U8_FIELDS, _U8_OWN, profile)
    said, reader = read_json(content.removeprefix(_BOM)), Reader()
    if isinstance(said, dict):
        said = said.get("payment", said.get("payments", [said]))
    for number, bill in enumerate(said if isinstance(said, list) else [said], 1):
        if not isinstance(bill, dict):
            reader.fault(ReadRule.NOT_BILL, f"[{number}]")
            continue
        place = str(bill.get(names["serial"]) or f"[{number}]")
        read = _read(bill, names)
        if names["amount"] == _NATIVE and read.get("currency", _BOOKS) != _BOOKS:
            reader.fault(ReadRule.NATIVE, place, _NATIVE, currency=shown(str(read["currency"])))
        reader.add(read, place, names)
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
