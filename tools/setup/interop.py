"""Bring what only `make interop` needs: Java, BouncyCastle, readers of statements, and Tryton.

What is not to be had is said and left out; the tests that need it say it once more in their table.
"""

import shutil
import sys
from pathlib import Path

from tools.setup import interop_soap, system
from tools.setup.layout import BUILD, LOCKS, PYTHON, SetupError, run

_JAR = Path("/usr/share/java/bcprov.jar")
READERS = BUILD / "readers"
TRYTON = BUILD / "tryton"
_PROGRAMS = {
    "aqbanking-cli": "aqbanking-tools",
    "ofxdump": "ofx",
    "hledger": "hledger",
    "ledger": "ledger",
    "sqlite3": "sqlite3",
}
_TOKEN = {"softhsm2-util": "softhsm2", "pkcs11-tool": "opensc"}
_PDF = {"pdfsig": "poppler-utils", "pdftotext": "poppler-utils", "qpdf": "qpdf"}
_OFXPARSE = Path("/usr/lib/python3/dist-packages/ofxparse")


def main() -> int:
    """Install what is missing; return the exit status."""
    missing = [] if shutil.which("java") else ["default-jre-headless"]
    missing += [] if _JAR.exists() else ["libbcprov-java"]
    programs = _PROGRAMS | _TOKEN | _PDF
    missing += sorted(
        {package for program, package in programs.items() if not shutil.which(program)}
    )
    missing += [] if _OFXPARSE.exists() else ["python3-ofxparse"]
    try:
        if missing:
            system.install(*missing)
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    interop_soap.bring()
    return _bring_readers() or _bring_tryton()


def _bring_tryton() -> int:
    """Make an environment for the locked Tryton, with nothing of ours in it."""
    lock, mark = LOCKS / "tryton.txt", TRYTON / "tryton.txt"
    if mark.exists() and mark.read_bytes() == lock.read_bytes():
        return 0
    words = ("install", "--require-hashes", "--only-binary", ":all:", "--no-deps")
    try:
        run([PYTHON, "-m", "venv", "--clear", TRYTON])
        run([TRYTON / "bin" / "python", "-m", "pip", "--quiet", *words, "-r", lock])
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    mark.write_bytes(lock.read_bytes())
    return 0


def _bring_readers() -> int:
    """Lay the locked readers of statements into a folder of their own."""
    lock = LOCKS / "readers.txt"
    mark = READERS / lock.name
    if mark.exists() and mark.read_bytes() == lock.read_bytes():
        return 0
    words = ("install", "--require-hashes", "--only-binary", ":all:", "--no-deps", "--upgrade")
    try:
        run([PYTHON, "-m", "pip", "--quiet", *words, "--target", READERS, "-r", lock])
    except SetupError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    mark.write_bytes(lock.read_bytes())
    return 0


if __name__ == "__main__":
    sys.exit(main())
