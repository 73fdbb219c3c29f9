"""Why a standing order is refused; nothing is written then."""

from __future__ import annotations

from kernel.errors import Denied, Finding, Severity
from kernel.text import Text


class NotAllowed(Denied):
    """Who may pay from the account may suspend, resume and cancel its orders; nobody else."""

    code = "standing.not_allowed"
    text = Text(
        "您没有从该账户付款的权限，不能变更其定期付款",
        "You may not pay from this account, so you may not change its standing orders",
    )


class OnlyMaker(Denied):
    """Before it is approved only its maker takes an order back."""

    code = "standing.only_maker"
    text = Text("审批前只有经办人可以撤回", "Before approval only its maker can take it back")


def block(code: str, text: Text, field: str = "") -> Finding:
    """A finding that stops the order."""
    return Finding(f"standing.{code}", Severity.BLOCK, text, field)
