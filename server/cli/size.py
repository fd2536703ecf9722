"""`bindery size`: where the bytes of a binary go, and why. The rows add up to the size of the file."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from server.build.account import Account, open_account
from server.build.packages import reason
from server.build.sizepage import render_size_page
from server.cli import size_text
from server.cli.flags import Flag, FlagKind, ParsedFlags, UsageError, nearest, parse_flags
from server.cli.help import flag_table
from server.linker.interface import LinkError
from server.linker.retention import Defeats
from server.linker.size import SizeKey, compare_sizes, sum_sizes

_KEYS: Final = {**{key.value: key for key in SizeKey}, "type": SizeKey.KIND}
_FLAGS: Final = (
    Flag("by", FlagKind.TEXT, "sum by package (the default), file, function, section or type", "key"),
    Flag("defeats", FlagKind.BOOL, "show what keeps code that no call leads to, and its price"),
    Flag("diff", FlagKind.BOOL, "compare two files: bindery size -diff old new"),
    Flag("html", FlagKind.TEXT, "write a page with the account of the file", "file"),
    Flag("json", FlagKind.BOOL, "print a JSON object with one row per piece of the file"),
    Flag("top", FlagKind.NUMBER, "show the N largest rows and sum up the rest", "N"),
    Flag("why", FlagKind.TEXT, "show why a symbol is kept, and what would go with it", "symbol"),
)
_NO_GRAPH: Final = "what keeps what in {} is not in the cache: build it again"


def run(args: Sequence[str]) -> int:
    """Account for one file, or compare two."""
    flags = parse_flags(args, _FLAGS)
    if flags.text("by", SizeKey.PACKAGE.value) not in _KEYS:
        raise UsageError(f"unknown key {flags.text('by')}; one of {', '.join(_KEYS)}")
    wanted = 2 if flags.on("diff") else 1
    if len(flags.args) != wanted:
        raise UsageError("size -diff takes two files" if wanted == 2 else "size takes one file")
    try:
        accounts = [open_account(name, Path.cwd()) for name in flags.args]
        return _compare(accounts[0], accounts[1], flags) if wanted == 2 else _show(accounts[0], flags)
    except (OSError, LinkError) as err:
        print(f"open {err.filename}: {reason(err)}" if isinstance(err, OSError) else err, file=sys.stderr)
        return 1


def _show(account: Account, flags: ParsedFlags) -> int:
    by = flags.text("by", SizeKey.PACKAGE.value)
    if flags.given("why"):
        return _why(account, flags)
    if flags.given("html"):
        Path(flags.text("html")).write_text(render_size_page(account.name, account.rows, account.exact))
    if flags.on("json"):
        print(json.dumps(_as_json(account)))
    elif flags.on("defeats"):
        retention = account.retention()
        if retention is None:
            print(_NO_GRAPH.format(account.name), file=sys.stderr)
            return 1
        size_text.show_defeats(retention.defeats(), flags.number("top", 0))
    elif not flags.given("html"):
        entries = sum_sizes(account.rows, _KEYS[by])
        size_text.show_sizes(account.name, len(account.image), entries, by, flags.number("top", 0), account.exact)
    return 0


def _why(account: Account, flags: ParsedFlags) -> int:
    symbol, retention = flags.text("why"), account.retention()
    if retention is None:
        print(_NO_GRAPH.format(account.name), file=sys.stderr)
        return 1
    node = retention.find(symbol)
    if node is None:
        near = nearest(symbol, (row.name for row in account.rows))
        print(f"{account.name} has no symbol {symbol}{near}", file=sys.stderr)
        return 1
    chain, loss = retention.chain(node), retention.without(node)
    if flags.on("json"):
        lost = [{"name": retention.names[one], "size": retention.sizes[one]} for one in loss.nodes]
        steps = [{"name": step.name, "also": step.also} for step in chain]
        size = retention.sizes[node]
        print(json.dumps({"symbol": symbol, "size": size, "chain": steps, "goes": loss.size, "symbols": lost}))
    else:
        size_text.show_why(retention, node, chain, loss, flags.number("top", 20))
    return 0


def _compare(old: Account, new: Account, flags: ParsedFlags) -> int:
    by = flags.text("by", SizeKey.PACKAGE.value)
    changes = compare_sizes(old.rows, new.rows, _KEYS[by])
    if flags.on("json"):
        files = {"old": old.name, "new": new.name, "old_size": len(old.image), "new_size": len(new.image)}
        rows = [{"name": change.name, "old": change.old, "new": change.new} for change in changes]
        print(json.dumps({**files, "estimated": not (old.exact and new.exact), "rows": rows}))
    else:
        sizes = len(old.image), len(new.image)
        size_text.show_changes(
            f"{old.name} and {new.name}", sizes, changes, by, flags.number("top", 0), old.exact and new.exact
        )
    return 0


def _as_json(account: Account) -> dict[str, object]:
    symbols = [
        {
            "name": row.name,
            "package": row.package,
            "file": row.file,
            "section": row.section,
            "type": row.kind,
            "size": row.size,
            "memory": row.memory,
            "address": row.address,
        }
        for row in account.rows
    ]
    retention = account.retention()
    return {
        "file": account.name,
        "size": len(account.image),
        "estimated": not account.exact,
        "symbols": symbols,
        "defeats": _defeats_as_json(retention.defeats()) if retention is not None else None,
    }


def _defeats_as_json(defeats: Defeats) -> dict[str, object]:
    lookups = [
        {"function": one.function, "package": one.package, "file": one.file, "line": one.line, "size": one.size}
        for one in defeats.lookups
    ]
    packages = [{"package": one.package, "size": one.size, "symbols": one.count} for one in defeats.packages]
    return {"lookups": lookups, "lookups_size": defeats.lookups_size, "packages": packages}


def describe() -> str:
    """The long help."""
    return (
        "Size accounts for every byte of a binary: the rows add up to the size of the file. It reads the map that\n"
        "the linker kept in the cache; for a file that was not linked here it says that it estimates.\n\n"
        "What -why and -defeats say goes is code and data; tables and debug information come on top.\n\n"
        f"The flags are:\n\n{flag_table(_FLAGS)}\n"
    )
