"""Whether an enterprise's messages must come sealed (报文加密): a change of rule like any other."""

from __future__ import annotations

from uuid import UUID

from kernel.context import Context
from kernel.errors import NotFound
from kernel.text import Text
from workflows.certificates import queries, repository
from workflows.mandates.kinds import Change, Content, Line

_NEEDED = Text("必须加密，未加密的报文一律拒绝", "Sealed only: others are refused")
_FREE = Text("可加密，也可不加密", "Sealed or not, as each message comes")


class SealingKind:
    """The one target is `all`; loosening it takes two administrators just as tightening does."""

    code: str = "sealing"
    operation: str = "certificates.addresses"  # whose right it is under
    target: str = "all"

    def present(self, ctx: Context, target: str) -> Content:
        """What is asked now; raises NotFound for another target."""
        if target != self.target:
            raise NotFound(Text("该设置", "The setting"))
        return {"sealed": queries.sealed_only(ctx)}

    def checked(self, _ctx: Context, change: Change) -> Content:
        """Yes or no."""
        return {"sealed": bool(change.after["sealed"])}

    def title(self, _ctx: Context, change: Change) -> Text:
        """What it becomes."""
        if change.after["sealed"]:
            return Text("直联报文：必须加密", "Direct link: sealed messages only")
        return Text("直联报文：不再要求加密", "Direct link: messages need not be sealed")

    def lines(self, _ctx: Context, change: Change) -> tuple[Line, ...]:
        """Before and after; none where that is the same."""
        if change.before["sealed"] == change.after["sealed"]:
            return ()
        label = Text("报文加密", "Sealing")
        return (Line(label, _said(change.before), _said(change.after)),)

    def concerned(self, _ctx: Context, _change: Change) -> frozenset[UUID]:
        """It is about machines."""
        return frozenset()

    def apply(self, ctx: Context, change: Change) -> None:
        """From the next message on."""
        repository.require_sealing(ctx, required=change.after["sealed"])


def _said(content: Content) -> Text:
    return _NEEDED if content["sealed"] else _FREE
