"""Runs a parser of foreign bytes in a child process with little memory, little time and no secrets."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_ROOT: Final = Path(__file__).resolve().parents[2]
_START: Final = """
import resource, sys
root, memory, seconds, module, *arguments = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds)))
resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
sys.path.append(root)
import importlib
importlib.import_module(module).main(arguments)
"""


class QuarantineBroken(Exception):
    """The child died, or took more memory or time than it was given."""


def run_guarded(module: str, arguments: Sequence[str], *, memory: int, seconds: int) -> bytes:
    """What ``module.main(arguments)`` writes to stdout in a child process of its own.

    Parameters
    ----------
    memory
        Bytes of address space (RLIMIT_AS).
    seconds
        CPU seconds (RLIMIT_CPU); the wall clock gets three times that, for busy machines.

    Raises
    ------
    QuarantineBroken
        The child ended otherwise than well. Its stderr is dropped: it may repeat cell contents.
    """
    command = [sys.executable, "-I", "-c", _START, str(_ROOT), str(memory), str(seconds), module, *arguments]
    try:
        done = subprocess.run(  # noqa: S603 (our own interpreter and module; the arguments are no command)
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            cwd="/",
            timeout=3 * seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise QuarantineBroken from None
    if done.returncode:
        raise QuarantineBroken
    return done.stdout
