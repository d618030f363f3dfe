import { Button, Dialog, SegmentedControl, TextField, toast, useProblemText } from '@bell/ui'
import { Copy } from 'lucide-react'
import { useState } from 'react'
import type { Album, Visibility } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { useCopyLink } from '../shell/use-copy-link.ts'
import { changeAlbum } from './edit-album.ts'
import { VisibilityIcon } from './visibility.tsx'

const choices: readonly Visibility[] = ['private', 'members', 'public']

/** Who may see an album, in plain words, and the link to give away. */
export function ShareDialog({ album, open, onClose }: { album: Album; open: boolean; onClose: () => void }) {
  const say = useWords()
  const app = useImg()
  const textOf = useProblemText()
  const copy = useCopyLink()
  const [wanted, setWanted] = useState<Visibility>()
  const { visibility } = album
  const link = linkTo(album)

  async function change(next: Visibility) {
    setWanted(next)
    await changeAlbum(app, album, { visibility: next }).catch((error: unknown) =>
      toast(textOf(error), { tone: 'error' }),
    )
    setWanted(undefined)
  }

  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={say('share.title')}
      footer={<Button onClick={onClose}>{say('share.done')}</Button>}
    >
      <div className="grid gap-4" aria-busy={wanted !== undefined}>
        <SegmentedControl
          label={say('share.who')}
          value={wanted ?? visibility}
          onValueChange={(next) => void change(next)}
          items={choices.map((value) => ({
            value,
            label: say(`share.choice.${value}`),
            icon: <VisibilityIcon visibility={value} />,
          }))}
        />
        <p aria-live="polite" className={wanted ? 'opacity-50' : ''}>
          {say(`share.explain.${visibility}`)}
        </p>
        {link && (
          <div className="flex items-end gap-2">
            <TextField
              label={say('share.link')}
              value={link}
              readOnly
              className="min-w-0 flex-1"
              onFocus={(event) => event.target.select()}
            />
            <Button icon={<Copy />} onClick={() => void copy(link)}>
              {say('share.copy')}
            </Button>
          </div>
        )}
        {visibility === 'public' && <p className="text-muted text-sm">{say('share.endsWith')}</p>}
      </div>
    </Dialog>
  )
}

/** What to give to those who may see the album; nothing while nobody else may. */
function linkTo({ id, visibility, publicId }: Album): string | undefined {
  if (visibility === 'members') return `${location.origin}/albums/${id}`
  return visibility === 'public' && publicId ? `${location.origin}/shared/${publicId}` : undefined
}
