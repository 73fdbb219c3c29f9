"""The gateway as a process of its own, to be killed. A fork server imports this, so that a start is quick."""

from __future__ import annotations

import os

from erp_adapters.gateway.cli import main
from kernel import failpoints


def live(config: str, armed: str, marks: str) -> None:
    """Be `yinqi-gateway run`, with a fault armed that is thrown at most once by all processes."""
    os.environ["YINQI_FAILPOINT_MARKS"] = marks
    failpoints.arm(armed)
    main(["--config", config, "run"], standalone_mode=False)
