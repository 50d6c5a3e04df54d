from recommender.domain.codes import CORE_COMPETENCIES, DELIVERIES, DEV_KINDS, RULES
from recommender.synthetic.catalogue import build_catalogue
from recommender.synthetic.course_list import THEMES
from recommender.synthetic.posts import build_posts
from recommender.synthetic.province import Province
from recommender.synthetic.world import WorldOptions


def test_all_five_kinds_of_training_are_there_even_in_a_small_catalogue(small: Province) -> None:
    themes = [course.theme for course in small.world.book.courses]
    assert len(themes) == 40
    assert all(themes.count(theme) >= 5 for theme in THEMES)


def test_leadership_courses_have_the_published_length_and_price(medium: Province) -> None:
    found = {course.title: course for course in medium.world.book.courses}
    pkn = found["Pelatihan Kepemimpinan Nasional Tingkat II"]
    assert (pkn.jp, pkn.days, pkn.cost) == (923, 107, 22_945_000)
    assert found["Pelatihan Kepemimpinan Administrator"].days == 105
    assert found["Pelatihan Kepemimpinan Pengawas"].days == 105
    assert found["Pelatihan Dasar CPNS (Blended)"].cost == 9_269_000


def test_every_kind_of_rule_is_used(medium: Province) -> None:
    assert {rule for course in medium.world.book.courses for rule, _ in course.rules} == set(RULES)


def test_codes_levels_and_hours_are_possible(medium: Province) -> None:
    book = medium.world.book
    for course in book.courses:
        kind = DEV_KINDS[course.dev_kind]
        assert course.delivery in DELIVERIES
        assert 0 < course.jp <= 12 * course.days
        assert kind.jp_per_day is None or course.jp <= kind.jp_per_day * course.days
    assert ((book.level_from >= 0) & (book.level_from < book.level_to) & (book.level_to <= 5)).all()
    assert 0.30 <= 1 - book.classical.mean() <= 0.40
    core = {key for course in book.courses for key, *_ in course.teaches} & set(CORE_COMPETENCIES)
    assert core == set(CORE_COMPETENCIES)


def test_titles_are_unique_and_the_catalogue_has_any_size() -> None:
    posts = build_posts(WorldOptions())
    for count in (20, 180, 1_000):
        book = build_catalogue(WorldOptions(courses=count), posts.competency_ids)
        assert len({course.title for course in book.courses}) == count == len(book)


def test_a_prerequisite_that_was_cut_off_is_dropped() -> None:
    posts = build_posts(WorldOptions())
    book = build_catalogue(WorldOptions(courses=30), posts.competency_ids)
    named = {value for course in book.courses for rule, value in course.rules if rule == "PREREQUISITE"}
    assert named <= set(book.ids.tolist())
