import { Mark, type Product } from './mark.tsx'

const firstPart: Record<Product, string> = { auth: 'Auth', music: 'Music', img: 'Img' }

/** The product's full name as it is written everywhere: MusicBell. */
export function productName(product: Product) {
  return `${firstPart[product]}Bell`
}

/** Mark and name, as in every header. */
export function Wordmark({ product }: { product: Product }) {
  return (
    <span className="inline-flex items-center gap-2.5 text-[1.125rem] font-bold tracking-tight whitespace-nowrap">
      <Mark product={product} />
      <span>
        {firstPart[product]}
        <b className="text-accent font-bold">Bell</b>
      </span>
    </span>
  )
}
