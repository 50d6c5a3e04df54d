"""Dirty training names: how different offices wrote the same course, and what was mapped of it."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.columns import Columns, pick, text
from recommender.synthetic.world import WorldOptions

WAYS: Final = 6
"""Number of spellings of each course."""
OUTSIDE: Final = (
    "WORKSHOP KURIKULUM (PIHAK KETIGA)", "Seminar Nasional Profesi", "BIMTEK APLIKASI PUSAT",
    "Webinar Motivasi Kerja", "Pelatihan Mandiri Daring", "PELATIHAN TANPA JUDUL", "Diklat lain-lain",
    "Sosialisasi Peraturan Baru",
)  # fmt: skip
"""Trainings that are in no catalogue."""


def spellings(book: CourseBook) -> NDArray[np.str_]:
    """(C, WAYS) raw names as offices wrote them."""
    return np.array([_ways(course.title) for course in book.courses])


def _ways(title: str) -> tuple[str, ...]:
    short = title.replace("Pelatihan", "Pel.").replace("Bimbingan Teknis", "Bimtek")
    return (
        title.upper(),
        f"Diklat {short}",
        f"{short} Angkatan II",
        title.replace("a", "", 1).lower(),
        f"{title.upper()} TAHUN 2023",
        f"{short.replace(' dan ', ' & ')} (daring)",
    )


def aliases(options: WorldOptions, book: CourseBook) -> Columns:
    """The mapping table: most spellings validated, some only proposed or rejected, some not there."""
    random = options.stream("aliases")
    names = spellings(book)
    course, way = np.divmod(np.arange(names.size), WAYS)
    status = random.choice(["TERVALIDASI", "USULAN", "DITOLAK", ""], names.size, p=[0.74, 0.1, 0.04, 0.12])
    kept = np.flatnonzero(status != "")
    raw = names[course[kept], way[kept]]
    first = np.sort(np.unique(raw, return_index=True)[1])
    kept, raw = kept[first], raw[first]
    rejected = status[kept] == "DITOLAK"
    wrong = (course[kept] + 7) % len(book)
    return {
        "raw_name": text(raw),
        "course_id": pick(book.ids, np.where(rejected, wrong, course[kept])),
        "status": text(status[kept]),
    }
