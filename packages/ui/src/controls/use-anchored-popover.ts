import { useLayoutEffect, type RefObject } from 'react'

const gap = 4
const edge = 8
const most = 384

/**
 * Shows a `popover="manual"` element below (or, where there is more room, above) its anchor, in the browser's top
 * layer: nothing that scrolls cuts it off, and in the document it stays where it belongs.
 */
export function useAnchoredPopover(
  shown: boolean,
  anchor: RefObject<HTMLElement | null>,
  popover: RefObject<HTMLElement | null>,
) {
  useLayoutEffect(() => {
    const [at, box] = [anchor.current, popover.current]
    if (!shown || !at || !box) return undefined
    const place = () => {
      const { left, top, bottom, width } = at.getBoundingClientRect()
      const below = innerHeight - bottom - gap - edge
      const above = top - gap - edge
      const upwards = below < 200 && above > below
      box.style.minWidth = `${Math.min(Math.max(width, 288), innerWidth - 2 * edge)}px`
      box.style.maxHeight = `${Math.min(most, upwards ? above : below)}px`
      box.style.left = `${Math.max(edge, Math.min(left, innerWidth - box.offsetWidth - edge))}px`
      box.style.top = upwards ? 'auto' : `${bottom + gap}px`
      box.style.bottom = upwards ? `${innerHeight - top + gap}px` : 'auto'
    }
    box.showPopover()
    place()
    const resized = new ResizeObserver(place)
    resized.observe(box)
    addEventListener('scroll', place, { capture: true, passive: true })
    addEventListener('resize', place)
    return () => {
      resized.disconnect()
      removeEventListener('scroll', place, { capture: true })
      removeEventListener('resize', place)
      box.hidePopover()
    }
  }, [shown, anchor, popover])
}
