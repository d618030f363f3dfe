import { Dialog } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import type { Binding } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { useStore } from '@bell/ui/store'
import { bindName, bindQuestion } from './bind-name.ts'
import { NameTaken } from './name-taken.tsx'

/** Asks whether the artist of that name is meant, or another. */
export function BindQuestion() {
  const say = useWords()
  const app = useMusic()
  const open = useStore(bindQuestion, (state) => state.open)
  const question = useStore(bindQuestion, (state) => state.question)
  const binding = useMutation({ mutationFn: (chosen: Binding) => bindName(app, chosen) })
  if (!question) return null
  const { name, candidates } = question
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => bindQuestion.set({ open: next })}
      title={say('artist.makeArtist', { name })}
    >
      <NameTaken
        name={name}
        candidates={candidates}
        busy={binding.isPending}
        otherLabel={say('artist.makeAnother')}
        onUse={(artist) => binding.mutate({ name, artistId: artist.id })}
        onOther={() => binding.mutate({ name, allowSameName: true })}
      />
    </Dialog>
  )
}
