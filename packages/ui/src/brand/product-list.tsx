import { Popover } from '@base-ui/react/popover'
import { useKitWords } from '../i18n/kit-words.ts'
import type { Family } from './family.ts'
import { Mark, type Product } from './mark.tsx'
import { productName } from './wordmark.tsx'

export interface ProductListProps {
  product: Product
  family: Family
  open: boolean
  onClose: () => void
  /** What opened it, and gets the focus back. */
  anchor: HTMLElement | null
}

/** The three sites, one below the other. */
export function ProductList({ product, family, open, onClose, anchor }: ProductListProps) {
  const say = useKitWords()
  return (
    <Popover.Root open={open} onOpenChange={(next) => !next && onClose()} modal>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} sideOffset={6} align="start" className="z-50">
          <Popover.Popup
            className="floating w-72 p-1.5"
            aria-label={say('products.label')}
            finalFocus={() => anchor ?? true}
          >
            <nav className="grid gap-0.5">
              {(['music', 'img', 'auth'] as const).map((one) => (
                <a
                  key={one}
                  href={one === product ? '/' : family[one]}
                  aria-current={one === product ? 'true' : undefined}
                  className="hover:bg-accent-soft rounded-control aria-[current]:bg-accent-soft flex items-center gap-3 p-2.5"
                >
                  <Mark product={one} />
                  <span className="grid">
                    <span className="font-semibold">{productName(one)}</span>
                    <span className="text-muted text-xs">{say(`products.${one}`)}</span>
                  </span>
                </a>
              ))}
            </nav>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
