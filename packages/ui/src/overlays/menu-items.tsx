import { Menu } from '@base-ui/react/menu'
import { Check, ChevronRight } from 'lucide-react'
import { Fragment, type ReactNode } from 'react'
import { Kbd } from '../layout/kbd.tsx'

interface Action {
  label: string
  icon?: ReactNode
  /** Language of the label, where it is not the page's. */
  lang?: string
  onSelect?: () => void
  href?: string
  /** The key that does the same. */
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  /** One of several choices; the chosen one has a mark. */
  checked?: boolean
  /** Opens a menu of its own. */
  items?: readonly MenuItem[]
}
export type MenuItem = Action | 'separator' | { heading: string; detail?: string }

export const popupClass =
  'floating max-h-(--available-height) max-w-[calc(100vw-1rem)] min-w-52 overflow-y-auto p-1.5 outline-none'

const itemClass =
  'data-highlighted:bg-accent-soft rounded-control data-popup-open:bg-accent-soft flex min-h-9 w-full cursor-default items-center gap-3 px-2.5 py-1.5 outline-none select-none data-disabled:opacity-50 pointer-coarse:min-h-11 [&_svg]:size-[18px] [&_svg]:flex-none'

/** The one form of a menu's items, whatever opened it. */
export function MenuItems({ items }: { items: readonly MenuItem[] | (() => readonly MenuItem[]) }) {
  return (typeof items === 'function' ? items() : items).map((item, place) => (
    <Fragment key={keyOf(item, place)}>{render(item)}</Fragment>
  ))
}

function render(item: MenuItem) {
  if (item === 'separator') return <Menu.Separator className="bg-line mx-1 my-1.5 h-px" />
  if ('heading' in item) {
    return (
      <div className="px-2.5 pt-2 pb-2.5">
        <div className="font-semibold">{item.heading}</div>
        {item.detail && <div className="text-muted text-xs">{item.detail}</div>}
      </div>
    )
  }
  const look = `${itemClass} ${item.danger ? 'text-danger' : ''}`
  if (item.items) {
    return (
      <Menu.SubmenuRoot>
        <Menu.SubmenuTrigger className={look} disabled={item.disabled}>
          <Label {...item} />
          <ChevronRight aria-hidden className="text-muted ml-auto" />
        </Menu.SubmenuTrigger>
        <Menu.Portal>
          <Menu.Positioner sideOffset={2} alignOffset={-6} className="z-50">
            <Menu.Popup className={popupClass}>
              <MenuItems items={item.items} />
            </Menu.Popup>
          </Menu.Positioner>
        </Menu.Portal>
      </Menu.SubmenuRoot>
    )
  }
  if (item.href !== undefined) {
    return (
      <Menu.LinkItem href={item.href} className={look} closeOnClick>
        <Label {...item} />
      </Menu.LinkItem>
    )
  }
  if (item.checked !== undefined) {
    return (
      <Menu.CheckboxItem
        checked={item.checked}
        onClick={item.onSelect}
        disabled={item.disabled}
        className={look}
        closeOnClick
      >
        <span className="text-accent grid size-[18px] place-items-center">{item.checked && <Check aria-hidden />}</span>
        <Label {...item} />
      </Menu.CheckboxItem>
    )
  }
  return (
    <Menu.Item onClick={item.onSelect} disabled={item.disabled} className={look}>
      <Label {...item} />
    </Menu.Item>
  )
}

function Label({ icon, label, lang, shortcut }: Action) {
  return (
    <>
      {icon && <span className="text-muted contents">{icon}</span>}
      <span lang={lang}>{label}</span>
      {shortcut && <Kbd className="ml-auto">{shortcut}</Kbd>}
    </>
  )
}

function keyOf(item: MenuItem, place: number) {
  if (item === 'separator') return `separator-${place}`
  return 'heading' in item ? item.heading : item.label
}
