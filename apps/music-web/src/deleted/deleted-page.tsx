import { PageHead } from '@bell/ui'
import { DeletedLists } from '@bell/ui/deleted'
import { useWords } from '../i18n/words.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { SignedInOnly } from '../shell/signed-in-only.tsx'
import { DeletedArtistRow, DeletedTrackRow } from './deleted-rows.tsx'
import { useDeletedArtists, useDeletedTracks } from './use-deleted.ts'

/** What was deleted and can still come back; administrators see everyone's. */
export function DeletedPage() {
  const say = useWords()
  usePageTitle(say('deleted.title'))
  return (
    <SignedInOnly>
      <div className="max-w-3xl">
        <PageHead title={say('deleted.title')} lead={say('deleted.lead')} />
        <Deleted />
      </div>
    </SignedInOnly>
  )
}

function Deleted() {
  const say = useWords()
  const tracks = useDeletedTracks()
  const artists = useDeletedArtists()
  const deletedArtists = artists.data?.pages.flatMap((page) => page.items)
  const deletedTracks = tracks.data?.pages.flatMap((page) => page.items)
  return (
    <DeletedLists
      empty={{ title: say('deleted.empty'), text: say('deleted.emptyText') }}
      lists={[
        {
          title: say('deleted.artists'),
          query: artists,
          rows: deletedArtists?.map((deleted) => <DeletedArtistRow key={deleted.artist.id} deleted={deleted} />),
        },
        {
          title: say('deleted.tracks'),
          query: tracks,
          rows: deletedTracks?.map((deleted) => <DeletedTrackRow key={deleted.track.id} deleted={deleted} />),
        },
      ]}
    />
  )
}
