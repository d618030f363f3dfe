import type { Product } from './mark.tsx'

export type Family = Record<Product, string>

const ports: Record<Product, string> = { auth: '4000', music: '4100', img: '4200' }
const products: readonly Product[] = ['auth', 'music', 'img']

/**
 * Where the three sites are, read from where this one is: `music.example.org` has its siblings beside it, and
 * `localhost:4100` has them on the other two ports. Addresses that the operator set freely come from the server.
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
