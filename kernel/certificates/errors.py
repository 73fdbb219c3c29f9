"""Why a certificate, a request or a revocation list is refused, each reason with a code of its own."""

from __future__ import annotations

from kernel.errors import Invalid
from kernel.text import Text


class DocumentMalformed(Invalid):
    """Bytes that are no such document, or one with a key or an algorithm that is not taken."""

    code = "certificate.malformed"
    text = Text(
        "{what}格式不正确，或密钥、算法不受支持（SM2/SM3、RSA 2048–4096/SHA-256、ECDSA P-256/SHA-256）",
        "Not a well-formed {what}, or of a key or algorithm that is not taken (SM2 with SM3, RSA of"
        " 2048 to 4096 bits with SHA-256, ECDSA on P-256 with SHA-256)",
    )


class SignatureWrong(Invalid):
    """The document was not signed by the key it must be signed by."""

    code = "certificate.signature_wrong"
    text = Text("{what}的签名不正确", "The signature of the {what} is wrong")


class NotValidNow(Invalid):
    """Before its first or after its last instant."""

    code = "certificate.not_valid_now"
    text = Text(
        "证书“{subject}”不在有效期内（{since} 至 {until}）",
        "The certificate “{subject}” is not valid now ({since} to {until})",
    )


class IssuerUnknown(Invalid):
    """Nobody the bank trusts has issued it."""

    code = "certificate.issuer_unknown"
    text = Text("银行不信任该证书的颁发机构", "The bank does not trust who issued the certificate")


class IssuerMayNot(Invalid):
    """The issuer's own certificate does not let it issue this one."""

    code = "certificate.issuer_may_not"
    text = Text(
        "颁发机构“{subject}”无权签发该证书（CA 标志、密钥用途或路径长度不符）",
        "“{subject}” may not issue that (CA flag, key usage or path length)",
    )


class UsageWrong(Invalid):
    """The certificate is not for signing messages."""

    code = "certificate.usage_wrong"
    text = Text(
        "证书的密钥用途不含数字签名，或为 CA 证书",
        "The certificate is not for digital signatures, or is an authority's own",
    )


class ExtensionUnknown(Invalid):
    """A critical extension that nobody here understands."""

    code = "certificate.extension_unknown"
    text = Text(
        "证书含无法识别的关键扩展 {oid}", "The certificate has an unknown critical extension {oid}"
    )


class AlreadyRevoked(Invalid):
    """Its issuer's revocation list names it."""

    code = "certificate.revoked"
    text = Text("证书已被颁发机构吊销", "The certificate was revoked by its issuer")


class ListStale(Invalid):
    """A revocation list older than the one on file, or past its own next update."""

    code = "certificate.list_stale"
    text = Text(
        "吊销列表已过期，或早于已导入的一份",
        "The revocation list has run out, or is older than the one on file",
    )
