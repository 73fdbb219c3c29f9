"""How one wants to be told (通知设置): channels, proven by a code, and what to hear over each."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from corporate.notices import channels
from corporate.notices.addresses import ROBOT_HOSTS
from corporate.notices.channels import Channel, CodeWrong, Means
from corporate.notices.kinds import ChannelKind, Topic
from corporate.web.desk import Desk
from corporate.web.routes import Pages, Shown
from kernel.errors import Conflict, Faulty, NotFound
from kernel.text import Text

pages = Pages("channels")

_DONE: Final = {
    "sent": Text(
        "验证码已发出，请在 10 分钟内填写", "A code is on its way; enter it within ten minutes"
    ),
    "device": Text(
        "已向此设备发出一条通知，收到后会自动启用；也可填写通知中的验证码",
        "A notice is on its way to this device and switches it on; or enter the code it shows",
    ),
    "proven": Text("该渠道已启用", "The channel is in use"),
    "kept": Text("已保存", "Saved"),
}


@pages.page("/notices/channels")
def listed(desk: Desk) -> Shown:
    """One's own channels."""
    return _page(desk, done=_DONE.get(request.args.get("done", "")))


@pages.page("/notices/channels", methods=("POST",))
def change(desk: Desk) -> Shown | Response:
    """Add, prove, subscribe or remove, as the button pressed says."""
    step = request.form.get("step", "")
    if step == "add":
        return _add(desk, _kind(desk), request.form.get("address", ""))
    if step == "device":
        return _add(desk, ChannelKind.PUSH, request.form.get("subscription", ""))
    channel_id = _id(request.form.get("channel", ""))
    if step == "prove":
        return _prove(desk, channel_id)
    with desk.changing() as ctx:
        if step == "remove":
            channels.remove(ctx.uow, _person(desk), channel_id)
        else:
            wanted = {topic for topic in Topic if topic in request.form.getlist("topic")}
            channels.subscribe(ctx.uow, _person(desk), channel_id, wanted)
    return redirect(url_for("channels.listed", done="kept"), code=303)


def _kind(desk: Desk) -> ChannelKind:
    kind = next((one for one in _offered(desk) if one == request.form.get("kind")), None)
    if kind is None:
        raise NotFound
    return kind


def _add(desk: Desk, kind: ChannelKind, typed: str) -> Shown | Response:
    house = desk.portal
    is_device = kind is ChannelKind.PUSH
    hosts = house.settings.push_hosts if is_device else house.settings.robot_hosts
    try:
        with desk.changing() as ctx:
            means = Means(ctx.world, house.ways_out.addresses, hosts)
            channels.add(ctx.uow, means, _person(desk), kind, typed)
    except (Faulty, Conflict) as refused:
        said = refused.findings[0].text if isinstance(refused, Faulty) else refused.message
        if is_device:
            return _page(desk, device_fault=said, status=422)
        return _page(desk, typed=(kind, typed), fault=said, status=422)
    return redirect(url_for("channels.listed", done="device" if is_device else "sent"), code=303)


def _prove(desk: Desk, channel_id: UUID) -> Shown | Response:
    with desk.changing() as ctx:  # a wrong code stays counted
        code = request.form.get("code", "")
        right = channels.prove(ctx.uow, ctx.world, _person(desk), channel_id, code)
    if not right:
        return _page(desk, wrong=(channel_id, CodeWrong.text), status=422)
    return redirect(url_for("channels.listed", done="proven"), code=303)


def _page(
    desk: Desk,
    *,
    typed: tuple[ChannelKind, str] = (ChannelKind.MAIL, ""),
    fault: Text | None = None,
    device_fault: Text | None = None,
    wrong: tuple[UUID, Text] | None = None,
    done: Text | None = None,
    status: int = 200,
) -> Shown:
    found = channels.of_person(desk.context().uow, _person(desk))
    facts = {
        "rows": tuple(_row(one, wrong) for one in found),
        "topics": tuple((topic.value, topic.label) for topic in Topic),
        "kinds": tuple((kind.value, kind.label) for kind in _offered(desk)),
        "kind": typed[0].value,
        "address": typed[1],
        "fault": fault,
        "device_fault": device_fault,
        "push_key": desk.portal.ways_out.push_key.public,
        "done": done,
        "back_url": url_for("notices.listed"),
    }
    return Shown("pages/channels.html", facts, status)


def _offered(desk: Desk) -> tuple[ChannelKind, ...]:
    """What this deployment has a way out for."""
    has = {*ROBOT_HOSTS}
    has |= {ChannelKind.MAIL} if desk.portal.settings.mail_url else set()
    has |= {ChannelKind.SMS} if desk.portal.settings.sms_url else set()
    return tuple(kind for kind in ChannelKind if kind in has)


def _row(one: Channel, wrong: tuple[UUID, Text] | None) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.label,
        "is_device": one.kind is ChannelKind.PUSH,
        "address": one.shown,
        "active": one.active,
        "topics": frozenset(topic.value for topic in one.topics),
        "fault": wrong[1] if wrong and wrong[0] == one.id else None,
    }


def _person(desk: Desk) -> UUID:
    return desk.session.person_id


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise NotFound from None
