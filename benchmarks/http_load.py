"""Two ways of asking a server: as fast as it answers (closed loop), and at fixed times (open loop).

A closed loop finds how much a server can do but hides its stalls: while it stalls nobody asks. In an
open loop each request has a time at which it is due, and its latency counts from then.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import cycle


@dataclass(frozen=True)
class Load:
    """What came back in ``seconds``: latencies in seconds, and how many answers failed."""

    latencies: list[float]
    failed: int
    """Answers that were not good, see :func:`open_loop`."""
    asked: int
    """All requests, those of the warm-up included."""
    seconds: float


class Connection:
    """One keep-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        lines = head.lower().split(b"\r\n")
        length = next(int(one[15:]) for one in lines if one.startswith(b"content-length:"))
        return head, await self._reader.readexactly(length)

    async def close(self) -> None:
        """End it."""
        self._writer.close()
        await self._writer.wait_closed()


def is_good(head: bytes, body: bytes) -> bool:
    """Whether the answer is a 200."""
    return head.startswith(b"HTTP/1.1 200")


@asynccontextmanager
async def _connections(port: int, count: int) -> AsyncIterator[list[Connection]]:
    found = [Connection(*await asyncio.open_connection("127.0.0.1", port)) for _ in range(count)]
    try:
        yield found
    finally:
        for one in found:
            await one.close()


def get(path: str, *, key: str) -> bytes:
    """A GET request."""
    return f"GET {path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {key}\r\n\r\n".encode()


async def closed_loop(port: int, requests: Sequence[bytes], *, clients: int, seconds: float) -> Load:
    """Ask in turn over ``clients`` connections for ``seconds``, after one second of warm-up."""
    turn: Iterator[bytes] = cycle(requests)
    begin = 0.0
    latencies, failed, asked = [], 0, 0

    async def client(connection: Connection) -> None:
        nonlocal failed, asked
        while (sent := time.perf_counter()) < begin + seconds:
            good = is_good(*await connection.ask(next(turn)))
            asked += 1
            if sent >= begin:
                latencies.append(time.perf_counter() - sent)
                failed += not good

    async with _connections(port, clients) as connections:
        begin = time.perf_counter() + 1.0
        await asyncio.gather(*(client(one) for one in connections))
    return Load(latencies, failed, asked, seconds)


async def open_loop(
    port: int,
    requests: Sequence[bytes],
    *,
    per_second: float,
    clients: int,
    seconds: float,
    good: Callable[[bytes, bytes], bool] = is_good,
) -> Load:
    """Ask at fixed times; a request waits for a free connection, and its latency counts from its time.

    ``good`` judges head and body of each answer. A connection that the server closes ends the loop.
    """
    free: asyncio.Queue[Connection] = asyncio.Queue()
    latencies, failed = [], 0

    async def one_request(due: float, request: bytes) -> None:
        nonlocal failed
        connection = await free.get()
        failed += not good(*await connection.ask(request))
        latencies.append(time.perf_counter() - due)
        free.put_nowait(connection)

    tasks = []
    async with _connections(port, clients) as connections:
        for one in connections:
            free.put_nowait(one)
        begin = time.perf_counter() + 0.2
        for number, request in zip(range(int(per_second * seconds)), cycle(requests), strict=False):
            due = begin + number / per_second
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one_request(due, request)))
        await asyncio.gather(*tasks)
    return Load(latencies, failed, len(tasks), seconds)
