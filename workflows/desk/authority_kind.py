"""An outside authority whose certificates count on the direct link (外部证书机构): two of security trust it, or no more.

The certificate is compared with what the authority publishes; what it issued counts from the next message on, or ends with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from corporate.staff.roles import Duty
from kernel.context import Context
from kernel.errors import NotFound, YinqiError
from kernel.records import audit
from kernel.text import NO_TEXT, Text
from workflows.desk import about, parameters
from workflows.desk.errors import CannotTake
from workflows.desk.kinds import Field, PlainKind, Reader, Typed, Wish
from workflows.desk.ports import OutsideAuthorities
from workflows.mandates.kinds import Change, Content, Line

NEW: Final = "new"
TRUSTED, WITHDRAWN = "trusted", "withdrawn"
STATES: Final[Mapping[str, Text]] = {
    TRUSTED: Text("信任", "Trusted"),
    WITHDRAWN: Text("不再信任", "Trusted no more"),
}
_PEM_MAX: Final = 8_000
_WHAT: Final = Text("该证书机构", "The authority")
_ELSE: Final = Text("证书与复核的内容不符", "The certificate is not what was agreed upon")
_PASTE: Final = Text("粘贴机构的 CA 证书（PEM）；下级机构须先信任其上级", "Paste its certificate (PEM); of one below another, trust the upper one first")  # fmt: skip
_COMPARE: Final = Text(
    "指纹须与机构公布的逐位核对", "Its fingerprint is compared with the one it publishes"
)


class AuthorityKind(PlainKind):
    """Trust one; the target is `new`, or the fingerprint of one that is trusted no more."""

    code: ClassVar[str] = "authority"
    title: ClassVar[Text] = Text("外部证书机构", "Outside authority")
    duty: ClassVar[Duty] = Duty.PEOPLE
    by_worker: ClassVar[bool] = True
    labels: ClassVar[Mapping[str, Text]] = {
        "status": Text("状态", "Status"),
        "subject": Text("机构", "Authority"),
        "fingerprint": Text("证书指纹（SM3）", "Fingerprint (SM3)"),
        "until": Text("有效期至", "Valid until"),
        "why": Text("依据", "Grounds"),
    }

    def __init__(self, authorities: OutsideAuthorities) -> None:
        self._authorities = authorities

    def form(self, ctx: Context, target: str) -> tuple[Field, ...]:
        """Its certificate, or only why not."""
        why = Field("why", self.labels["why"], hint=_COMPARE if target == NEW else NO_TEXT)
        if target == NEW:
            return Field("document", Text("CA 证书", "Certificate"), sort="area", hint=_PASTE), why
        _known(ctx, target)
        return (why,)

    def wish(self, ctx: Context, target: str, typed: Typed) -> Wish:
        """The authority read from its certificate, or one on the list trusted no more."""
        reader = Reader(typed)
        why = reader.text("why", most=200)
        if target != NEW:
            row = _known(ctx, target)
            reader.done()
            title = Text(f"不再信任 {row['subject']}", f"Trust {row['subject']} no more")
            return Wish(target, {"status": WITHDRAWN, "why": why}, title)
        document = typed.get("document", "").strip()[:_PEM_MAX]
        told: Mapping[str, str] = {}
        try:
            told = self._authorities.read(ctx, document)
        except YinqiError as refused:
            reader.wrong("document", refused.message)
        reader.done()
        after = {"status": TRUSTED, **told, "why": why, "document": document}
        title = Text(f"信任 {told['subject']}", f"Trust {told['subject']}")
        return Wish(told["fingerprint"], after, title)

    def about(self, ctx: Context, target: str) -> about.Told:
        """One on the list."""
        row = parameters.authority(ctx, target)
        return about.told(
            (self.labels["subject"], row["subject"]), (self.labels["fingerprint"], about.grouped(target))
        ) if row else ()  # fmt: skip

    def present(self, ctx: Context, target: str) -> Content:
        """Whether it is trusted now."""
        row = parameters.authority(ctx, target)
        return {"status": row["status"]} if row else {}

    def lines(self, ctx: Context, change: Change) -> tuple[Line, ...]:
        """Nothing for one that is trusted already."""
        same = change.before.get("status") == change.after["status"]
        return () if same else super().lines(ctx, change)

    def said(self, ctx: Context, name: str, value: Any) -> Text:
        """A value in words."""
        if name == "status":
            return STATES.get(value) or Text("未列入", "Not on the list")
        shown = about.grouped(value) if name == "fingerprint" and value else value
        return super().said(ctx, name, shown)

    def apply(self, ctx: Context, change: Change) -> None:
        """Put it on the list, read once more, or take it off."""
        after, key = change.after, change.target
        if after["status"] == WITHDRAWN:
            self._authorities.withdraw(ctx, key)
        elif self._authorities.read(ctx, after["document"])["fingerprint"] != key:
            raise CannotTake(reason=_ELSE)
        else:
            self._authorities.trust(ctx, after["document"])
        audit.write(ctx, "desk.authority", "authority", key, {"status": after["status"]})


def _known(ctx: Context, fingerprint: str) -> Mapping[str, Any]:
    row = parameters.authority(ctx, fingerprint)
    if row is None or row["status"] != TRUSTED:
        raise NotFound(_WHAT)
    return row
