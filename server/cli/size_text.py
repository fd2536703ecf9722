"""What `bindery size` shows on a terminal: sizes, changes, why a symbol is kept, what keeps too much."""

from collections.abc import Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.linker.retention import Defeats, Loss, Retention, Step
from server.linker.size import SizeChange, SizeEntry

_ESTIMATED: Final = "estimated from the symbol table: the linker's map of this file is not in the cache"


def show_sizes(name: str, size: int, entries: Sequence[SizeEntry], by: str, top: int, exact: bool) -> None:
    """The sums, and what they add up to."""
    table = _table(
        by, ("bytes", f"{size:,}"), ("share", "100.0%"), ("in memory", f"{sum(e.memory for e in entries):,}")
    )
    for entry in _shorten(entries, top):
        share = 100 * entry.size / size if size else 0
        table.add_row(Text(entry.name), f"{entry.size:,}", f"{share:.1f}%", f"{entry.memory:,}")
    _print(f"{name}: {size:,} bytes" + ("" if exact else f" ({_ESTIMATED})"), table)


def show_changes(
    names: str, sizes: tuple[int, int], changes: Sequence[SizeChange], by: str, top: int, exact: bool
) -> None:
    """What differs between two files, and by how much the files do."""
    old, new = sizes
    table = _table(by, ("old", f"{old:,}"), ("new", f"{new:,}"), ("change", f"{new - old:+,}"))
    shown = changes[:top] if top else changes
    for change in shown:
        table.add_row(Text(change.name), f"{change.old:,}", f"{change.new:,}", f"{change.new - change.old:+,}")
    if rest := changes[len(shown) :]:
        before, after = sum(c.old for c in rest), sum(c.new for c in rest)
        table.add_row(f"({len(rest)} others)", f"{before:,}", f"{after:,}", f"{after - before:+,}")
    _print(names + ("" if exact else f" ({_ESTIMATED})"), table)


def show_why(retention: Retention, node: int, chain: Sequence[Step], loss: Loss, top: int) -> None:
    """The chain from the entry, then what would go."""
    print(f"{retention.names[node]}: {retention.sizes[node]:,} bytes; without it {loss.size:,} bytes would go\n")
    for step in chain:
        print(f"  {step.name}" + (f"   (and {step.also})" if step.also else ""))
    lost = sorted(loss.nodes, key=lambda one: (-retention.sizes[one], one))
    table = _table("would go", ("bytes", f"{loss.size:,}"))
    for one in lost[:top]:
        table.add_row(Text(retention.names[one]), f"{retention.sizes[one]:,}")
    if rest := lost[top:]:
        table.add_row(f"({len(rest)} others)", f"{sum(retention.sizes[one] for one in rest):,}")
    _print("", table)


def show_defeats(defeats: Defeats, top: int) -> None:
    """Look-ups of methods, then packages that are there to be initialised."""
    if defeats.lookups:
        table = _table("looks up any exported method", ("at", ""), ("goes without it", f"{defeats.lookups_size:,}"))
        for lookup in defeats.lookups:
            place = f"{lookup.file}:{lookup.line}" if lookup.file else ""
            table.add_row(Text(lookup.function), Text(place), f"{lookup.size:,}")
        _print("Methods kept because some function looks methods up by number or by a name made at run time:", table)
    else:
        print("No function looks methods up by number or by a name made at run time.")
    table = _table("package", ("symbols", ""), ("bytes", ""))
    for one in defeats.packages[: top or len(defeats.packages)]:
        table.add_row(Text(one.package), f"{one.count:,}", f"{one.size:,}")
    _print("Packages that are there only because packages are initialised, and what goes without their own:", table)


def _table(first: str, *columns: tuple[str, str]) -> Table:
    """A table whose last row is the total."""
    footed = any(footer for _, footer in columns)
    table = Table(box=box.SIMPLE_HEAD, show_footer=footed)
    table.add_column(first, footer="total" if footed else "", overflow="fold")
    for name, footer in columns:
        table.add_column(name, footer=footer, justify="right", no_wrap=True)
    return table


def _print(head: str, table: Table) -> None:
    console = Console(highlight=False)
    console.print(Text(head))
    console.print(table)


def _shorten(entries: Sequence[SizeEntry], top: int) -> list[SizeEntry]:
    """The largest `top` entries and one for the rest, so that the rows still add up; all for 0."""
    if not top or len(entries) <= top:
        return list(entries)
    rest = entries[top:]
    others = SizeEntry(
        f"({len(rest)} others)", sum(e.size for e in rest), sum(e.memory for e in rest), sum(e.count for e in rest)
    )
    return [*entries[:top], others]
