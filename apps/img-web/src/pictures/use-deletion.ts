import { toast } from '@bell/ui'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePictures } from './pictures.ts'
import { usePictureProblem } from './use-picture-problem.ts'
import { ownPicturesKey } from './use-own-pictures.ts'

/** As long as the toast that offers the way back, in ms. */
const wayBack = 8000

/** Deletes a picture when the way back is over; until then it is only hidden. Leaving the page does not spare it. */
export function useDeletion() {
  const pictures = usePictures()
  const queryClient = useQueryClient()
  const say = useWords()
  const textOf = usePictureProblem()
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set())
  const waiting = useRef(new Map<string, ReturnType<typeof setTimeout>>())

  useEffect(() => {
    const doNow = () => {
      for (const [id, timer] of waiting.current) {
        clearTimeout(timer)
        void pictures.remove(id, true).catch(() => undefined)
      }
      waiting.current.clear()
    }
    addEventListener('pagehide', doNow)
    return () => removeEventListener('pagehide', doNow)
  }, [pictures])

  function show(id: string) {
    clearTimeout(waiting.current.get(id))
    waiting.current.delete(id)
    setHidden((ids) => new Set([...ids].filter((one) => one !== id)))
  }

  async function finish(id: string) {
    waiting.current.delete(id)
    try {
      await pictures.remove(id)
    } catch (error) {
      toast(textOf(error), { tone: 'error' })
    }
    await queryClient.invalidateQueries({ queryKey: ownPicturesKey })
    show(id)
  }

  function remove(id: string) {
    setHidden((ids) => new Set([...ids, id]))
    waiting.current.set(
      id,
      setTimeout(() => void finish(id), wayBack),
    )
    toast(say('menu.deleted'), { undo: () => show(id), id: `deleted-${id}` })
  }

  return { hidden, remove }
}
