"""The next key of the direct link (直联密钥换代): two of security agree from when, the worker makes it where the keys lie.

Nobody at the desk sees a private key, nor needs one on the desk's machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import ClassVar, Final

from corporate.staff.roles import Duty
from kernel.calendar import SHANGHAI
from kernel.context import Context
from kernel.crypto import SignatureAlgorithm
from kernel.errors import NotFound
from kernel.limits import LINK_KEY_TOLD_DAYS
from kernel.next_key import ANSWERS, SEALS
from kernel.records import audit
from kernel.text import Text
from workflows.desk import about, link_keys
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import LinkKeys
from workflows.mandates.kinds import Change

KIND: Final = "link_key"
USES: Final[Mapping[str, Text]] = {
    ANSWERS: Text("银行应答签名", "The bank's answers are signed with it"),
    SEALS: Text("发往银行的报文加密", "Messages to the bank are sealed to it"),
}
ALGORITHMS: Final[Mapping[str, Text]] = {
    one.family: Text(one.family.upper(), one.family.upper()) for one in SignatureAlgorithm
}
_KINDS: Final = {one.family: one for one in SignatureAlgorithm}
_WHAT: Final = Text("该密钥", "The key")
_WHEN: Final = Text(
    "当日零点启用；复核时仍须至少提前 {days} 天，启用前每个应答都会预告新密钥",
    "Used from its midnight on; {days} days ahead at least, also when it is confirmed. Until then every answer announces it",
).fill(days=str(LINK_KEY_TOLD_DAYS))  # fmt: skip
_FIRST: Final = Text("首把密钥", "The first one")
_WAITS: Final = Text(
    "密钥 {key} 尚待启用，启用后才能准备下一把",
    "Key {key} has not taken over yet; the one after it is prepared then",
)


class LinkKeyKind(PlainKind):
    """Let a line of keys have its next one; the target is use and algorithm."""

    code: ClassVar[str] = KIND
    title: ClassVar[Text] = Text("直联密钥换代", "Next key of the direct link")
    duty: ClassVar[Duty] = Duty.PEOPLE
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {"from_on": Text("启用日", "In use from")}

    def __init__(self, keys: LinkKeys | None = None) -> None:
        self._keys = keys

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:  # noqa: ARG002 - as the port says
        """From when."""
        _line(target)
        return (Field("from_on", self.labels["from_on"], sort="date", hint=_WHEN),)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """A key nobody has yet, from that day on."""
        (use, algorithm), reader = _line(target), Reader(typed)
        from_on = reader.text("from_on", most=10)
        last = link_keys.last(ctx, use, algorithm)
        if last is not None and last["from_at"] > ctx.now:
            reader.wrong("from_on", _WAITS.fill(key=last["key_id"]))
        elif from_on and not _in_time(ctx, from_on):
            reader.wrong("from_on", _WHEN)
        reader.done()
        named = USES[use], ALGORITHMS[algorithm]
        title = Text(
            f"直联密钥换代：{named[0].zh}（{named[1].zh}），{from_on} 起",
            f"Next {named[1].en} key from {from_on}: {named[0].en}",
        )
        return Wish(target, {"from_on": from_on}, title)

    def about(self, ctx: Context, target: str) -> about.Told:
        """The line of keys, and its newest."""
        use, algorithm = _line(target)
        last = link_keys.last(ctx, use, algorithm)
        now = (
            Text("{key}（{at} 启用）", "{key} (from {at})").fill(
                key=last["key_id"], at=about.at(last["from_at"])
            )
            if last
            else _FIRST
        )
        return about.told(
            (Text("用途", "Used for"), USES[use]), (Text("算法", "Algorithm"), ALGORITHMS[algorithm]),
            (Text("最新密钥", "Newest key"), now),
        )  # fmt: skip

    def apply(self, ctx: Context, change: Change) -> None:
        """Make the key, announce it, and keep what everybody may know of it. Raises KeyWaits, TooSoon."""
        if self._keys is None:
            message = "keys of the direct link are made by the worker"
            raise LookupError(message)
        use, algorithm = _line(change.target)
        order = link_keys.order(ctx, self.code, change.target)
        from_at = _midnight(change.after["from_on"])
        made = self._keys.follow(ctx, use, _KINDS[algorithm], from_at, order)
        link_keys.add(
            ctx, made["key_id"], use, algorithm, made["fingerprint"], from_at, order["number"]
        )
        audit.write(
            ctx, "desk.link_key", "link_key", made["key_id"], {"use": use, "kind": algorithm}
        )


def _line(target: str) -> tuple[str, str]:
    """Use and algorithm of a target; raises NotFound."""
    use, _, algorithm = target.partition("/")
    if use not in USES or algorithm not in ALGORITHMS:
        raise NotFound(_WHAT)
    return use, algorithm


def _in_time(ctx: Context, on: str) -> bool:
    try:
        return _midnight(on) >= ctx.now + timedelta(days=LINK_KEY_TOLD_DAYS)
    except ValueError:
        return False


def _midnight(on: str) -> datetime:
    return datetime.combine(date.fromisoformat(on), time(), SHANGHAI)
