"""What a decision has done, said on the page that follows it.

The address carries the number of the revision alone; whom it was about stands in the history.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext

from recommender.store.plans import PlanView, Revision
from recommender.web.context import caller


def done(view: PlanView, revision: int, *, names: Mapping[str, str] | None = None) -> str:
    """One sentence on the caller's own ``revision``; empty where it is not hers.

    Parameters
    ----------
    names
        Names of people by asn_id.
    """
    mine = (one for one in view.history if one.revision == revision and one.key_id == caller().key_id)
    found = next(mine, None)
    return "" if found is None else _sentence(found, names or {})


def _sentence(one: Revision, names: Mapping[str, str]) -> str:
    person, coming = _person(one.asn_id, names), _person(one.replacement, names)
    told = {"person": person, "coming": coming, "session": one.session_id}
    if one.action == "ACCEPT" and not one.asn_id:
        return gettext("Semua peserta angkatan %(session)s yang belum ditelaah diterima.", **told)
    if one.action == "ACCEPT":
        return gettext("%(person)s diterima di angkatan %(session)s.", **told)
    if one.action == "LOCK":
        return gettext("%(person)s dikunci di angkatan %(session)s.", **told)
    if one.action == "SWAP":
        return gettext("%(person)s diganti %(coming)s di angkatan %(session)s.", **told)
    if one.action == "DECLINE":
        return gettext("%(person)s ditolak dari angkatan %(session)s.", **told)
    return _WHOLE[one.action]() if one.action in _WHOLE else ""


_WHOLE = {
    "SUBMIT": lambda: gettext("Rencana diajukan dan menunggu persetujuan orang lain."),
    "APPROVE": lambda: gettext("Rencana disetujui."),
    "RETURN": lambda: gettext("Rencana dikembalikan kepada penyusunnya."),
}
"""Decisions on the whole plan."""


def _person(asn_id: str, names: Mapping[str, str]) -> str:
    """Name and asn_id, or the asn_id alone where no name is known."""
    name = names.get(asn_id, asn_id)
    return asn_id if name == asn_id else f"{name} ({asn_id})"
