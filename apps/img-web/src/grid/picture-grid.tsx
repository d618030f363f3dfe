import { AnchoredMenu, LiveRegion, type MenuItem } from '@bell/ui'
import { chosenOf, choose, nothing, type Selection } from '@bell/ui/selection'
import type { LinkProps } from '@tanstack/react-router'
import { useWindowVirtualizer } from '@tanstack/react-virtual'
import {
  useEffect,
  useEffectEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
} from 'react'
import type { Picture } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import type { PictureList } from '../pictures/picture-lists.ts'
import { GridRows } from './grid-rows.tsx'
import { indexBeside, justify, placeAt } from './justify.ts'
import { returnTo } from './return-to.ts'
import { useGridDrag } from './use-grid-drag.ts'
import { usePlace } from './use-place.ts'

const gap = 4
/** How far below what is seen the next page is asked for, in lines. */
const ahead = 12

interface PictureGridProps {
  list: PictureList
  label: string
  linkTo: (picture: Picture) => LinkProps
  /** Where pictures can be chosen: which are, and who hears of it. */
  selection?: Selection
  onSelection?: (selection: Selection) => void
  /** Where the order can be changed: puts pictures behind another one, or first (null). */
  onMove?: (ids: readonly string[], afterId: string | null) => void
  /** What the Delete key does. */
  onRemove?: (ids: readonly string[]) => void
  /** For the pictures that are acted on: what a right click offers. */
  menuFor?: (ids: readonly string[]) => readonly MenuItem[]
}

/** Pictures in lines that fill the width. Only the lines in sight exist, so that thousands scroll as well as ten. */
export function PictureGrid(props: PictureGridProps) {
  const { list, label, selection = nothing, onSelection, onMove, onRemove } = props
  const { pictures, query } = list
  const say = useWords()
  const grid = useRef<HTMLUListElement>(null)
  const carried = useRef<HTMLDivElement>(null)
  const [reached, setReached] = useState<string>()
  const [said, setSaid] = useState('')
  const [menu, setMenu] = useState<{ id: string; at: { x: number; y: number }; from: HTMLElement }>()
  const hintId = useId()
  const { width, top } = usePlace(grid)
  const ids = useMemo(() => pictures.map(({ id }) => id), [pictures])
  const rows = useMemo(
    () =>
      justify(
        pictures.map((picture) => picture.width / picture.height),
        width,
        width < 600 ? 130 : 220,
        gap,
      ),
    [pictures, width],
  )

  const lines = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => rows[index]!.height + gap,
    getItemKey: (index) => ids[rows[index]!.from] ?? index,
    scrollMargin: top,
    overscan: 3,
  })
  // The lines are another's when a picture comes, goes or moves, or the window changes.
  useLayoutEffect(() => lines.measure(), [lines, rows])

  const visible = lines.getVirtualItems()
  const lastSeen = visible.at(-1)?.index ?? 0
  const { hasNextPage, isFetching, fetchNextPage } = query
  useEffect(() => {
    if (width > 0 && hasNextPage && !isFetching && lastSeen >= rows.length - ahead) void fetchNextPage()
  }, [width, hasNextPage, isFetching, fetchNextPage, lastSeen, rows.length])

  const chosen = useMemo(() => new Set(chosenOf(selection, ids)), [selection, ids])
  /** All that are chosen where the picture is one of them, else it alone. */
  const actedOn = (id: string) => (chosen.has(id) ? ids.filter((one) => chosen.has(one)) : [id])
  const pick = (id: string, range: boolean) =>
    onSelection?.(choose(selection, ids, ids.indexOf(id), { toggle: !range, range }))

  function move(moving: readonly string[], place: number) {
    const before = ids.slice(0, place).filter((id) => !moving.includes(id))
    const stays = moving.every((id, at) => ids[before.length + at] === id)
    if (!onMove || stays) return
    onMove(moving, before.at(-1) ?? null)
    setSaid(say('grid.moved', { count: moving.length, place: before.length + 1 }))
  }

  const drag = useGridDrag({
    grid,
    carried,
    placeAt: (x, y) => placeAt(rows, x, y, gap),
    idsWith: (id) => (onMove ? actedOn(id) : []),
    onDrop: move,
    onHold:
      onSelection && ((id) => onSelection(choose(selection, ids, ids.indexOf(id), { toggle: true, range: false }))),
  })

  function focus(index: number) {
    const id = ids[index]
    if (id === undefined) return
    setReached(id)
    lines.scrollToIndex(
      rows.findIndex((row) => index < row.from + row.widths.length),
      { align: 'auto' },
    )
    const take = () => {
      const link = grid.current?.querySelector<HTMLElement>(`[data-picture="${id}"] a`)
      link?.focus({ preventScroll: true })
      return link
    }
    // At once where it is drawn already: keys that come quickly must not find the one before.
    if (!take()) requestAnimationFrame(take)
  }

  // The viewer was left: where it was, one goes on.
  const comeBack = useEffectEvent(() => {
    const { id } = returnTo.get()
    const index = id === undefined ? -1 : ids.indexOf(id)
    if (index < 0) return
    returnTo.set({ id: undefined })
    // Once the dialog has let go of the keyboard.
    requestAnimationFrame(() => focus(index))
  })
  useEffect(() => returnTo.subscribe(() => comeBack()), [])

  function moveByKey(id: string, step: number) {
    const moving = actedOn(id)
    const first = ids.indexOf(moving[0]!)
    const last = ids.indexOf(moving.at(-1)!)
    move(moving, Math.max(0, Math.min(ids.length, step < 0 ? first + step : last + 1 + step)))
    // It may be made anew at its new place, and takes the keyboard along.
    requestAnimationFrame(() => {
      const link = grid.current?.querySelector<HTMLElement>(`[data-picture="${id}"] a`)
      link?.focus()
      link?.scrollIntoView({ block: 'nearest' })
    })
  }

  function onKeyDown(event: KeyboardEvent, id: string) {
    const index = ids.indexOf(id)
    const target = {
      ArrowLeft: index - 1,
      ArrowRight: index + 1,
      ArrowUp: indexBeside(rows, index, -1, gap),
      ArrowDown: indexBeside(rows, index, 1, gap),
      Home: 0,
      End: ids.length - 1,
    }[event.key]
    if (target !== undefined && event.altKey) {
      if (!onMove || target === index) return
      moveByKey(id, target - index)
    } else if (target !== undefined) {
      if (event.shiftKey && onSelection && ids[target]) {
        const from =
          selection.anchor === undefined ? choose(selection, ids, index, { toggle: true, range: false }) : selection
        onSelection(choose(from, ids, target, { toggle: false, range: true }))
      }
      focus(target)
    } else if (event.key === ' ' && onSelection) {
      if ((event.target as Element).matches('input')) return
      pick(id, event.shiftKey)
    } else if (event.key === 'Delete' && onRemove) {
      onRemove(actedOn(id))
      focus(Math.min(index + 1, ids.length - 1))
    } else if (event.key === 'Escape' && chosen.size > 0) onSelection?.(nothing)
    else if (event.key === 'a' && (event.ctrlKey || event.metaKey) && onSelection) {
      onSelection({ ids: new Set(ids), anchor: id })
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  function onContextMenu(event: MouseEvent, id: string) {
    if (!props.menuFor) return
    event.preventDefault()
    // A finger that is held chooses; its menu is the bar that comes up then.
    if ((event.nativeEvent as PointerEvent).pointerType === 'touch') return
    const box = event.currentTarget.getBoundingClientRect()
    const byKey = event.clientX === 0 && event.clientY === 0
    const at = byKey ? { x: box.left + 24, y: box.top + 24 } : { x: event.clientX, y: event.clientY }
    setMenu({ id, at, from: event.currentTarget.querySelector('a')! })
  }

  const current = reached !== undefined && ids.includes(reached) ? reached : ids[0]
  return (
    <>
      <ul
        ref={grid}
        aria-label={label}
        className="relative"
        style={{ height: rows.length ? lines.getTotalSize() - gap : 0 }}
      >
        <GridRows
          rows={rows}
          visible={visible.map(({ index }) => index)}
          pictures={pictures}
          gap={gap}
          place={drag.dragging?.place}
          tile={(picture, index) => ({
            link: props.linkTo(picture),
            reachable: picture.id === current,
            chosen: onSelection && chosen.has(picture.id),
            choosing: chosen.size > 0,
            onChoose: (range) => pick(picture.id, range),
            onStale: () => void list.freshen(picture.id).catch(() => undefined),
            describedBy: picture.id === current && onSelection ? hintId : undefined,
            'aria-setsize': query.hasNextPage ? -1 : ids.length,
            'aria-posinset': index + 1,
            onKeyDown: (event) => onKeyDown(event, picture.id),
            onFocus: () => setReached(picture.id),
            onContextMenu: (event) => onContextMenu(event, picture.id),
            className: drag.dragging?.ids.includes(picture.id) ? 'opacity-40' : '',
            ...drag.handlers(picture.id),
          })}
        />
      </ul>
      {drag.dragging && (
        <div ref={carried} aria-hidden className="pointer-events-none fixed top-0 left-0 z-40">
          <Carried pictures={pictures} ids={drag.dragging.ids} />
        </div>
      )}
      <p id={hintId} className="sr-only">
        {say(onMove ? 'grid.keysOrder' : 'grid.keys')}
      </p>
      <AnchoredMenu
        open={menu !== undefined}
        onClose={() => setMenu(undefined)}
        anchor={menu?.at}
        returnTo={menu?.from}
        items={menu ? (props.menuFor?.(actedOn(menu.id)) ?? []) : []}
      />
      <LiveRegion>{said}</LiveRegion>
    </>
  )
}

/** What hangs on the pointer while pictures are carried. */
function Carried({ pictures, ids }: { pictures: readonly Picture[]; ids: readonly string[] }) {
  const first = pictures.find(({ id }) => id === ids[0])
  return (
    <div className="rounded-control shadow-float relative mt-3 ml-3 size-24 rotate-2">
      <img src={first?.urls.thumb} alt="" className="rounded-control size-full object-cover" />
      {ids.length > 1 && (
        <span className="bg-accent text-on-accent absolute -top-2 -right-2 grid size-7 place-items-center rounded-full text-xs font-bold">
          {ids.length}
        </span>
      )}
    </div>
  )
}
