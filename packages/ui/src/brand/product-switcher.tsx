import { Popover } from '@base-ui/react/popover'
import { ChevronDown } from 'lucide-react'
import { useKitWords } from '../i18n/kit-words.ts'
import { useFamily, type Family } from './family.ts'
import { Mark, type Product } from './mark.tsx'
import { productName, Wordmark } from './wordmark.tsx'

/** The header's name of the product; opens the other two sites. */
export function ProductSwitcher({ product, family: given }: { product: Product; family?: Family }) {
  const say = useKitWords()
  const known = useFamily()
  const family = given ?? known
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={`${productName(product)}: ${say('products.label')}`}
        className="hover:bg-raised rounded-control data-popup-open:bg-raised inline-flex min-h-11 items-center gap-1.5 px-2.5"
      >
        <Wordmark product={product} />
        <ChevronDown aria-hidden size={16} className="text-muted" />
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner sideOffset={6} align="start" className="z-50">
          <Popover.Popup className="floating w-72 p-1.5" aria-label={say('products.label')}>
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
