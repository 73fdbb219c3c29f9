"""The forms a receipt's voucher is handed out in."""

from __future__ import annotations

import json

from receipts.facts import Imprint, ReceiptFacts
from receipts.vouchers.ofd import write_ofd
from receipts.vouchers.paper import voucher_file
from receipts.vouchers.receipt import receipt_voucher


def as_xml(facts: ReceiptFacts, imprint: Imprint) -> bytes:
    """The XBRL instance."""
    return voucher_file(facts, imprint).content


def as_ofd(facts: ReceiptFacts, imprint: Imprint) -> bytes:
    """The OFD document with the instance in it."""
    return write_ofd(facts, imprint, [voucher_file(facts, imprint)])


def as_json(facts: ReceiptFacts, imprint: Imprint) -> bytes:
    """The same items as an object, under the same names."""
    instance = receipt_voucher(facts, imprint)
    told = {
        "kind": instance.kind,
        "issuer": instance.issuer,
        "on": instance.on.isoformat(),
        "currency": instance.currency,
        "items": {name: value for name, value in instance.items.items() if value},
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode()
