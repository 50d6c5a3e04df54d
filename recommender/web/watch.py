"""Look again and again, in a thread of this process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


def watch(look: Callable[[], None], *, seconds: float, name: str) -> None:
    """Call ``look`` now, and from then on every ``seconds`` in a thread; it must not raise."""

    def again() -> None:
        while True:
            time.sleep(seconds)
            look()

    look()
    threading.Thread(target=again, name=name, daemon=True).start()
