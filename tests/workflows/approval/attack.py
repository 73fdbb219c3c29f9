"""The served bank under attack, and what its attackers can send."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from corporate.identity import enrolment
from kernel.operation import Verb
from tests.cast import PASSWORD
from tests.connectors.direct_link.erp import Erp, Reply
from tests.corporate.web.browser import Browser, Page
from tests.served import App
from tests.world import HouseWorld

MAKER, CHECKER, APPROVER = "lina", "zhaomin", "wanglei"
LARGE, SMALL = "12345.00", "9999.00"
REFUSED = range(http.client.BAD_REQUEST, http.client.INTERNAL_SERVER_ERROR)
RELEASED = "status NOT IN ('pending_approval', 'withdrawn', 'rejected', 'sent_back')"


@dataclass
class Attack:
    """The bank under attack, with one payment of 辰海's ERP that needs a checker, then an approver."""

    world: HouseWorld
    app: App

    def __post_init__(self) -> None:
        self.erp = Erp(self.world, self.app, self.world.key_of("辰海"))  # type: ignore[arg-type]
        assert self.erp.pay(Amount=LARGE).code == "0000"

    @cached_property
    def checker(self) -> Browser:
        """The checker's browser."""
        return self.log_in(CHECKER)

    @cached_property
    def address(self) -> str:
        """Where the checker opens the item on the phone."""
        [found] = waiting(self.checker)
        return found

    def log_in(self, login: str, root: str = "/b/yungang", enterprise: str = "") -> Browser:
        """Somebody's browser."""
        browser = Browser(self.app, root)  # type: ignore[arg-type]
        assert browser.log_in(login, enterprise=enterprise).status == http.client.OK
        return browser

    def decisions(self) -> int:
        """How many decisions there are."""
        return self.world.count("approval_decision")

    def user_id(self, name: str) -> Any:
        """A user's id."""
        return self.world.user(name).user_id

    def entitle(self, name: str, role: str) -> None:
        """Let somebody hold a role and approve payments, by the hand of the schema's owner."""
        user = self.world.user(name)
        with self.world.owner() as uow:
            enrolment.give_role(uow, user.enterprise_id, user.user_id, role)
            for right in ("payments.submit", "approvals.decide"):
                verbs = (Verb.SEE, Verb.MAKE, Verb.APPROVE)
                enrolment.grant(uow, user.enterprise_id, user.user_id, right, verbs)

    def forged(self, browser: Browser, **more: str) -> Page:
        """What somebody sends who was never shown the form, with the digest the checker was shown."""
        digest = self.checker.get(self.address).form("digest", "password")["digest"]
        given = {"digest": digest, "decision": "approve", "password": PASSWORD}
        return browser.post(self.address, given | {"csrf": browser.token()} | more)


def waiting(browser: Browser) -> list[str]:
    """The phone addresses of what waits for somebody."""
    links = browser.get("/m/approvals").links("/m/approvals/")
    return [link for link in links if re.search(r"[0-9a-f-]{36}", link)]


def sign(browser: Browser, page: Page, **more: str) -> Page:
    """Sign what a page shows, by its own form."""
    fields = page.form("digest", "password") | {"password": PASSWORD, "decision": "approve"}
    return browser.post(page.form_tree("digest", "password").action, fields | more)


def decide_by_link(erp: Erp, approval_id: str, digest: str) -> Reply:
    """The decision of a person, as a message of the ERP."""
    values = {"ApprovalId": approval_id, "Action": "approve", "ShownDigest": digest}
    return erp.call("approvals.decide", "DecideApproval", **values)
