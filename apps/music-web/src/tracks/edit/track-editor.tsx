import { Button, Dialog, Progress, Skeleton, toast, useProblemText } from '@bell/ui'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { useStore } from '@bell/ui/store'
import { forgetLists } from '../track-cache.ts'
import { changeOf, type Draft, type Fault } from './draft.ts'
import { editor } from './editor-store.ts'
import { LeftAsTheyWere } from './left-as-they-were.tsx'
import { portion, portions, saveTracks, type Left } from './save-tracks.ts'
import { TrackFields } from './track-fields.tsx'

/** What is edited at once. */
const most = 1000

/** The dialog in which one track or many are changed. Only what was changed is sent. */
export function TrackEditor() {
  const say = useWords()
  const { api } = useMusic()
  const { ids, open } = useStore(editor, (state) => state)
  const wanted = ids.slice(0, most)
  const tracks = useQuery({
    queryKey: ['track-editor', wanted],
    queryFn: async () => {
      const found: Track[] = []
      for (const part of portions(wanted)) found.push(...(await api.tracksByIds(part)).items)
      return found
    },
    enabled: open,
    // What is edited is what the server has now.
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const close = () => editor.set({ open: false })
  const textOf = useProblemText()
  const titleOf = (count: number) => (count === 1 ? say('edit.titleOne') : say('edit.titleMany', { count }))
  if (tracks.data && tracks.data.length > 0 && !tracks.isFetching) {
    return (
      <Form key={ids.join()} tracks={tracks.data} cut={ids.length > most} titleOf={titleOf} open={open} close={close} />
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={titleOf(wanted.length)}
      size="lg"
      footer={tracks.isError && <Button onClick={() => void tracks.refetch()}>{say('state.again')}</Button>}
    >
      {tracks.isError ? (
        <p role="alert">{textOf(tracks.error)}</p>
      ) : tracks.data?.length === 0 && !tracks.isFetching ? (
        <p>{say('track.notFoundText')}</p>
      ) : (
        <div className="grid gap-5 py-2" aria-busy>
          {[0, 1, 2, 3].map((row) => (
            <Skeleton key={row} className="h-10 w-full" />
          ))}
        </div>
      )}
    </Dialog>
  )
}

interface FormProps {
  tracks: Track[]
  /** More were chosen than can be edited at once. */
  cut: boolean
  titleOf: (count: number) => string
  open: boolean
  close: () => void
}

function Form({ tracks, cut, titleOf, open, close }: FormProps) {
  const say = useWords()
  const app = useMusic()
  const textOf = useProblemText({ artist_not_found: say('edit.artistGone') })
  const [seen, setSeen] = useState(tracks)
  const [draft, setDraft] = useState<Draft>({})
  const [faults, setFaults] = useState<Fault[]>([])
  const [progress, setProgress] = useState<number>()
  const [problem, setProblem] = useState<string>()
  const [left, setLeft] = useState<Left[]>([])

  async function submit() {
    const { change, faults: found } = changeOf(draft)
    setFaults(found)
    if (found.length > 0) return
    setProblem(undefined)
    setLeft([])
    setProgress(0)
    try {
      const stayed = await saveTracks(app, seen, draft, change, setProgress)
      const meanwhile = stayed.flatMap(({ now }) => now ?? [])
      if (stayed.length > 0) {
        if (seen.length === 1) setProblem(say('edit.changedMeanwhile'))
        else setLeft(stayed)
        // The others are done; what is saved again is saved of these alone.
        return setSeen(meanwhile)
      }
      toast(say('edit.saved', { count: seen.length }), { tone: 'success' })
      close()
    } catch (error) {
      setProblem(textOf(error))
    } finally {
      setProgress(undefined)
      void forgetLists(app.queryClient)
    }
  }

  const changed = Object.keys(draft).length > 0
  const busy = progress !== undefined
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && !busy && close()}
      title={titleOf(seen.length)}
      description={cut ? say('edit.onlySoMany', { count: most }) : undefined}
      size="lg"
      footer={
        <>
          <Button variant="quiet" disabled={busy} onClick={close}>
            {say(seen.length === 0 ? 'edit.close' : 'edit.cancel')}
          </Button>
          {seen.length > 0 && (
            <Button type="submit" form="track-editor" busy={busy} disabled={!changed}>
              {say('edit.save')}
            </Button>
          )}
        </>
      }
    >
      <form
        id="track-editor"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void submit()
        }}
      >
        {problem && (
          <p role="alert" className="bg-danger/14 rounded-control mb-2 px-4 py-3">
            {problem}
          </p>
        )}
        {left.length > 0 && <LeftAsTheyWere tracks={left} />}
        {seen.length > 0 && <TrackFields tracks={seen} draft={draft} onChange={setDraft} faults={faults} />}
        {busy && seen.length > portion && <Progress label={say('edit.saving')} value={progress} className="py-2" />}
      </form>
    </Dialog>
  )
}
