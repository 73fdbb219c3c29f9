"""Robots of WeCom, DingTalk and Feishu (企业微信、钉钉、飞书): one POST of JSON to an address they gave.

Sources: developer.work.weixin.qq.com/document/path/91770, open.dingtalk.com (custom robot),
open.feishu.cn (custom bot). All three answer 200 with a code of their own; 0 is success.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

import urllib3

from corporate.notices.delivery import Letter, Undeliverable
from corporate.notices.kinds import ChannelKind
from kernel import limits
from kernel.text import Text

_HTTP_OK: Final = 200
_ANSWER_BYTES_MAX: Final = 64 << 10


def _wecom(title: Text, letter: Letter) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": _lines(title, letter)}}


def _dingtalk(title: Text, letter: Letter) -> dict[str, Any]:
    if not letter.link:
        return {"msgtype": "text", "text": {"content": _lines(title, letter)}}
    said = {"title": title.zh, "text": letter.text.zh, "messageUrl": letter.link}
    return {"msgtype": "link", "link": said}


def _feishu(title: Text, letter: Letter) -> dict[str, Any]:
    return {"msg_type": "text", "content": {"text": _lines(title, letter)}}


_BODIES: Final[Mapping[ChannelKind, Callable[[Text, Letter], dict[str, Any]]]] = {
    ChannelKind.WECOM: _wecom,
    ChannelKind.DINGTALK: _dingtalk,
    ChannelKind.FEISHU: _feishu,
}
_CODES: Final = ("errcode", "code")


class Robot:
    """One kind of robot."""

    def __init__(self, kind: ChannelKind, title: Text) -> None:
        self._body = _BODIES[kind]
        self._title = title

    def send(self, letter: Letter) -> None:
        """Send once, to the address as it is: no redirect is followed. Raises Undeliverable."""
        answer = post(letter.address, self._body(self._title, letter))
        code = next((answer[name] for name in _CODES if name in answer), None)
        _check(code, answer)


class TextMessages:
    """A gateway for text messages (短信网关): one POST of JSON; 0 is success."""

    def __init__(self, url: str, title: Text) -> None:
        self._url = url
        self._title = title

    def send(self, letter: Letter) -> None:
        """Send once. Raises Undeliverable."""
        said = {"id": str(letter.key), "to": letter.address, "text": _lines(self._title, letter)}
        answer = post(self._url, said)
        _check(answer.get("code"), answer)


def post(url: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """POST JSON and read a JSON object back, bounded in time and bytes. Raises Undeliverable."""
    body = json.dumps(said, ensure_ascii=False).encode()
    pool = urllib3.PoolManager(num_pools=1, retries=False, timeout=limits.DELIVERY_TIMEOUT_S)
    try:
        status, data = _exchange(pool, url, body)
        found = json.loads(data) if status == _HTTP_OK else None
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as fault:
        # Its words may hold the address, and who has the address may write to the group.
        raise Undeliverable(type(fault).__name__) from None
    finally:
        pool.clear()
    if not isinstance(found, dict):
        why = f"status {status}, and no object in the answer"
        raise Undeliverable(why)
    return found


def _exchange(pool: urllib3.PoolManager, url: str, body: bytes) -> tuple[int, bytes]:
    answer = pool.request(
        "POST", url, body=body, headers={"Content-Type": "application/json"},
        redirect=False, preload_content=False,
    )  # fmt: skip
    return answer.status, answer.read(_ANSWER_BYTES_MAX)


def _check(code: object, answer: Mapping[str, Any]) -> None:
    if code != 0:
        why = f"answered {code}: {answer.get('errmsg', answer.get('msg', ''))}"
        raise Undeliverable(why)


def _lines(title: Text, letter: Letter) -> str:
    return "\n".join(line for line in (f"【{title.zh}】{letter.text.zh}", letter.link) if line)
