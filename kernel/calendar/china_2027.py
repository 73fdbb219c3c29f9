"""A provisional table for 2027, made before the State Council's holiday notice was known here.

Sources: the statutory holidays of 《全国年节及纪念日放假办法》 (as amended for 2025) on the lunar
dates of 2027 (除夕 5 February, 清明 5 April, 端午 9 June, 中秋 15 September), with the customary
eight days of Spring Festival, five of May Day and seven of National Day. Make-up weekends
(调休上班) cannot be foreseen and are left out, so a Saturday that will be worked reads as closed.
Replace this table by an official one as soon as the notice is published.
"""

from datetime import date
from typing import Final

CLOSED_WEEKDAYS_2027: Final = frozenset(
    {
        date(2027, 1, 1),  # 元旦
        *(date(2027, 2, day) for day in (5, 8, 9, 10, 11, 12)),  # 春节
        date(2027, 4, 5),  # 清明节
        *(date(2027, 5, day) for day in (3, 4, 5)),  # 劳动节
        date(2027, 6, 9),  # 端午节
        date(2027, 9, 15),  # 中秋节
        *(date(2027, 10, day) for day in (1, 4, 5, 6, 7)),  # 国庆节
    }
)
