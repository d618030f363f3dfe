import { Button, Dialog, TextArea, TextField, toast, useProblemText } from '@bell/ui'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useId, useState, type FormEvent } from 'react'
import type { NewArtist } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { isWebAddress, kindOfLink } from './link-kind.ts'

/** Makes an artist's page: a name, and what one knows about them. */
export function CreateArtistDialog({ open, onOpenChange }: { open: boolean; onOpenChange: (open: boolean) => void }) {
  const say = useWords()
  const form = useId()
  const problemText = useProblemText()
  const { api } = useMusic()
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState('')
  const [biography, setBiography] = useState('')
  const [addresses, setAddresses] = useState([''])
  const [checked, setChecked] = useState(false)

  const links: NonNullable<NewArtist['links']> = addresses.flatMap((address) => {
    const url = address.trim()
    return url === '' ? [] : [{ kind: kindOfLink(url), url }]
  })
  const creation = useMutation({
    mutationFn: () => api.createArtist({ name: name.trim(), biography: biography.trim(), links }),
    async onSuccess(artist) {
      toast(say('artist.created', { name: artist.name }), { tone: 'success' })
      close(false)
      await queryClient.invalidateQueries({ queryKey: ['artists'] })
      await navigate({ to: '/artists/$artistId', params: { artistId: artist.id } })
    },
  })

  function close(next: boolean) {
    onOpenChange(next)
    if (next) return
    setName('')
    setBiography('')
    setAddresses([''])
    setChecked(false)
    creation.reset()
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    setChecked(true)
    if (name.trim() !== '' && links.every((link) => isWebAddress(link.url))) creation.mutate()
  }

  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={say('artist.createTitle')}
      description={say('artist.createText')}
      footer={
        <Button type="submit" form={form} busy={creation.isPending}>
          {say('artist.create')}
        </Button>
      }
    >
      <form id={form} onSubmit={submit} noValidate className="grid gap-5 py-2">
        <TextField
          label={say('artist.name')}
          value={name}
          onChange={(event) => setName(event.target.value)}
          maxLength={300}
          required
          error={checked && name.trim() === '' ? say('artist.nameNeeded') : undefined}
        />
        <TextArea
          label={say('artist.biography')}
          optional
          rows={3}
          value={biography}
          onChange={(event) => setBiography(event.target.value)}
        />
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-sm font-semibold">{say('artist.links')}</legend>
          {addresses.map((address, index) => (
            <TextField
              key={index}
              label={`${say('artist.link')} ${index + 1}`}
              hideLabel
              type="url"
              inputMode="url"
              placeholder="https://"
              value={address}
              onChange={(event) => setAddresses(addresses.with(index, event.target.value))}
              error={
                checked && address.trim() !== '' && !isWebAddress(address.trim()) ? say('artist.linkWrong') : undefined
              }
            />
          ))}
          {addresses.length < 10 && (
            <Button
              variant="plain"
              size="sm"
              className="justify-self-start"
              onClick={() => setAddresses([...addresses, ''])}
            >
              {say('artist.addLink')}
            </Button>
          )}
        </fieldset>
        {creation.isError && (
          <p role="alert" className="text-danger text-sm">
            {problemText(creation.error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}
