"""Every provider of this machine: the system's libcrypto, a newer one, and the slow one."""

from __future__ import annotations

from importlib.metadata import files
from pathlib import Path

import pytest

from kernel.crypto import CryptoProvider
from kernel.crypto.gmssl_provider import GmsslProvider
from kernel.crypto.libcrypto.native import open_library
from kernel.crypto.libcrypto.provider import LibcryptoProvider
from tests.kernel.crypto.openssl_cli import OpenSsl
from tests.kernel.crypto.randomness import SeededRandomness


def newer_libcrypto() -> str:
    """The OpenSSL 3.5 inside the database driver's wheel: what the next Debian will have."""
    found = [file for file in files("psycopg-binary") or [] if file.match("libcrypto-*.so.3")]
    if not found:
        pytest.fail("the wheel of psycopg[binary] no longer brings a libcrypto to test against")
    return str(found[0].locate())


@pytest.fixture
def libcrypto() -> CryptoProvider:
    return LibcryptoProvider(open_library(), SeededRandomness("libcrypto"))


@pytest.fixture
def gmssl() -> CryptoProvider:
    return GmsslProvider(SeededRandomness("gmssl"))


@pytest.fixture
def newer() -> CryptoProvider:
    library = open_library((newer_libcrypto(),))
    return LibcryptoProvider(library, SeededRandomness("newer"))


@pytest.fixture(params=["libcrypto", "newer", "gmssl"])
def provider(request: pytest.FixtureRequest) -> CryptoProvider:
    found: CryptoProvider = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def openssl(tmp_path: Path) -> OpenSsl:
    return OpenSsl(tmp_path)
