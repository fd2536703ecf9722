"""A page with the account of a file: a map of its bytes by package and symbol, and the table behind it.

A click on a package fills the map with it, a second one goes back. The page stands alone: style, script and data are
in it, and a policy keeps it from loading anything.
"""

import html
import json
from collections.abc import Iterable, Sequence
from typing import Final

from server.linker.interface import MapRow

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 13px/1.45 system-ui, sans-serif; margin: 12px; }
h1 { font-size: 16px; margin: 0 0 4px; }
#map { position: relative; width: 100%; height: 60vh; }
#map div { position: absolute; overflow: hidden; box-sizing: border-box; border: 1px solid #0004; cursor: pointer;
  font-size: 11px; padding: 1px 3px; color: #000; white-space: nowrap; }
table { border-collapse: collapse; margin-top: 12px; }
td, th { padding: 1px 10px 1px 0; text-align: left; }
td + td, th + th { text-align: right; font-variant-numeric: tabular-nums; }
"""
# Squarified treemap: a row takes pieces as long as they become less oblong.
_SCRIPT: Final = """
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const map = document.getElementById('map'), table = document.getElementById('rows');
function worst(row, sum, side, scale) {
  const thick = sum * scale / side;
  const oblong = one => one.size * scale / thick / thick;
  return Math.max(...row.map(one => Math.max(oblong(one), 1 / oblong(one))));
}
function place(items, x, y, width, height, put) {
  const total = items.reduce((sum, one) => sum + one.size, 0);
  const scale = width * height / (total || 1);
  let rest = items.slice();
  while (rest.length && width > 1 && height > 1) {
    const side = Math.min(width, height), row = [rest[0]];
    let sum = rest[0].size, at = 1;
    while (at < rest.length) {
      if (worst([...row, rest[at]], sum + rest[at].size, side, scale) > worst(row, sum, side, scale)) break;
      sum += rest[at].size; row.push(rest[at++]);
    }
    rest = rest.slice(at);
    const thick = sum * scale / side;
    let along = 0;
    for (const one of row) {
      const long = one.size * scale / thick;
      if (width >= height) put(one, x, y + along, thick, long); else put(one, x + along, y, long, thick);
      along += long;
    }
    if (width >= height) { x += thick; width -= thick; } else { y += thick; height -= thick; }
  }
}
function show(items, open) {
  map.replaceChildren(); table.replaceChildren();
  const total = items.reduce((sum, one) => sum + one.size, 0);
  let hue = 0;
  place(items.filter(one => one.size), 0, 0, map.clientWidth, map.clientHeight, (one, x, y, width, height) => {
    const box = document.createElement('div');
    box.style.cssText = `left:${x}px;top:${y}px;width:${width}px;height:${height}px;background:hsl(${hue},60%,75%)`;
    hue = (hue + 47) % 360;
    box.title = one.name + ': ' + one.size.toLocaleString() + ' bytes';
    if (width > 40 && height > 12) box.textContent = one.name;
    box.onclick = () => open(one);
    map.append(box);
  });
  for (const one of items) {
    const row = table.insertRow();
    for (const text of [one.name, one.size.toLocaleString(), (100 * one.size / (total || 1)).toFixed(1) + '%'])
      row.insertCell().textContent = text;
  }
}
const all = () => show(data, one => show(one.parts, all));
all();
"""
_SHOWN: Final = 400  # pieces of a package; the rest is one


def render_size_page(name: str, rows: Iterable[MapRow], exact: bool) -> str:
    """The page."""
    packages: dict[str, list[MapRow]] = {}
    for row in rows:
        packages.setdefault(row.package or f"({row.kind})", []).append(row)
    data = [_package(package, pieces) for package, pieces in packages.items()]
    data.sort(key=lambda one: (-int(str(one["size"])), str(one["name"])))
    total = sum(int(str(one["size"])) for one in data)
    policy = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
    title = html.escape(f"{name}: {total:,} bytes" + ("" if exact else " (estimated)"))
    # "</" would end the element that holds the data.
    text = json.dumps(data).replace("</", "<\\/")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{_STYLE}</style></head>\n'
        f'<body><h1>{title}</h1><div id="map"></div><table><tbody id="rows"></tbody></table>'
        f'<script type="application/json" id="data">{text}</script><script>{_SCRIPT}</script></body></html>\n'
    )


def _package(name: str, rows: Sequence[MapRow]) -> dict[str, object]:
    """A package and its largest pieces."""
    sizes: dict[str, int] = {}
    for row in rows:
        sizes[row.name] = sizes.get(row.name, 0) + row.size
    pieces = sorted(sizes.items(), key=lambda item: (-item[1], item[0]))
    parts = [{"name": piece, "size": size} for piece, size in pieces[:_SHOWN]]
    if rest := pieces[_SHOWN:]:
        parts.append({"name": f"({len(rest)} others)", "size": sum(size for _, size in rest)})
    return {"name": name, "size": sum(sizes.values()), "parts": parts}
