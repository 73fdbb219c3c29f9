"""What may be asked about messages as they were received."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.operation import Kind, spec
from kernel.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchReceived:
    """The message a batch came in, byte for byte as it was signed."""

    number: str = spec(
        Text("银行批次编号", "Bank's batch number"), max_bytes=40, example="B261123-7K3M9QXR"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedLine:
    """A received message: what it is called, how long it is, and by which digest it was kept."""

    name: str = spec(Text("文件名", "File name"), max_bytes=200)
    size: int = spec(Text("字节数", "Bytes"), Kind.INTEGER)
    digest: str = spec(Text("内容的 SHA-256 摘要", "SHA-256 of the content"), max_bytes=64)
    certificate: str = spec(Text("证书序列号", "Certificate"), max_bytes=64)
    signature: str = spec(Text("签名（Base64）", "Signature, base64"), max_bytes=1000)
