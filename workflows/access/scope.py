"""The three rights of this slice; to set rights is to be an administrator (管理员)."""

from __future__ import annotations

from typing import Final

USERS: Final = "users.change"
ROLES: Final = "roles.change"
RIGHTS: Final = "rights.change"
