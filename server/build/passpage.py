"""A page with the SSA of functions pass by pass: each pass a column, a click on a value follows it through all of them.

The page stands alone: style and script are in it, and a policy keeps it from loading anything.
"""

import html
import re
from collections.abc import Iterator, Sequence
from typing import Final

from server.build.explain import Explanation, PassText

_NAME: Final = re.compile(r"\b([tb]\d+)\b")
_PLACE: Final = re.compile(r"  // (\d+)(:\d+)?$")
_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 13px/1.45 ui-monospace, monospace; margin: 0; }
header { padding: 8px 12px; position: sticky; left: 0; }
h1 { font-size: 15px; margin: 0; }
p { margin: 2px 0; opacity: .75; }
.passes { display: flex; align-items: flex-start; overflow-x: auto; }
section { border-left: 1px solid #8884; padding: 0 10px 12px; min-width: 24em; flex: none; }
section.closed { min-width: 0; }
section.closed pre { display: none; }
h2 { font-size: 13px; cursor: pointer; margin: 6px 0; position: sticky; top: 0; }
pre { margin: 0; }
.line { display: block; white-space: pre; }
.same { opacity: .6; }
.v { cursor: pointer; border-radius: 3px; }
.place { opacity: .5; cursor: pointer; }
.h0 { background: #ffd54f; color: #000; } .h1 { background: #81c784; color: #000; }
.h2 { background: #64b5f6; color: #000; } .h3 { background: #e57373; color: #000; }
.h4 { background: #ba68c8; color: #000; } .h5 { background: #4dd0e1; color: #000; }
.at { outline: 1px solid #f9a825; }
"""
# Colours go round; a second click takes the mark away. A click on a place marks its source line in every column.
_SCRIPT: Final = """
'use strict';
const marks = new Map();
document.addEventListener('click', event => {
  const target = event.target;
  const column = target.closest('h2');
  if (column) { column.parentElement.classList.toggle('closed'); return; }
  const func = target.closest('article');
  if (!func) return;
  if (target.dataset.v) {
    const key = func.id + ' ' + target.dataset.v;
    const used = new Set(marks.values());
    const colour = marks.get(key) ?? [0, 1, 2, 3, 4, 5].find(n => !used.has(n)) ?? marks.size % 6;
    const on = !marks.has(key);
    if (on) marks.set(key, colour); else marks.delete(key);
    for (const one of func.querySelectorAll('[data-v="' + target.dataset.v + '"]'))
      one.classList.toggle('h' + colour, on);
  } else if (target.dataset.line) {
    for (const one of func.querySelectorAll('.line[data-line="' + target.dataset.line + '"]'))
      one.classList.toggle('at');
  }
});
"""


def render_page(functions: Sequence[Explanation]) -> str:
    """The page."""
    title = html.escape(", ".join(item.symbol for item in functions))
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    body = "".join(_function(number, item) for number, item in enumerate(functions))
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"<style>{_STYLE}</style></head>\n<body>{body}<script>{_SCRIPT}</script></body></html>\n"
    )


def _function(number: int, item: Explanation) -> str:
    place = f"{item.place.path}:{item.place.line}" if item.place.line else ""
    columns = [_column("source", _source_lines(item))]
    before: frozenset[str] = frozenset()
    for one in item.passes:
        columns.append(_column(one.name, _pass_lines(one, before)))
        before = frozenset(one.text.splitlines())
    return (
        f'<article id="f{number}"><header><h1>{html.escape(item.signature)}</h1><p>{html.escape(place)}</p>'
        "<p>Click a value to follow it, a position to mark its line, a heading to fold its column."
        " Lines that the pass left alone are pale.</p></header>"
        f'<div class="passes">{"".join(columns)}</div></article>\n'
    )


def _column(name: str, lines: Iterator[str]) -> str:
    return f"<section><h2>{html.escape(name)}</h2><pre>{''.join(lines)}</pre></section>"


def _source_lines(item: Explanation) -> Iterator[str]:
    """The text of the declaration; its last lines are numbered from where the function stands."""
    lines = item.source.splitlines()
    first = next((at for at, line in enumerate(lines) if line.startswith("func")), 0)
    for at, line in enumerate(lines):
        number = item.place.line - first + at
        yield f'<span class="line" data-line="{number}">{number:4}  {html.escape(line)}</span>'


def _pass_lines(one: PassText, before: frozenset[str]) -> Iterator[str]:
    for line in one.text.splitlines():
        place = _PLACE.search(line)
        text = html.escape(line[: place.start()] if place else line)
        text = _NAME.sub(r'<span class="v" data-v="\1">\1</span>', text)
        if place:
            text += f'  <span class="place" data-line="{place[1]}">{place[1]}{place[2] or ""}</span>'
        same = " same" if line in before else ""
        number = f' data-line="{place[1]}"' if place else ""
        yield f'<span class="line{same}"{number}>{text}</span>'
