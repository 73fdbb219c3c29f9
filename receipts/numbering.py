"""Receipt numbers (回单编号): bank, bank day and sixteen signs that follow from the ledger transaction.

`YQB-20261121-K7Q29XMD-4TVBR8HN`: the same transaction and account give the same number for ever, on every machine
and without a counter, so numbers have no gaps to explain and a lost receipt is made again under its own number.
Fifteen signs say 74 bits of an SM3 digest: at ten million receipts a day the odds of two equal numbers of one
bank and day are 1.3 in a thousand million, and the unique key (tenant, number) where receipts are stored has the
last word. The sixteenth sign is the check sign of ISO 7064 MOD 37-2 over the whole number, which finds every
single wrong sign and every swap of two.
"""

import hashlib
import re
from datetime import date
from itertools import count
from typing import NamedTuple
from uuid import UUID

from receipts.alphabet import SIGNS, grouped, spell

_ISO_7064 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
_BODY_LENGTH = 15
_GROUP = 8
_SHORT_CODE = re.compile(r"[A-Z][A-Z0-9]{1,7}")
_COMPACT = re.compile(rf"([A-Z][A-Z0-9]{{1,7}})([0-9]{{8}})([{SIGNS}]{{{_BODY_LENGTH + 1}}})")


class NumberParts(NamedTuple):
    """What a receipt number says of itself."""

    short_code: str
    booked_on: date
    body: str


def receipt_number(short_code: str, booked_on: date, transaction_id: UUID, account: str) -> str:
    """Return the number of the receipt that the holder of `account` gets for a transaction.

    The account takes part because one transaction gives several receipts: the payer's, and one for
    each payee inside the bank. Raises `ValueError` if the short code is not 2 to 8 capital letters
    and digits, or if the account is missing.
    """
    if not _SHORT_CODE.fullmatch(short_code):
        message = f"not a bank short code: {short_code!r}"
        raise ValueError(message)
    if not account:
        message = "a receipt is for an account"
        raise ValueError(message)
    head = f"{short_code}{booked_on:%Y%m%d}"
    subject = f"yinqi.receipt.number/1 {head} {transaction_id} {account}"
    bodies = (_body(f"{subject} {attempt}") for attempt in count())
    # Six of the 37 check signs are hard to read or no letters: then the next body is taken.
    body = next(body for body in bodies if check_sign(head + body) in SIGNS)
    return written(NumberParts(short_code, booked_on, body + check_sign(head + body)))


def _body(subject: str) -> str:
    return spell(hashlib.new("sm3", subject.encode()).digest(), _BODY_LENGTH)


def check_sign(text: str) -> str:
    """Return the ISO 7064 MOD 37-2 check sign of capital letters and digits."""
    remainder = 0
    for sign in text:
        remainder = (remainder + _ISO_7064.index(sign)) * 2 % 37
    return _ISO_7064[(1 - remainder) % 37]


def read_number(typed: str) -> NumberParts | None:
    """Read a number as people type it (any case, blanks or no hyphens); None if it cannot be one."""
    compact = re.sub(r"[\s-]", "", typed).upper()
    match = _COMPACT.fullmatch(compact) if compact.isascii() else None
    if match is None or check_sign(compact[:-1]) != compact[-1]:
        return None
    short_code, day, body = match.groups()
    try:
        return NumberParts(short_code, date.fromisoformat(day), body)
    except ValueError:
        return None


def written(parts: NumberParts) -> str:
    """Return the one form in which a number is stored, printed and compared."""
    return f"{parts.short_code}-{parts.booked_on:%Y%m%d}-{grouped(parts.body, _GROUP)}"
