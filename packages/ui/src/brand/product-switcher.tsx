import { ChevronDown } from 'lucide-react'
import { lazy, Suspense, useRef, useState } from 'react'
import { useKitWords } from '../i18n/kit-words.ts'
import { useFamily, type Family } from './family.ts'
import type { Product } from './mark.tsx'
import { productName, Wordmark } from './wordmark.tsx'

const fetchList = () => import('./product-list.tsx')
const ProductList = lazy(() => fetchList().then((m) => ({ default: m.ProductList })))

/** The header's name of the product; opens the other two sites. */
export function ProductSwitcher({ product, family: given }: { product: Product; family?: Family }) {
  const say = useKitWords()
  const known = useFamily()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  const [wanted, setWanted] = useState(false)
  const approach = () => void fetchList().catch(() => undefined)
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={`${productName(product)}: ${say('products.label')}`}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={approach}
        onFocus={approach}
        onClick={() => {
          setWanted(true)
          setOpen(!open)
        }}
        className="hover:bg-raised rounded-control aria-expanded:bg-raised inline-flex min-h-11 items-center gap-1.5 px-2.5"
      >
        <Wordmark product={product} />
        <ChevronDown aria-hidden size={16} className="text-muted" />
      </button>
      <Suspense>
        {wanted && (
          <ProductList
            product={product}
            family={given ?? known}
            open={open}
            onClose={() => setOpen(false)}
            anchor={button.current}
          />
        )}
      </Suspense>
    </>
  )
}
