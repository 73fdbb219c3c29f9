"""Errors of dispatch, and which failures are nobody's fault but the moment's."""

from __future__ import annotations

from typing import Final

import psycopg

from kernel.errors import Conflict, OutcomeUnknown, Unavailable
from kernel.failpoints import FailpointReached
from kernel.text import Text

PASSING: Final = (
    Unavailable,
    OutcomeUnknown,
    psycopg.OperationalError,
    psycopg.InterfaceError,
    FailpointReached,
)
"""Failures of the moment: the round ends, nothing is decided, everything is still due."""


class PayloadChanged(Conflict):
    """What is stored is not what was prepared; it is never sent."""

    code = "dispatch.payload_changed"
    text = Text(
        "待发送报文与登记时不一致，已停止发送",
        "The stored message is not the one that was prepared",
    )


class ProductUnknown(Conflict):
    """A submission of a product this house does not know."""

    code = "dispatch.product_unknown"
    text = Text("未知的业务种类：{product}", "Unknown kind of submission: {product}")
