"""Turns what the ERP hands over into orders: all of a file, or none of it and every fault.

Recognised by itself: a pain.001 (sent as it is), `SubmitPayment` elements, JSON, JSON lines. Spreadsheets
and an ERP's own documents are read by the adapter its folder is bound to.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from erp_adapters.adapter import Adapter
from erp_adapters.client import Document, Payment
from erp_adapters.client.messages import document_in
from erp_adapters.gateway.items import Order
from erp_adapters.reading import Reader, ReadRule
from kernel.json import read_json
from kernel.xml import Element, local, read_tree

_JSON_STARTS: Final = (b"{", b"[")
_LINES: Final = (".jsonl", ".ndjson")
_BOM: Final = b"\xef\xbb\xbf"


def orders_in(content: bytes, name: str, adapter: Adapter | None = None) -> list[Order]:
    """The orders of a file; raises `Faulty`, or FileWrong for one that cannot be read at all."""
    found: Iterable[Payment | Document]
    if adapter is not None:
        found = adapter.read(content, name)
    elif name.lower().endswith(_LINES):
        found = _of_json_lines(content)
    elif content.removeprefix(_BOM).lstrip()[:1] in _JSON_STARTS:
        found = of_json(read_json(content.removeprefix(_BOM)))
    else:
        found = _of_xml(content, name)
    return [_order(one) for one in found]


def of_json(value: Any) -> list[Payment]:
    """Payments of a JSON value: one, a list, or `{"payments": […]}`; raises `Faulty`."""
    if isinstance(value, dict) and isinstance(value.get("payments"), list):
        value = value["payments"]
    return _payments(value if isinstance(value, list) else [value])


def _of_json_lines(content: bytes) -> list[Payment]:
    lines = content.removeprefix(_BOM).splitlines()
    return _payments([read_json(line) for line in lines if line.strip()])


def _payments(values: Sequence[Any]) -> list[Payment]:
    reader = Reader()
    for number, value in enumerate(values, 1):
        place = f"[{number}]"
        if isinstance(value, dict):
            reader.add(value, place)
        else:
            reader.fault(ReadRule.UNKNOWN, place, json.dumps(value, default=str)[:40])
    return reader.payments()


def _of_xml(content: bytes, name: str) -> Sequence[Payment | Document]:
    """A document with a MsgId goes as it is; `SubmitPayment`, alone or several in any root, is read."""
    if b"SubmitPayment" not in content[:4096]:
        return [document_in(content, name)]
    root = read_tree(content)
    found = [root] if local(root.tag) == "SubmitPayment" else list(root)
    reader = Reader()
    for number, element in enumerate(found, 1):
        reader.add(_values(element), f"SubmitPayment[{number}]")
    return reader.payments()


def _values(element: Element) -> dict[str, str]:
    return {local(child.tag): child.text or "" for child in element}


def _order(found: Payment | Document) -> Order:
    return Order.of_payment(found) if isinstance(found, Payment) else Order.of_document(found)
