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

/** Makes a name that tracks bear as plain text an artist, on all tracks that one may change. */
export async function bindName({ api, queryClient }: MusicApp, binding: Binding): Promise<void> {
  try {
    const artist = await api.bindName(binding)
    bindQuestion.set({ open: false })
    toast(say('artist.bound', { name: artist.name, count: artist.trackCount }), { tone: 'success' })
    await forgetLists(queryClient)
  } catch (error) {
    const candidates = candidatesOf(error)
    if (candidates) bindQuestion.set({ question: { name: binding.name, candidates }, open: true })
    else toast(say('artist.bindFailed', { name: binding.name }), { tone: 'error' })
  }
}
