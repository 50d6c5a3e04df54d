"""The 41 OPD of the synthetic province: plausible names after PP 18/2016, not an official list.

A line: name; unit type; field; weight of staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Agency:
    """One OPD; ``weight`` is its share of the staff before normalising."""

    name: str
    unit_type: str
    field: str
    weight: float


def _agency(line: str) -> Agency:
    name, unit_type, field, weight = (part.strip() for part in line.split(";"))
    return Agency(name, unit_type, field, float(weight))


_LINES: Final = """
Sekretariat Daerah; SETDA; UMU; 35
Sekretariat DPRD; SETWAN; UMU; 10
Inspektorat; INSPEKTORAT; WAS; 10
Dinas Pendidikan dan Kebudayaan; DINAS; PDK; 400
Dinas Kesehatan; DINAS; KES; 35
RSUD Dr. H. Abdul Moeloek; RSUD; KES; 60
Rumah Sakit Jiwa Daerah; RSUD; KES; 15
RSUD Bandar Negara Husada; RSUD; KES; 12
Dinas Bina Marga dan Bina Konstruksi; DINAS; PUR; 22
Dinas Pengelolaan Sumber Daya Air; DINAS; PUR; 16
Dinas Perumahan, Kawasan Permukiman dan Cipta Karya; DINAS; PRK; 10
Satuan Polisi Pamong Praja; SATPOLPP; TIB; 18
Badan Penanggulangan Bencana Daerah; BADAN; BCN; 9
Dinas Sosial; DINAS; SOS; 14
Dinas Pemberdayaan Perempuan dan Perlindungan Anak; DINAS; SOS; 8
Dinas Tenaga Kerja; DINAS; NKR; 14
Dinas Pemberdayaan Masyarakat, Desa dan Transmigrasi; DINAS; NKR; 9
Dinas Ketahanan Pangan, Tanaman Pangan dan Hortikultura; DINAS; TAN; 26
Dinas Perkebunan; DINAS; TAN; 14
Dinas Peternakan dan Kesehatan Hewan; DINAS; TAN; 12
Dinas Lingkungan Hidup; DINAS; LKH; 9
Dinas Kehutanan; DINAS; LKH; 26
Dinas Kelautan dan Perikanan; DINAS; LAU; 14
Dinas Energi dan Sumber Daya Mineral; DINAS; PUR; 8
Dinas Perhubungan; DINAS; HUB; 16
Dinas Komunikasi, Informatika dan Statistik; DINAS; TIK; 10
Dinas Koperasi dan Usaha Kecil Menengah; DINAS; EKO; 8
Dinas Perindustrian dan Perdagangan; DINAS; EKO; 12
Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu; DINAS; IZN; 9
Dinas Pariwisata dan Ekonomi Kreatif; DINAS; PAR; 8
Dinas Pemuda dan Olahraga; DINAS; PAR; 8
Dinas Kependudukan dan Pencatatan Sipil; DINAS; UMU; 5
Dinas Perpustakaan dan Kearsipan; DINAS; ARS; 8
Badan Perencanaan Pembangunan Daerah; BADAN; REN; 10
Badan Riset dan Inovasi Daerah; BADAN; REN; 6
Badan Pengelolaan Keuangan dan Aset Daerah; BADAN; KEU; 12
Badan Pendapatan Daerah; BADAN; KEU; 24
Badan Kepegawaian Daerah; BADAN; SDM; 9
Badan Pengembangan Sumber Daya Manusia; BADAN; SDM; 9
Badan Kesatuan Bangsa dan Politik; BADAN; UMU; 6
Badan Penghubung; BADAN; UMU; 3
"""

AGENCIES: Final = tuple(_agency(line) for line in _LINES.strip().splitlines())
