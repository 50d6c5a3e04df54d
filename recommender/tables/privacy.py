"""Which foreign columns hold what the service must not know, recognised by their header alone.

The list follows the contract (nik, religion, marital status, address, phone, private e-mail, npwp, bpjs,
family, health, discipline details) in the spellings SIASN, SIMPEG and hand-made sheets use.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_EXACT: Final = frozenset(
    """nik ktp noktp nomorktp nkk nokk nomorkk kartukeluarga idcardnumber
    nomoriddocument nomoriddokumen jenisiddokumenid jenisiddokumennama
    religion statuskawin kawin marital maritalstatus nikah statusnikah
    hp nohp nomorhp notelp notelpon notelepon nomortelepon telp telpon telepon phone phonenumber mobile
    whatsapp nowa kodepos
    email emailpribadi emailgov surel taspen notaspen askes noaskes
    pasangan suami istri anak ayah ibu namaibu ibukandung namaibukandung orangtua ortu spouse children
    karis karsu kariskarsu nokariskarsu goldarah golongandarah disabilitas kesehatan penyakit health
    noskck skck tglskck aktakelahiran aktekelahiran aktemeninggal
    disiplin discipline rekening norekening""".split()  # noqa: SIM905 (a list of eighty words reads better so)
)
_START: Final = re.compile(
    r"agama|jeniskawin|statusperkawinan|alamat|address|npwp|nonpwp|nomornpwp|tglnpwp|bpjs|nobpjs|nomorbpjs"
    r"|hukdis|hukumandisiplin|jenishukuman|riwayathukuman|keluarga|jumlahanak|jumlahistri|jumlahsuami"
    r"|n(om)?osuratketerangan|tglsuratketerangan|namasuami|namaistri|namaanak|namaayah|riwayatpenyakit|jeniskesehatan"
)


def squeezed(header: str) -> str:
    """A header without case, blanks, dots, dashes and underscores: ``Asn Id``, ``asnId`` -> ``asnid``."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return "".join(one for one in folded if one.isalnum())


def is_private(header: str) -> bool:
    """Whether ``header`` names something the service must not know."""
    plain = squeezed(header)
    return plain in _EXACT or bool(_START.match(plain))
