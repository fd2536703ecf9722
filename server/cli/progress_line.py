"""One line of progress on the terminal while a build runs; nothing where standard error is no terminal."""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from server.build.progress import ChunkDone, Downloading, Event, Events, Note, PackageDone, Stage, Step

_DELAY = 0.3  # seconds: a build that is quicker shows nothing


@contextmanager
def progress_line(verbose: bool, steps: bool = False) -> Iterator[Events]:
    """Events to show. With `verbose`, packages and notes are lines of their own, as under `go build -v`.

    With `steps` everything that is done is, in bindery's own words, for it runs no commands.
    """
    if steps:
        yield _print_step
    elif verbose:
        yield _print_event
    elif sys.stderr.isatty():
        with _status_line() as show:
            yield show
    else:
        yield _print_download


def _print_event(event: Event) -> None:
    match event:
        case PackageDone(path=path, cached=False):
            print(path, file=sys.stderr)
        case Downloading():
            _print_download(event)
        case Note(text=text):
            print(f"bindery: {text}", file=sys.stderr)
        case _:
            pass


def _print_step(event: Event) -> None:
    match event:
        case PackageDone(path=path, cached=cached):
            print(f"{'reuse' if cached else 'compile'} {path}", file=sys.stderr)
        case Step(text=text):
            print(text, file=sys.stderr)
        case _:
            _print_event(event)


def _print_download(event: Event) -> None:
    """As in go, what comes from the network is always said."""
    if isinstance(event, Downloading):
        print(f"bindery: downloading {event.module}", file=sys.stderr)


@contextmanager
def _status_line() -> Iterator[Events]:
    """A spinner with what is going on, put up only when the build takes a moment."""
    from rich.console import Console  # rich takes a tenth of a second to import
    from rich.status import Status

    status = Status("Starting", console=Console(stderr=True))
    timer = threading.Timer(_DELAY, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda event: status.update(_describe(event)) if not isinstance(event, Note | Step) else None
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _describe(event: Event) -> str:
    match event:
        case Stage(text=text):
            return text
        case PackageDone(path=path, done=done, total=total):
            return f"Compiling {path} ({done} of {total} packages)"
        case ChunkDone(package=package, done=done, total=total):
            return f"Generating machine code for {package} ({done} of {total} parts)"
        case Downloading(module=module):
            return f"Downloading {module}"
        case Note(text=text) | Step(text=text):
            return text
