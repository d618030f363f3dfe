import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'

/** A press that moves so far (px) is a drag. */
const threshold = 6
/** So near the edge (px) the list scrolls by itself, so far (px) a frame. */
const edge = 48
const scrollStep = 10

interface Dragging {
  itemIds: string[]
  /** Before which row they would be put. */
  place: number
}

/**
 * Dragging rows of one height, by mouse or finger. `itemsOf` says what goes along with a row. The list scrolls when it is
 * dragged to its edge; Escape puts everything back.
 */
export function useQueueDrag(options: {
  list: RefObject<HTMLElement | null>
  scroller: RefObject<HTMLElement | null>
  count: number
  rowHeight: number
  itemsOf: (itemId: string) => string[]
  onDrop: (itemIds: string[], place: number) => void
}) {
  const { list, scroller, count, rowHeight } = options
  const [dragging, setDragging] = useState<Dragging>()
  const pressed = useRef<{ itemId: string; x: number; y: number; pointer: number } | undefined>(undefined)
  const pointerY = useRef(0)
  const justDropped = useRef(false)
  const active = dragging !== undefined

  const placeAt = (y: number) => {
    const top = list.current?.getBoundingClientRect().top ?? 0
    return Math.max(0, Math.min(count, Math.round((y - top) / rowHeight)))
  }

  useEffect(() => {
    if (!active) return
    let frame = requestAnimationFrame(function scroll() {
      const box = scroller.current?.getBoundingClientRect()
      if (box && pointerY.current < box.top + edge) scroller.current!.scrollTop -= scrollStep
      if (box && pointerY.current > box.bottom - edge) scroller.current!.scrollTop += scrollStep
      frame = requestAnimationFrame(scroll)
    })
    const cancel = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.preventDefault()
      event.stopPropagation()
      pressed.current = undefined
      setDragging(undefined)
    }
    addEventListener('keydown', cancel, true)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('keydown', cancel, true)
    }
  }, [active, scroller])

  function end() {
    pressed.current = undefined
    setDragging(undefined)
  }

  return {
    dragging,
    /** For what a row is dragged by. */
    handlers: (itemId: string) => ({
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return
        justDropped.current = false
        pressed.current = { itemId, x: event.clientX, y: event.clientY, pointer: event.pointerId }
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const press = pressed.current
        if (!press || press.pointer !== event.pointerId) return
        pointerY.current = event.clientY
        if (dragging) return setDragging({ ...dragging, place: placeAt(event.clientY) })
        if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < threshold) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging({ itemIds: options.itemsOf(press.itemId), place: placeAt(event.clientY) })
      },
      onPointerUp(event: PointerEvent<HTMLElement>) {
        // A grip's event also reaches its row: it is dropped once.
        if (dragging && pressed.current) {
          justDropped.current = true
          options.onDrop(dragging.itemIds, placeAt(event.clientY))
        }
        end()
      },
      onPointerCancel: end,
      /** The click that a drag ends with is none. */
      onClickCapture(event: { preventDefault(): void; stopPropagation(): void }) {
        if (!justDropped.current) return
        justDropped.current = false
        event.preventDefault()
        event.stopPropagation()
      },
    }),
  }
}
