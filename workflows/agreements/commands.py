"""What may be asked about the agreement with the bank, and what is answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kernel.operation import Kind, Sensitivity, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowAgreement:
    """The newest one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementSignature:
    """Who has signed it."""

    name: str = spec(Text("签署人", "Signed by"), max_bytes=120, sensitivity=Sensitivity.PERSONAL)
    signed_at: datetime = spec(Text("签署时间", "Signed at"), Kind.INSTANT)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementView:
    """An agreement to the letter; empty for an enterprise that has none on file."""

    number: str = spec(Text("协议编号", "Agreement number"), max_bytes=40, default="")
    text: str = spec(Text("协议文本", "Text"), max_bytes=20_000, default="")
    digest: str = spec(Text("指纹", "Fingerprint"), max_bytes=64, default="")
    in_force: bool = spec(Text("是否生效", "In force"), Kind.FLAG, default=True)
    signed_by_me: bool = spec(Text("本人已签署", "Signed by who asks"), Kind.FLAG, default=False)
    signatures: tuple[AgreementSignature, ...] = spec(
        Text("签署", "Signatures"), Kind.GROUP, group=AgreementSignature, default=()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignAgreement:
    """Sign exactly the text that was shown."""

    number: str = spec(Text("协议编号", "Agreement number"), max_bytes=40)
    shown_digest: str = spec(
        Text("所示文本指纹", "Fingerprint of what was shown"), pattern=r"[0-9a-f]{64}", max_bytes=64
    )
