"""When a bank works: bank days (银行工作日) of China and of the euro area, and a rail's hours.

Everything here is a pure function of dates; nothing reads a clock except `bank_today`, which is
given one. No door and no product may decide by weekday what a bank day is.
"""

from kernel.calendar.bank_days import (
    SHANGHAI,
    BankCalendar,
    CalendarUnknown,
    bank_today,
)
from kernel.calendar.china import ChinaCalendar, YearTable
from kernel.calendar.rail_hours import RailHours, RailHoursFault, RailSchedule
from kernel.calendar.target import TargetCalendar

__all__ = [
    "SHANGHAI",
    "BankCalendar",
    "CalendarUnknown",
    "ChinaCalendar",
    "RailHours",
    "RailHoursFault",
    "RailSchedule",
    "TargetCalendar",
    "YearTable",
    "bank_today",
]
