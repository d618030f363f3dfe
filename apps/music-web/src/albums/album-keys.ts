export const albumKeys = {
  newest: ['albums', 'newest'],
  grid: ['albums', 'grid'],
  one: (albumId: string) => ['albums', 'one', albumId],
} as const
