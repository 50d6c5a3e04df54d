"""Codes of plans: where a plan stands, what may be decided, and why."""

from __future__ import annotations

from typing import Final

PLANNING: Final = "PLANNING"
PROPOSED: Final = "PROPOSED"
UNDER_REVIEW: Final = "UNDER_REVIEW"
SUBMITTED: Final = "SUBMITTED"
APPROVED: Final = "APPROVED"
RETURNED: Final = "RETURNED"
FAILED: Final = "FAILED"
CANCELLED: Final = "CANCELLED"
STATES: Final = {
    PLANNING: "Sedang disusun", PROPOSED: "Diusulkan", UNDER_REVIEW: "Ditelaah", SUBMITTED: "Diajukan",
    APPROVED: "Disetujui", RETURNED: "Dikembalikan", FAILED: "Gagal disusun", CANCELLED: "Dibatalkan",
}  # fmt: skip
"""States with their Indonesian names."""

_OPEN: Final = (PROPOSED, UNDER_REVIEW, RETURNED)
EDITS: Final = ("ACCEPT", "LOCK", "SWAP", "DECLINE")
"""Decisions on the places of one session."""
TRANSITIONS: Final = {
    **dict.fromkeys(EDITS, (_OPEN, UNDER_REVIEW)),
    "SUBMIT": (_OPEN, SUBMITTED),
    "APPROVE": ((SUBMITTED,), APPROVED),
    "RETURN": ((SUBMITTED,), RETURNED),
}
"""Decision: the states it is possible in, and the state it leads to."""
STOPS: Final = ("STOP", "CANCEL")
"""What may be asked of a plan while it is computed: keep the best so far, or give it up."""
ACTIONS: Final = {
    "PROPOSE": "Diusulkan layanan", "ACCEPT": "Terima", "LOCK": "Kunci", "SWAP": "Tukar", "DECLINE": "Tolak",
    "SUBMIT": "Ajukan", "APPROVE": "Setujui", "RETURN": "Kembalikan",
}  # fmt: skip
"""What a revision can be, as people read it."""
REASONS: Final = {
    "TUGAS": "Tugas tidak dapat ditinggalkan", "CUTI_SAKIT": "Cuti atau sakit",
    "KEBERATAN": "Yang bersangkutan keberatan", "TIDAK_RELEVAN": "Tidak relevan dengan tugasnya",
    "SUDAH_DILATIH": "Sudah mengikuti pelatihan serupa", "PEMERATAAN": "Pemerataan kesempatan",
    "PERLU_PERBAIKAN": "Rencana perlu diperbaiki", "LAINNYA": "Lainnya (tulis di catatan)",
}  # fmt: skip
"""Reason codes of a swap, a refusal and a return."""
REASONED: Final = ("SWAP", "DECLINE", "RETURN")
"""Decisions that need a reason."""

PARTICIPANT: Final = "PESERTA"
RESERVE: Final = "CADANGAN"
DECLINED: Final = "DITOLAK"
