import { cloneElement, lazy, Suspense, useRef, useState, type ReactElement, type RefAttributes } from 'react'
import type { MenuItem } from './menu-items.tsx'

const fetchMenu = () => import('./anchored-menu.tsx')
const AnchoredMenu = lazy(() => fetchMenu().then((m) => ({ default: m.AnchoredMenu })))

type Trigger = ReactElement<React.ComponentProps<'button'> & RefAttributes<HTMLButtonElement>>

/** A menu in every page's head: its button is there at once, what opens is fetched when a hand comes near. */
export function MenuOnDemand({ trigger, items }: { trigger: Trigger; items: readonly MenuItem[] }) {
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const approach = () => void fetchMenu().catch(() => undefined)
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        'aria-haspopup': 'menu',
        'aria-expanded': open,
        onPointerEnter: approach,
        onFocus: approach,
        onClick: () => {
          setWanted(true)
          setOpen(true)
        },
      })}
      <Suspense>
        {wanted && (
          <AnchoredMenu
            open={open}
            onClose={() => setOpen(false)}
            anchor={button.current ?? undefined}
            returnTo={button.current ?? undefined}
            items={items}
          />
        )}
      </Suspense>
    </>
  )
}
