"""Return codes of what programs set up: webhooks and the sandbox (接入)."""

from typing import Final

RETURN_CODES: Final = {
    "webhook.address_refused": "I190",
    "sandbox.clock_wrong": "I960",
    "sandbox.reason_misplaced": "I961",
    "webhook.address_inside": "I962",
    "sandbox.off": "D960",
    "webhook.ended": "C190",
    "webhook.too_many": "C191",
    "sandbox.clock_fixed": "C960",
    "sandbox.too_many_rules": "C961",
    "sandbox.reference_used": "C962",
}
