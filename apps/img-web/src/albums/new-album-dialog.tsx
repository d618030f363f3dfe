import { Button, Dialog, TextField, toast, useProblemText } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { albumKeys } from './album-keys.ts'

/** Asks what a new album is called; who sees it is said on its page. */
export function NewAlbumDialog(props: { open: boolean; onClose: () => void; onCreated: (album: Album) => unknown }) {
  const { open, onClose, onCreated } = props
  const say = useWords()
  const { api, queryClient } = useImg()
  const textOf = useProblemText()
  const form = useId()
  const [title, setTitle] = useState('')
  const create = useMutation({
    mutationFn: () => api.createAlbum({ title: title.trim(), description: '', visibility: 'private' }),
    async onSuccess(album) {
      queryClient.setQueryData(albumKeys.one(album.id), album)
      void queryClient.invalidateQueries({ queryKey: albumKeys.lists })
      setTitle('')
      await onCreated(album)
    },
    onError: (error) => toast(textOf(error), { tone: 'error' }),
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (title.trim() && !create.isPending) create.mutate()
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={say('albums.new')}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('cancel')}
          </Button>
          <Button type="submit" form={form} busy={create.isPending} disabled={!title.trim()}>
            {say('albums.create')}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <TextField
          label={say('albums.title')}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          maxLength={200}
          autoFocus
          dir="auto"
          placeholder={say('albums.titleExample')}
        />
      </form>
    </Dialog>
  )
}
