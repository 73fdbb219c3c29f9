"""`python -m tools.setup demo|lint|test`: bring what one kind of work needs, and no more."""

import fcntl
import sys
from collections.abc import Iterable

from tools.setup import browser, npm_parts, python_parts, schemas
from tools.setup.layout import BUILD, FONTS, LOCKS, NODE_MODULES, PYTHON, ROOT, SetupError
from tools.setup.steps import Step, carry_out

_NPM_LOCK = ROOT / "package-lock.json"
_BIN = PYTHON.parent
_OLDEST = (3, 11)

STEPS = (
    Step("environment", python_parts.make_venv, results=(PYTHON,)),
    Step(
        "packages to run",
        lambda: python_parts.install_locked("run"),
        inputs=(LOCKS / "run.txt",),
        needs=("environment",),
    ),
    Step(
        "packages to set up",
        python_parts.install_parts,
        inputs=(LOCKS / "tools.txt",),
        results=(npm_parts.NODE,),
        needs=("environment",),
    ),
    Step(
        "payment schemas",
        schemas.unpack,
        inputs=(LOCKS / "schemas.txt",),
        results=schemas.RESULTS,
        needs=("environment",),
    ),
    Step(
        "browser parts",
        npm_parts.install_run,
        inputs=(_NPM_LOCK,),
        results=(NODE_MODULES / "htmx.org",),
        needs=("packages to set up",),
    ),
    Step(
        "receipt font",
        lambda: python_parts.run_module("tools.setup.fonts"),
        inputs=(_NPM_LOCK, ROOT / "tools" / "setup" / "fonts.py"),
        results=tuple(FONTS / f"YinqiSansSC-{style}.ttf" for style in ("Regular", "Bold")),
        needs=("browser parts",),
    ),
    Step(
        "rare fonts",
        lambda: python_parts.run_module("tools.setup.rare_fonts"),
        inputs=(_NPM_LOCK, ROOT / "tools" / "setup" / "rare_fonts.py"),
        results=(FONTS / "rare" / "YinqiRare-0F900.ttf", FONTS / "rare" / "YinqiRare-2F800.ttf"),
        needs=("browser parts",),
    ),
    Step(
        "commands",
        python_parts.install_commands,
        inputs=(ROOT / "setup.cfg", ROOT / "pyproject.toml"),
        results=tuple(_BIN / name for name in ("yinqi", "yinqi-erp", "yinqi-gateway")),
        needs=("packages to run", "packages to set up"),
    ),
    Step(
        "packages to test",
        lambda: python_parts.install_locked("dev"),
        inputs=(LOCKS / "dev.txt",),
        needs=("commands",),
    ),
    Step(
        "browser parts to test",
        npm_parts.install_dev,
        inputs=(_NPM_LOCK,),
        results=(NODE_MODULES / "axe-core",),
        needs=("browser parts",),
    ),
    Step(
        "browser",
        browser.provide,
        inputs=(_NPM_LOCK, ROOT / "tools" / "setup" / "browser.py"),
        results=(browser.LAUNCHER,),
        needs=("browser parts to test", "packages to test", "receipt font"),
    ),
)
_ONLY_LINT = {"packages to test"}
_ONLY_TEST = {"browser parts to test", "browser"}
LEFT_OUT = {"demo": _ONLY_LINT | _ONLY_TEST, "lint": _ONLY_TEST, "test": set[str]()}


def main(words: Iterable[str]) -> int:
    """Bring what `demo`, `lint` or `test` needs; return the exit status."""
    kind = next(iter(words), "demo")
    if kind not in LEFT_OUT:
        sys.stderr.write(f"set-up knows {', '.join(LEFT_OUT)}; not {kind}\n")
        return 2
    if sys.version_info < _OLDEST:
        sys.stderr.write("set-up needs Python 3.11 or later: install python3.11\n")
        return 1
    BUILD.mkdir(parents=True, exist_ok=True)
    with (BUILD / "setup.lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # two set-ups of one tree take turns
        try:
            carry_out(step for step in STEPS if step.name not in LEFT_OUT[kind])
        except SetupError as error:
            sys.stderr.write(f"set-up failed: {error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
