from __future__ import annotations

import threading

from recommender.web.watch import watch


def test_it_looks_now_and_again_in_a_thread() -> None:
    here, looks, third = threading.current_thread(), [], threading.Event()

    def look() -> None:
        looks.append(threading.current_thread())
        if len(looks) == 3:
            third.set()

    watch(look, seconds=0.001, name="looker")
    assert looks[0] is here
    assert third.wait(5)
    assert [one.name for one in looks[1:3]] == ["looker", "looker"]
