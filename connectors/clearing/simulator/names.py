"""What the test bank says of names at other banks (户名校验): by what it was told, else by the account's end.

An account nobody told it about answers by its last six digits: 7777 and 01 fits, 02 is close, 03 does
not fit, 04 cannot be said, 05 stays silent, 06 an error. Any other account fits.
"""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Final

from connectors.clearing.simulator.behaviours import Reply
from kernel.charset import same_name

_MAGIC: Final = re.compile(r".*7777([0-9]{2})")
_NEAR: Final = 0.75
_SAID: Final = {
    "01": ("match", Reply.TRUE),
    "02": ("close", Reply.TRUE),
    "03": ("no_match", Reply.TRUE),
    "04": ("unavailable", Reply.TRUE),
    "05": ("match", Reply.NONE),
    "06": ("match", Reply.ERROR),
}


def verdict(holder: str, account: str, name: str) -> tuple[str, str, Reply]:
    """The word, the holder's name with its middle hidden where it is close, and how well to say it."""
    if holder:
        word = _compared(holder, name)
        return word, _hidden(holder) if word == "close" else "", Reply.TRUE
    found = _MAGIC.fullmatch(account)
    word, reply = _SAID.get(found[1] if found else "01", _SAID["01"])
    return word, _hidden(name) if word == "close" else "", reply


def _compared(holder: str, name: str) -> str:
    if same_name(holder, name):
        return "match"
    return "close" if SequenceMatcher(None, holder, name).ratio() >= _NEAR else "no_match"


def _hidden(name: str) -> str:
    return name[:2] + "＊" * max(len(name) - 4, 2) + name[-1:]
