import { useEffect, useEffectEvent, useRef, useState, type PointerEvent, type RefObject } from 'react'

/** A press that moves so far (px) is a drag; a finger that does so before it was held long enough scrolls. */
const threshold = 6
const holdMs = 400
/** So near the edge of the window (px) it scrolls by itself, so far (px) a frame. */
const edge = 72
const scrollStep = 14

interface Press {
  id: string
  x: number
  y: number
  pointer: number
  /** A finger has to rest before it carries something. */
  held: boolean
}

export interface Dragging {
  ids: readonly string[]
  /** Before which picture they would be put. */
  place: number
}

/**
 * Carrying pictures of a grid elsewhere in it, by mouse or finger; holding a finger on one without moving it chooses
 * it. The window scrolls when something is carried to its edge; Escape puts everything back.
 */
export function useGridDrag(options: {
  grid: RefObject<HTMLElement | null>
  /** What hangs on the pointer: it is moved here, without a render. */
  carried: RefObject<HTMLElement | null>
  /** From a point of the grid, px. */
  placeAt: (x: number, y: number) => number
  /** What goes along with a picture; none where the order is not to be changed. */
  idsWith: (id: string) => readonly string[]
  onDrop: (ids: readonly string[], place: number) => void
  /** Undefined where nothing can be chosen. */
  onHold: ((id: string) => void) | undefined
}) {
  const { grid, carried } = options
  const [dragging, setDragging] = useState<Dragging>()
  const press = useRef<Press | undefined>(undefined)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const point = useRef({ x: 0, y: 0 })
  const clickIsNone = useRef(false)
  const active = dragging !== undefined

  const placeHere = () => {
    const box = grid.current?.getBoundingClientRect()
    return box ? options.placeAt(point.current.x - box.left, point.current.y - box.top) : 0
  }

  function end() {
    clearTimeout(timer.current)
    press.current = undefined
    setDragging(undefined)
  }

  const follow = useEffectEvent(() => {
    const { x, y } = point.current
    if (carried.current) carried.current.style.transform = `translate(${x}px, ${y}px)`
    const place = placeHere()
    setDragging((before) => (before && before.place !== place ? { ...before, place } : before))
  })
  const cancel = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    end()
  })

  useEffect(() => {
    if (!active) return undefined
    let frame = requestAnimationFrame(function scroll() {
      const { y } = point.current
      if (y < edge) scrollBy(0, -scrollStep)
      if (y > innerHeight - edge) scrollBy(0, scrollStep)
      follow()
      frame = requestAnimationFrame(scroll)
    })
    const onKey = (event: KeyboardEvent) => cancel(event)
    addEventListener('keydown', onKey, true)
    return () => {
      cancelAnimationFrame(frame)
      removeEventListener('keydown', onKey, true)
    }
  }, [active])

  // A finger that carries something must not scroll; only a listener that is not passive can say so.
  useEffect(() => {
    const element = grid.current
    const keep = (event: TouchEvent) => {
      if (press.current?.held && event.cancelable) event.preventDefault()
    }
    element?.addEventListener('touchmove', keep, { passive: false })
    return () => element?.removeEventListener('touchmove', keep)
  }, [grid])

  return {
    dragging,
    /** For a picture's box. */
    handlers: (id: string) => ({
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return
        clickIsNone.current = false
        const finger = event.pointerType === 'touch'
        const { clientX: x, clientY: y, pointerId: pointer } = event
        press.current = { id, x, y, pointer, held: !finger }
        clearTimeout(timer.current)
        if (!finger || !options.onHold) return
        timer.current = setTimeout(() => {
          if (press.current) press.current.held = true
          clickIsNone.current = true
          options.onHold?.(id)
        }, holdMs)
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const pressed = press.current
        if (!pressed || pressed.pointer !== event.pointerId) return
        point.current = { x: event.clientX, y: event.clientY }
        if (dragging || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < threshold) return
        if (!pressed.held) return end()
        const ids = options.idsWith(pressed.id)
        if (ids.length === 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        setDragging({ ids, place: placeHere() })
      },
      onPointerUp() {
        if (dragging && press.current) {
          clickIsNone.current = true
          options.onDrop(dragging.ids, placeHere())
        }
        end()
      },
      onPointerCancel: end,
      /** The click that a drag or a hold ends with is none. */
      onClickCapture(event: { preventDefault(): void; stopPropagation(): void }) {
        if (!clickIsNone.current) return
        clickIsNone.current = false
        event.preventDefault()
        event.stopPropagation()
      },
    }),
  }
}
