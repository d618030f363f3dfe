import { Cover, IconButton, Menu, PageHero, toast, useProblemText, type MenuItem } from '@bell/ui'
import { useSession, type SessionUser } from '@bell/ui/session'
import { Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Artist, Track } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { shrinkPicture } from '../pictures/shrink-picture.ts'
import { usePictureDrop } from '../pictures/use-picture-drop.ts'
import { PlayActions } from '../tracks/play-actions.tsx'
import { ArtistDialog } from './artist-dialog.tsx'
import { ArtistLinks } from './artist-links.tsx'
import { DeleteArtistDialog } from './delete-artist-dialog.tsx'

/** Photo, names, what is told of the artist, and for who may change it the way to do so. */
export function ArtistHead({ artist, tracks }: { artist: Artist; tracks: Track[] }) {
  const say = useWords()
  const { user } = useSession()
  const [editing, setEditing] = useState(false)
  const editable = mayEdit(user, artist)
  const [deleting, setDeleting] = useState(false)
  const items: MenuItem[] = [
    { label: say('artist.edit'), icon: <Pencil />, onSelect: () => setEditing(true) },
    'separator',
    { label: say('deleted.deleteArtist'), icon: <Trash2 />, danger: true, onSelect: () => setDeleting(true) },
  ]
  return (
    <>
      <PageHero
        picture={editable ? <DropPhoto artist={artist} /> : <Photo artist={artist} />}
        title={artist.name}
        tint={artist.photoColor}
        actions={
          <>
            <PlayActions tracks={tracks} />
            {editable && (
              <Menu
                trigger={<IconButton label={say('artist.more')} icon={<Ellipsis />} />}
                items={items}
                align="start"
              />
            )}
          </>
        }
      >
        {artist.otherNames.length > 0 && (
          <p className="text-muted mt-1 flex flex-wrap gap-x-3">
            {artist.otherNames.map(({ language, name }) => (
              <span key={`${language} ${name}`} lang={language}>
                {name}
              </span>
            ))}
          </p>
        )}
        <p className="text-muted mt-1">{say('artists.tracks', { count: artist.trackCount })}</p>
      </PageHero>
      {artist.biography && <p className="mt-2 max-w-prose break-words whitespace-pre-line">{artist.biography}</p>}
      <ArtistLinks links={artist.links} />
      {deleting && <DeleteArtistDialog artist={artist} onClose={() => setDeleting(false)} />}
      {editable && <ArtistDialog open={editing} onOpenChange={setEditing} artist={artist} />}
    </>
  )
}

/** The server decides; this only shows the way to those who may. */
function mayEdit(user: SessionUser | undefined, artist: Artist) {
  return (
    user !== undefined &&
    (artist.createdBy === user.id || user.roles.some((role) => role === 'owner' || role === 'admin'))
  )
}

function Photo({ artist }: { artist: Artist }) {
  return <Cover id={artist.id} src={artist.photoUrl} size={160} round eager />
}

/** A picture that is dropped on the photo becomes the photo. */
function DropPhoto({ artist }: { artist: Artist }) {
  const { api, queryClient } = useMusic()
  const problemText = useProblemText()
  const { over, target } = usePictureDrop((picture) => {
    void shrinkPicture(picture)
      .then((shrunk) => api.putPhoto(artist.id, shrunk))
      .then(
        () => queryClient.invalidateQueries({ queryKey: ['artists'] }),
        (error: unknown) => toast(problemText(error), { tone: 'error' }),
      )
  })
  return (
    <div className={`rounded-full ${over ? 'outline-accent outline-2 outline-offset-4' : ''}`} {...target}>
      <Photo artist={artist} />
    </div>
  )
}
