import { Cover } from '@bell/ui'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

export function AlbumResults({ albums }: { albums: Album[] }) {
  const say = useWords()
  return (
    <section className="mb-8">
      <h2 className="mb-4 text-lg font-bold">{say('search.albums')}</h2>
      <ul className="grid grid-cols-3 gap-3 @lg:grid-cols-4 @lg:gap-4.5 @3xl:grid-cols-6 @6xl:grid-cols-8">
        {albums.map((album) => (
          <li key={album.id} className="min-w-0">
            <Cover id={album.id} src={album.coverUrl} sizes="(min-width: 768px) 160px, 30vw" className="mb-2.5" />
            <span className="block truncate font-semibold">{album.title}</span>
            {album.year ? <span className="text-muted block text-xs">{album.year}</span> : null}
          </li>
        ))}
      </ul>
    </section>
  )
}
