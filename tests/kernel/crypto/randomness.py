"""Randomness a test can repeat: from a seed, or word for word."""

from __future__ import annotations

import hashlib


class SeededRandomness:
    """SM3 of seed and counter: the same keys in every run."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._count = 0

    def token_bytes(self, count: int) -> bytes:
        taken = b""
        while len(taken) < count:
            self._count += 1
            taken += hashlib.new("sm3", f"{self._seed}/{self._count}".encode()).digest()
        return taken[:count]


class ScriptedRandomness:
    """Hands out exactly what it was given, in order."""

    def __init__(self, *words: bytes) -> None:
        self._words = list(words)

    def token_bytes(self, count: int) -> bytes:
        word = self._words.pop(0)
        assert len(word) == count
        return word
