"""Yonyou NC and U8: payment bills in, `ufinterface` voucher XML back.

NC hands over `<ufinterface roottag="bill" billtype="D3">`; U8's online-bank payment bills come as JSON of its
OpenAPI (`payment/batch_get`). What only an enterprise's own templates have is named in the profile.

    corp = "0001"                 # NC: bills of another company are refused
    [fields]                      # our field = "their tag"; payee_name is needed, with NC payee_account too
    payee_account = "recaccount"
    payee_name = "recaccountname"
    [voucher]
    book = "0001"                 # company
    group = "记"                  # voucher_type
    maker = "银企前置机"
    bank_subject = "100201"
    suspense_subject = "224199"
    [voucher.subjects]
    fee = "660302"
    [voucher.rates."2026-11"]     # books a foreign currency in that month
    USD = "7.0912"
"""

from __future__ import annotations

from functools import partial

from erp_adapters.adapter import Adapter, EntriesBack, Profile
from erp_adapters.posting import Posting
from erp_adapters.yonyou.bills import nc_bills, u8_bills
from erp_adapters.yonyou.vouchers import vouchers_of
from kernel.text import Text

__all__ = ["nc", "u8"]


def nc(profile: Profile) -> Adapter:
    """NC, NCC: XML both ways."""
    return Adapter(
        name="yonyou_nc",
        title=Text("用友 NC", "Yonyou NC"),
        read=partial(nc_bills, profile=profile),
        entries=_vouchers(profile, "vouchergl"),
    )


def u8(profile: Profile) -> Adapter:
    """U8: JSON in, EAI XML back."""
    return Adapter(
        name="yonyou_u8",
        title=Text("用友 U8", "Yonyou U8"),
        read=partial(u8_bills, profile=profile),
        entries=_vouchers(profile, "gl"),
    )


def _vouchers(profile: Profile, bill_type: str) -> EntriesBack | None:
    voucher = profile.get("voucher")
    if voucher is None:
        return None
    return partial(vouchers_of, posting=Posting.of(voucher), bill_type=bill_type)
