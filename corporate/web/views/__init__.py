"""Pages (视图): each asks the gate, turns answers into records of `parts`, and names its template.

No view holds a business rule, and none speaks SQL.
"""

from __future__ import annotations

from typing import Final

from corporate.web.routes import Pages
from corporate.web.views import (
    accounts,
    activation,
    acts,
    approvals,
    attachments,
    audit,
    bulk,
    changes,
    channels,
    delegations,
    find,
    handoff,
    health,
    home,
    limits,
    link,
    login,
    methods,
    notices,
    pay,
    payee_import,
    payee_rules,
    payees,
    payments,
    policies,
    policy_editor,
    receipts,
    roles,
    signed,
    statements,
    users,
    webhooks,
)

ALL: Final[tuple[Pages, ...]] = (
    home.pages,
    login.pages,
    activation.pages,
    methods.pages,
    handoff.pages,
    accounts.pages,
    pay.pages,
    payments.pages,
    payees.pages,
    payee_import.pages,
    payee_rules.pages,
    limits.pages,
    bulk.pages,
    approvals.pages,
    acts.pages,
    delegations.pages,
    signed.pages,
    users.pages,
    roles.pages,
    changes.pages,
    statements.pages,
    receipts.pages,
    attachments.pages,
    notices.pages,
    channels.pages,
    find.pages,
    policies.pages,
    policy_editor.pages,
    link.pages,
    webhooks.pages,
    audit.pages,
    health.pages,
)
"""Every group of pages."""
