/** Where albums are kept among the queries; lists apart, since each is asked for in its own way. */
export const albumKeys = {
  one: (albumId: string) => ['albums', albumId],
  list: (owner: 'me' | 'all') => ['album-lists', owner],
  lists: ['album-lists'],
} as const
