// Squarified treemaps: a row takes pieces as long as that makes its worst piece less oblong.
// Source: Bruls, Huizing, van Wijk, "Squarified Treemaps", 2000.

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A box for each size, in their order: areas in proportion, together the whole. Sizes descend and are positive. */
export function squarify(sizes: readonly number[], { x, y, width, height }: Box): Box[] {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const scale = total > 0 ? (width * height) / total : 0;
  const boxes: Box[] = [];
  let at = 0;
  while (at < sizes.length) {
    const side = Math.min(width, height);
    const { end, area } = rowOf(sizes, at, scale, side);
    const thick = side > 0 ? area / side : 0;
    const across = width >= height; // the row stands at the left, else it lies on top
    let along = 0;
    for (; at < end; at++) {
      const long = thick > 0 ? ((sizes[at] ?? 0) * scale) / thick : 0;
      boxes.push(
        across
          ? { x, y: y + along, width: thick, height: long }
          : { x: x + along, y, width: long, height: thick },
      );
      along += long;
    }
    [x, y] = across ? [x + thick, y] : [x, y + thick];
    [width, height] = across ? [Math.max(0, width - thick), height] : [width, Math.max(0, height - thick)];
  }
  return boxes;
}

/** Where the row that begins at a size ends, and its area. */
function rowOf(
  sizes: readonly number[],
  first: number,
  scale: number,
  side: number,
): { end: number; area: number } {
  const largest = (sizes[first] ?? 0) * scale;
  let area = largest;
  let worst = oblong(largest, largest, area, side);
  let end = first + 1;
  for (; end < sizes.length; end++) {
    const next = (sizes[end] ?? 0) * scale;
    const then = oblong(largest, next, area + next, side);
    if (then > worst) {
      break;
    }
    worst = then;
    area += next;
  }
  return { end, area };
}

/** The worst ratio of sides in a row of that area, from its largest and smallest piece. */
function oblong(largest: number, smallest: number, area: number, side: number): number {
  const square = area * area;
  const edge = side * side;
  return Math.max((edge * largest) / square, square / (edge * smallest));
}
