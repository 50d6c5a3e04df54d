"""The ordinary commands of the product, run as a person runs them, with a home of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path


def run_command(name: str, *arguments: str, home: Path) -> dict[str, str]:
    """What command ``name`` answers on its last line; state and models stay below ``home``."""
    environment = {**os.environ, "ASN_HOME": str(home / "home"), "ASN_MODELS_DIR": str(home / "models")}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", f"training_scripts.{name}", *arguments],
        env=environment, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    answer: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    print(f"{name}: {time.monotonic() - started:.1f} s")
    return answer
