import { Combobox, type ComboboxValue } from '@bell/ui'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'

interface ArtistFieldProps {
  label: string
  hideLabel?: boolean
  value: { id: string | null; name: string }
  disabled?: boolean
  placeholder?: string
  onValueChange: (value: ComboboxValue) => void
}

/** An artist: a registered one by suggestion, or a name. */
export function ArtistField(props: ArtistFieldProps) {
  const say = useWords()
  const { api } = useMusic()
  return (
    <Combobox
      placeholder={say('upload.artist')}
      {...props}
      search={async (query, signal) =>
        (await api.searchArtists(query, signal)).items.map((artist) => ({
          id: artist.id,
          name: artist.name,
          imageUrl: artist.photoUrl,
          detail: say('artists.tracks', { count: artist.trackCount }),
        }))
      }
    />
  )
}
