"""Four weeks before the story: what customers paid and what was paid, so that a first look finds a company at work.

Nobody asked for any of it and no clearing knows it: like the opening balance it stands against the clearing account of
openings, and every account holds at the end what the demo says it holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from connectors.core_banking.embedded import EmbeddedCore
from connectors.core_banking.night import EmbeddedNight
from connectors.ports import Booking, Internal, Side
from corporate.demo.people import HENGRUI, MUSTER, Account, Company
from kernel.calendar import SHANGHAI, bank_today
from kernel.context import Context
from kernel.money import Money

DAYS: Final = 28
"""How long before the story these banks opened."""
_DAY: Final = timedelta(days=1)
_YUNQI: Final = ("杭州云栖软件有限公司", "6227001541220083346", "105100000017")
_ZHENHUA: Final = ("上海振华重工股份有限公司", "6217001210024455220", "105100000017")
_TONGSHENG: Final = ("无锡同盛包装材料有限公司", "6222021103008876543", "102100099996")
_CHUNQI: Final = ("南京𬭚㛃精密制造有限公司", "6225880112345678", "103100000026")
_STEEL: Final = (HENGRUI.name, HENGRUI.accounts[0].number, "313305000019")
_TAX: Final = ("国家税务总局苏州工业园区税务局", "1102028519000123457", "102100099996")
_POWER: Final = ("国网江苏省电力有限公司苏州供电分公司", "3220198851236000127", "105100000017")
_MUSTERMANN: Final = ("Mustermann Maschinenbau GmbH", "DE02120300000000202051", "BYLADEM1001")
Party = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Move:
    """Money that came (above nought) or went, so many days before the story, in minor units."""

    days_ago: int
    party: Party
    minor: int
    purpose: str


_BASIC: Final = (
    Move(28, _ZHENHUA, 1_864_000_000, "货款 SO-26100932"),
    Move(26, _CHUNQI, -412_860_000, "精密件货款 PO-2610118"),
    Move(25, _POWER, -8_642_177, "十月电费"),
    Move(24, _ZHENHUA, 925_500_000, "货款 SO-26100977"),
    Move(21, _TAX, -204_187_750, "增值税 十月"),
    Move(20, _STEEL, -1_286_400_000, "钢材采购 PO-2610131"),
    Move(18, _TONGSHENG, -32_450_000, "包装材料"),
    Move(17, _ZHENHUA, 1_530_000_000, "货款 SO-26110028"),
    Move(14, _CHUNQI, -268_000_000, "精密件货款 PO-2611009"),
    Move(13, _YUNQI, -45_000_000, "软件服务费"),
    Move(12, _ZHENHUA, 486_320_000, "货款 SO-26110067"),
    Move(11, _STEEL, -942_000_000, "钢材采购 PO-2611024"),
    Move(7, _ZHENHUA, 1_205_000_000, "货款 SO-26110193"),
    Move(6, _TONGSHENG, -28_760_000, "包装材料"),
    Move(5, _TAX, -318_654_210, "企业所得税 预缴"),
    Move(4, _ZHENHUA, 377_480_000, "货款 SO-26110320"),
    Move(3, _CHUNQI, -196_540_000, "精密件货款 PO-2611047"),
)
_GENERAL: Final = (
    Move(23, _YUNQI, -18_600_000, "年度维护费"),
    Move(19, _ZHENHUA, 640_000_000, "设备款 SO-26110031"),
    Move(10, _TONGSHENG, -76_000_000, "包装材料"),
    Move(3, _ZHENHUA, 316_000_000, "设备款 SO-26110355"),
)
_EURO: Final = (
    Move(22, _MUSTERMANN, 48_250_000, "Invoice MT-2610-44"),
    Move(15, _MUSTERMANN, -31_850_000, "Spare parts 7781"),
    Move(5, _MUSTERMANN, 22_400_000, "Invoice MT-2611-09"),
)
_LIVES: Final[Mapping[str, Sequence[Move]]] = {
    account.number: moves
    for account, moves in zip(MUSTER.accounts, (_BASIC, _GENERAL, _EURO), strict=True)
}


def opening_minor(account: Account) -> int:
    """What an account began with, for all that moved to come to what it holds."""
    return account.balance_minor - sum(move.minor for move in _LIVES.get(account.number, ()))


def tell(ctx: Context, companies: Iterable[Company]) -> None:
    """Book what happened, day by day, and end each day as its night would have."""
    core, today = EmbeddedCore(), bank_today(ctx.world.clock)
    night = EmbeddedNight(core)
    accounts = [(company, account) for company in companies for account in company.accounts]
    for ago in range(DAYS, 0, -1):
        for company, account in accounts:
            for place, move in enumerate(_LIVES.get(account.number, ())):
                if move.days_ago == ago:
                    core.book(ctx, _booking(ctx, company, account, move, f"{place:02}"))
        core.close_day(ctx, today - ago * _DAY)
        night.accrue(ctx, today - ago * _DAY)


def _booking(ctx: Context, company: Company, account: Account, move: Move, place: str) -> Booking:
    on = bank_today(ctx.world.clock) - move.days_ago * _DAY
    mine, other = Side(account.number), Side(internal=Internal.CLEARING, rail="INTERNAL")
    came = move.minor > 0
    return Booking(
        id=ctx.world.ids.uuid7(),
        key=f"past:{account.number}:{place}",
        kind="transfer_in" if came else "transfer_out",
        money=Money(abs(move.minor), account.currency),
        debit=other if came else mine,
        credit=mine if came else other,
        booked_on=on,
        at=_hour_of(on, move),
        detail=_detail(company, account, move),
    )


def _hour_of(on: date, move: Move) -> datetime:
    """Some time of a working day, another for each amount."""
    return datetime.combine(on, time(9 + abs(move.minor) // 10_000 % 8, move.days_ago), SHANGHAI)


def _detail(company: Company, account: Account, move: Move) -> dict[str, Any]:
    name, number, bank_code = move.party
    other = {"account": number, "name": name, "bank_code": bank_code}
    mine = {"account": account.number, "name": company.name}
    payer, payee = (other, mine) if move.minor > 0 else (mine, other)
    said = {f"payer_{key}": value for key, value in payer.items()}
    said |= {f"payee_{key}": value for key, value in payee.items()}
    return {**said, "purpose": move.purpose, "number": f"PAST{move.days_ago:02}"}
