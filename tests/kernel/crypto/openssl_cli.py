"""The OpenSSL command line as an independent judge of what we sign, encrypt and write."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest


class OpenSsl:
    """Runs `openssl` in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        found = shutil.which("openssl")
        if found is None:
            pytest.fail("the openssl command line is missing: install the package openssl")
        self._program = found
        self._folder = folder

    def run(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        command = [self._program, *arguments]
        return subprocess.run(command, cwd=self._folder, capture_output=True, check=False)

    def must(self, *arguments: str) -> bytes:
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr.decode()
        return done.stdout

    def put(self, name: str, content: bytes) -> str:
        (self._folder / name).write_bytes(content)
        return name

    def sign(self, private_pem: bytes, message: bytes, user_id: bytes) -> bytes:
        key, data = self.put("key.pem", private_pem), self.put("message", message)
        identity = f"distid:{user_id.decode()}"
        return self.must("dgst", "-sm3", "-sign", key, "-sigopt", identity, data)

    def verifies(self, public_pem: bytes, message: bytes, signature: bytes, user_id: bytes) -> bool:
        key, data = self.put("public.pem", public_pem), self.put("message", message)
        given = self.put("signature", signature)
        identity = f"distid:{user_id.decode()}"
        arguments = ("-verify", key, "-sigopt", identity, "-signature", given, data)
        return self.run("dgst", "-sm3", *arguments).stdout == b"Verified OK\n"

    def encrypt(self, public_pem: bytes, plaintext: bytes) -> bytes:
        key, data = self.put("public.pem", public_pem), self.put("plain", plaintext)
        return self.must("pkeyutl", "-encrypt", "-pubin", "-inkey", key, "-in", data)

    def decrypt(self, private_pem: bytes, ciphertext: bytes) -> bytes | None:
        key, data = self.put("key.pem", private_pem), self.put("cipher", ciphertext)
        done = self.run("pkeyutl", "-decrypt", "-inkey", key, "-in", data)
        return done.stdout if done.returncode == 0 else None
