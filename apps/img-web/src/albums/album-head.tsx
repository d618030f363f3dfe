import { Button, IconButton, Menu, toast, useProblemText, type MenuItem } from '@bell/ui'
import { useSession } from '@bell/ui/session'
import { Link, useNavigate } from '@tanstack/react-router'
import { ChevronLeft, Download, Ellipsis, Share2, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { Album, AlbumChanges } from '../api/shapes.ts'
import { EditableText } from '../editable/editable-text.tsx'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { downloadAlbum } from '../pictures/download.ts'
import { AddPictures } from '../upload/add-pictures.tsx'
import { DeleteAlbumDialog } from './delete-album-dialog.tsx'
import { changeAlbum } from './edit-album.ts'
import { ShareDialog } from './share-dialog.tsx'
import { VisibilityIcon } from './visibility.tsx'

/** What an album is called and about, who sees it, and what can be done with all of it. */
export function AlbumHead({ album, mayEdit }: { album: Album; mayEdit: boolean }) {
  const say = useWords()
  const app = useImg()
  const { user } = useSession()
  const navigate = useNavigate()
  const textOf = useProblemText()
  const [sharing, setSharing] = useState(false)
  const [deleting, setDeleting] = useState(false)
  const { title, description, imageCount, visibility, ownerId, ownerName } = album

  async function save(changes: AlbumChanges) {
    try {
      await changeAlbum(app, album, changes)
    } catch (error) {
      toast(textOf(error), { tone: 'error' })
      throw error
    }
  }

  const items: MenuItem[] = [
    ...(imageCount > 0
      ? [
          {
            label: say('album.download'),
            icon: <Download />,
            onSelect: () => void downloadAlbum(app, album.id),
          },
        ]
      : []),
    ...(mayEdit
      ? [{ label: say('album.delete'), icon: <Trash2 />, danger: true, onSelect: () => setDeleting(true) }]
      : []),
  ]

  const heading = <h1 className="min-w-0 text-xl font-[750]">{title}</h1>
  const about = description && <p className="text-muted max-w-prose whitespace-pre-line">{description}</p>
  return (
    <header className="mt-3 mb-5">
      <Link
        to="/"
        className="text-muted hover:text-text inline-flex min-h-8 items-center gap-1 text-sm pointer-coarse:min-h-11"
      >
        <ChevronLeft aria-hidden size={16} />
        {say('albums.heading')}
      </Link>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-72">
          {mayEdit ? (
            <EditableText
              label={say('albums.title')}
              value={title}
              maxLength={200}
              required
              onSave={(next) => save({ title: next })}
            >
              {(edit) => (
                <div className="flex items-center gap-1">
                  {heading}
                  {edit}
                </div>
              )}
            </EditableText>
          ) : (
            heading
          )}
          <p className="text-muted mt-1 flex flex-wrap items-center gap-x-1.5 text-sm">
            <VisibilityIcon visibility={visibility} size={14} />
            {say(`visibility.${visibility}`)} · {say('albums.count', { count: imageCount })}
            {user?.id !== ownerId && ` · ${ownerName}`}
          </p>
          {mayEdit ? (
            <EditableText
              label={say('album.description')}
              value={description}
              maxLength={5000}
              lines
              onSave={(next) => save({ description: next })}
            >
              {(edit) => (
                <div className="flex items-center gap-1">
                  {about || <p className="text-muted">{say('album.noDescription')}</p>}
                  {edit}
                </div>
              )}
            </EditableText>
          ) : (
            <div className="mt-2">{about}</div>
          )}
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {mayEdit && user?.id === ownerId && <AddPictures />}
          {mayEdit && (
            <Button variant="quiet" icon={<Share2 />} onClick={() => setSharing(true)}>
              {say('share.button')}
            </Button>
          )}
          {items.length > 0 && (
            <Menu trigger={<IconButton label={say('album.menu', { title })} icon={<Ellipsis />} />} items={items} />
          )}
        </div>
      </div>
      {mayEdit && (
        <>
          <ShareDialog album={album} open={sharing} onClose={() => setSharing(false)} />
          <DeleteAlbumDialog
            album={album}
            open={deleting}
            onClose={() => setDeleting(false)}
            onDeleted={() => void navigate({ to: '/', replace: true })}
          />
        </>
      )}
    </header>
  )
}
