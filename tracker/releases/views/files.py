"""What exactly goes out: the list of files, its versions, and the files that were left here."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from tracker.extensions import db
from tracker.people.current import actor
from tracker.permissions import Permission
from tracker.reasons import Refused, require
from tracker.releases import author_words, bundle_rules, manifests, submission_queries
from tracker.releases.access_rules import Ability, Standing, may
from tracker.releases.manifest import BadManifest, Difference, Manifest, compare, parse
from tracker.releases.models import Case
from tracker.releases.submission_forms import FilesForm
from tracker.releases.submission_models import ManifestVersion
from tracker.releases.submission_rules import may_change_files
from tracker.releases.views.blueprint import bp, case_for
from tracker.web import catalogue
from tracker.web.access import not_found, or_404, requires
from tracker.web.texts import gettext as _
from tracker.web.unsealing import open_files, open_texts, seal

PURPOSE, MOST_LINES = "own files", 500


@bp.url_value_preprocessor
def _take_files(endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Pages that take files take more than others; before anything of the request was read."""
    if endpoint == "releases.files":
        request.max_content_length = bundle_rules.MOST_SENT


@bp.errorhandler(413)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """Files that are too large to send: how to list them where they lie."""
    advice = _(
        "A file can have %(one)s MB here, and all together %(all)s MB. Larger ones stay where they are:"
        " run “tracker manifest FOLDER” beside them, and give the list that it prints.",
        one=bundle_rules.MOST_FILE // 2**20,
        all=bundle_rules.MOST_SENT // 2**20,
    )
    title = _("Too large to send")
    return render_template("errors/error.html", status=413, title=title, advice=advice, typed=[]), 413


@bp.route("/<int:case_id>/files", methods=["GET", "POST"])
@requires(Permission.RELEASE_VIEW)
def files(case_id: int) -> ResponseReturnValue:
    """The list of what goes out; its authors give another."""
    if request.method == "GET":
        case, standing = case_for(case_id, Ability.OWN_ANSWERS)
        return _page(case, standing, FilesForm(formdata=None))
    case, standing = case_for(case_id, Ability.WRITE)
    form = FilesForm()
    if form.validate():
        try:
            _keep(case, form)
            flash(_("The list of files is kept."))
            return redirect(url_for(".files", case_id=case_id))
        except Refused as error:
            db.session.rollback()
            form.refuse(error.field or "files", catalogue.sentence(error.decision))
        except BadManifest as error:
            db.session.rollback()
            form.refuse("listed", _("This cannot be a list of files: %(why)s.", why=str(error)))
    case, standing = case_for(case_id, Ability.WRITE)
    return _page(case, standing, form), 422


@bp.get("/<int:case_id>/files/<int:manifest_id>/<int:position>")
@requires(Permission.RELEASE_VIEW)
def stored_file(case_id: int, manifest_id: int, position: int) -> ResponseReturnValue:
    """A file that was left here, under a name that says nothing."""
    case, standing = case_for(case_id, Ability.OWN_ANSWERS)
    body = or_404(submission_queries.stored_file(db.session, case.id, manifest_id, position))
    content = open_files(standing.person_id, "own file" if standing.wrote else "file", [body])[body.id]
    answer = Response(content, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f'attachment; filename="{case.public_id}-{position}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _keep(case: Case, form: FilesForm) -> None:
    newest = submission_queries.newest_manifest(db.session, case.id)
    before = None
    if form.mode.data == "add" and newest is not None:
        before = parse(open_texts(actor().id, PURPOSE, [newest.body])[newest.body_id])
    listed, sent, others = form.manifest(), form.sent(), form.others()
    entries = [one.entry for one in sent]
    require(bundle_rules.may_bundle(listed, entries, keep=bool(form.keep.data)), field="files")
    manifests.add(
        db.session,
        actor(),
        seal=seal(),
        case=case,
        manifest=bundle_rules.bundle(before, listed, entries, others),
        files={one.entry.path: one.content for one in sent} if form.keep.data else None,
    )
    db.session.commit()


def _page(case: Case, standing: Standing, form: FilesForm) -> str:
    versions = submission_queries.manifests(db.session, case.id)
    wanted = request.args.get("version", "")
    shown = next((one for one in versions if str(one.number) == wanted), versions[0] if versions else None)
    if wanted and (shown is None or str(shown.number) != wanted):
        not_found()
    before = next((one for one in versions if shown and one.number == shown.number - 1), None)
    lists = _opened(standing, [one for one in (shown, before) if one is not None])
    change: Difference | None = None
    if shown is not None and before is not None:
        change = compare(lists[before.id], lists[shown.id])
    writes = bool(may(standing, Ability.WRITE))
    return render_template(
        "releases/files.html",
        case=case,
        form=form,
        versions=versions,
        shown=shown,
        manifest=lists[shown.id] if shown else None,
        most=MOST_LINES,
        change=change,
        stored=submission_queries.stored_files(db.session, [shown.id] if shown else []),
        writes=writes and bool(may_change_files(case.state)),
        ends_approval=case.state.value in ("approved", "cleared"),
        fixed="" if may_change_files(case.state) or not writes else _fixed(case),
        author_words=author_words,
        most_file=bundle_rules.MOST_FILE // 2**20,
    )


def _fixed(case: Case) -> str:
    return catalogue.sentence(may_change_files(case.state))


def _opened(standing: Standing, rows: list[ManifestVersion]) -> dict[int, Manifest]:
    purpose = PURPOSE if standing.wrote else "files"
    opened = open_texts(standing.person_id, purpose, [one.body for one in rows])
    return {one.id: parse(opened[one.body_id]) for one in rows}
