"""What a limit refuses: which one, what is left of it, and when it begins anew."""

from __future__ import annotations

from kernel.errors import Conflict
from kernel.text import Text


class LimitExceeded(Conflict):
    """No room is left under a limit; nothing was reserved."""

    code = "limit.exceeded"
    text = Text(
        "超过{limit}：限额 {ceiling}，本期剩余 {left}，{resets}",
        "Over the {limit}: {ceiling} in all, {left} left; {resets}",
    )


class SingleExceeded(Conflict):
    """One payment is larger than any may be."""

    code = "limit.single_exceeded"
    text = Text(
        "超过{limit} {ceiling}，请拆分业务或联系管理员调整限额",
        "Over the {limit} of {ceiling}; ask an administrator to change it",
    )


class ConfirmationNeeded(Conflict):
    """A large day of non-counter payments wants an explicit word of the payer."""

    code = "limit.confirmation_needed"
    text = Text(
        "{limit}将超过 {ceiling}（大额提醒），请核对后确认再提交",
        "The {limit} will pass {ceiling}; look at it again and confirm it",
    )
