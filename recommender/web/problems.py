"""The one error shape: RFC 9457 ``application/problem+json`` with a stable ``code``.

Every code the service can answer with stands in :data:`PROBLEMS`; everything else is ``INTERNAL``.
No text repeats what the client sent, so that no NIP or key can come back in an answer or a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import orjson
import structlog
from flask import Flask, Response
from werkzeug.exceptions import HTTPException

from recommender.errors import ServiceError

MEDIA_TYPE: Final = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """A kind of failure: its status, a title that never changes and what to do about it."""

    status: int
    title: str
    fix: str


PROBLEMS: Final = {
    "JSON_INVALID": Problem(
        400, "Isi permintaan bukan JSON yang sah.",
        "Kirim satu objek JSON UTF-8 tanpa BOM, tanpa NaN, tanpa kunci ganda.",
    ),
    "REQUEST_INVALID": Problem(400, "Permintaan HTTP tidak sah.", "Periksa alamat dan kepala permintaan."),
    "FORM_EXPIRED": Problem(
        400, "Formulir ini kedaluwarsa atau tidak berasal dari halaman layanan ini.",
        "Muat ulang halamannya, lalu isi dan kirim lagi; bila berulang, buka lewat https.",
    ),
    "SIGN_IN_REQUIRED": Problem(401, "Halaman ini meminta masuk.", "Masuk di /masuk."),
    "KEY_REQUIRED": Problem(
        401, "Kunci API tidak ada, salah, atau sudah dicabut.",
        "Sertakan kepala Authorization: Bearer KUNCI.",
    ),
    "ROLE_NOT_PERMITTED": Problem(
        403, "Peran kunci ini tidak boleh memakai alamat ini.", "Pakai kunci dengan peran yang sesuai."
    ),
    "FOUR_EYES": Problem(
        403, "Yang menyusun, mengubah, atau mengajukan rencana tidak menyetujuinya.",
        "Minta pejabat penyetuju lain.",
    ),
    "ROUTE_UNKNOWN": Problem(404, "Alamat ini tidak ada.", "Lihat daftar alamat di /docs."),
    "ASN_UNKNOWN": Problem(
        404, "ASN tidak dikenal atau di luar unit kunci ini.",
        "Periksa asn_id, atau cari lewat POST /v1/asn:lookup.",
    ),
    "UNIT_UNKNOWN": Problem(404, "Unit tidak dikenal atau di luar unit kunci ini.", "Periksa unit_id."),
    "COURSE_UNKNOWN": Problem(404, "Pelatihan tidak dikenal.", "Periksa course_id."),
    "PLAN_UNKNOWN": Problem(404, "Rencana tidak dikenal atau di luar unit kunci ini.", "Periksa plan_id."),
    "METHOD_NOT_ALLOWED": Problem(
        405, "Metode HTTP ini tidak berlaku untuk alamat ini.", "Lihat kepala Allow dan /docs."
    ),
    "PLAN_STATE": Problem(
        409, "Keputusan ini tidak berlaku pada keadaan rencana sekarang.",
        "Muat ulang rencana untuk melihat keadaannya.",
    ),
    "PLAN_EDITED": Problem(
        409, "Rencana ini sudah diubah orang lain.", "Muat ulang, periksa perubahannya, lalu putuskan lagi."
    ),
    "PLAN_CHANGED": Problem(
        409, "Isi rencana bukan lagi yang ditelaah.",
        "Muat ulang rencana dan telaah lagi sebelum menyetujui.",
    ),
    "PLAN_PLACE_LOCKED": Problem(409, "Tempat ini dikunci.", "Terima dahulu untuk melepas kuncinya."),
    "BODY_TOO_LARGE": Problem(413, "Isi permintaan melebihi 1 MB.", "Bagi menjadi beberapa permintaan."),
    "MEDIA_TYPE": Problem(
        415, "Jenis isi permintaan bukan JSON.", "Sertakan kepala Content-Type: application/json."
    ),
    "FIELDS_INVALID": Problem(
        422, "Ada isian yang tidak dapat diterima.", "Perbaiki isian yang disebut di errors."
    ),
    "IDEMPOTENCY_MISMATCH": Problem(
        422, "Idempotency-Key ini sudah dipakai untuk isi yang lain.", "Pakai kunci baru untuk isi baru."
    ),
    "PLAN_PLACE_UNKNOWN": Problem(
        422, "Peserta, cadangan, atau angkatan ini tidak ada dalam rencana.",
        "Muat ulang rencana, lalu pilih dari daftarnya.",
    ),
    "PLAN_REASON_MISSING": Problem(
        422, "Keputusan ini perlu alasan.", "Pilih satu alasan; untuk LAINNYA tulis juga catatan."
    ),
    "PLAN_SWAP_REFUSED": Problem(
        422, "Cadangan ini tidak dapat menggantikan.", "Pilih cadangan lain, atau tolak tanpa pengganti."
    ),
    "PLAN_CLASS_TOO_SMALL": Problem(
        422, "Ada angkatan yang pesertanya kurang dari kelas terkecil.",
        "Tukar yang ditolak dengan cadangan, atau tolak semua peserta angkatan itu.",
    ),
    "PLAN_RULES_BROKEN": Problem(
        422, "Rencana tidak lagi memenuhi aturannya.",
        "Tukar atau tolak lagi, atau susun ulang dengan kunci dan penolakan ini.",
    ),
    "EXPORT_TOO_LARGE": Problem(
        422, "Unit ini terlalu besar untuk diekspor dari halaman.",
        "Pilih unit di bawahnya, atau minta operator menjalankan perintah needs.",
    ),
    "RATE_LIMITED": Problem(
        429, "Terlalu banyak permintaan dengan kunci ini.", "Tunggu sebanyak detik di kepala Retry-After."
    ),
    "INTERNAL": Problem(
        500, "Kesalahan di sisi layanan.", "Coba lagi; bila berulang, laporkan nilai kepala X-Request-Id."
    ),
    "MODEL_NOT_READY": Problem(
        503, "Belum ada versi model yang melayani.", "Operator: latih lalu jalankan promote VERSI."
    ),
    "STORAGE_UNAVAILABLE": Problem(
        503, "Penyimpanan layanan sedang tidak dapat dipakai.", "Coba lagi sebentar lagi."
    ),
}  # fmt: skip

_BY_STATUS: Final = {
    400: "REQUEST_INVALID", 404: "ROUTE_UNKNOWN", 405: "METHOD_NOT_ALLOWED", 413: "BODY_TOO_LARGE",
    415: "MEDIA_TYPE",
}  # fmt: skip
"""Code of the failures that Flask finds before a view runs."""


@dataclass(frozen=True)
class FieldError:
    """One field that cannot be accepted; ``field`` is its path, e.g. ``body.profile.grade_id``."""

    field: str
    text: str


class RequestRefused(ServiceError):
    """A request that is answered with one of :data:`PROBLEMS`."""

    def __init__(self, code: str, *, errors: tuple[FieldError, ...] = (), **headers: str) -> None:
        super().__init__(code, PROBLEMS[code].title, fix=PROBLEMS[code].fix)
        self.errors = errors
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def problem_answer(
    code: str, *, errors: tuple[FieldError, ...] = (), headers: dict[str, str] | None = None
) -> Response:
    """The answer for ``code``: equal codes and errors give equal bytes."""
    problem = PROBLEMS[code]
    body: dict[str, Any] = {
        "type": f"/docs#{code}",
        "title": problem.title,
        "status": problem.status,
        "code": code,
        "fix": problem.fix,
    }
    if errors:
        body["errors"] = [{"field": one.field, "text": one.text} for one in errors]
    response = Response(orjson.dumps(body), status=problem.status, mimetype=MEDIA_TYPE)
    response.headers.update(headers or {})
    if problem.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def answer_failure(failure: Exception) -> Response:
    """Turn any exception of a request into its problem: the only error handler there is."""
    if isinstance(failure, RequestRefused):
        return problem_answer(failure.code, errors=failure.errors, headers=failure.headers)
    if isinstance(failure, ServiceError) and failure.code in PROBLEMS:
        return problem_answer(failure.code)
    if isinstance(failure, HTTPException) and failure.code in _BY_STATUS:
        kept = {name: text for name, text in failure.get_headers() if name == "Allow"}
        return problem_answer(_BY_STATUS[failure.code], headers=kept)
    # The text of an unforeseen exception may quote data: only its kind and place are logged.
    structlog.get_logger().error("failure", kind=type(failure).__name__, place=_place(failure))
    return problem_answer("INTERNAL")


def _place(failure: Exception) -> str:
    trace = failure.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""


def install_problems(app: Flask) -> None:
    """Make :func:`answer_failure` the handler of everything, also in debug and tests."""
    app.register_error_handler(Exception, answer_failure)
