import { ContextMenu as BaseContext } from '@base-ui/react/context-menu'
import { Menu as Base } from '@base-ui/react/menu'
import type { ReactElement } from 'react'
import { MenuItems, popupClass, type MenuItem } from './menu-items.tsx'

export type { MenuItem } from './menu-items.tsx'

/** What is in a menu; a function makes it only when the menu opens, for rows of long lists. */
type Items = readonly MenuItem[] | (() => readonly MenuItem[])

export interface MenuProps {
  /** The button that opens it; it needs a name of its own. */
  trigger: ReactElement
  items: Items
  align?: 'start' | 'center' | 'end'
  /** Where something else than the button opens it too. */
  open?: boolean
  onOpenChange?: (open: boolean) => void
  /** Whether the focus goes back when it closes; not where what was chosen leads elsewhere. */
  givesFocusBack?: () => boolean
}

export function Menu({ trigger, items, align = 'end', open, onOpenChange, givesFocusBack }: MenuProps) {
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} align={align} className="z-50">
          <Base.Popup className={popupClass} finalFocus={givesFocusBack}>
            <MenuItems items={items} />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/** The same items by right-click, long press or the menu key on what it surrounds. */
export function ContextMenu({ items, children }: { items: Items; children: ReactElement }) {
  return (
    <BaseContext.Root>
      <BaseContext.Trigger render={children} />
      <BaseContext.Portal>
        <BaseContext.Positioner className="z-50">
          <BaseContext.Popup className={popupClass}>
            <MenuItems items={items} />
          </BaseContext.Popup>
        </BaseContext.Positioner>
      </BaseContext.Portal>
    </BaseContext.Root>
  )
}
