"""Why an address is not told what happens."""

from __future__ import annotations

from kernel.errors import Conflict, Invalid
from kernel.text import Text


class AddressRefused(Invalid):
    """Not an address this bank sends to."""

    code = "webhook.address_refused"
    text = Text(
        "推送地址须为 https:// 开头的完整网址，不含用户名、密码和 # 片段；专线地址须为银行开通网段内的 IP",
        "An address begins with https:// and has no user, password or fragment; one on a leased line is an IP address"
        " in a network the bank has opened",
    )


class AddressInside(Invalid):
    """It leads into a house, not to the public Internet: nothing would ever be sent there."""

    code = "webhook.address_inside"
    text = Text(
        "{host} 是本机、内部或保留地址，银行不会推送；请填公网地址，或已开通专线网段内的 IP",
        "{host} is an address of one's own machine or network, where the bank never goes: name a public one, or an IP"
        " address in a network the bank has opened",
    )


class WebhooksTooMany(Conflict):
    """Each event goes to every address."""

    code = "webhook.too_many"
    text = Text("推送地址最多 {limit} 个", "At most {limit} addresses")


class WebhookEnded(Conflict):
    """There is no such address, or nothing is sent to it any more."""

    code = "webhook.ended"
    text = Text("该推送地址未启用", "Nothing is sent to that address")
