"""The typed part of the catalogue: courses on the core competencies, IT, service, leadership, emergencies.

A line: title; dev_kind; JP; days; rupiah per participant; delivery; competency:from-to:strength ...;
RULE=VALUE & ... . JP and prices follow what providers published (PKN II 923 JP, 107 days,
Rp 22,945,000; Latsar Rp 9,269,000 classical, Rp 5,260,000 online; short courses Rp 25-90 thousand a JP);
competencies, levels and strengths are plausible, not anybody's curriculum.
"""

from __future__ import annotations

from typing import Final

THEMES: Final = {
    "TEKNIS_TI": "Teknis dan teknologi informasi",
    "SOFT_SKILL": "Soft skill",
    "PELAYANAN": "Pelayanan publik dan penanganan pengaduan",
    "KEPEMIMPINAN": "Kepemimpinan dan pembentukan ASN",
    "GAWAT_DARURAT": "Kesehatan gawat darurat",
}

COURSES: Final = {
    "KEPEMIMPINAN": """
Pelatihan Kepemimpinan Nasional Tingkat II; 1; 923; 107; 22945000; BLENDED; M.07:3-5:.9 M.08:3-5:.8 M.06:3-4:.6 M.04:3-4:.5; POSITION_CLASS_IN=JPT_PRATAMA ADMINISTRATOR & GRADE_MIN=41 & MIN_YEARS_IN_GRADE=3 & MIN_MONTHS_TO_RETIREMENT=18 & SELECTION_REQUIRED=1 & ONCE_ONLY=1
Pelatihan Kepemimpinan Administrator; 1; 900; 105; 19500000; BLENDED; M.07:2-4:.8 M.08:2-4:.8 M.04:2-3:.6 M.06:2-3:.5; POSITION_CLASS_IN=ADMINISTRATOR & GRADE_MIN=33 & ONCE_ONLY=1
Pelatihan Kepemimpinan Pengawas; 1; 880; 105; 17800000; BLENDED; M.04:1-3:.8 M.05:1-3:.6 M.08:1-3:.6 M.06:1-2:.5; POSITION_CLASS_IN=PENGAWAS & GRADE_MIN=32 & ONCE_ONLY=1
Pelatihan Dasar CPNS (Blended); 1; 647; 75; 9269000; BLENDED; M.01:0-2:.8 SK.01:0-2:.8 M.02:0-1:.5; EMPLOYMENT_IN=CPNS & ONCE_ONLY=1
Orientasi PPPK; 17; 32; 5; 850000; PJJ; M.01:0-2:.6 SK.01:0-2:.6; EMPLOYMENT_IN=PPPK PPPK_PARUH_WAKTU & ONCE_ONLY=1
Pengambilan Keputusan Strategis bagi Pimpinan; 5; 40; 5; 3600000; LURING; M.08:3-5:.9; POSITION_CLASS_IN=JPT_MADYA JPT_PRATAMA ADMINISTRATOR
Manajemen Perubahan Organisasi; 5; 32; 4; 2400000; LURING; M.07:2-4:.9; POSITION_CLASS_IN=JPT_PRATAMA ADMINISTRATOR PENGAWAS JF_KEAHLIAN
Coaching bagi Atasan Langsung; 14; 4; 2; 0; LURING; M.06:2-4:.7; POSITION_CLASS_IN=ADMINISTRATOR PENGAWAS & COOLDOWN_MONTHS=12
Mentoring Calon Pemimpin; 15; 4; 2; 0; LURING; M.06:1-3:.6 M.08:1-3:.5; COOLDOWN_MONTHS=12
Kepemimpinan Digital; 17; 24; 4; 900000; PJJ; M.07:2-4:.6 T.TIK.1:1-3:.5; POSITION_CLASS_IN=JPT_PRATAMA ADMINISTRATOR PENGAWAS
Patok Banding Inovasi Daerah; 20; 10; 3; 4500000; LURING; M.07:3-4:.6; POSITION_CLASS_IN=JPT_PRATAMA ADMINISTRATOR & COOLDOWN_MONTHS=24
""",  # noqa: E501
    "SOFT_SKILL": """
Integritas dan Pengendalian Gratifikasi; 16; 12; 4; 0; DARING_ASINKRON; M.01:1-3:.8; COOLDOWN_MONTHS=24
Budaya Kerja BerAKHLAK; 16; 9; 3; 0; DARING_ASINKRON; M.01:0-2:.7 SK.01:0-2:.4; COOLDOWN_MONTHS=12
Kerja Sama Tim Lintas Bidang; 6; 24; 3; 1500000; LURING; M.02:1-3:.9;
Outbound Membangun Tim; 19; 16; 2; 1250000; LURING; M.02:1-2:.5;
Komunikasi Efektif di Tempat Kerja; 5; 24; 3; 1450000; LURING; M.03:1-3:.9;
Berbicara di Depan Umum; 4; 10; 2; 750000; LURING; M.03:2-3:.7;
Penulisan Naskah Dinas yang Jelas; 16; 15; 5; 0; DARING_ASINKRON; M.03:1-2:.6 T.UMU.3:1-2:.7;
Negosiasi dan Mediasi; 5; 32; 4; 2300000; LURING; M.03:2-4:.8 M.08:2-3:.4; EDU_LEVEL_MIN=40
Kerja Tuntas dan Berorientasi Hasil; 17; 20; 4; 600000; PJJ; M.04:1-3:.8;
Manajemen Waktu dan Prioritas; 16; 9; 3; 0; DARING_ASINKRON; M.04:0-2:.6;
Berpikir Analitis dan Pemecahan Masalah; 5; 32; 4; 1900000; LURING; M.08:1-3:.9 M.04:1-3:.4;
Pengambilan Keputusan Berbasis Data; 17; 24; 4; 800000; PJJ; M.08:2-3:.7 T.TIK.3:1-2:.4;
Pengembangan Diri dan Pembelajaran Berkelanjutan; 16; 12; 4; 0; DARING_ASINKRON; M.06:0-2:.7;
Melatih dan Membimbing Rekan Kerja; 5; 24; 3; 1600000; LURING; M.06:2-3:.9;
Adaptasi terhadap Perubahan; 16; 12; 4; 0; DARING_ASINKRON; M.07:0-2:.7;
Inovasi dan Berpikir Kreatif; 4; 15; 3; 1100000; LURING; M.07:1-3:.8;
Wawasan Kebangsaan dan Perekat Bangsa; 6; 24; 3; 1250000; LURING; SK.01:1-3:.9;
Komunikasi Antarbudaya di Masyarakat Majemuk; 16; 12; 4; 0; DARING_ASINKRON; SK.01:2-3:.6 M.03:1-2:.3;
Kepekaan Sosial dan Inklusi; 9; 4; 1; 250000; LURING; SK.01:1-2:.4; COOLDOWN_MONTHS=12
Etika ASN di Media Sosial; 9; 4; 1; 0; DARING_SINKRON; M.01:1-2:.4 M.03:1-2:.3; COOLDOWN_MONTHS=12
Komunitas Belajar Aparatur; 23; 12; 6; 0; DARING_SINKRON; M.06:1-2:.4; COOLDOWN_MONTHS=12
Integritas Pimpinan dan Konflik Kepentingan; 5; 24; 3; 1800000; LURING; M.01:3-4:.8; POSITION_CLASS_IN=JPT_MADYA JPT_PRATAMA ADMINISTRATOR PENGAWAS JF_KEAHLIAN
""",  # noqa: E501
    "PELAYANAN": """
Pelayanan Prima; 3; 32; 4; 1600000; LURING; M.05:1-3:.9 M.03:1-2:.4;
Dasar Pelayanan Publik; 16; 12; 4; 0; DARING_ASINKRON; M.05:0-2:.7;
Penanganan Pengaduan Masyarakat (SP4N-LAPOR!); 3; 24; 3; 1350000; LURING; M.05:2-3:.7 T.WAS.3:1-3:.8;
Pengelolaan Pengaduan Tingkat Lanjut; 8; 20; 3; 1250000; LURING; T.WAS.3:2-4:.8 M.08:2-3:.3;
Standar Pelayanan dan Maklumat Layanan; 17; 20; 4; 550000; PJJ; M.05:2-3:.7;
Survei Kepuasan Masyarakat dan Tindak Lanjutnya; 8; 16; 2; 950000; LURING; M.05:2-4:.5 T.TIK.3:1-2:.3;
Inovasi Pelayanan Publik; 4; 15; 3; 1150000; LURING; M.05:2-4:.7 M.07:2-3:.4;
Pelayanan Ramah Kelompok Rentan; 16; 9; 3; 0; DARING_ASINKRON; M.05:1-2:.5 SK.01:1-2:.4;
Bahasa Isyarat Dasar untuk Petugas Layanan; 11; 30; 5; 1200000; LURING; M.05:1-2:.4 M.03:1-2:.4; POSITION_CLASS_IN=PELAKSANA JF_KETERAMPILAN
Layanan Perizinan Berusaha Berbasis Risiko; 8; 24; 3; 1500000; LURING; T.IZN.1:1-3:.9 M.05:1-2:.3;
Keterbukaan Informasi Publik (PPID); 8; 16; 2; 900000; LURING; M.05:2-3:.4 M.03:2-3:.4;
Magang di Mal Pelayanan Publik; 10; 20; 5; 500000; LURING; M.05:1-3:.7;
Komunikasi Empatik bagi Petugas Garda Depan; 16; 9; 3; 0; DARING_ASINKRON; M.03:0-2:.5 M.05:0-2:.4; GRADE_MAX=34
Kepemimpinan Pelayanan Publik; 5; 32; 4; 2300000; LURING; M.05:3-5:.8; POSITION_CLASS_IN=JPT_MADYA JPT_PRATAMA ADMINISTRATOR JF_KEAHLIAN
""",  # noqa: E501
    "GAWAT_DARURAT": """
Bantuan Hidup Dasar; 3; 16; 2; 850000; LURING; T.KES.1:0-2:.8 T.BCN.1:0-2:.5; COOLDOWN_MONTHS=24
Basic Trauma Cardiac Life Support (BTCLS); 3; 40; 5; 3200000; LURING; T.KES.1:1-3:.9; UNIT_IN=@KES & EDU_LEVEL_MIN=30 & COOLDOWN_MONTHS=36
Advanced Cardiac Life Support (ACLS); 3; 24; 3; 4200000; LURING; T.KES.1:3-5:.9; PREREQUISITE=Basic Trauma Cardiac Life Support (BTCLS) & POSITION_CLASS_IN=JF_KEAHLIAN JF_KETERAMPILAN
Penanggulangan Penderita Gawat Darurat (PPGD); 3; 32; 4; 2100000; LURING; T.KES.1:1-3:.8 T.KES.2:1-2:.3;
Triase dan Rujukan Gawat Darurat; 17; 16; 3; 450000; PJJ; T.KES.1:2-3:.6;
Kegawatdaruratan Maternal dan Neonatal; 3; 40; 5; 3400000; LURING; T.KES.2:2-4:.9 T.KES.1:2-3:.4; POSITION_CLASS_IN=JF_KEAHLIAN JF_KETERAMPILAN
Manajemen Bencana bagi Fasilitas Kesehatan; 8; 24; 3; 1500000; LURING; T.BCN.2:1-3:.6 T.KES.1:2-3:.3;
Respons Cepat Wabah dan Surveilans; 3; 32; 4; 2000000; LURING; T.KES.3:2-4:.9;
Pertolongan Pertama di Sekolah; 16; 9; 3; 0; DARING_ASINKRON; T.BCN.1:0-2:.5; UNIT_IN=@PDK
Pertolongan Pertama bagi Petugas Lapangan; 8; 16; 2; 800000; LURING; T.BCN.1:1-3:.8;
Evakuasi dan Penyelamatan di Air; 3; 40; 5; 2600000; LURING; T.BCN.1:2-4:.8; MAX_AGE=50
Dukungan Psikologis Awal; 16; 12; 4; 0; DARING_ASINKRON; T.BCN.1:1-2:.3 T.SOS.1:1-2:.5;
""",  # noqa: E501
    "TEKNIS_TI": """
Literasi Digital ASN; 16; 12; 4; 0; DARING_ASINKRON; T.TIK.1:0-2:.6 T.UMU.3:0-2:.5;
Aplikasi Perkantoran Tingkat Dasar; 16; 15; 5; 0; DARING_ASINKRON; T.UMU.3:0-2:.8;
Srikandi: Naskah Dinas Elektronik; 8; 16; 2; 750000; LURING; T.UMU.3:1-3:.9 T.ARS.1:1-2:.4;
Tata Kelola SPBE; 3; 32; 4; 1900000; LURING; T.TIK.1:2-4:.9;
Arsitektur dan Peta Rencana SPBE; 17; 24; 4; 800000; PJJ; T.TIK.1:3-4:.7; EDU_LEVEL_MIN=40
Kesadaran Keamanan Informasi; 16; 9; 3; 0; DARING_ASINKRON; T.TIK.2:0-2:.7;
Keamanan Siber Tingkat Menengah; 3; 40; 5; 3600000; LURING; T.TIK.2:2-4:.9;
Tanggap Insiden Siber (CSIRT); 8; 24; 3; 2600000; LURING; T.TIK.2:3-5:.8; PREREQUISITE=Keamanan Siber Tingkat Menengah
Analisis Data dengan Lembar Kerja; 16; 18; 6; 0; DARING_ASINKRON; T.TIK.3:0-2:.8;
Analitik Data dengan Python; 17; 40; 8; 1500000; PJJ; T.TIK.3:2-4:.9; PREREQUISITE=Analisis Data dengan Lembar Kerja
Pemrograman Web; 3; 48; 6; 3300000; LURING; T.TIK.3:1-3:.8;
Satu Data Indonesia bagi Walidata; 8; 16; 2; 900000; LURING; T.TIK.3:2-3:.5 T.REN.2:1-3:.4;
Sistem Informasi Geografis; 3; 40; 5; 2900000; LURING; T.PUR.1:1-2:.3 T.REN.1:1-3:.5 T.TIK.3:1-2:.4;
Kecerdasan Artifisial untuk Layanan Pemerintah; 9; 4; 1; 350000; DARING_SINKRON; T.TIK.3:2-3:.3 M.07:2-3:.2; COOLDOWN_MONTHS=12
Pengadaan Barang/Jasa Pemerintah Level 1; 3; 40; 5; 2800000; BLENDED; T.UMU.2:0-2:.9; EDU_LEVEL_MIN=35
Pengadaan Barang/Jasa Pemerintah Tingkat Lanjut; 3; 48; 6; 3400000; LURING; T.UMU.2:2-4:.9; PREREQUISITE=Pengadaan Barang/Jasa Pemerintah Level 1 & MIN_YEARS_IN_POSITION=1
Penyusunan Produk Hukum Daerah; 8; 24; 3; 1600000; LURING; T.UMU.1:1-3:.9;
Bendahara dan Penatausahaan Keuangan; 8; 24; 3; 1500000; LURING; T.KEU.1:1-3:.9;
SIPD Penatausahaan; 17; 16; 3; 400000; PJJ; T.KEU.1:1-2:.7;
Pelatihan Fungsional Jenjang Muda; 2; 80; 10; 5200000; BLENDED; M.04:2-3:.5 M.08:2-3:.5; JF_TIER_IN=PT MU & MIN_YEARS_IN_POSITION=2 & ONCE_ONLY=1
Pelatihan Fungsional Jenjang Madya; 2; 100; 12; 6800000; BLENDED; M.08:2-4:.6 M.07:2-4:.5; JF_TIER_IN=MU MA & GRADE_MIN=33 & MIN_YEARS_IN_GRADE=2 & SELECTION_REQUIRED=1 & ONCE_ONLY=1
""",  # noqa: E501
}
"""Theme -> table of courses."""

FORMATS: Final = (
    ("Pelatihan {0} Tingkat Dasar", 3, 32, 4, 55_000, "LURING", 0, 2),
    ("{0}: Kursus Daring Mandiri", 16, 15, 5, 0, "DARING_ASINKRON", 1, 3),
    ("Bimbingan Teknis {0}", 8, 24, 3, 60_000, "LURING", 1, 3),
    ("Pelatihan {0} Tingkat Lanjut", 3, 40, 5, 70_000, "LURING", 2, 4),
    ("Pelatihan Jarak Jauh {0}", 17, 24, 4, 30_000, "PJJ", 2, 3),
    ("Pelatihan {0} Tingkat Ahli", 3, 48, 6, 85_000, "BLENDED", 3, 5),
)
"""Title, dev_kind, JP, days, rupiah per JP, delivery, level_from, level_to of the technical courses."""
