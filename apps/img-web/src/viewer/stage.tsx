import { useLayoutEffect, useRef, useState, type RefObject } from 'react'
import type { Picture } from '../api/shapes.ts'
import { Slide } from './slide.tsx'
import { useGestures } from './use-gestures.ts'
import { fit } from './zoom.ts'

export interface StageHandle {
  zoomBy(factor: number): void
  reset(): void
}

interface StageProps {
  /** The picture, with its neighbours where there are any. */
  previous: Picture | undefined
  picture: Picture
  next: Picture | undefined
  handle: RefObject<StageHandle | undefined>
  onSwipe: (to: 'next' | 'previous' | 'close') => void
  onStale: (id: string) => void
}

/** The picture that is looked at, and to its sides, out of sight and already fetched, its neighbours. */
export function Stage({ previous, picture, next, handle, onSwipe, onStale }: StageProps) {
  const stage = useRef<HTMLDivElement>(null)
  const size = useSize(stage)
  const { view, offset, handlers, zoomBy, reset } = useGestures({ stage, size, shown: fit(picture, size), onSwipe })
  useLayoutEffect(() => {
    handle.current = { zoomBy, reset }
  })
  const slides: [Picture | undefined, number][] = [
    [previous, -1],
    [picture, 0],
    [next, 1],
  ]
  const sideways = offset && Math.abs(offset.x) > Math.abs(offset.y)
  return (
    <div
      ref={stage}
      className={`absolute inset-0 touch-none overflow-hidden select-none ${view.scale > 1 ? 'cursor-grab active:cursor-grabbing' : ''}`}
      {...handlers}
    >
      {size.width > 0 &&
        slides.map(
          ([one, side]) =>
            one && (
              <Slide
                key={one.id}
                picture={one}
                stage={size}
                view={side === 0 ? view : undefined}
                onStale={() => onStale(one.id)}
                className={`${offset ? '' : 'transition-transform duration-200'} ${side === 0 ? '' : 'pointer-events-none'}`}
                style={{
                  transform: `translate(calc(${side * 100}% + ${sideways ? offset.x : 0}px), ${
                    side === 0 && offset && !sideways ? Math.max(0, offset.y) : 0
                  }px)`,
                }}
              />
            ),
        )}
    </div>
  )
}

function useSize(element: RefObject<HTMLElement | null>) {
  const [size, setSize] = useState({ width: 0, height: 0 })
  useLayoutEffect(() => {
    const observed = element.current
    if (!observed) return undefined
    const observer = new ResizeObserver(() => setSize({ width: observed.clientWidth, height: observed.clientHeight }))
    observer.observe(observed)
    return () => observer.disconnect()
  }, [element])
  return size
}
