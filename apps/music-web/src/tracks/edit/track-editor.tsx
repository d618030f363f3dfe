import { Button, Dialog, Progress, Skeleton, toast, useProblemText } from '@bell/ui'
import { ApiProblem } from '@bell/ui/session'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Track, TrackChange } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { useStore } from '@bell/ui/store'
import { forgetLists, showTrack } from '../track-cache.ts'
import { changeOf, contested, type Draft, type Fault } from './draft.ts'
import { editor } from './editor-store.ts'
import { TrackFields } from './track-fields.tsx'

/** What the server takes at once, and what is edited at once at most. */
const portion = 100
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
  const title = ids.length === 1 ? say('edit.titleOne') : say('edit.titleMany', { count: wanted.length })
  if (tracks.data && tracks.data.length > 0 && !tracks.isFetching) {
    return (
      <Form key={ids.join()} tracks={tracks.data} cut={ids.length > most} title={title} open={open} close={close} />
    )
  }
  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={title}
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
  title: string
  open: boolean
  close: () => void
}

function Form({ tracks, cut, title, open, close }: FormProps) {
  const say = useWords()
  const { queryClient } = useMusic()
  const save = useSave()
  const textOf = useProblemText({ artist_not_found: say('edit.artistGone') })
  const [seen, setSeen] = useState(tracks)
  const [draft, setDraft] = useState<Draft>({})
  const [faults, setFaults] = useState<Fault[]>([])
  const [progress, setProgress] = useState<number>()
  const [problem, setProblem] = useState<string>()

  async function submit() {
    const { change, faults: found } = changeOf(draft)
    setFaults(found)
    if (found.length > 0) return
    setProblem(undefined)
    setProgress(0)
    try {
      const outcome = await save(seen, draft, change, setProgress)
      if (outcome.meanwhile) {
        setSeen([outcome.meanwhile])
        setProblem(say('edit.changedMeanwhile'))
        return
      }
      if (outcome.refused > 0) toast(say('edit.refused', { count: outcome.refused }), { tone: 'error' })
      else toast(say('edit.saved', { count: seen.length }), { tone: 'success' })
      close()
    } catch (error) {
      setProblem(textOf(error))
    } finally {
      setProgress(undefined)
      void forgetLists(queryClient)
    }
  }

  const changed = Object.keys(draft).length > 0
  const busy = progress !== undefined
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && !busy && close()}
      title={title}
      description={cut ? say('edit.onlySoMany', { count: most }) : undefined}
      size="lg"
      footer={
        <>
          <Button variant="quiet" disabled={busy} onClick={close}>
            {say('edit.cancel')}
          </Button>
          <Button type="submit" form="track-editor" busy={busy} disabled={!changed}>
            {say('edit.save')}
          </Button>
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
        <TrackFields tracks={seen} draft={draft} onChange={setDraft} faults={faults} />
        {busy && seen.length > portion && <Progress label={say('edit.saving')} value={progress} className="py-2" />}
      </form>
    </Dialog>
  )
}

interface Outcome {
  refused: number
  /** The one track as somebody else left it, where they changed the same fields. */
  meanwhile?: Track
}

function useSave() {
  const { api, queryClient } = useMusic()

  /** A change of other fields by someone else, or by the server, is no conflict: it is made again on top of that. */
  async function saveOne(track: Track, draft: Draft, change: TrackChange): Promise<Outcome> {
    try {
      showTrack(queryClient, await api.changeTrack(track.id, track.revision, change))
      return { refused: 0 }
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.code !== 'track_changed') throw error
      const now = error.body['track'] as Track
      if (contested(draft, track, now).length > 0) return { refused: 0, meanwhile: now }
      return saveOne(now, draft, change)
    }
  }

  return async (tracks: Track[], draft: Draft, change: TrackChange, onProgress: (share: number) => void) => {
    const [only] = tracks
    if (only && tracks.length === 1) return saveOne(only, draft, change)
    let refused = 0
    let done = 0
    for (const part of portions(tracks.map(({ id }) => id))) {
      const answer = await api.changeTracks(part, change)
      for (const track of answer.items) showTrack(queryClient, track)
      refused += answer.refused.length
      done += part.length
      onProgress(done / tracks.length)
    }
    return { refused } satisfies Outcome as Outcome
  }
}

function portions<T>(list: T[]): T[][] {
  return Array.from({ length: Math.ceil(list.length / portion) }, (_, n) => list.slice(n * portion, (n + 1) * portion))
}
