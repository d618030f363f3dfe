import { Dialog } from '@base-ui/react/dialog'
import { ErrorState, IconButton, LiveRegion } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useSession } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft, ChevronLeft, ChevronRight, Download, Info, Trash2, ZoomIn, ZoomOut } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { Picture } from '../api/shapes.ts'
import { returnTo } from '../grid/return-to.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { deletePictures } from '../pictures/delete-pictures.ts'
import { downloadPictures } from '../pictures/download.ts'
import { mayEditPicture } from '../pictures/may-edit-picture.ts'
import type { PictureList } from '../pictures/picture-lists.ts'
import { pictureName } from '../pictures/picture-name.ts'
import { usePageTitle } from '../shell/page-title.ts'
import { InfoPanel } from './info-panel.tsx'
import { Stage, type StageHandle } from './stage.tsx'

interface ViewerProps {
  imageId: string
  list: PictureList
  /** Visitors know pictures by their list alone. */
  byVisitor?: boolean
  onOpen: (imageId: string) => void
  onClose: () => void
}

/** A picture over the whole window, with its own address; the others of its list to its sides. */
export function Viewer(props: ViewerProps) {
  const { imageId, list } = props
  const { api } = useImg()
  const index = list.pictures.findIndex(({ id }) => id === imageId)
  // Who comes by the address alone sees the picture before it is known where in the list it stands.
  const alone = useQuery({
    queryKey: ['image', imageId],
    queryFn: () => api.image(imageId),
    enabled: !props.byVisitor && index < 0,
  })
  const { hasNextPage, isFetching, fetchNextPage } = list.query
  useEffect(() => {
    if ((index < 0 || index > list.pictures.length - 4) && hasNextPage && !isFetching) void fetchNextPage()
  }, [index, list.pictures.length, hasNextPage, isFetching, fetchNextPage])

  const close = () => {
    returnTo.set({ id: imageId })
    props.onClose()
  }
  const picture = index < 0 ? alone.data : list.pictures[index]
  const missing = !picture && (alone.isError || (props.byVisitor === true && !list.query.isPending && !hasNextPage))
  return (
    <Dialog.Root open onOpenChange={(open) => !open && close()}>
      <Dialog.Portal>
        {picture ? (
          <Shown {...props} picture={picture} index={index} onClose={close} />
        ) : (
          <Dialog.Popup data-theme="dark" className="bg-bg text-text fixed inset-0 z-40 grid place-items-center">
            <Waiting missing={missing} error={alone.error ?? list.query.error} onClose={close} />
          </Dialog.Popup>
        )}
      </Dialog.Portal>
    </Dialog.Root>
  )
}

function Waiting({ missing, error, onClose }: { missing: boolean; error: unknown; onClose: () => void }) {
  const say = useWords()
  return (
    <>
      <Dialog.Title className="sr-only">{say('viewer.label')}</Dialog.Title>
      <div className="absolute top-2 left-2">
        <IconButton label={say('viewer.close')} icon={<ArrowLeft />} onClick={onClose} />
      </div>
      {missing ? (
        <ErrorState error={error} title={say('viewer.missing')} />
      ) : (
        <span className="text-muted size-8 animate-spin rounded-full border-2 border-current border-r-transparent" />
      )}
    </>
  )
}

function Shown({ picture, index, list, onOpen, onClose }: ViewerProps & { picture: Picture; index: number }) {
  const say = useWords()
  const formats = useFormats()
  const app = useImg()
  const { user } = useSession()
  const popup = useRef<HTMLDivElement>(null)
  const stage = useRef<StageHandle>(undefined)
  const [info, setInfo] = useState(false)
  const { pictures } = list
  const previous = index < 0 ? undefined : pictures[index - 1]
  const next = index < 0 ? undefined : pictures[index + 1]
  const mayEdit = mayEditPicture(user, picture)
  const name = pictureName(picture, say, formats)
  usePageTitle(name)

  const open = (other: Picture | undefined) => other && onOpen(other.id)
  const remove = () => {
    const other = next ?? previous
    if (other) onOpen(other.id)
    else onClose()
    void deletePictures(app, [picture.id])
  }

  const keys: Record<string, () => unknown> = {
    ArrowLeft: () => open(previous),
    ArrowRight: () => open(next),
    Home: () => open(pictures[0]),
    End: () => open(pictures.at(-1)),
    '+': () => stage.current?.zoomBy(1.5),
    '=': () => stage.current?.zoomBy(1.5),
    '-': () => stage.current?.zoomBy(1 / 1.5),
    '0': () => stage.current?.reset(),
    i: () => setInfo(!info),
    d: () => void downloadPictures(app, [picture]),
    Delete: () => mayEdit && remove(),
  }
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.target instanceof Element && event.target.closest('input, textarea, dialog')) return
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key]
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  })
  useEffect(() => {
    // On its way to anything: a key that is pressed before the dialog has the focus is not for the grid below it.
    const listener = (event: KeyboardEvent) => onKey(event)
    addEventListener('keydown', listener, true)
    return () => removeEventListener('keydown', listener, true)
  }, [])

  return (
    <Dialog.Popup
      ref={popup}
      initialFocus={popup}
      data-theme="dark"
      className="bg-bg text-text fixed inset-0 z-40 flex flex-col outline-none"
    >
      <Dialog.Title className="sr-only">{name}</Dialog.Title>
      <header className="flex items-center gap-0.5 p-1.5 md:p-2">
        <IconButton label={say('viewer.close')} icon={<ArrowLeft />} shortcut="Esc" onClick={onClose} />
        <div className="min-w-0 flex-1 px-1">
          <p className="truncate font-semibold">{picture.title}</p>
          {index >= 0 && (
            <p className="text-muted text-xs">
              {say(list.query.hasNextPage ? 'viewer.place' : 'viewer.placeOf', {
                place: formats.number(index + 1),
                count: formats.number(pictures.length),
              })}
            </p>
          )}
        </div>
        <span className="flex max-md:hidden">
          <IconButton
            label={say('viewer.zoomOut')}
            icon={<ZoomOut />}
            shortcut="−"
            onClick={() => stage.current?.zoomBy(1 / 1.5)}
          />
          <IconButton
            label={say('viewer.zoomIn')}
            icon={<ZoomIn />}
            shortcut="+"
            onClick={() => stage.current?.zoomBy(1.5)}
          />
        </span>
        <IconButton
          label={say('viewer.info')}
          icon={<Info />}
          shortcut="I"
          pressed={info}
          onClick={() => setInfo(!info)}
        />
        <IconButton
          label={say('viewer.download')}
          icon={<Download />}
          shortcut="D"
          onClick={() => void downloadPictures(app, [picture])}
        />
        {mayEdit && (
          <IconButton label={say('viewer.delete')} icon={<Trash2 />} shortcut={say('keys.delete')} onClick={remove} />
        )}
      </header>
      <div className="relative min-h-0 flex-1">
        <div className={`absolute inset-0 ${info ? 'md:right-88' : ''}`}>
          <Stage
            key={info ? 'beside' : 'alone'}
            previous={previous}
            picture={picture}
            next={next}
            handle={stage}
            onSwipe={(to) => (to === 'close' ? onClose() : open(to === 'next' ? next : previous))}
            onStale={(id) => void list.freshen(id).catch(() => undefined)}
          />
          {previous && (
            <Arrow label={say('viewer.previous')} side="left-2" icon={<ChevronLeft />} onClick={() => open(previous)} />
          )}
          {next && (
            <Arrow label={say('viewer.next')} side="right-2" icon={<ChevronRight />} onClick={() => open(next)} />
          )}
        </div>
        {info && <InfoPanel picture={picture} mayEdit={mayEdit} onClose={() => setInfo(false)} />}
      </div>
      {picture.caption && !info && (
        <p className="text-muted line-clamp-3 px-4 py-3 text-center whitespace-pre-line">{picture.caption}</p>
      )}
      <LiveRegion>{index >= 0 && say('viewer.said', { name, place: index + 1, count: pictures.length })}</LiveRegion>
    </Dialog.Popup>
  )
}

function Arrow(props: { label: string; side: string; icon: React.ReactElement; onClick: () => void }) {
  return (
    <span className={`absolute top-1/2 -translate-y-1/2 pointer-coarse:hidden ${props.side}`}>
      <IconButton label={props.label} icon={props.icon} onClick={props.onClick} className="bg-bg/60!" />
    </span>
  )
}
