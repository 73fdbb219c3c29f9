"""Kingdee K/3 Cloud 星空: payment bills (AP_PAYBILL) in, payment states and vouchers (GL_VOUCHER) back.

In: what its WebAPI gives (`View`, or a `Save` body): one bill, a list, or `{"data": {"Model": …}}`. Each entry
of a bill is one payment; its serial is the bill's number, and the entry's where a bill has several.
Back: bodies for its WebAPI, `Save` for the state of a bill and `BatchSave` for a day's vouchers.

Profile (TOML):

    [accounts]                    # FACCOUNTID.FNumber = account number
    "001" = "1001234509012345678"
    [currencies]                  # besides PRE001 CNY
    "PRE007" = "USD"
    [state]                       # our fields on AP_PAYBILL that take the bank's word
    status = "F_YQ_BankStatus"
    message = "F_YQ_BankMessage"
    number = "F_YQ_BankSerial"
    [voucher]
    book = "001"
    group = "PRE001"              # 记
    organisation = "100"
    bank_subject = "1002"         # 银行存款
    suspense_subject = "2241.99"  # 待处理
    [voucher.subjects]            # BkTxCd/Prtry/Cd = subject
    fee = "6603.02"
    [voucher.rates."2026-11"]     # books a foreign currency in that month
    USD = "7.0912"
"""

from __future__ import annotations

from functools import partial

from erp_adapters.adapter import Adapter, Profile
from erp_adapters.kingdee.bills import bills_in
from erp_adapters.kingdee.states import StateFields, state_body
from erp_adapters.kingdee.vouchers import vouchers_of
from erp_adapters.posting import Posting
from kernel.text import Text

__all__ = ["adapter"]


def adapter(profile: Profile) -> Adapter:
    """The adapter for one account set (账套); without [voucher] no vouchers are made."""
    voucher = profile.get("voucher")
    return Adapter(
        name="kingdee",
        title=Text("金蝶云·星空", "Kingdee K/3 Cloud"),
        read=partial(bills_in, profile=profile),
        state=partial(state_body, fields=StateFields.of(profile)),
        entries=None if voucher is None else partial(vouchers_of, posting=Posting.of(voucher)),
    )
