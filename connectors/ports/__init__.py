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
    DayBalance,
    LineChoice,
    LineSums,
    Statement,
    StatementDay,
    StatementLine,
)
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

__all__ = [
    "Account",
    "BatchBooks",
    "BillExchange",
    "BillPositions",
    "BookedLine",
    "Booking",
    "Clearing",
    "ClearingAnswer",
    "ClearingTimeout",
    "ClearingUnreachable",
    "CoreBanking",
    "CoreInquiries",
    "CoreStatements",
    "CreditMessage",
    "CreditSet",
    "DayBalance",
    "Inflow",
    "Internal",
    "LineChoice",
    "LineSums",
    "NameAnswer",
    "NameEnquiry",
    "NameQuestion",
    "NameVerdict",
    "Outcome",
    "PayeeCheck",
    "Side",
    "Statement",
    "StatementDay",
    "StatementLine",
    "Submission",
]
