"""Web push (浏览器推送): one POST to the push service of a browser's maker (RFC 8030, 8188, 8291, 8292).

The service carries what it cannot read. An address that is gone (404, 410) ends the subscription; one
that asks for patience (429) is left alone as long as it says; what it will never take is not sent again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit

import urllib3

from corporate.notices.delivery import Letter, Undeliverable
from kernel import limits
from kernel.crypto import web_push
from kernel.crypto.key_folder import KeyFolder
from kernel.errors import Unavailable
from kernel.text import Text
from kernel.world import World

_FILE: Final = "web-push.pem"
_TAKEN: Final = frozenset({HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.ACCEPTED})
_GONE: Final = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})
_NEVER: Final = range(400, 500)


class PushKeyDamaged(Unavailable):
    """The file with the key of push messages holds no such key."""

    code = "push.key_damaged"
    text = Text("推送密钥文件已损坏", "The file with the push key is damaged")


class PushKey:
    """The key this deployment proves itself with to push services (VAPID); made at its first use."""

    def __init__(self, open_folder: Callable[[], KeyFolder]) -> None:
        """Browsers bind a subscription to the key: with another one every device must subscribe anew."""
        self._open_folder = open_folder

    @cached_property
    def key(self) -> web_push.Key:
        """The key; raises PushKeyDamaged, KeyFileExposed."""
        folder = self._open_folder()
        if not folder.exists(_FILE):
            folder.create_once(_FILE, web_push.write_key(web_push.new_key()))
        try:
            return web_push.read_key(folder.read(_FILE))
        except ValueError as wrong:
            raise PushKeyDamaged from wrong

    @property
    def public(self) -> str:
        """What a browser subscribes with (applicationServerKey)."""
        return web_push.text64(web_push.point_of(self.key))


@dataclass(frozen=True, slots=True)
class PushMessages:
    """Sends to browsers, in the name of one bank."""

    key: PushKey
    title: Text
    contact: str
    world: World

    def send(self, letter: Letter) -> None:
        """Send once; no redirect is followed. Raises Undeliverable."""
        given = json.loads(letter.address)
        body = web_push.seal(
            self._said(letter),
            web_push.bytes64(given["p256dh"]),
            web_push.bytes64(given["auth"]),
            key=web_push.new_key(),
            salt=self.world.randomness.token_bytes(web_push.SALT_BYTES),
        )
        status, wait_s = _post(given["endpoint"], body, self._headers(letter, given["endpoint"]))
        if status in _TAKEN:
            return
        why = f"status {status}"
        busy = status == HTTPStatus.TOO_MANY_REQUESTS
        final = status in _NEVER and not busy
        raise Undeliverable(why, final=final, gone=status in _GONE, wait_s=wait_s if busy else 0)

    def _said(self, letter: Letter) -> bytes:
        """The notice's own words and the page's path: never an amount, never another site."""
        said = {
            "title": [self.title.zh, self.title.en],
            "text": [letter.text.zh, letter.text.en],
            "path": urlsplit(letter.link).path,
            "tag": letter.key.hex,
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()

    def _headers(self, letter: Letter, endpoint: str) -> dict[str, str]:
        """`Topic` lets the service replace what it still holds, should the same be sent again."""
        parts = urlsplit(endpoint)
        audience = f"{parts.scheme}://{parts.netloc}"
        until = self.world.clock.now() + timedelta(seconds=limits.PUSH_PROOF_S)
        return {
            "Authorization": web_push.vapid(self.key.key, audience, self.contact, until),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(limits.PUSH_TTL_S),
            "Urgency": "high",
            "Topic": letter.key.hex,
        }


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[int, int]:
    """The status, and for how long it asks to be left alone; what went wrong is told without the address."""
    pool = urllib3.PoolManager(num_pools=1, retries=False, timeout=limits.DELIVERY_TIMEOUT_S)
    try:
        answer = pool.request(
            "POST", url, body=body, headers=headers, redirect=False, preload_content=False
        )
        asked = answer.headers.get("Retry-After", "")
        return answer.status, int(asked) if asked.isascii() and asked.isdigit() else 0
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
        raise Undeliverable(type(fault).__name__) from None
    finally:
        pool.clear()
