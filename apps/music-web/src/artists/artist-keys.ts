/** Query keys of artists; the lists begin with 'artists', so that one call makes all of them look again. */
export const artistKeys = {
  featured: ['artists', 'featured'] as const,
  unregistered: ['artists', 'unregistered'] as const,
  shelf: ['artists', 'shelf'] as const,
  grid: (q: string) => ['artists', 'grid', q] as const,
  one: (id: string) => ['artists', 'one', id] as const,
  albums: (id: string) => ['artists', 'albums', id] as const,
  related: (id: string) => ['artists', 'related', id] as const,
}
