import { Button, Dialog, toast, useProblemText } from '@bell/ui'
import { useState } from 'react'
import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { deleteAlbum } from './edit-album.ts'

interface DeleteAlbumDialogProps {
  album: Album
  open: boolean
  onClose: () => void
  onDeleted: () => void
}

/** Asks what becomes of the pictures; either way it can be undone. */
export function DeleteAlbumDialog({ album, open, onClose, onDeleted }: DeleteAlbumDialogProps) {
  const say = useWords()
  const app = useImg()
  const textOf = useProblemText()
  const [busy, setBusy] = useState(false)

  async function remove(images: 'keep' | 'delete') {
    setBusy(true)
    try {
      await deleteAlbum(app, album, images)
      onDeleted()
    } catch (error) {
      toast(textOf(error), { tone: 'error' })
    }
    setBusy(false)
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={say('album.deleteTitle', { title: album.title })}
      description={say('album.deleteText', { count: album.imageCount })}
      footer={
        <>
          <Button variant="quiet" onClick={onClose}>
            {say('cancel')}
          </Button>
          {album.imageCount > 0 && (
            <Button variant="danger" busy={busy} onClick={() => void remove('delete')}>
              {say('album.deleteAll')}
            </Button>
          )}
          <Button busy={busy} onClick={() => void remove('keep')}>
            {say('album.deleteAlone')}
          </Button>
        </>
      }
    />
  )
}
