import { Link } from '@tanstack/react-router'
import { Images } from 'lucide-react'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { VisibilityIcon } from './visibility.tsx'

/** An album in a grid of them. `ofOther` names whose it is. */
export function AlbumCard({ album, ofOther }: { album: Album; ofOther: boolean }) {
  const say = useWords()
  const { id, title, cover, imageCount, visibility, ownerName } = album
  return (
    <li className="min-w-0">
      <Link to="/albums/$albumId" params={{ albumId: id }} className="group rounded-cover block">
        {cover ? (
          <span className="rounded-cover block aspect-square overflow-hidden" style={{ backgroundColor: cover.color }}>
            <img
              src={cover.urls.thumb}
              alt=""
              loading="lazy"
              decoding="async"
              draggable={false}
              className="size-full object-cover transition-transform duration-200 group-hover:scale-[1.02]"
            />
          </span>
        ) : (
          <span className="bg-raised text-muted rounded-cover grid aspect-square place-items-center">
            <Images aria-hidden size={40} strokeWidth={1.25} />
          </span>
        )}
        <span className="mt-2 block truncate font-semibold">{title}</span>
        <span className="text-muted flex items-center gap-1.5 text-xs">
          <VisibilityIcon visibility={visibility} size={14} />
          <span className="sr-only">{say(`visibility.${visibility}`)}, </span>
          <span className="truncate">
            {say('albums.count', { count: imageCount })}
            {ofOther && ` · ${ownerName}`}
          </span>
        </span>
      </Link>
    </li>
  )
}
