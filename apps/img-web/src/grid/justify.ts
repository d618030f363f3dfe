/** A line of pictures: which of the list, and how large each is drawn, in px. */
export interface GridRow {
  from: number
  widths: number[]
  height: number
  /** Its upper edge from that of the grid. */
  top: number
}

/** Wider or higher shapes than these are cut: a panorama would take a line of a few pixels' height for itself. */
const narrowest = 0.5
const widest = 3

/**
 * Puts pictures into lines that fill the width, keeping their order and, within limits, their shapes.
 *
 * @param ratios width by height
 * @param width of the grid, px
 * @param aim the height that lines are to have about, px
 * @param gap between pictures and between lines, px
 */
export function justify(ratios: readonly number[], width: number, aim: number, gap: number): GridRow[] {
  const rows: GridRow[] = []
  if (width <= 0) return rows
  const shapes = ratios.map((ratio) => Math.min(widest, Math.max(narrowest, ratio)))
  const heightOf = (sum: number, count: number) => (width - gap * (count - 1)) / sum
  let top = 0
  let from = 0
  let sum = 0

  const end = (to: number, height: number) => {
    const widths = shapes.slice(from, to).map((shape) => shape * height)
    rows.push({ from, widths, height, top })
    top += height + gap
    from = to
    sum = 0
  }

  shapes.forEach((shape, at) => {
    const before = heightOf(sum, at - from)
    const after = heightOf(sum + shape, at - from + 1)
    // The line ends before or behind this picture, whichever leaves it nearer to the height that is wanted.
    if (at > from && after < aim && before - aim < aim - after) end(at, before)
    sum += shape
    const height = heightOf(sum, at - from + 1)
    if (height <= aim) end(at + 1, height)
  })
  // The last line is not stretched.
  if (from < shapes.length) end(shapes.length, Math.min(aim, heightOf(sum, shapes.length - from)))
  return rows
}

/** The row that a height lies in, the nearest where it lies between or outside. */
export function rowAt(rows: readonly GridRow[], y: number): number {
  let low = 0
  let high = rows.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (rows[middle]!.top <= y) low = middle
    else high = middle - 1
  }
  return low
}

/** Before which picture something would be put that is let go at this point of the grid; the count: behind them all. */
export function placeAt(rows: readonly GridRow[], x: number, y: number, gap: number): number {
  const row = rows[rowAt(rows, y)]
  if (!row) return 0
  let left = 0
  for (const [at, width] of row.widths.entries()) {
    if (x < left + width / 2) return row.from + at
    left += width + gap
  }
  return row.from + row.widths.length
}

/** The picture above or below another: the one whose middle is nearest. */
export function indexBeside(rows: readonly GridRow[], index: number, step: 1 | -1, gap: number): number {
  const at = rows.findIndex((row) => index < row.from + row.widths.length)
  const row = rows[at]
  const other = rows[at + step]
  if (!row || !other) return index
  const middle = middles(row, gap)[index - row.from]!
  const distances = middles(other, gap).map((one) => Math.abs(one - middle))
  return other.from + distances.indexOf(Math.min(...distances))
}

/** From the left edge of the grid to each picture's, px. */
export function lefts({ widths }: GridRow, gap: number): number[] {
  let left = 0
  return widths.map((width) => {
    const here = left
    left += width + gap
    return here
  })
}

function middles(row: GridRow, gap: number) {
  return lefts(row, gap).map((left, at) => left + row.widths[at]! / 2)
}
