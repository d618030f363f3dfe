import { Cover } from '@bell/ui'
import { Link } from '@tanstack/react-router'
import type { Album } from '../api/shapes.ts'

/** An album as its cover with the title below; leads to the page. */
export function AlbumCard({ album, line }: { album: Album; line?: string | number | null }) {
  return (
    <Link to="/albums/$albumId" params={{ albumId: album.id }} className="group rounded-cover block min-w-0">
      <Cover
        id={album.id}
        src={album.coverUrl}
        sizes="(min-width: 768px) 160px, 30vw"
        className="mb-2.5 transition group-hover:brightness-110"
      />
      <span className="block truncate font-semibold">{album.title}</span>
      {line && <span className="text-muted block truncate text-xs">{line}</span>}
    </Link>
  )
}
