"""Fields of government work: their technical competencies, functional posts and staff posts.

Names follow the urusan pemerintahan of UU 23/2014 and the functional posts of the SIASN lists;
the technical competencies are plausible, not a ministry's dictionary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Field:
    """One field of work.

    ``experts`` are JF keahlian, ``technicians`` JF keterampilan, ``staff`` pelaksana.
    """

    code: str
    name: str
    competencies: tuple[str, str, str]
    experts: tuple[str, ...]
    technicians: tuple[str, ...]
    staff: tuple[str, ...]


def _parts(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _field(line: str) -> Field:
    code, name, competencies, experts, technicians, staff = (part.strip() for part in line.split(";"))
    first, second, third = _parts(competencies)
    return Field(
        code=code, name=name, competencies=(first, second, third),
        experts=_parts(experts), technicians=_parts(technicians), staff=_parts(staff),
    )  # fmt: skip


_LINES: Final = """
PDK; Pendidikan; Perancangan Pembelajaran, Penilaian Hasil Belajar, Manajemen Satuan Pendidikan; Guru, Pengawas Sekolah, Pamong Belajar; ; Pengadministrasi Sekolah, Pengelola Laboratorium Sekolah, Pengelola Sarana Pendidikan
KES; Kesehatan; Kegawatdaruratan Medis, Asuhan Keperawatan dan Kebidanan, Surveilans Penyakit; Dokter, Perawat, Bidan, Apoteker, Epidemiolog Kesehatan; Perawat Terampil, Bidan Terampil, Asisten Apoteker; Pengadministrasi Rekam Medis, Pengelola Obat, Pengemudi Ambulans
PUR; Pekerjaan Umum dan Penataan Ruang; Perencanaan Teknik Jalan dan Jembatan, Pengawasan Konstruksi, Pengelolaan Sumber Daya Air; Teknik Jalan dan Jembatan, Teknik Pengairan, Penata Ruang; Teknisi Pengairan; Pengawas Lapangan Konstruksi, Juru Pengairan
PRK; Perumahan dan Permukiman; Penataan Kawasan Permukiman, Pengelolaan Air Minum dan Sanitasi, Pembinaan Bangunan Gedung; Teknik Tata Bangunan dan Perumahan, Teknik Penyehatan Lingkungan; ; Pengelola Data Perumahan
TIB; Ketenteraman dan Ketertiban; Penegakan Peraturan Daerah, Pengamanan dan Pengendalian Massa, Penyidikan PPNS; Polisi Pamong Praja; Polisi Pamong Praja Terampil; Petugas Keamanan, Pengelola Data Ketertiban
BCN; Penanggulangan Bencana; Pertolongan Pertama dan Evakuasi, Mitigasi Risiko Bencana, Pengelolaan Logistik Darurat; Penata Penanggulangan Bencana; ; Petugas Pusdalops, Pengelola Logistik Bencana
SOS; Sosial dan Perlindungan Anak; Pendampingan Sosial, Pengelolaan Data Kesejahteraan, Perlindungan Perempuan dan Anak; Pekerja Sosial, Penyuluh Sosial; ; Pengelola Bantuan Sosial, Pengasuh Panti
NKR; Tenaga Kerja dan Transmigrasi; Pengawasan Ketenagakerjaan, Mediasi Hubungan Industrial, Pelatihan Kerja; Pengawas Ketenagakerjaan, Mediator Hubungan Industrial, Instruktur; ; Pengelola Bursa Kerja
TAN; Pangan dan Pertanian; Penyuluhan Pertanian, Pengawasan Benih dan Perlindungan Tanaman, Kesehatan Hewan; Penyuluh Pertanian, Pengawas Benih Tanaman, Medik Veteriner; Paramedik Veteriner; Pengelola Data Pangan, Petugas Kebun Benih
LKH; Lingkungan Hidup dan Kehutanan; Pengendalian Pencemaran, Pengelolaan Hutan Lestari, Pengelolaan Persampahan; Pengendali Dampak Lingkungan, Penyuluh Kehutanan, Polisi Kehutanan; Polisi Kehutanan Terampil; Pengelola Persampahan
LAU; Kelautan dan Perikanan; Budidaya Perikanan, Pengawasan Sumber Daya Ikan, Mutu Hasil Perikanan; Penyuluh Perikanan, Pengawas Perikanan; ; Pengelola Pelabuhan Perikanan
HUB; Perhubungan; Keselamatan Lalu Lintas, Pengujian Kendaraan Bermotor, Manajemen Angkutan; Penguji Kendaraan Bermotor; ; Petugas Terminal, Pengatur Lalu Lintas
TIK; Komunikasi dan Informatika; Tata Kelola SPBE, Keamanan Siber dan Persandian, Pengembangan Aplikasi dan Analitik Data; Pranata Komputer, Statistisi, Pranata Hubungan Masyarakat, Sandiman; Pranata Komputer Terampil; Operator Layanan Informasi, Teknisi Jaringan
EKO; Koperasi Perindustrian dan Perdagangan; Pembinaan UMKM dan Koperasi, Metrologi Legal, Pengembangan Industri Daerah; Pengawas Koperasi, Penyuluh Perindustrian dan Perdagangan; ; Pengelola Data UMKM
IZN; Penanaman Modal dan Perizinan; Pelayanan Perizinan Berusaha, Promosi Investasi, Pengendalian Penanaman Modal; Penata Perizinan; ; Petugas Loket Perizinan, Verifikator Perizinan
PAR; Pariwisata Kebudayaan dan Olahraga; Pengelolaan Destinasi, Pelestarian Budaya, Pembinaan Kepemudaan dan Olahraga; Adyatama Kepariwisataan, Pamong Budaya; ; Pemandu Wisata Daerah
ARS; Perpustakaan dan Kearsipan; Pengelolaan Arsip Dinamis, Pengelolaan Perpustakaan, Preservasi Arsip; Arsiparis, Pustakawan; Arsiparis Terampil; Pengelola Arsip
KEU; Keuangan dan Pendapatan Daerah; Penatausahaan Keuangan Daerah, Akuntansi Berbasis Akrual, Pengelolaan Pajak Daerah; Analis Keuangan Pusat dan Daerah, Penilai Pajak; ; Bendahara, Pengelola Barang Milik Daerah, Penagih Pajak Daerah
REN; Perencanaan dan Riset; Penyusunan Dokumen Perencanaan, Evaluasi Pembangunan, Penelitian Kebijakan; Perencana, Analis Kebijakan, Peneliti; ; Pengelola Data Perencanaan
SDM; Kepegawaian dan Pengembangan SDM; Manajemen Talenta ASN, Perancangan Pelatihan, Penilaian Kompetensi; Analis Sumber Daya Manusia Aparatur, Widyaiswara, Asesor SDM Aparatur; Pranata SDM Aparatur; Pengelola Kepegawaian, Pengelola Pelatihan
WAS; Pengawasan; Audit Internal Pemerintah, Reviu Laporan Keuangan, Penanganan Pengaduan Masyarakat; Auditor, Pengawas Penyelenggaraan Urusan Pemerintahan Daerah; ; Pengadministrasi Pengawasan
UMU; Hukum dan Pemerintahan Umum; Penyusunan Produk Hukum, Pengadaan Barang dan Jasa, Tata Naskah Dinas Elektronik; Perancang Peraturan Perundang-undangan, Pengelola Pengadaan Barang Jasa, Analis Hukum; ; Pengadministrasi Umum, Sekretaris Pimpinan, Pengemudi
"""  # noqa: E501

FIELDS: Final = tuple(_field(line) for line in _LINES.strip().splitlines())
FIELD_ROW: Final = {field.code: row for row, field in enumerate(FIELDS)}


def competency_id(field: Field, number: int) -> str:
    """Id of a field's technical competency, ``T.KES.1``."""
    return f"T.{field.code}.{number + 1}"
