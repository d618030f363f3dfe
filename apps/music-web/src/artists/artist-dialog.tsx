import { Button, Dialog, TextArea, TextField, toast, useProblemText } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState, type FormEvent } from 'react'
import type { Artist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { PictureField, type ChosenPicture } from '../pictures/picture-field.tsx'
import { shrinkPicture } from '../pictures/shrink-picture.ts'
import { LinksEditor } from './links-editor.tsx'
import { completeAddress, isWebAddress } from './link-kind.ts'
import { candidatesOf, NameTaken } from './name-taken.tsx'
import { OtherNamesEditor } from './other-names-editor.tsx'

interface ArtistDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Whose page is edited; without it, one is made. */
  artist?: Artist
}

/** Makes an artist's page or edits it. What was typed goes when it closes. */
export function ArtistDialog({ open, onOpenChange, artist }: ArtistDialogProps) {
  const say = useWords()
  const form = useId()
  const [busy, setBusy] = useState(false)
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={say(artist ? 'artist.editTitle' : 'artist.createTitle')}
      description={artist ? undefined : say('artist.createText')}
      footer={
        <Button type="submit" form={form} busy={busy}>
          {say(artist ? 'artist.save' : 'artist.create')}
        </Button>
      }
    >
      <ArtistForm id={form} artist={artist} onBusy={setBusy} onDone={() => onOpenChange(false)} />
    </Dialog>
  )
}

function ArtistForm(props: {
  id: string
  artist: Artist | undefined
  onBusy: (b: boolean) => void
  onDone: () => void
}) {
  const { id, artist, onBusy, onDone } = props
  const say = useWords()
  const { api, queryClient } = useMusic()
  const navigate = useNavigate()
  const problemText = useProblemText()
  const [name, setName] = useState(artist?.name ?? '')
  const [otherNames, setOtherNames] = useState(artist?.otherNames ?? [])
  const [biography, setBiography] = useState(artist?.biography ?? '')
  const [addresses, setAddresses] = useState(artist ? artist.links.map((link) => link.url) : [''])
  const [photo, setPhoto] = useState<ChosenPicture>()
  const [checked, setChecked] = useState(false)
  const filled = addresses.map(completeAddress)
  const wrong = filled.some((address) => address !== '' && !isWebAddress(address))

  const saving = useMutation({
    async mutationFn(allowSameName: boolean) {
      const body = {
        name: name.trim(),
        otherNames: otherNames.filter((other) => other.name.trim() !== ''),
        biography: biography.trim(),
        links: linksOf(filled, artist),
        allowSameName,
      }
      const saved = artist ? await api.changeArtist(artist.id, body) : await api.createArtist(body)
      // The page is there; a photo that is refused is said so and can be given again.
      await savePhoto(saved.id).catch((error: unknown) => toast(problemText(error), { tone: 'error' }))
      return saved
    },
    async onSuccess(saved) {
      toast(say(artist ? 'artist.saved' : 'artist.created', { name: saved.name }), { tone: 'success' })
      onDone()
      await queryClient.invalidateQueries({ queryKey: ['artists'] })
      if (!artist) await open(saved)
    },
    onMutate: () => onBusy(true),
    onSettled: () => onBusy(false),
  })

  async function savePhoto(artistId: string) {
    if (photo) await api.putPhoto(artistId, await shrinkPicture(photo))
    if (photo === null) await api.removePhoto(artistId)
  }

  function open(saved: Artist) {
    return navigate({ to: '/artists/$artistId', params: { artistId: saved.id } })
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && !wrong) saving.mutate(false)
  }

  const candidates = candidatesOf(saving.error)
  const wrongLinks = checked ? placesOfWrongLinks(filled, saving.error) : []
  const linkErrors = Object.fromEntries(wrongLinks.map((place) => [place, say('artist.linkWrong')]))
  return (
    <form id={id} onSubmit={submit} noValidate className="grid gap-5 py-2">
      <PictureField
        label={say('artist.photo')}
        id={artist?.id ?? 'new'}
        src={artist?.photoUrl ?? null}
        chosen={photo}
        onChoose={setPhoto}
        round
      />
      <TextField
        label={say('artist.name')}
        value={name}
        onChange={(event) => {
          setName(event.target.value)
          if (candidates) saving.reset()
        }}
        maxLength={300}
        required
        error={checked && name.trim() === '' ? say('artist.nameNeeded') : undefined}
      />
      {candidates && (
        <NameTaken
          name={name.trim()}
          candidates={candidates}
          busy={saving.isPending}
          otherLabel={say(artist ? 'artist.renameAnyway' : 'artist.makeAnother')}
          onUse={(chosen) => {
            onDone()
            void open(chosen)
          }}
          onOther={() => saving.mutate(true)}
        />
      )}
      <OtherNamesEditor names={otherNames} onChange={setOtherNames} />
      <TextArea
        label={say('artist.biography')}
        optional
        rows={4}
        maxLength={10_000}
        value={biography}
        onChange={(event) => setBiography(event.target.value)}
      />
      <LinksEditor addresses={addresses} onChange={setAddresses} errors={linkErrors} />
      {saving.isError && !candidates && wrongLinks.length === 0 && (
        <p role="alert" className="text-danger text-sm">
          {problemText(saving.error)}
        </p>
      )}
    </form>
  )
}

/** Empty lines are none. A kind that was chosen for an address before stays with it. */
function linksOf(addresses: string[], artist: Artist | undefined) {
  return addresses.flatMap((url) => {
    if (url === '') return []
    const before = artist?.links.find((link) => link.url === url)
    return [{ url, ...(before && { kind: before.kind }) }]
  })
}

/** The lines that are no addresses of the web, and those that the server refused. */
function placesOfWrongLinks(addresses: string[], error: unknown): number[] {
  const sent = addresses.flatMap((address, place) => (address === '' ? [] : [place]))
  const refused = (error instanceof ApiProblem ? error.errors : []).flatMap(({ path }) => {
    const nth = /^links\.(\d+)\./.exec(path)?.[1]
    return nth === undefined ? [] : (sent[Number(nth)] ?? [])
  })
  return [...refused, ...sent.filter((place) => !isWebAddress(addresses[place]!))]
}
