"""`tracker checklist`: the default checklist as a document."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.cli.conftest import invoke
from tracker.cli.checklist import checklist
from tracker.releases.checklist import Checklist
from tracker.releases.checklist_items import DEFAULT


def test_another_format_is_a_usage_error():
    assert invoke("checklist", "--format", "pdf").exit_code == 2


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_the_document_has_every_section_question_and_answer(form):
    done = invoke("checklist", "--format", form)
    assert done.exit_code == 0, done.output
    assert "39 questions, 20 of them core" in done.stdout and DEFAULT.version in done.stdout
    assert all(words in done.stdout for _, words in DEFAULT.sections)
    for item in (*DEFAULT.items, DEFAULT.news):
        assert item.question in done.stdout
        assert all(choice.words in done.stdout for choice in item.choices)
        assert all(effect.condition in done.stdout for effect in item.effects)


def test_when_a_question_is_asked_and_what_answers_lead_to_is_said_in_words():
    said = invoke("checklist").stdout
    assert "Asked when C1 is In routine ways only or Noticeably or Clearly or Unsure." in said
    assert "Asked when the scope is public in part or public in full and anything was flagged." in said
    assert "Others are unlikely to have it soon, if C or D was flagged → formal review with an ext" in said
    assert "Any answer, if the list of files is missing → goes back to the author." in said
    assert "Yes → condition: The outside clearance is there." in said


def test_json_is_the_checklist_itself():
    kept = json.loads(invoke("checklist", "--format", "json").stdout)
    assert kept.pop("version") == DEFAULT.version
    assert Checklist.of(kept) == DEFAULT
    assert checklist.name == "checklist"


def test_it_starts_without_the_frameworks():
    code = "import sys, tracker.cli.checklist; print(sorted({'flask', 'sqlalchemy'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"
