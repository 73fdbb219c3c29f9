"""Example facts of the pages about people: log-in, choice, log-ins, notices."""

from __future__ import annotations

from typing import Any

from flask import request

from corporate.notices.channels import CodeWrong
from corporate.notices.kinds import ChannelKind, Topic
from corporate.web import parts as p
from corporate.web.gallery import house as h
from corporate.web.views.find import Group, Hit
from kernel.text import Text


def choose() -> dict[str, Any]:
    """Which enterprise to act for."""
    companies = (
        {"user_id": "1", "enterprise_name": "华岳精工集团有限公司", "title": "资金经理"},
        {"user_id": "2", "enterprise_name": "苏州恒锐特钢有限公司", "title": "财务顾问"},
    )
    return {"companies": companies, "current": "1", "name": "李雯"} | {
        "next": "",
        "logout_url": "#",
    }


def sessions() -> dict[str, Any]:
    """Where one is logged in."""
    here = {"id": "1", "device": "Chrome · Windows", "address": "203.0.113.7", "here": True}
    there = {"id": "2", "device": "Safari · iPhone", "address": "198.51.100.4", "here": False}
    times = {"since": h.at(8, 52), "seen": h.at(14, 30)}
    passkey = {
        "id": "p", "icon": "fingerprint", "kind": "passkey", "label": "办公电脑", "synced": True,
        "since": h.at(8, 52), "used": h.at(14, 30), "href": "#",
    }  # fmt: skip
    device = {"id": "3", "label": "Chrome · Windows"} | times
    return {
        "rows": (here | times, there | times),
        "methods": (passkey,),
        "has_passkey": "ended" not in request.args,
        "devices": (device | {"here": True}, device | {"here": False}),
        "code_url": "#",
        "passkey_url": "#",
        "ended": "ended" in request.args,
        "saved": False,
    }


def notices() -> dict[str, Any]:
    """What this user has been told; `?empty` before the first."""
    told = Text("“付款给苏州恒锐特钢有限公司”待您审批", "“Pay 苏州恒锐特钢有限公司” waits for you")
    done = Text("付款 FK2611190018 已成功", "Payment FK2611190018 succeeded")
    rows = (
        {"text": told, "at": h.at(10, 31), "is_unread": True, "href": "#"},
        {"text": done, "at": h.at(9, 2), "is_unread": False, "href": ""},
    )
    empty = "empty" in request.args
    return {
        "rows": () if empty else rows,
        "unread": 0 if empty else 1,
        "turn": p.Turn(None, 2),
        "read_url": "#",
        "settings_url": "/gallery/channels",
    }


def front() -> dict[str, Any]:
    """The banks of a test deployment."""
    return {"banks": (("#", h.BRAND.name), ("#", Text("江海银行", "Jianghai Bank")))}


def login() -> dict[str, Any]:
    """The gate, with its faults when `?faults`."""
    fault = p.FormFault("password", Text("用户名或密码不正确", "User name or password is wrong"))
    return {
        "faults": (fault,) if "faults" in request.args else (),
        "username": "",
        "notice": None,
        "next": "",
        "passkeys": {"enter_url": "#", "ask_url": "#"},
    }


def channels() -> dict[str, Any]:
    """How one wants to be told."""
    topics = tuple((topic.value, topic.label) for topic in Topic)
    rows = (
        {"id": "a", "kind": ChannelKind.MAIL.label, "is_device": False, "address": "li***@example.com",
         "active": True, "topics": frozenset({"my_turn", "outcomes"}), "fault": None},
        {"id": "b", "kind": ChannelKind.PUSH.label, "is_device": True, "address": "web.push.apple.com …Qk2A",
         "active": True, "topics": frozenset({"my_turn"}), "fault": None},
        {"id": "c", "kind": ChannelKind.WECOM.label, "is_device": False, "address": "qyapi.weixin.qq.com …7f3a",
         "active": False, "topics": frozenset(), "fault": CodeWrong.text},
    )  # fmt: skip
    return {
        "rows": rows,
        "topics": topics,
        "kinds": tuple(
            (one.value, one.label) for one in ChannelKind if one is not ChannelKind.PUSH
        ),
        "kind": "mail",
        "address": "",
        "fault": None,
        "device_fault": None,
        "push_key": "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
        "done": None,
        "back_url": "/gallery/notices",
    }


def search() -> dict[str, Any]:
    """What one box finds."""
    account = Hit(
        Text("基本户", "Basic"),
        Text("1001 2345 0901 2345 678", "1001 2345 0901 2345 678"),
        "/gallery/ledger",
        "wallet",
    )
    return {
        "text": "jbh",
        "url": "/gallery/search",
        "groups": (Group(Text("账户", "Accounts"), (account,), "/gallery/accounts"),),
    }
