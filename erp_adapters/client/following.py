"""Takes in the keys a bank announces, so that nobody has to change a file on the day they are used (密钥换代).

Headers of an answer only hint at a next key; it is fetched, and kept when a key we trust has signed it. Whatever goes
wrong here is logged and tried again an hour later: the answer in hand is judged by itself.
"""

from __future__ import annotations

import base64
import binascii
import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from erp_adapters.client.config import LinkConfig
from erp_adapters.client.errors import NoAnswer, NotSent, Untrusted
from erp_adapters.client.pins import Pins
from erp_adapters.client.sealing import SIGNATURE
from erp_adapters.client.transport import Transport
from kernel.crypto import SignatureAlgorithm
from kernel.next_key import ANSWERS, SEALS

KEY_ID: Final = "Yinqi-Key"
_NEXT_KEY: Final = "yinqi-key-next"
_NEXT_SEAL: Final = "yinqi-seal-next"
_AGAIN: Final = timedelta(hours=1)
_OK: Final = 200
_LOG: Final = logging.getLogger(__name__)


class Follower:
    """Looks at every answer for keys we do not have."""

    def __init__(
        self,
        config: LinkConfig,
        transport: Transport,
        kind: SignatureAlgorithm,
        answers: Pins,
        seals: Pins | None,
    ) -> None:
        """`kind` is that of our own key: the bank's are of the same."""
        self._config = config
        self._transport = transport
        self._suffix = "" if kind is SignatureAlgorithm.SM2_SM3 else f"-{kind.family}"
        self._answers = answers
        self._seals = seals
        self._tried: dict[str, datetime] = {}

    def follow(self, headers: Mapping[str, str], now: datetime) -> None:
        """Take in what an answer hints at."""
        told = {name.lower(): value.partition(";")[0].strip() for name, value in headers.items()}
        for header in (KEY_ID.lower(), _NEXT_KEY):
            self._take_in(told.get(header, ""), "key-next", ANSWERS, self._answers, now)
        if self._seals is not None:
            self._take_in(told.get(_NEXT_SEAL, ""), "seal-next", SEALS, self._seals, now)

    def _take_in(self, key_id: str, name: str, use: str, pins: Pins, now: datetime) -> None:
        if not key_id or pins.knows(key_id) or now < self._tried.get(key_id, now):
            return
        self._tried[key_id] = now + _AGAIN
        try:
            self._fetch(f"{self._config.url}/{name}{self._suffix}.pem", use, pins, now)
        except (NotSent, NoAnswer, Untrusted, OSError) as fault:
            _LOG.warning("the bank's next key is not taken in: %s", fault)

    def _fetch(self, url: str, use: str, pins: Pins, now: datetime) -> None:
        reply = self._transport.get(url)
        headers = {name.lower(): value for name, value in reply.headers.items()}
        by = self._answers.trusted(headers.get(KEY_ID.lower(), ""), now)
        if reply.status != _OK or by is None:
            _LOG.warning("no key that is trusted here vouches for the bank's next key")
            return
        pins.take_in(reply.body, _decoded(headers), by, (self._config.bank, use))


def _decoded(headers: Mapping[str, str]) -> bytes:
    try:
        return base64.b64decode(headers.get(SIGNATURE.lower(), ""), validate=True)
    except (binascii.Error, ValueError):
        return b""
