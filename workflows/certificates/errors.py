"""Why a certificate is not issued, renewed or revoked, or an address not taken."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class OperatorUnknown(Invalid):
    """No active user of this enterprise has that log-in."""

    code = "certificate.operator_unknown"
    text = Text(
        "本企业没有登录名为“{login}”的有效用户", "This enterprise has no active user “{login}”"
    )


class KeyInUse(Conflict):
    """One key, one certificate: a new certificate needs a new key."""

    code = "certificate.key_in_use"
    text = Text(
        "该公钥已有证书，请生成新密钥后再申请",
        "That key has a certificate already; make a new key and ask again",
    )


class SerialInUse(Conflict):
    """The bank knows another certificate under that serial."""

    code = "certificate.serial_in_use"
    text = Text("证书序列号 {serial} 已在本行登记", "The bank knows serial {serial} already")


class RenewedAlready(Conflict):
    """One successor each; the old key only carries on until its grace ends."""

    code = "certificate.renewed_already"
    text = Text(
        "该证书已换新，请使用新证书办理", "The certificate was renewed already; use the new one"
    )


class NotOurs(Conflict):
    """Who issued a certificate renews it."""

    code = "certificate.not_ours"
    text = Text(
        "该证书由外部机构颁发，请向原机构更换后重新登记",
        "The certificate was issued by an outside authority; have that renew it, then register it",
    )


class RevokedAlready(Conflict):
    """There is nothing left to revoke."""

    code = "certificate.revoked_already"
    text = Text("该证书已吊销", "The certificate is revoked already")


class AddressMalformed(Invalid):
    """No IPv4 or IPv6 address or network, or one that means the whole world."""

    code = "address.malformed"
    text = Text(
        "“{address}”不是有效的 IP 地址或网段（CIDR），例如 203.0.113.7 或 203.0.113.0/24",
        "“{address}” is no IP address or network (CIDR) such as 203.0.113.7 or 203.0.113.0/24",
    )


class AddressesTooMany(Invalid):
    """More networks than anybody checks."""

    code = "address.too_many"
    text = Text("最多登记 {limit} 个地址", "At most {limit} addresses")
