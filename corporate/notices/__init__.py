"""Notices (通知): what somebody should know, told inside the house first, each thing once."""

from corporate.notices.hearing import SUBSCRIPTIONS
from corporate.notices.kinds import NoticeKind
from corporate.notices.reading import NoticeView, desk, mark_read, page, unread
from corporate.notices.writing import Notice, to_desk, to_users

__all__ = [
    "SUBSCRIPTIONS",
    "Notice",
    "NoticeKind",
    "NoticeView",
    "desk",
    "mark_read",
    "page",
    "to_desk",
    "to_users",
    "unread",
]
