"""All that workflows may see of cores and clearing.

A core that books elsewhere replaces the embedded one behind `CoreBanking`; a real clearing link
replaces the simulator behind `Clearing`. Capabilities are data: what is missing is absent.
"""

from __future__ import annotations

from connectors.ports.accounts import (
    Account,
    BookedLine,
    CoreInquiries,
    CoreStatements,
    HeldMoney,
    Statement,
    StatementDay,
    StatementLine,
)
from connectors.ports.behaviour import Behaviour
from connectors.ports.bills import (
    BillExchange,
    BillPositions,
)
from connectors.ports.clearing import (
    Clearing,
    ClearingAnswer,
    ClearingTimeout,
    ClearingUnreachable,
    CreditMessage,
    Inflow,
    Outcome,
    Submission,
)
from connectors.ports.core import (
    BatchBooks,
    Booking,
    CoreBanking,
    CreditSet,
    Internal,
    Side,
)
from connectors.ports.names import (
    NameAnswer,
    NameEnquiry,
    NameQuestion,
    NameVerdict,
    PayeeCheck,
)
from connectors.ports.night import (
    ClearedItem,
    ClearedPage,
    ClearingStatements,
    CoreNight,
    Interest,
    NightLine,
    Unequal,
)
from kernel.booked import DayBalance, LineChoice, LineSearch, LineSums

__all__ = [
    "Account",
    "BatchBooks",
    "Behaviour",
    "BillExchange",
    "BillPositions",
    "BookedLine",
    "Booking",
    "ClearedItem",
    "ClearedPage",
    "Clearing",
    "ClearingAnswer",
    "ClearingStatements",
    "ClearingTimeout",
    "ClearingUnreachable",
    "CoreBanking",
    "CoreInquiries",
    "CoreNight",
    "CoreStatements",
    "CreditMessage",
    "CreditSet",
    "DayBalance",
    "HeldMoney",
    "Inflow",
    "Interest",
    "Internal",
    "LineChoice",
    "LineSearch",
    "LineSums",
    "NameAnswer",
    "NameEnquiry",
    "NameQuestion",
    "NameVerdict",
    "NightLine",
    "Outcome",
    "PayeeCheck",
    "Side",
    "Statement",
    "StatementDay",
    "StatementLine",
    "Submission",
    "Unequal",
]
