"""The provider of identities as the service asks it: never for long, never by two threads of a worker.

Its addresses and keys are kept for ``AGE_SECONDS``, so that most visits ask for nothing but the token. A
key that is not among the kept ones is asked for anew; one that was withdrawn there counts no longer than
that. A worker has few threads: one at most waits for the provider, and no longer than ``TURN_SECONDS``;
another waits ``QUEUE_SECONDS`` for its turn and is then sent away kindly.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

AGE_SECONDS: Final = 600.0
CONNECT_SECONDS: Final = 2.0
READ_SECONDS: Final = 3.0
TURN_SECONDS: Final = 6.0
"""All questions of one sign-in together; each ends at its own limit."""
QUEUE_SECONDS: Final = 0.5
_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")
_LEAST: Final = 0.05
"""Seconds: a question is asked with less than this left."""


class SignInRefused(Exception):
    """The provider's answer is not believed; the text is a code for the log and holds nothing of it."""


class ProviderSilent(SignInRefused):
    """The provider does not answer."""


class ProviderBusy(ProviderSilent):
    """Another thread waits for the provider, so it was not asked."""


class IdentitySource:
    """See the module; safe between threads, and across ``fork`` while nobody uses it."""

    def __init__(self, issuer: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._issuer = issuer
        self._clock = clock
        self._free = threading.Lock()
        self._holder: int | None = None
        """Thread whose turn it is."""
        self._until = 0.0
        self._kept: dict[str, tuple[float, dict[str, Any]]] = {}
        """Answers by address, with the time they were asked for."""

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The block asks the provider, alone in this process; turns of one thread are one turn.

        Raises
        ------
        ProviderBusy
            Another thread is waiting for it.
        """
        if self._holder == threading.get_ident():
            yield
            return
        if not self._free.acquire(timeout=QUEUE_SECONDS):
            raise ProviderBusy("provider_busy")
        try:
            self._holder, self._until = threading.get_ident(), self._clock() + TURN_SECONDS
            yield
        finally:
            self._holder = None
            self._free.release()

    def timeout(self) -> tuple[float, float]:
        """Seconds to connect and to read, for the next question of this turn."""
        left = self._until - self._clock()
        if left < _LEAST:
            raise ProviderSilent("provider_unreachable")
        return min(CONNECT_SECONDS, left), min(READ_SECONDS, left)

    def facts(self) -> dict[str, Any]:
        """What the provider publishes about itself."""
        found = self._answer(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self._issuer:
            raise SignInRefused("issuer")
        return found

    def keys(self) -> dict[str, Any]:
        """The keys it signs with (RFC 7517), as they were kept."""
        return self._answer(address_of(self.facts(), "jwks_uri"))

    def forget_keys(self) -> bool:
        """Ask for the keys anew next time; False where they were asked for in this turn."""
        url = address_of(self.facts(), "jwks_uri")
        asked_at, _ = self._kept.get(url, (0.0, {}))
        if asked_at >= self._until - TURN_SECONDS:
            return False
        self._kept.pop(url, None)
        return True

    def _answer(self, url: str) -> dict[str, Any]:
        asked_at, found = self._kept.get(url, (0.0, {}))
        if found and self._clock() - asked_at < AGE_SECONDS:
            return found
        with self.turn():
            asked_at, found = self._clock(), _fetched(url, timeout=self.timeout())
        self._kept[url] = (asked_at, found)
        return found


def is_safe_address(url: str) -> bool:
    """https, or this machine."""
    parts = urlsplit(url)
    return (parts.scheme == "https" and bool(parts.hostname)) or (
        parts.scheme == "http" and parts.hostname in _LOOPBACK
    )


def address_of(facts: Mapping[str, Any], name: str) -> str:
    """An address that the provider publishes; refused unless it is safe."""
    url = facts.get(name)
    if not isinstance(url, str) or not is_safe_address(url):
        raise SignInRefused(name)
    return url


def _fetched(url: str, *, timeout: tuple[float, float]) -> dict[str, Any]:
    """A JSON object of the provider."""
    import requests

    try:
        answer = requests.get(url, timeout=timeout, allow_redirects=False)
        found = answer.json() if answer.status_code == 200 else None
    except (requests.RequestException, ValueError):
        raise ProviderSilent("provider_unreachable") from None
    if not isinstance(found, dict):
        raise ProviderSilent("provider_unreachable")
    return found
