"""The words of the trade as data: kinds, states, circulation marks, the classic six digits, reasons.

From descriptions of banks' interfaces; a bank checks them against the exchange's own lists before it goes live.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from kernel.text import Text


class BillKind(StrEnum):
    """Who has accepted it."""

    BANK = "AC01"
    COMMERCIAL = "AC02"
    FINANCE = "AC03"

    @property
    def label(self) -> Text:
        """Its name."""
        return _KINDS[self.value]


_KINDS: Final = {
    "AC01": Text("银行承兑汇票", "Bank acceptance"),
    "AC02": Text("商业承兑汇票", "Commercial acceptance"),
    "AC03": Text("财务公司承兑汇票", "Finance company acceptance"),
}


class Stage(StrEnum):
    """Where one interval stands when nothing about it waits for an answer."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    FREE = "free"
    CLOSED = "closed"
    PLEDGED = "pledged"
    REFUSED = "refused"
    RECOURSED = "recoursed"
    VOID = "void"
    PAID = "paid"

    @property
    def label(self) -> Text:
        """Its name."""
        return _STAGES[self.value]


_STAGES: Final = {
    "registered": Text("已登记", "Registered"),
    "accepted": Text("已承兑", "Accepted"),
    "free": Text("持有", "Held"),
    "closed": Text("持有（不可转让）", "Held, not transferable"),
    "pledged": Text("已质押", "Pledged"),
    "refused": Text("已拒付", "Refused"),
    "recoursed": Text("追索中", "In recourse"),
    "void": Text("已作废", "Void"),
    "paid": Text("已结清", "Paid"),
}


class Mark(StrEnum):
    """Whether whoever receives it may pass it on (可再转让标记)."""

    FREE = "EM00"
    CLOSED = "EM01"

    @property
    def label(self) -> Text:
        """Its name."""
        return _MARKS[self.value]


_MARKS: Final = {
    "EM00": Text("可再转让", "Transferable"),
    "EM01": Text("不得转让", "Not transferable"),
}


class Payer(StrEnum):
    """Who bears the interest of a discount (付息方式)."""

    BUYER = "01"
    SELLER = "02"
    AGREED = "03"

    @property
    def label(self) -> Text:
        """Its name."""
        return _PAYERS[self.value]


_PAYERS: Final = {
    "01": Text("买方付息", "Borne by the buyer"),
    "02": Text("卖方付息", "Borne by the seller"),
    "03": Text("协议付息", "Shared as agreed"),
}


class Reason(StrEnum):
    """Why a presentation is refused (拒付理由)."""

    COUNTERCLAIM = "DC00"
    THEFT = "DC01"
    BAD_FAITH = "DC02"
    DEFENCE = "DC03"
    NEGLIGENCE = "DC04"
    LATE = "DC05"
    FROZEN = "DC06"
    EARLY = "DC07"
    FUNDS = "DC08"
    OTHER = "DC09"

    @property
    def label(self) -> Text:
        """Its words."""
        return _REASONS[self.value]


_REASONS: Final = {
    "DC00": Text("与自己有直接债权债务关系的持票人未履约", "A direct counter-claim against the holder"),
    "DC01": Text("持票人以欺诈、偷盗或胁迫等手段取得票据", "Obtained by fraud, theft or threat"),
    "DC02": Text("持票人明知有欺诈等情形，出于恶意取得票据", "Obtained in bad faith"),
    "DC03": Text("持票人明知债务人与出票人或前手之间存在抗辩事由", "The holder knew of a defence"),
    "DC04": Text("持票人因重大过失取得不符合规定的票据", "Obtained by gross negligence"),
    "DC05": Text("超过提示付款期", "Past the period of presentation"),
    "DC06": Text("被法院冻结或收到法院止付通知书", "Frozen or stopped by a court"),
    "DC07": Text("票据未到期", "Not due yet"),
    "DC08": Text("商业承兑汇票承兑人账户余额不足", "The acceptor is short of funds"),
    "DC09": Text("其他（须注明）", "Another reason, stated"),
}  # fmt: skip


STATUS_NAMES: Final = {
    "CS01": Text("已出票", "Issued"),
    "CS02": Text("已承兑", "Accepted"),
    "CS03": Text("已收票", "Received"),
    "CS04": Text("已到期", "Due"),
    "CS05": Text("已终止", "Ended"),
    "CS06": Text("已结清", "Settled"),
}
FLOW_NAMES: Final = {
    "TF0101": Text("待收票", "To be received"),
    "TF0301": Text("可流通", "Transferable"),
    "TF0302": Text("已锁定", "Locked"),
    "TF0303": Text("不可转让", "Not transferable"),
    "TF0304": Text("已质押", "Pledged"),
    "TF0305": Text("待赎回", "To be redeemed"),
    "TF0401": Text("托收在途", "Collection under way"),
    "TF0402": Text("追索中", "In recourse"),
    "TF0501": Text("已结束", "Finished"),
}
