import type { ReactNode } from 'react'

export type Product = 'auth' | 'music' | 'img'

/** What hangs in the bell: a note, an aperture, a keyhole. */
const clappers: Record<Product, ReactNode> = {
  music: (
    <>
      <path d="M12.3 20.4v-7l2.5 1.1" />
      <circle cx="10.9" cy="20.4" r="1.5" fill="currentColor" />
    </>
  ),
  img: (
    <>
      <circle cx="12" cy="19.6" r="2.6" />
      <path d="m12 17-1.3 2.6L12 22.2m2.3-3.9h-3M9.7 20.9h3" strokeWidth="1.1" />
    </>
  ),
  auth: (
    <>
      <circle cx="12" cy="18.6" r="1.6" fill="currentColor" />
      <path d="M12 19.5v3" strokeWidth="2.2" />
    </>
  ),
}

/** The family's bell, with the product's clapper. Beside a name it is decoration. */
export function Mark({ product, size = 26, label }: { product: Product; size?: number; label?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.75"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="text-accent flex-none"
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <path d="M6 9a6 6 0 0 1 12 0c0 6 2.5 7.5 2.5 7.5h-17S6 15 6 9Z" />
      {clappers[product]}
    </svg>
  )
}
