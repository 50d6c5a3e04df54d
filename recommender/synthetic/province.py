"""A whole province: simulate once, then read off the tables of the agency and the hidden truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommender.progress import Progress, silent
from recommender.synthetic import agency_tables, observe, training_tables
from recommender.synthetic.achievement import performance, unit_outcomes
from recommender.synthetic.admission import admitted, available
from recommender.synthetic.careers import History, live
from recommender.synthetic.catalogue import build_catalogue
from recommender.synthetic.columns import Columns
from recommender.synthetic.growth import draw_lesson
from recommender.synthetic.naming import aliases
from recommender.synthetic.organisation import Organisation, build_organisation
from recommender.synthetic.population import build_population
from recommender.synthetic.posts import build_posts
from recommender.synthetic.schedule import build_schedule
from recommender.synthetic.setting import World, completion_probability
from recommender.synthetic.surveys import evaluations
from recommender.synthetic.truth import Truth
from recommender.synthetic.world import WorldOptions


@dataclass(frozen=True)
class Province:
    """A simulated province; :func:`simulate` makes it."""

    world: World
    organisation: Organisation
    history: History
    rounds: tuple[observe.Round, ...]

    def tables(self) -> dict[str, Columns]:
        """Every table of the contract, by name."""
        world, history, organisation = self.world, self.history, self.organisation
        top = np.flatnonzero(organisation.parent == 0)
        return {
            "units": agency_tables.units(organisation),
            "positions": agency_tables.positions(world.posts),
            "asn": agency_tables.staff(world, organisation),
            "competencies": agency_tables.competencies(),
            "position_standards": agency_tables.standards(world.posts),
            "assessments": observe.assessments(world, history, self.rounds),
            "courses": training_tables.courses(world.book),
            "course_competencies": training_tables.course_competencies(world),
            "course_rules": training_tables.course_rules(world, organisation),
            "sessions": training_tables.sessions(world),
            "training_records": training_tables.training_records(world, history),
            "evaluations": evaluations(world, history),
            "performance": performance(world, history),
            "unit_outcomes": unit_outcomes(
                world, history, agency=organisation.agency[world.people.unit], ids=organisation.ids, top=top
            ),
            "budgets": agency_tables.budgets(world, organisation),
            "course_aliases": aliases(world.options, world.book),
        }

    def truth(self) -> Truth:
        """The true effects on the last day."""
        world, lesson = self.world, self.world.lesson
        position = world.people.position
        return Truth(
            asn_ids=world.people.ids,
            course_ids=world.book.ids,
            competency_ids=world.posts.competency_ids,
            levels=self.history.levels,
            required=world.posts.required[position],
            share=world.posts.share[position],
            finishing=world.finishing,
            available=available(world.book, admitted=world.admitted, passed=self.history.passed),
            cost=np.array([course.cost for course in world.book.courses], np.float64),
            pair_course=world.book.pair_course,
            pair_competency=world.book.pair_competency,
            quality=lesson.quality,
            slope=lesson.slope,
            step=lesson.step,
            level_from=lesson.level_from,
            level_to=lesson.level_to,
            strength=lesson.strength,
            law=lesson.law,
        )


def simulate(options: WorldOptions, *, progress: Progress = silent) -> Province:
    """Build the world and let its years pass; equal options give an equal province."""
    progress("Menyimulasikan provinsi", 0, 2)
    organisation, posts = build_organisation(options), build_posts(options)
    book = build_catalogue(options, posts.competency_ids)
    people = build_population(options, organisation, posts)
    world = World(
        options=options,
        people=people,
        posts=posts,
        book=book,
        sessions=build_schedule(options, book),
        lesson=draw_lesson(options, book),
        finishing=completion_probability(options, people, book),
        admitted=admitted(book, people=people, posts=posts, organisation=organisation),
    )
    progress("Menyimulasikan provinsi", 1, 2)
    rounds = observe.plan_rounds(options, people)
    history = live(world, assessed=[one.person for one in rounds])
    progress("Menyimulasikan provinsi", 2, 2)
    return Province(world, organisation, history, rounds)
