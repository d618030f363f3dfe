/** Where pictures are kept among the queries, list by list. */
export const listKeys = {
  own: ['pictures', 'own'],
  album: (albumId: string) => ['pictures', 'album', albumId],
  public: (publicId: string) => ['pictures', 'public', publicId],
} as const
