"""Answers that arrive at the same moment: none is lost, none is doubled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from tests.cast import build_cast
from tests.factories import Factory
from tests.surveys.asking import INTAKE, answered, asked, said, scholars
from tests.sweeps.databases import migrated_engine
from tests.test_same_moment import AT_ONCE, at_once, count
from tracker.cohorts.models import Enrolment
from tracker.surveys import actions, queries
from tracker.surveys.models import Survey, SurveyAnswer, SurveyHeard, SurveyRevision, SurveyVoice
from tracker.surveys.questions import Slot


@pytest.fixture(scope="module")
def stage(
    engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, dict[str, int]]]:
    """A database in which commits are real, with two open surveys and people to answer them."""
    with migrated_engine(engine, tmp_path_factory.mktemp("surveys")) as made:
        with Session(made, expire_on_commit=False) as session:
            make = Factory(session)
            cast = build_cast(make)
            people = scholars(make, cast.cohort, AT_ONCE)
            ids = {
                slot.value: asked(session, cast.cohort, slot).id for slot in (Slot.INTAKE, Slot.EXPERIENCE)
            }
            ids |= {f"scholar-{at}": one.id for at, one in enumerate(people)} | {"ada": cast.ada.id}
            session.commit()
        yield made, ids


def speaking(ids, who, number):
    def run(session):
        survey = session.get_one(Survey, ids["experience"])
        said(
            session,
            survey,
            session.get_one(Enrolment, ids[who]),
            {"recommend": number, "better": f"No. {number}"},
        )

    return run


def test_confidential_answers_of_several_people_are_all_kept(stage):
    engine, ids = stage
    found = at_once(engine, *(speaking(ids, f"scholar-{at}", at) for at in range(AT_ONCE)))
    assert found == ["done"] * AT_ONCE
    with Session(engine) as session:
        kept = queries.voices(session, ids["experience"])
        assert sorted(kept["recommend"]) == sorted(str(at) for at in range(AT_ONCE))
        assert len(kept["better"]) == AT_ONCE


def test_a_second_click_is_no_second_confidential_answer(stage):
    engine, ids = stage
    with Session(engine) as session:
        before = count(session, SurveyVoice)
    found = Counter(at_once(engine, *[speaking(ids, "ada", 9)] * AT_ONCE))
    assert found == {"done": 1, "survey_answered_once": AT_ONCE - 1}
    with Session(engine) as session:
        assert count(session, SurveyVoice) == before + 2
        assert count(session, SurveyHeard, SurveyHeard.enrolment_id == ids["ada"]) == 1


def test_a_second_click_is_no_second_answer_and_two_windows_are_no_silent_loss(stage):
    engine, ids = stage

    def sending(track):
        def run(session):
            survey = session.get_one(Survey, ids["intake"])
            enrolment = session.get_one(Enrolment, ids["ada"])
            try:
                answered(session, survey, enrolment, {**INTAKE, "track": track})
            except actions.Conflict:
                session.rollback()

        return run

    assert set(at_once(engine, *[sending("Same")] * AT_ONCE)) == {"done"}
    assert set(at_once(engine, sending("One"), sending("Two"))) == {"done"}
    with Session(engine) as session:
        row = session.query(SurveyAnswer).one()
        assert (row.version, row.answers["track"]) == (1, "Same")
        assert count(session, SurveyRevision) == 0
