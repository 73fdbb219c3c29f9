"""What an address of each kind looks like, how it is spelled, and how much of it a page shows.

An address typed by a user is called from inside the bank: robots live at three houses' own hosts, push
services at those of the browsers' makers, by https and nowhere else (no SSRF, 防服务端请求伪造).
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from typing import Any, Final
from urllib.parse import SplitResult, urlsplit

from corporate.notices.kinds import ChannelKind
from kernel import limits
from kernel.crypto import web_push
from kernel.errors import Faulty, Finding, Severity
from kernel.text import Text

ROBOT_HOSTS: Final = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}
"""Where a robot's address may lie."""
PUSH_HOSTS: Final = (
    "fcm.googleapis.com",
    "updates.push.services.mozilla.com",
    "web.push.apple.com",
    ".notify.windows.com",
)
"""The push services of Chrome, Firefox, Safari and Edge; with a dot before it, any host below it."""
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_ROBOT: Final = Text(
    "请粘贴机器人的 Webhook 地址（https://{host}/…）",
    "Paste the robot's webhook address (https://{host}/…)",
)
_WRONG: Final = {
    ChannelKind.MAIL: Text(
        "请填写邮箱地址，如 name@example.com", "An address such as name@example.com"
    ),
    ChannelKind.SMS: Text("请填写 11 位手机号", "A mobile number of 11 digits"),
    ChannelKind.PUSH: Text(
        "此浏览器的推送服务不在可用范围内，请改用其他渠道",
        "This browser's push service is not one we use; choose another channel",
    ),
    **{kind: _ROBOT.fill(host=host) for kind, host in ROBOT_HOSTS.items()},
}


def spelled(kind: ChannelKind, address: str, hosts: Collection[str]) -> str:
    """An address in its one spelling; raises Faulty. `hosts` are further ones, of a bank's own or a test's."""
    text = address.strip()
    found = ""
    if kind is ChannelKind.MAIL and _MAIL.fullmatch(text):
        found = text.lower()
    elif kind is ChannelKind.SMS and _MOBILE.fullmatch(text):
        found = text
    elif kind is ChannelKind.PUSH:
        found = _subscription(text, hosts)
    elif kind in ROBOT_HOSTS and _leads_to(text, (ROBOT_HOSTS[kind],), hosts):
        found = text
    if not found:
        raise Faulty([Finding("notice.address_wrong", Severity.BLOCK, _WRONG[kind], "address")])
    return found


def shown(kind: ChannelKind, address: str) -> str:
    """As much of it as a page shows: a robot's is a secret, a mobile number is private."""
    if kind is ChannelKind.MAIL:
        name, _, host = address.partition("@")
        return f"{name[:2]}***@{host}"
    if kind is ChannelKind.SMS:
        return f"{address[:3]}****{address[-4:]}"
    if kind is ChannelKind.PUSH:
        address = str(json.loads(address)["endpoint"])
    return f"{urlsplit(address).hostname} …{address[-4:]}"


def _subscription(text: str, hosts: Collection[str]) -> str:
    """What a browser says of itself: where its push service takes messages, its key and its secret."""
    try:
        given: Any = json.loads(text) if len(text) <= limits.SUBSCRIPTION_CHARS_MAX else None
        endpoint, keys = given["endpoint"], given["keys"]
        point, auth = web_push.bytes64(keys["p256dh"]), web_push.bytes64(keys["auth"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return ""
    if not (isinstance(endpoint, str) and _leads_to(endpoint, PUSH_HOSTS, hosts)):
        return ""
    if not web_push.is_point(point) or len(auth) != web_push.AUTH_BYTES:
        return ""
    kept = {"endpoint": endpoint, "p256dh": web_push.text64(point), "auth": web_push.text64(auth)}
    return json.dumps(kept, separators=(",", ":"), sort_keys=True)


def _leads_to(text: str, known: Collection[str], hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(text)
        place = parts.netloc
    except ValueError:
        return False
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    return place in hosts or (parts.scheme == "https" and _is_known(parts, known))


def _is_known(parts: SplitResult, known: Collection[str]) -> bool:
    """The host alone: no name before it, no port behind it."""
    return any(
        parts.netloc.endswith(host) and parts.hostname == parts.netloc
        if host.startswith(".")
        else parts.netloc == host
        for host in known
    )
