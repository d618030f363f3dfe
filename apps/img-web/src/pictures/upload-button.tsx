import { Button, toast } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ImageUp } from 'lucide-react'
import { useRef } from 'react'
import { useWords } from '../i18n/words.ts'
import { usePictures } from './pictures.ts'
import { usePictureProblem } from './use-picture-problem.ts'
import { ownPicturesKey } from './use-own-pictures.ts'

const mostBytes = 20 * 1024 * 1024

/** Chooses one picture and keeps it. */
export function UploadButton() {
  const pictures = usePictures()
  const queryClient = useQueryClient()
  const say = useWords()
  const formats = useFormats()
  const textOf = usePictureProblem()
  const input = useRef<HTMLInputElement>(null)
  const upload = useMutation({
    mutationFn: (file: File) => pictures.add(file),
    onSuccess(isNew) {
      toast(isNew ? say('upload.done') : say('upload.known'), { tone: 'success' })
      return queryClient.invalidateQueries({ queryKey: ownPicturesKey })
    },
    onError: (error) => toast(textOf(error), { tone: 'error' }),
  })

  function choose(file: File | undefined) {
    if (!file) return
    if (file.size <= mostBytes) return upload.mutate(file)
    toast(say('upload.tooLarge', { name: file.name, size: formats.bytes(file.size) }), { tone: 'error' })
  }

  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept="image/jpeg,image/png,image/webp,image/avif,image/gif"
        aria-label={say('upload.button')}
        onChange={(event) => {
          choose(event.target.files?.[0])
          event.target.value = '' // So that the same file can be chosen again.
        }}
      />
      <Button icon={<ImageUp />} busy={upload.isPending} onClick={() => input.current?.click()}>
        {say('upload.button')}
      </Button>
    </>
  )
}
