"""A person's own channels: added by them, proven by a code that came over the channel itself.

An address nobody proved is told nothing: a slip of the finger must not tell a stranger that
somebody's approval is needed.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from psycopg.types.json import Jsonb

from corporate.notices import addresses
from corporate.notices.kinds import ChannelKind, ChannelStatus, Topic
from corporate.notices.sealing import Addresses, mark_of
from kernel import limits
from kernel.db import UnitOfWork
from kernel.errors import Conflict, Denied, NotFound
from kernel.text import Text
from kernel.world import World

_CHANNEL: Final = Text("该通知渠道", "The channel")
_LIST: Final = """
SELECT id, kind, address, shown, mark, topics, status FROM notice_channel
 WHERE tenant_id = %s AND person_id = %s AND status <> 'removed' ORDER BY created_at, id
"""
_ADD: Final = """
INSERT INTO notice_channel (tenant_id, id, person_id, kind, sealed, shown, mark, topics, status, code_hash, code_until, created_at)
VALUES (%(tenant)s, %(id)s, %(person)s, %(kind)s, %(sealed)s, %(shown)s, %(mark)s, %(topics)s, 'pending', %(code)s, %(until)s, %(now)s)
ON CONFLICT (tenant_id, person_id, kind, mark) DO UPDATE
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
    """A way to a person; the address itself stays sealed."""

    id: UUID
    kind: ChannelKind
    shown: str
    mark: bytes
    topics: frozenset[Topic]
    active: bool


@dataclass(frozen=True, slots=True)
class Means:
    """What adding a channel needs; `hosts` are further ones that may be called, of a bank's own or a test's."""

    world: World
    addresses: Addresses
    hosts: Collection[str] = ()


def of_person(uow: UnitOfWork, person_id: UUID) -> list[Channel]:
    """A person's channels, the first added first."""
    found = []
    for row in uow.rows(_LIST, (uow.scope.bank(), person_id)):
        kind = ChannelKind(row["kind"])
        shown = row["shown"] or addresses.shown(kind, row["address"])
        topics = frozenset(map(Topic, row["topics"]))
        active = row["status"] == ChannelStatus.ACTIVE
        found.append(Channel(row["id"], kind, shown, bytes(row["mark"]), topics, active=active))
    return found


def add(uow: UnitOfWork, means: Means, person_id: UUID, kind: ChannelKind, address: str) -> UUID:
    """Add a channel and send it a code; raises Faulty, TooManyChannels, ChannelKnown."""
    spelled = addresses.spelled(kind, address, means.hosts)
    if len(of_person(uow, person_id)) >= limits.CHANNELS_MAX:
        raise TooManyChannels(limit=limits.CHANNELS_MAX)
    world, tenant_id = means.world, uow.scope.bank()
    now, digits = world.clock.now(), limits.CHANNEL_CODE_DIGITS
    code = f"{int.from_bytes(world.randomness.token_bytes(8), 'big') % 10**digits:0{digits}d}"
    channel_id, mark = world.ids.uuid7(), mark_of(kind, spelled)
    row = uow.row(
        _ADD,
        {
            "tenant": tenant_id, "id": channel_id, "person": person_id, "kind": kind.value, "mark": mark,
            "sealed": means.addresses.seal(tenant_id, channel_id, spelled),
            "shown": addresses.shown(kind, spelled),
            "topics": Jsonb([topic.value for topic in Topic]), "now": now,
            "until": now + timedelta(seconds=limits.CHANNEL_CODE_S),
            "code": _code_hash(world, person_id, mark, code),
        },
    )  # fmt: skip
    if row is None:
        raise ChannelKnown
    said = {"zh": f"验证码 {code}，10 分钟内有效。如非本人操作请忽略。",
            "en": f"Your code is {code}, valid for ten minutes. If this was not you, ignore it."}  # fmt: skip
    uow.run(_CODE, (tenant_id, world.ids.uuid7(), row["id"], Jsonb(said), now, now))
    found: UUID = row["id"]
    return found


def prove(uow: UnitOfWork, world: World, person_id: UUID, channel_id: UUID, code: str) -> bool:
    """Whether that is the code; the try is counted either way, so the caller commits."""
    key = (uow.scope.bank(), person_id, channel_id)
    channel = next((one for one in of_person(uow, person_id) if one.id == channel_id), None)
    if channel is None:
        raise NotFound(_CHANNEL)
    row = uow.row(_TRY, (*key, world.clock.now(), limits.CHANNEL_CODE_TRIES_MAX))
    given = _code_hash(world, person_id, channel.mark, code.strip())
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


def _code_hash(world: World, person_id: UUID, mark: bytes, code: str) -> bytes:
    return world.crypto.sm3(f"{person_id}/{mark.hex()}/{code}".encode())
