import { useEffect, useEffectEvent, useRef, useState, type PointerEvent, type RefObject } from 'react'
import { swipe, whole, within, zoomAt, type Point, type Size, type View } from './zoom.ts'

/** Two taps within so many ms, and so near each other (px), are one double tap. */
const doubleMs = 300
const doublePx = 30
const nearer = 2.5

/**
 * What fingers, mouse and wheel do to the picture on the stage: one finger turns the page, or moves what is zoomed in;
 * two pinch; a double tap and the wheel zoom where they are.
 *
 * @param shown the size of the whole picture, px
 */
export function useGestures(options: {
  stage: RefObject<HTMLElement | null>
  size: Size
  shown: Size
  onSwipe: (to: 'next' | 'previous' | 'close') => void
}) {
  const { stage, size, shown } = options
  const [view, setView] = useState(whole)
  /** How far a whole picture is dragged, px. */
  const [offset, setOffset] = useState<Point>()
  const fingers = useRef(new Map<number, Point>())
  const last = useRef({ at: 0, point: { x: 0, y: 0 }, speed: { x: 0, y: 0 } })
  const tap = useRef({ at: 0, x: 0, y: 0 })

  const zoom = (factor: number, point: Point) => setView((before) => zoomAt(before, factor, point, shown, size))
  const fromMiddle = ({ x, y }: Point): Point => {
    const box = stage.current?.getBoundingClientRect()
    return box ? { x: x - box.left - box.width / 2, y: y - box.top - box.height / 2 } : { x: 0, y: 0 }
  }

  const onWheel = useEffectEvent((event: WheelEvent) => {
    event.preventDefault()
    // A pinch on a touchpad comes as a wheel with Ctrl, in finer steps.
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)), fromMiddle({ x: event.clientX, y: event.clientY }))
  })
  useEffect(() => {
    const element = stage.current
    const wheel = (event: WheelEvent) => onWheel(event)
    // React's own wheel listeners are passive, and the page behind would zoom.
    element?.addEventListener('wheel', wheel, { passive: false })
    return () => element?.removeEventListener('wheel', wheel)
  }, [stage])

  function toggle(point: Point) {
    setView((before) => (before.scale > 1 ? whole : zoomAt(before, nearer, point, shown, size)))
  }

  function pinch(pointer: number, to: Point) {
    const [still] = [...fingers.current].filter(([id]) => id !== pointer).map(([, point]) => point)
    const from = fingers.current.get(pointer)!
    if (!still) return
    const before = Math.hypot(from.x - still.x, from.y - still.y)
    const after = Math.hypot(to.x - still.x, to.y - still.y)
    if (before > 0) zoom(after / before, fromMiddle({ x: (to.x + still.x) / 2, y: (to.y + still.y) / 2 }))
  }

  function drag(from: Point, to: Point) {
    const by = { x: to.x - from.x, y: to.y - from.y }
    if (view.scale > 1) {
      return setView((before: View) => within({ ...before, x: before.x + by.x, y: before.y + by.y }, shown, size))
    }
    setOffset((before) => ({ x: (before?.x ?? 0) + by.x, y: (before?.y ?? 0) + by.y }))
  }

  function end(event: PointerEvent<HTMLElement>) {
    const here = { x: event.clientX, y: event.clientY }
    fingers.current.delete(event.pointerId)
    if (fingers.current.size > 0) return
    const moved = offset && Math.hypot(offset.x, offset.y) > 10
    setOffset(undefined)
    if (event.type === 'pointercancel') return
    if (moved) {
      const to = swipe(offset, event.timeStamp - last.current.at < 100 ? last.current.speed : { x: 0, y: 0 }, size)
      if (to) options.onSwipe(to)
      return
    }
    const again =
      event.timeStamp - tap.current.at < doubleMs &&
      Math.hypot(here.x - tap.current.x, here.y - tap.current.y) < doublePx
    tap.current = { at: again ? 0 : event.timeStamp, ...here }
    if (again) toggle(fromMiddle(here))
  }

  return {
    view,
    offset,
    /** Nearer or further, in the middle. */
    zoomBy: (factor: number) => zoom(factor, { x: 0, y: 0 }),
    reset: () => setView(whole),
    handlers: {
      onPointerDown(event: PointerEvent<HTMLElement>) {
        if (event.button !== 0) return
        event.currentTarget.setPointerCapture(event.pointerId)
        fingers.current.set(event.pointerId, { x: event.clientX, y: event.clientY })
        last.current = { at: event.timeStamp, point: { x: event.clientX, y: event.clientY }, speed: { x: 0, y: 0 } }
      },
      onPointerMove(event: PointerEvent<HTMLElement>) {
        const from = fingers.current.get(event.pointerId)
        if (!from) return
        const to = { x: event.clientX, y: event.clientY }
        if (fingers.current.size === 2) pinch(event.pointerId, to)
        else if (fingers.current.size === 1) {
          const ms = event.timeStamp - last.current.at
          const { point } = last.current
          if (ms > 0) {
            last.current = {
              at: event.timeStamp,
              point: to,
              speed: { x: (to.x - point.x) / ms, y: (to.y - point.y) / ms },
            }
          }
          drag(from, to)
        }
        fingers.current.set(event.pointerId, to)
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
  }
}
