import type { ComponentProps } from 'react'
import type { Picture } from '../api/shapes.ts'
import { lefts, type GridRow } from './justify.ts'
import { PictureTile } from './picture-tile.tsx'

interface GridRowsProps {
  rows: readonly GridRow[]
  /** Which of them are in sight. */
  visible: readonly number[]
  pictures: readonly Picture[]
  /** px */
  gap: number
  /** Before which picture what is carried would be put. */
  place: number | undefined
  tile: (picture: Picture, index: number) => Omit<ComponentProps<typeof PictureTile>, 'picture' | 'width' | 'height'>
}

/** The lines of a grid that are in sight, and a mark where something would be put. */
export function GridRows({ rows, visible, pictures, gap, place, tile }: GridRowsProps) {
  return visible.flatMap((at) => {
    const row = rows[at]
    if (!row) return []
    const left = lefts(row, gap)
    const tiles = row.widths.flatMap((width, column) => {
      const index = row.from + column
      const picture = pictures[index]
      if (!picture) return []
      const style = { transform: `translate(${left[column]}px, ${row.top}px)` }
      return (
        <PictureTile
          key={picture.id}
          {...tile(picture, index)}
          picture={picture}
          width={width}
          height={row.height}
          style={style}
        />
      )
    })
    const mark = place === undefined ? -1 : place - row.from
    const isLast = at === rows.length - 1
    if (mark < 0 || mark > row.widths.length || (mark === row.widths.length && !isLast)) return tiles
    const x = mark < row.widths.length ? left[mark]! : left.at(-1)! + row.widths.at(-1)! + gap
    return [
      ...tiles,
      <li
        key="mark"
        aria-hidden
        className="bg-accent pointer-events-none absolute z-10 w-1 rounded-full"
        style={{ transform: `translate(${x - gap}px, ${row.top}px)`, height: row.height }}
      />,
    ]
  })
}
