"""Why an agreement cannot be signed."""

from __future__ import annotations

from kernel.errors import Conflict
from kernel.text import Text


class AgreementSigned(Conflict):
    """One person signs once."""

    code = "agreement.signed"
    text = Text(
        "您已签署该协议；由另一位管理员签署后生效。",
        "You have signed this agreement; it comes into force when the other administrator has.",
    )


class AgreementElse(Conflict):
    """What was shown is not what would be signed."""

    code = "agreement.shown_else"
    text = Text("协议文本已变化，请刷新后重新阅读。", "The text has changed; read it anew.")
