import { toast } from '@bell/ui'
import type { Artist, Binding } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { MusicApp } from '../music-app.ts'
import { createStore } from '@bell/ui/store'
import { forgetLists } from '../tracks/track-cache.ts'
import { candidatesOf } from './name-taken.tsx'

interface Question {
  name: string
  candidates: Artist[]
}

/** Asked where a name that is to become an artist is somebody's already. */
export const bindQuestion = createStore<{ question: Question | undefined; open: boolean }>({
  question: undefined,
  open: false,
})

/** Makes a name that tracks bear as plain text an artist, on all tracks that one may change; "Undo" takes it back. */
export async function bindName(app: MusicApp, binding: Binding): Promise<void> {
  const { api, queryClient } = app
  try {
    const artist = await api.bindName(binding)
    bindQuestion.set({ open: false })
    toast(say('artist.bound', { name: artist.name, count: artist.trackCount }), {
      id: `bound-${artist.bindingId}`,
      undo: () => void unbindName(app, artist.bindingId, binding.name),
    })
    await forgetLists(queryClient)
  } catch (error) {
    const candidates = candidatesOf(error)
    if (candidates) bindQuestion.set({ question: { name: binding.name, candidates }, open: true })
    else toast(say('artist.bindFailed', { name: binding.name }), { tone: 'error' })
  }
}

async function unbindName({ api, queryClient }: MusicApp, bindingId: string, name: string) {
  await api.unbindName(bindingId).catch(() => toast(say('artist.unbindFailed', { name }), { tone: 'error' }))
  await forgetLists(queryClient)
}
