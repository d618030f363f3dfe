import { Button, Dialog, toast, useProblemText } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { useId, useState, type FormEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { forgetLists } from '../tracks/track-cache.ts'
import { PictureField, type ChosenPicture } from './picture-field.tsx'
import { shrinkPicture } from './shrink-picture.ts'

/** Tracks that get a cover in one go. */
export const mostCovers = 100

interface CoverDialogProps {
  open: boolean
  onOpenChange: (open: boolean) => void
  /** Of the album or track, as in Cover. */
  id: string
  coverUrl: string | null
  /** A hundred tracks at most, which the person may change: one track, or those of an album. */
  trackIds: string[]
}

/** Sets, replaces or takes away the cover of tracks. */
export function CoverDialog({ open, onOpenChange, id, coverUrl, trackIds }: CoverDialogProps) {
  const say = useWords()
  const form = useId()
  const problemText = useProblemText()
  const { api, queryClient } = useMusic()
  const [chosen, setChosen] = useState<ChosenPicture>()

  const saving = useMutation({
    async mutationFn() {
      const picture = chosen ? await shrinkPicture(chosen) : null
      // One after the other: the first is made smaller at the server, the others are known there.
      for (const trackId of trackIds) await (picture ? api.putCover(trackId, picture) : api.removeCover(trackId))
    },
    onSuccess() {
      toast(say(chosen === null ? 'picture.coverRemoved' : 'picture.coverSet'), { tone: 'success' })
      close(false)
    },
    // Also those that were saved before one failed are to be seen.
    onSettled: () => forgetLists(queryClient),
  })

  function close(next: boolean) {
    onOpenChange(next)
    if (next) return
    setChosen(undefined)
    saving.reset()
  }

  function submit(event: FormEvent) {
    event.preventDefault()
    if (chosen === undefined) return close(false)
    saving.mutate()
  }

  return (
    <Dialog
      open={open}
      onOpenChange={close}
      title={say('picture.coverTitle')}
      description={trackIds.length > 1 ? say('picture.coverOfMany', { count: trackIds.length }) : undefined}
      footer={
        <Button type="submit" form={form} busy={saving.isPending}>
          {say('picture.save')}
        </Button>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4 py-2">
        <PictureField label={say('picture.cover')} id={id} src={coverUrl} chosen={chosen} onChoose={setChosen} />
        {saving.isError && (
          <p role="alert" className="text-danger text-sm">
            {problemText(saving.error)}
          </p>
        )}
      </form>
    </Dialog>
  )
}
