"""The serving version changes under load, good and bad: no answer fails, none mixes two versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from recommender.store.secret_files import read_nip_key
from tests.reliability.swapping import PER_SECOND, make_versions, swap_under_load
from tests.web.real_server import running
from tests.web.small_service import learnt_bundle, make_small_service

SWAPS = 10
EVERY = 1.0


@pytest.mark.serial
def test_ten_swaps_a_third_of_them_bad_lose_no_answer(tmp_path: Path) -> None:
    service = make_small_service(tmp_path)
    versions = make_versions(service, learnt_bundle(nip_key=read_nip_key(service.settings.keys_dir)))
    with running(service, folder=tmp_path) as server:
        seen = swap_under_load(server, service, versions, swaps=SWAPS, every=EVERY)
    service.database.close()
    assert seen.wrong == []
    assert seen.late == []
    assert seen.load is not None
    assert (seen.load.asked, seen.load.failed) == (PER_SECOND * (SWAPS * EVERY + 1), 0)
    assert seen.versions == set(versions.answers), "each good version answered something"
