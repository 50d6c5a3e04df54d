"""The training calendar: popular courses run more often, whatever they teach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np
from numpy.typing import NDArray

from recommender.domain.days import to_day
from recommender.synthetic.catalogue import CourseBook
from recommender.synthetic.world import AS_OF_DAY, PLANNED_YEAR, YEARS, WorldOptions

I32 = NDArray[np.int32]
_SESSIONS_A_YEAR: Final = 220
"""Of a province of 20,000."""
_PLACES_A_HEAD: Final = 1.1
"""Places offered a year for each ASN."""


@dataclass(frozen=True)
class Sessions:
    """S sessions in order of their first day; days are day numbers."""

    course: I32
    start: I32
    end: I32
    seats: I32
    status: NDArray[np.str_]

    def __len__(self) -> int:
        return len(self.course)

    @property
    def ids(self) -> NDArray[np.str_]:
        """(S,) session ids."""
        return np.char.add("S", np.char.zfill(np.arange(1, len(self) + 1).astype(str), 5))

    @property
    def batch(self) -> I32:
        """(S,) running number of the session within its course and year."""
        year = (self.start.astype("datetime64[D]").astype("datetime64[Y]")).astype(np.int64)
        key = self.course.astype(np.int64) * 10_000 + year
        order = np.argsort(key, kind="stable")
        batch = np.empty(len(key), np.int32)
        batch[order] = np.arange(len(key)) - np.searchsorted(key[order], key[order]) + 1
        return batch


def build_schedule(options: WorldOptions, book: CourseBook) -> Sessions:
    """Sessions of every year from the first to the planned one."""
    random = options.stream("schedule")
    days = np.array([course.days for course in book.courses])
    popularity = random.lognormal(0.0, 0.8, len(book))
    popularity[days > 60] *= 0.5
    count = max(30, round(_SESSIONS_A_YEAR * (options.asn / 20_000) ** 0.75))
    parts = [
        _year(random, year, count=count, popularity=popularity, days=days) for year in (*YEARS, PLANNED_YEAR)
    ]
    course, start = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((course, start))
    course, start = course[order], start[order]
    end = start + days[course] - 1
    return Sessions(
        course=course.astype(np.int32),
        start=start.astype(np.int32),
        end=end.astype(np.int32),
        seats=_seats(random, book, course, places=options.asn * _PLACES_A_HEAD * len(parts)),
        status=_status(random, start, end),
    )


def _year(
    random: np.random.Generator, year: int, *, count: int, popularity: NDArray[np.float64],
    days: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:  # fmt: skip
    course = random.choice(len(popularity), count, p=popularity / popularity.sum())
    first, last = to_day(date(year, 1, 15)), to_day(date(year, 12, 18))
    start = first + (random.random(count) * np.maximum(last - first - days[course], 1)).astype(np.int64)
    return course, start - (start + 3) % 7  # a Monday: 1970-01-01 was a Thursday


def _seats(random: np.random.Generator, book: CourseBook, course: NDArray[np.int64], *, places: float) -> I32:
    """Classes of up to 40; distance courses take the rest of the wanted places."""
    classical = book.classical[course]
    raw = np.where(classical, random.integers(25, 41, len(course)), random.lognormal(0.0, 0.6, len(course)))
    rooms = raw[classical].sum()
    room_scale = min(1.0, 0.5 * places / rooms) if rooms else 1.0
    left = places - room_scale * rooms
    scale = np.where(classical, room_scale, left / max(raw[~classical].sum(), 1.0))
    return np.maximum(np.round(raw * scale), 5).astype(np.int32)


def _status(
    random: np.random.Generator, start: NDArray[np.int64], end: NDArray[np.int64]
) -> NDArray[np.str_]:
    past = np.where(random.random(len(start)) < 0.03, "BATAL", "SELESAI")
    future = np.where(start - AS_OF_DAY <= 60, "DIBUKA", "RENCANA")
    return np.where(end <= AS_OF_DAY, past, np.where(start <= AS_OF_DAY, "BERJALAN", future))
