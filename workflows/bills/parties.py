"""Whom an enterprise named on bills before (常用对方): endorsees, pledgees, guarantors and the payees of bills it drew.

Their names were signed with a request, and the exchange or a signer found nothing wrong with it.
"""

from __future__ import annotations

from typing import Final

from kernel.bills.acts import Act
from kernel.bills.records import Party
from kernel.context import Context
from kernel.statements import Row
from workflows.bills import queries
from workflows.bills.party_commands import KnownParties, KnownParty, ListParties
from workflows.bills.states import RequestStatus

_NAMING: Final = (Act.ENDORSE, Act.PLEDGE, Act.GUARANTEE, Act.REGISTER)
_GOOD: Final = (RequestStatus.PROCESSING, RequestStatus.SUCCEEDED)
_LOOKED_AT: Final = 200  # requests, the newest first
_SHOWN: Final = 8


def known(ctx: Context, _command: ListParties) -> KnownParties:
    """Each party once, the last named first; no more than one reads at a glance."""
    rows = queries.naming(
        ctx, [one.value for one in _NAMING], [one.value for one in _GOOD], _LOOKED_AT
    )
    found: dict[Party, KnownParty] = {}
    for row in rows:
        party = _named(row)
        found.setdefault(party, KnownParty(number=row["number"], **party.as_json()))
    return KnownParties(parties=tuple(found.values())[:_SHOWN])


def _named(row: Row) -> Party:
    asked = row["asked"]
    return Party.of(asked["to"] or asked["bill"]["payee"])
