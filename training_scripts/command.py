"""What all commands share: progress on stderr, one JSON object last on stdout, exit 0, 1 or 2.

And the options that several of them have.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
import orjson
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from recommender.errors import ServiceError
from recommender.progress import Progress

snapshot_option = click.option(
    "--snapshot", "snapshot_path", required=True, type=click.Path(path_type=Path),
    help="Folder that the snapshot command printed.",
)  # fmt: skip
models_option = click.option(
    "--models", type=click.Path(), help="Folder of the versions.  [default: ASN_MODELS_DIR]"
)


def answers(work: Callable[..., Mapping[str, Any]]) -> Callable[..., None]:
    """Print what ``work`` returns as the last line of stdout; turn expected failures into exits."""

    @functools.wraps(work)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            answer = work(*args, **kwargs)
        except ServiceError as problem:
            click.echo(f"{problem.code}: {problem.text}", err=True)
            if problem.fix:
                click.echo(f"  -> {problem.fix}", err=True)
            answer = {"error": problem.code, "text": problem.text, "fix": problem.fix, **problem.context}
            click.echo(orjson.dumps(answer, default=str).decode())
            sys.exit(problem.exit_code)
        click.echo(orjson.dumps(answer, default=str, option=orjson.OPT_SERIALIZE_NUMPY).decode())

    return run


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Show every step as a bar on stderr; on a pipe, one line per finished step."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, disable=not console.is_terminal) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total)
            bars.update(tasks[step], completed=done, total=total)
            if done >= total and not console.is_terminal:
                click.echo(f"{step}: selesai ({total})", err=True)

        yield show
