"""The design of the version that serves: made once, by a process of its own, and read by every worker.

The first page that asks starts the process and says that it waits; the file it leaves is believed under
the rules of :mod:`recommender.programme.kept`. Where the process fails (no room, no right to write) the
page makes the design itself.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from weakref import WeakKeyDictionary

from recommender.bundle.contents import Bundle
from recommender.config import Settings, environment_of
from recommender.needs.rulebook import RuleBook, read_rulebook
from recommender.programme.design import Programme, design
from recommender.programme.kept import kept_path, read_programme, write_programme
from recommender.programme.province import Province, Terms
from recommender.store.secret_files import read_session_key
from recommender.tables.people_file import SnapshotFiles
from recommender.web.model_holder import Served
from recommender.web.plan_starter import PlanStarter


class KeptProgrammes:
    """See the module; safe between threads, and across ``fork`` while nobody uses it.

    Parameters
    ----------
    folder, key
        Where files lie, and what seals them.
    starter
        What starts the process for a version, by its name.
    """

    def __init__(
        self, folder: Path, *, key: bytes, files: SnapshotFiles, book: RuleBook,
        starter: Callable[[str], PlanStarter],
    ) -> None:  # fmt: skip
        self._folder, self._key, self._files, self._book = folder, key, files, book
        self._starter = starter
        self._started: tuple[str, PlanStarter] | None = None
        self._made: WeakKeyDictionary[Bundle, Programme] = WeakKeyDictionary()
        self._alone = threading.Lock()

    def of(self, served: Served) -> Programme | None:
        """The design of a version; None while it is being made."""
        found = self._made.get(served.bundle)
        if found is not None:
            return found
        with self._alone:
            found = self._made.get(served.bundle) or self._found(served)
            if found is not None:
                self._made[served.bundle] = found
            return found

    def make(self, version: str, bundle: Bundle) -> bool:
        """Make and keep the design, as the process does; False where it was there already."""
        path, province, terms = self._inputs(version, bundle)
        if read_programme(path, province=province, terms=terms, key=self._key) is not None:
            return False
        write_programme(path, design(province, terms=terms), key=self._key)
        return True

    def _found(self, served: Served) -> Programme | None:
        path, province, terms = self._inputs(served.version, served.bundle)
        found = read_programme(path, province=province, terms=terms, key=self._key)
        if found is not None:
            return found
        if self._started is None or self._started[0] != served.version:
            self._started = (served.version, self._starter(served.version))
        starter = self._started[1]
        if starter.failed:
            return design(province, terms=terms)
        starter.look()
        return None

    def _inputs(self, version: str, bundle: Bundle) -> tuple[Path, Province, Terms]:
        province = Province.of(bundle, book=self._book)
        terms = Terms(classes=self._files.classes(bundle.snapshot_digest))
        return kept_path(self._folder, version=version, province=province, terms=terms), province, terms


def kept_programmes(settings: Settings) -> KeptProgrammes:
    """Those of a home, sealed with the key that signs cookies: who loses it makes them again, no more."""
    return KeptProgrammes(
        settings.programmes_dir, key=read_session_key(settings.keys_dir),
        files=SnapshotFiles(settings.snapshots_dir), book=read_rulebook(),
        starter=lambda version: PlanStarter(
            lambda: True, command=[sys.executable, "-m", "training_scripts", "programme-worker", version],
            environment={**os.environ, **environment_of(settings)},
        ),
    )  # fmt: skip
