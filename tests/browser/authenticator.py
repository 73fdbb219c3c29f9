"""An authenticator without hands: Chromium's virtual one, over the DevTools protocol."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import Person
from tests.cast import PASSWORD


class Authenticator:
    """One virtual platform authenticator of a page; it verifies its user unless told otherwise."""

    def __init__(self, page: Page) -> None:
        self._devtools = page.context.new_cdp_session(page)
        self._devtools.send("WebAuthn.enable")
        added = self._devtools.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "ctap2Version": "ctap2_1",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )
        self.id = added["authenticatorId"]

    def lie(self, **bits: bool) -> None:
        """Answer wrongly from now on: `isBadUV`, `isBogusSignature`; nothing given: truthfully."""
        none = {"isBogusSignature": False, "isBadUV": False, "isBadUP": False}
        self._devtools.send(
            "WebAuthn.setResponseOverrideBits", {"authenticatorId": self.id, **none, **bits}
        )

    def keys(self) -> list[dict[str, Any]]:
        """The passkeys it holds."""
        found = self._devtools.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        credentials: list[dict[str, Any]] = found["credentials"]
        return credentials

    def rewind(self) -> None:
        """Be a copy of itself as it was at its first use."""
        for key in self.keys():
            self._devtools.send(
                "WebAuthn.removeCredential",
                {"authenticatorId": self.id, "credentialId": key["credentialId"]},
            )
            self._devtools.send(
                "WebAuthn.addCredential",
                {"authenticatorId": self.id, "credential": key | {"signCount": 0}},
            )


def enrol(person: Person, label: str = "办公电脑") -> Authenticator:
    """Add a passkey by the pages, as somebody who is logged in."""
    authenticator = Authenticator(person.page)
    person.open("/methods/passkey")
    person.page.fill("#f-label", label)
    person.page.fill("#f-password", PASSWORD)
    person.page.click("main form button.primary")
    expect(person.page.locator(".ways")).to_contain_text(label)
    return authenticator
