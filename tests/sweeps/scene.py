"""A program with one of everything that has a page: what the sweeps of all addresses walk through."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from werkzeug.routing import AnyConverter, Rule

from tests.advancement import lettering, raising
from tests.cast import Cast, build_cast
from tests.cohorts import following
from tests.factories import Factory
from tests.intake import importing
from tests.jobs import working
from tests.outbox import hooking, mailing
from tests.polls import polling
from tests.projects import gridding, outcoming
from tests.releases import approving, authoring, casting, reviewing, seating, stopping, straying
from tests.surveys import asking
from tracker import clock
from tracker.advancement import appeals
from tracker.cohorts import actions as cohort_actions
from tracker.cohorts import calendar_actions, history_actions
from tracker.cohorts.history_rules import Counts
from tracker.cohorts.models import GateDefault, PhaseKind
from tracker.evaluations.models import Flag
from tracker.releases import policies, snapshots
from tracker.releases.template_rules import Template
from tracker.surveys import links as survey_links

# Pages of release review that are looked at in a case that was handed in, not in the draft.
IN_REVIEW = {f"releases.{name}" for name in ("people", "remove_person", "answer_opening")}
# Pages of a case with two reviewers.
JUDGED = {
    f"releases.{name}"
    for name in (
        "assess",
        "save_assessment",
        "invitation",
        "return_case",
        "escalate",
        "step_aside",
        "withdraw_reviewer",
        "conflict_found",
        "waive",
        "returned",
    )
}
# Pages of a case in screening.
SCREENED = {
    f"releases.{name}"
    for name in (
        "screening",
        "hand_over",
        "return_incomplete",
        "begin_review",
        "send_to_panel",
        "give_up",
        "ask_reviewer",
    )
}
# Pages of panels, by the case that they are looked at in.
OF_PANELS = {
    "releases.convene_panel": "formal_id",
    "releases.panel_page": "sat_id",
    "releases.bring_news": "held_id",
}


@dataclass
class World:
    """A value for every URL parameter, out of the cast's program."""

    values: dict[str, Any]

    def url(self, rule: Rule, **others: Any) -> str:
        chosen = {
            name: "training" if "training" in converter.items else min(converter.items)
            for name, converter in rule._converters.items()
            if isinstance(converter, AnyConverter)
        }
        if rule.endpoint in IN_REVIEW | SCREENED:
            chosen["case_id"] = self.values["reviewed_id"]
        if rule.endpoint in JUDGED:
            chosen["case_id"] = self.values["judged_id"]
        if rule.endpoint in OF_PANELS:
            chosen["case_id"] = self.values[OF_PANELS[rule.endpoint]]
        if rule.endpoint in stopping.TRIED_ON:
            chosen["case_id"] = self.values[stopping.TRIED_ON[rule.endpoint]]
        if rule.endpoint in approving.TRIED_ON:
            chosen["case_id"] = self.values[approving.TRIED_ON[rule.endpoint]]
        about = straying.TRIED_ON.get(rule.endpoint, {})
        chosen.update({name: self.values[row] for name, row in about.items() if row in self.values})
        values = {**self.values, **chosen, **others}
        missing = rule.arguments - values.keys()
        assert not missing, f"{rule.rule}: give {missing} a value in tests/sweeps/scene.py"
        built = rule.build(values, append_unknown=False)
        assert built is not None, rule.rule
        return built[1]


@dataclass
class Scene:
    """The cast, and what there is to see of its program."""

    cast: Cast
    world: World


def scene(make: Factory) -> Scene:
    """Everything of which some page shows one, committed once for all sweeps."""
    cast = build_cast(make)
    return Scene(cast, _world(make, cast))


def _world(make: Factory, cast: Cast) -> World:
    session = make.session
    form = make.form(cast.from_milo, raise_concern=True)
    flag = session.query(Flag).filter_by(form_id=form.id).one()
    milestone = cohort_actions.add_milestone(
        session,
        None,
        phase=make.training(cast.cohort),
        title="Plan",
        due_on=clock.today() + timedelta(days=7),
    )
    concern = raising.read(session, cast.sam, cast.ben)
    raising.plan(session, cast.sam, concern, owner=cast.lea)
    record = history_actions.set_record(
        session,
        None,
        program=cast.program,
        row=None,
        kind=PhaseKind.TRAINING,
        default=GateDefault.CONTINUE_BY_DEFAULT,
        label="Spring",
        year=2025,
        counts=Counts(50, 43, 2, 2, 3),
        median_notice=None,
    )
    monday = clock.today() + timedelta(days=91 - clock.today().weekday())
    (closed,) = calendar_actions.close(
        session, cast.sam, program=cast.program, first=monday, last=None, name="Break"
    )
    decided = [lettering.planned(session, cast.sam, make.enrolment(cast.cohort)) for _ in range(3)]
    letter, _other = [lettering.sent(session, cast.sam, one) for one in decided[:2]]
    appeal = appeals.file(session, decided[1].enrolment.person, decision=decided[1], text="Look again.")
    appeals.assign(
        session, cast.sam, appeal=appeal, reader=cast.lea, instead_of=None, notice=lettering.NOTICE
    )
    survey, statement = [asking.asked(session, cast.cohort, slot) for slot in asking.OPENED]
    policy = make.training(cast.cohort).policy
    assert policy is not None
    bench = casting.a_bench(make, cast)
    case = casting.a_case(session, cast.ada.person, cast.sprint)
    reviewed, seat, opening, alert = casting.in_review(session, cast, bench)
    change = policies.write_checklist(session, cast.lea, program=cast.program, template=Template())
    snapshot = snapshots.make(session, bench.cora, program=cast.program)
    return World(
        {
            # Who reviews, by their short names, such as "cora".
            **vars(bench),
            **seating.in_rooms(session, cast, bench),
            **approving.going_out(session, cast, bench),
            **stopping.tried(session, cast, bench),
            "case_id": case.id,
            "reviewed_id": reviewed.id,
            "seat_id": seat.id,
            "opening_id": opening.id,
            "alert_id": alert.id,
            **authoring.filled(session, case, cast.ada.person),
            **reviewing.judged(session, cast, bench),
            **straying.unanswered(session, cast, bench),
            "ada": cast.ada.person,
            "mara": cast.mara,
            "change_id": change.id,
            "snapshot_id": snapshot.id,
            "item": "c1",
            "policy_id": policy.id,
            "survey_id": survey.id,
            "statement_id": statement.id,
            "survey_token": survey_links.make(session, survey, cast.ada),
            "decision_id": decided[0].id,
            "decided_person_id": decided[0].enrolment.person_id,
            "letter_id": letter.id,
            "appeal_id": appeal.id,
            "record_id": record.id,
            "closed_id": closed.id,
            "series_id": following.followed(session, cast).id,
            "concern_id": concern.id,
            "ben_id": cast.ben.id,
            "program_slug": cast.program.slug,
            "cohort_slug": cast.cohort.slug,
            "enrolment_id": cast.ada.id,
            "assignment_id": cast.from_mara.id,
            "form_id": form.id,
            "flag_id": flag.id,
            "milestone_id": milestone.id,
            "person_id": cast.ada.person_id,
            "grant_id": cast.mara.role_grants[0].id,
            "work_id": cast.sprint.id,
            "poll_id": polling.counted(session, cast.sam, cast.cohort).id,
            "grid_id": gridding.filled(session, cast.ada.person, cast.sprint).id,
            "outcome_id": outcoming.outcome(session, cast.ada.person, cast.sprint).id,
            "webhook_id": hooking.made(session, cast).id,
            "switch": "off",
            "job_id": working.asked(session, cast, cast.sam).id,
            "import_id": importing.waiting(session, cast.program, cast.cohort, cast.lea).id,
            "kind_slug": "people",
            "message_id": mailing.failed(session, cast).id,
            "token": "x" * 43,
            "filename": "css/base.css",
        }
    )
