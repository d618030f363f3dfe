import { Menu } from '@base-ui/react/menu'
import { MenuItems, popupClass, type MenuItem } from './menu-items.tsx'

/** Where a menu opens: at an element (the "…" button) or at a point of the window (a right click). */
export type MenuAnchor = Element | { x: number; y: number }

export interface AnchoredMenuProps {
  open: boolean
  onClose: () => void
  anchor: MenuAnchor | undefined
  items: readonly MenuItem[]
  /** Gets the focus back. */
  returnTo?: HTMLElement | undefined
}

/** One menu for all rows of a long list, so that a row costs none of its own. */
export function AnchoredMenu({ open, onClose, anchor, items, returnTo }: AnchoredMenuProps) {
  const place =
    anchor && (anchor instanceof Element ? anchor : { getBoundingClientRect: () => new DOMRect(anchor.x, anchor.y) })
  return (
    <Menu.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Menu.Portal>
        <Menu.Positioner
          anchor={place}
          align={anchor instanceof Element ? 'end' : 'start'}
          sideOffset={anchor instanceof Element ? 6 : 2}
          className="z-50"
        >
          <Menu.Popup className={popupClass} finalFocus={() => returnTo ?? true}>
            <MenuItems items={items} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  )
}
