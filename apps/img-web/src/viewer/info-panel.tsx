import { Button, IconButton, toast, useProblemText } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { Copy, MapPin, X } from 'lucide-react'
import type { ReactNode } from 'react'
import type { ImageChanges, Picture } from '../api/shapes.ts'
import { EditableText } from '../editable/editable-text.tsx'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { patchPictures } from '../pictures/picture-cache.ts'
import { useCopyLink } from '../shell/use-copy-link.ts'

/** What is known of a picture, and what it is called, for who may to change. */
export function InfoPanel({ picture, mayEdit, onClose }: { picture: Picture; mayEdit: boolean; onClose: () => void }) {
  const say = useWords()
  const formats = useFormats()
  const { api, queryClient } = useImg()
  const textOf = useProblemText()
  const copy = useCopyLink()
  const { id, title, caption, width, height, bytes, createdAt, visibility, albumCount, position, publicUrl } = picture

  async function save(changes: ImageChanges) {
    try {
      const image = await api.changeImage(id, changes)
      patchPictures(queryClient, [image])
      queryClient.setQueryData(['image', id], image)
    } catch (error) {
      toast(textOf(error), { tone: 'error' })
      throw error
    }
  }

  const named = title ? (
    <p className="min-w-0 font-semibold">{title}</p>
  ) : (
    <p className="text-muted">{say('picture.noTitle')}</p>
  )
  const told = caption ? (
    <p className="min-w-0 whitespace-pre-line">{caption}</p>
  ) : (
    <p className="text-muted">{say('picture.noCaption')}</p>
  )
  return (
    <section
      aria-label={say('viewer.info')}
      className="bg-surface border-line absolute inset-x-0 bottom-0 z-10 max-h-[60dvh] overflow-y-auto border-t p-5 md:inset-x-auto md:inset-y-0 md:right-0 md:max-h-none md:w-88 md:border-t-0 md:border-l"
    >
      <div className="mb-3 flex items-center">
        <h2 className="mr-auto text-lg font-bold">{say('viewer.info')}</h2>
        <IconButton label={say('viewer.hideInfo')} icon={<X />} onClick={onClose} className="-mr-2" />
      </div>
      {mayEdit ? (
        <div className="mb-4 grid gap-1">
          <EditableText
            key={`title-${id}`}
            label={say('picture.title')}
            value={title}
            maxLength={200}
            onSave={(next) => save({ title: next })}
          >
            {(edit) => <Line edit={edit}>{named}</Line>}
          </EditableText>
          <EditableText
            key={`caption-${id}`}
            label={say('picture.caption')}
            value={caption}
            maxLength={5000}
            lines
            onSave={(next) => save({ caption: next })}
          >
            {(edit) => <Line edit={edit}>{told}</Line>}
          </EditableText>
        </div>
      ) : (
        (title || caption) && (
          <div className="mb-4 grid gap-2">
            {title && named}
            {caption && told}
          </div>
        )
      )}
      <dl className="grid gap-3 text-sm">
        <Fact name={say('info.size')}>
          {say('info.pixels', { width: formats.number(width), height: formats.number(height) })} ·{' '}
          {formats.bytes(bytes)}
        </Fact>
        {createdAt && <Fact name={say('info.added')}>{formats.date(createdAt)}</Fact>}
        {visibility && (
          <Fact name={say('share.who')}>
            {say(`visibility.${visibility}`)}
            {albumCount !== undefined && albumCount > 0 && ` · ${say('info.albums', { count: albumCount })}`}
          </Fact>
        )}
        {position && (
          <Fact name={say('info.position')}>
            <a
              className="text-accent inline-flex items-center gap-1.5 underline-offset-4 hover:underline"
              href={`https://www.openstreetmap.org/?mlat=${position.latitude}&mlon=${position.longitude}#map=15/${position.latitude}/${position.longitude}`}
              target="_blank"
              rel="noopener noreferrer"
            >
              <MapPin aria-hidden size={16} />
              {position.latitude.toFixed(5)}, {position.longitude.toFixed(5)}
            </a>
            <span className="text-muted block text-xs">{say('info.positionHint')}</span>
          </Fact>
        )}
      </dl>
      {publicUrl && (
        <Button variant="quiet" icon={<Copy />} className="mt-5" onClick={() => void copy(publicUrl)}>
          {say('viewer.copyAddress')}
        </Button>
      )}
    </section>
  )
}

function Line({ edit, children }: { edit: ReactNode; children: ReactNode }) {
  return (
    <div className="flex items-start justify-between gap-2">
      <div className="min-w-0 py-2">{children}</div>
      {edit}
    </div>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-muted text-xs">{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
