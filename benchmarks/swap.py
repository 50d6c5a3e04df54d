"""The serving version changes 30 times under 60 requests a second, every third time to a bad one.

Run from the project's root: ``python -m benchmarks.swap``. A synthetic province is learnt; three variants
of its version take turns with five that went bad (truncated, altered, signed by another key, a file or the
whole folder missing), under ``serve`` as it is. Every answer is compared with what its version says to that
person in batch. Ends with 1 where an answer failed, was wrong, or a change was seen late.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np

from recommender.store.secret_files import read_nip_key
from recommender.synthetic.province import simulate
from recommender.synthetic.world import WorldOptions
from recommender.synthetic.write import write_province
from recommender.tables.importing import import_source
from recommender.training.fit import train
from tests.reliability.swapping import PER_SECOND, make_versions, swap_under_load
from tests.web.real_server import running
from tests.web.small_service import make_small_service


def main(asn: int, swaps: int, every: float) -> int:
    """Learn, swap, print one table; how many things were not as they must be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        service = make_small_service(folder)
        write_province(simulate(WorldOptions(asn=asn, seed=11)), folder / "source")
        snapshot = import_source(
            str(folder / "source"), out=service.settings.snapshots_dir, today=date(2026, 11, 25)
        ).snapshot
        bundle = train(snapshot, nip_key=read_nip_key(service.settings.keys_dir)).bundle
        versions = make_versions(service, bundle)
        with running(service, folder=folder) as server:
            seen = swap_under_load(server, service, versions, swaps=swaps, every=every)
        service.database.close()
    assert seen.load is not None
    median, p99, most = np.percentile(seen.load.latencies, [50, 99, 100]) * 1000
    print(f"{asn} people, {swaps} swaps ({swaps // 3} to a bad version), {PER_SECOND} requests a second")
    print(
        "| answers | failed or mixed | changes seen late | slowest change s | median ms | p99 ms | most ms |"
    )
    print("|---|---|---|---|---|---|---|")
    print(
        f"| {seen.load.asked} | {len(seen.wrong)} | {len(seen.late)} | {max(seen.seconds):.2f} "
        f"| {median:.1f} | {p99:.1f} | {most:.0f} |"
    )
    for text in (*seen.wrong[:10], *seen.late):
        print(text, file=sys.stderr)
    return len(seen.wrong) + len(seen.late)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--asn", type=int, default=2000)
    parser.add_argument("--swaps", type=int, default=30)
    parser.add_argument("--every", type=float, default=1.5, help="seconds between two swaps")
    options = parser.parse_args()
    sys.exit(main(options.asn, options.swaps, options.every) > 0)
