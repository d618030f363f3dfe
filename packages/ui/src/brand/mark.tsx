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
    <path
      d="M12 17.9a2.9 2.9 0 1 1 0 5.8 2.9 2.9 0 0 1 0-5.8Zm-.8 1.6-.8 1.3.8 1.4h1.6l.8-1.4-.8-1.3Z"
      fill="currentColor"
      fillRule="evenodd"
      stroke="none"
    />
  ),
  auth: (
    <path d="M12 17.9a1.9 1.9 0 0 1 1 3.5l.7 2.3h-3.4l.7-2.3a1.9 1.9 0 0 1 1-3.5Z" fill="currentColor" stroke="none" />
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
