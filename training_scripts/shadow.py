"""``shadow``: how far the shadow version disagrees with the one that serves."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.request import Request, urlopen

import click

from recommender.errors import BadInput, Unavailable
from recommender.web.shadow_figures import Standing, read_standings
from training_scripts.command import answers

_SECONDS = 10
_NOTHING = "Belum ada yang dibandingkan: ASN_SHADOW_VERSION kosong, atau belum ada permintaan."


@click.command("shadow")
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Address of the server.")
@answers
def command(url: str) -> dict[str, Any]:
    """Say how far ASN_SHADOW_VERSION disagrees with the serving version, since the server started.

    The candidate answers what people ask, unseen; only counts are kept, in /metrics of the server.

    \b
    Example:
      asn-recommender shadow --url http://127.0.0.1:8000
    """
    standings = read_standings(_metrics(url))
    for line in [_words(one) for one in standings] or [_NOTHING]:
        click.echo(line, err=True)
    return {"pairs": [asdict(one) for one in standings]}


def _words(one: Standing) -> str:
    pair = f"Versi bayangan {one.shadow} di samping {one.serving}"
    if one.changed_share is None or one.overlap is None:
        why = ", ".join(f"{name} {count}" for name, count in sorted(one.not_compared.items()) if count)
        return f"{pair}: belum ada jawaban yang dibandingkan" + (f" ({why})." if why else ".")
    return (
        f"{pair}: {one.compared} jawaban dibandingkan, {100 * one.changed_share:.1f}% daftarnya lain; "
        f"rata-rata {100 * one.overlap:.1f}% isinya sama."
    )


def _metrics(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise BadInput(
            "URL_INVALID", "Alamat server harus http atau https.", fix="Isi misalnya http://127.0.0.1:8000."
        )
    try:
        with urlopen(Request(f"{url.rstrip('/')}/metrics"), timeout=_SECONDS) as answer:  # noqa: S310 (checked above)
            text: str = answer.read().decode()
    except OSError:
        raise Unavailable(
            "SERVER_UNREACHABLE",
            f"Server di {url} tidak menjawab.",
            fix="Periksa alamatnya, dan apakah serve sedang berjalan.",
        ) from None
    return text


if __name__ == "__main__":
    command()
