"""A person's own channels: added by them, proven by a code that came over the channel itself.

An address nobody proved is told nothing: a slip of the finger must not tell a stranger that
somebody's approval is needed.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.notices.kinds import ChannelKind, ChannelStatus, Topic
from kernel import limits
from kernel.db import UnitOfWork
from kernel.errors import Conflict, Denied, Faulty, Finding, NotFound, Severity
from kernel.text import Text
from kernel.world import World

ROBOT_HOSTS: Final = {
    ChannelKind.WECOM: "qyapi.weixin.qq.com",
    ChannelKind.DINGTALK: "oapi.dingtalk.com",
    ChannelKind.FEISHU: "open.feishu.cn",
}
"""Where a robot's address may lie: an address typed by a user is called from inside the bank."""
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_MOBILE: Final = re.compile(r"1[3-9][0-9]{9}")
_CHANNEL: Final = Text("该通知渠道", "The channel")
_LIST: Final = """
SELECT id, kind, address, topics, status FROM notice_channel
 WHERE tenant_id = %s AND person_id = %s AND status <> 'removed' ORDER BY created_at, id
"""
_ADD: Final = """
INSERT INTO notice_channel (tenant_id, id, person_id, kind, address, topics, status, code_hash, code_until, created_at)
VALUES (%(tenant)s, %(id)s, %(person)s, %(kind)s, %(address)s, %(topics)s, 'pending', %(code)s, %(until)s, %(now)s)
ON CONFLICT (tenant_id, person_id, kind, address) DO UPDATE
   SET status = 'pending', code_hash = excluded.code_hash, code_until = excluded.code_until, tries = 0
 WHERE notice_channel.status <> 'active'
RETURNING id
"""
_CODE: Final = """
INSERT INTO notice_delivery (tenant_id, id, channel_id, what, status, due_at, created_at)
VALUES (%s, %s, %s, %s, 'waiting', %s, %s)
"""
# Counted before it is compared, and kept whatever comes of it.
_TRY: Final = """
UPDATE notice_channel SET tries = tries + 1
 WHERE tenant_id = %s AND person_id = %s AND id = %s AND status = 'pending' AND code_until > %s AND tries < %s
RETURNING code_hash
"""


class CodeWrong(Denied):
    """Not the code, or too late, or too often."""

    code = "notice.code_wrong"
    text = Text(
        "验证码不正确或已失效；错误 5 次或 10 分钟后请重新获取",
        "The code is wrong or no longer valid; after five tries or ten minutes ask for a new one",
    )


class TooManyChannels(Conflict):
    """A person has that many channels at most."""

    code = "notice.too_many_channels"
    text = Text("最多可设置 {limit} 个通知渠道", "At most {limit} channels")


class ChannelKnown(Conflict):
    """The address is proven already."""

    code = "notice.channel_known"
    text = Text("该渠道已启用", "This channel is in use already")


@dataclass(frozen=True, slots=True)
class Channel:
    """A way to a person."""

    id: UUID
    kind: ChannelKind
    address: str
    topics: frozenset[Topic]
    active: bool

    @property
    def shown(self) -> str:
        """The address as a page shows it: a robot's is a secret, a mobile number is private."""
        if self.kind is ChannelKind.MAIL:
            name, _, host = self.address.partition("@")
            return f"{name[:2]}***@{host}"
        if self.kind is ChannelKind.SMS:
            return f"{self.address[:3]}****{self.address[-4:]}"
        return f"{urlsplit(self.address).hostname} …{self.address[-4:]}"


def of_person(uow: UnitOfWork, person_id: UUID) -> list[Channel]:
    """A person's channels, the first added first."""
    rows = uow.rows(_LIST, (uow.scope.bank(), person_id))
    return [
        Channel(
            row["id"],
            ChannelKind(row["kind"]),
            row["address"],
            frozenset(map(Topic, row["topics"])),
            active=row["status"] == ChannelStatus.ACTIVE,
        )
        for row in rows
    ]


def add(  # noqa: PLR0917 - who, what, where
    uow: UnitOfWork,
    world: World,
    person_id: UUID,
    kind: ChannelKind,
    address: str,
    hosts: Collection[str],
) -> UUID:
    """Add a channel and send it a code; raises Faulty, TooManyChannels, ChannelKnown.

    `hosts` are further hosts a robot may live at, for a bank of its own and for tests.
    """
    spelled = _spelled(kind, address, hosts)
    if len(of_person(uow, person_id)) >= limits.CHANNELS_MAX:
        raise TooManyChannels(limit=limits.CHANNELS_MAX)
    now, digits = world.clock.now(), limits.CHANNEL_CODE_DIGITS
    code = f"{int.from_bytes(world.randomness.token_bytes(8), 'big') % 10**digits:0{digits}d}"
    channel_id = world.ids.uuid7()
    row = uow.row(
        _ADD,
        {
            "tenant": uow.scope.bank(), "id": channel_id, "person": person_id, "kind": kind.value, "address": spelled,
            "topics": Jsonb([topic.value for topic in Topic]), "now": now,
            "until": now + timedelta(seconds=limits.CHANNEL_CODE_S),
            "code": world.crypto.sm3(f"{person_id}/{spelled}/{code}".encode()),
        },
    )  # fmt: skip
    if row is None:
        raise ChannelKnown
    said = {"zh": f"验证码 {code}，10 分钟内有效。如非本人操作请忽略。",
            "en": f"Your code is {code}, valid for ten minutes. If this was not you, ignore it."}  # fmt: skip
    uow.run(_CODE, (uow.scope.bank(), world.ids.uuid7(), row["id"], Jsonb(said), now, now))
    found: UUID = row["id"]
    return found


def prove(uow: UnitOfWork, world: World, person_id: UUID, channel_id: UUID, code: str) -> bool:
    """Whether that is the code; the try is counted either way, so the caller commits."""
    key = (uow.scope.bank(), person_id, channel_id)
    channel = next((one for one in of_person(uow, person_id) if one.id == channel_id), None)
    if channel is None:
        raise NotFound(_CHANNEL)
    row = uow.row(_TRY, (*key, world.clock.now(), limits.CHANNEL_CODE_TRIES_MAX))
    given = world.crypto.sm3(f"{person_id}/{channel.address}/{code.strip()}".encode())
    if row is None or bytes(row["code_hash"]) != given:
        return False
    sql = "UPDATE notice_channel SET status = 'active', code_hash = NULL WHERE tenant_id = %s AND person_id = %s AND id = %s"
    return uow.run(sql, key) == 1


def subscribe(
    uow: UnitOfWork, person_id: UUID, channel_id: UUID, topics: Collection[Topic]
) -> None:
    """Be told these over this channel; raises NotFound."""
    sql = "UPDATE notice_channel SET topics = %s WHERE tenant_id = %s AND person_id = %s AND id = %s AND status <> 'removed'"
    listed = Jsonb([topic.value for topic in Topic if topic in topics])
    if uow.run(sql, (listed, uow.scope.bank(), person_id, channel_id)) != 1:
        raise NotFound(_CHANNEL)


def remove(uow: UnitOfWork, person_id: UUID, channel_id: UUID) -> None:
    """Be told nothing more over this channel; raises NotFound."""
    sql = "UPDATE notice_channel SET status = 'removed' WHERE tenant_id = %s AND person_id = %s AND id = %s AND status <> 'removed'"
    if uow.run(sql, (uow.scope.bank(), person_id, channel_id)) != 1:
        raise NotFound(_CHANNEL)


def _spelled(kind: ChannelKind, address: str, hosts: Collection[str]) -> str:
    text = address.strip()
    if kind is ChannelKind.MAIL and _MAIL.fullmatch(text):
        return text.lower()
    if kind is ChannelKind.SMS and _MOBILE.fullmatch(text):
        return text
    if kind in ROBOT_HOSTS and _is_robot(kind, text, hosts):
        return text
    raise Faulty([Finding("notice.address_wrong", Severity.BLOCK, _WRONG[kind], "address")])


def _is_robot(kind: ChannelKind, text: str, hosts: Collection[str]) -> bool:
    try:
        parts = urlsplit(text)
        place = parts.netloc
    except ValueError:
        return False
    if not text.isascii() or not text.isprintable() or " " in text:
        return False
    return (parts.scheme == "https" and place == ROBOT_HOSTS[kind]) or place in hosts


_ROBOT: Final = Text(
    "请粘贴机器人的 Webhook 地址（https://{host}/…）",
    "Paste the robot's webhook address (https://{host}/…)",
)
_WRONG: Final = {
    ChannelKind.MAIL: Text(
        "请填写邮箱地址，如 name@example.com", "An address such as name@example.com"
    ),
    ChannelKind.SMS: Text("请填写 11 位手机号", "A mobile number of 11 digits"),
    **{kind: _ROBOT.fill(host=host) for kind, host in ROBOT_HOSTS.items()},
}
