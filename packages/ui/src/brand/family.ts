import { useSyncExternalStore } from 'react'
import type { Product } from './mark.tsx'

/** The origins of the three sites. */
export type Family = Record<Product, string>

const ports: Record<Product, string> = { auth: '4000', music: '4100', img: '4200' }
const products: readonly Product[] = ['auth', 'music', 'img']

/**
 * Where the three sites usually are, read from where this one is: `music.example.org` has its siblings beside it, and
 * `localhost:4100` has them on the other two ports. The operator may have set others: useFamily asks the server.
 */
export function familyOrigins(here: Pick<Location, 'protocol' | 'hostname' | 'port'> = location): Family {
  const [first, ...rest] = here.hostname.split('.')
  const named = rest.length > 0 && products.some((product) => product === first)
  const port = here.port ? `:${here.port}` : ''
  const origin = (product: Product) =>
    named
      ? `${here.protocol}//${[product, ...rest].join('.')}${port}`
      : `${here.protocol}//${here.hostname}:${ports[product]}`
  return { auth: origin('auth'), music: origin('music'), img: origin('img') }
}

let family: Family | undefined
let asked = false
let answered = false
const listeners = new Set<() => void>()

/** Where the three sites are, by `GET /api/site`; until it has answered, where they usually are. */
export function useFamily(): Family {
  return useSyncExternalStore(subscribe, currentFamily)
}

/** Where people's pictures are: ImgBell, once the server has said where that is; a guess may be forbidden to the page. */
export function usePicturesOrigin(): string | undefined {
  return useSyncExternalStore(subscribe, () => (answered ? family?.img : undefined))
}

function currentFamily() {
  return (family ??= familyOrigins())
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  if (!asked) void ask()
  return () => listeners.delete(listener)
}

async function ask() {
  asked = true
  try {
    const response = await fetch('/api/site')
    if (!response.ok) throw new Error(`/api/site answered ${response.status}`)
    family = ((await response.json()) as { products: Family }).products
    answered = true
    for (const listener of listeners) listener()
  } catch {
    asked = false // The usual places are right nearly always; the next page asks again.
  }
}
