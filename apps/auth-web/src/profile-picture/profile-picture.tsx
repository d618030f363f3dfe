import { Avatar, Button, personPictureChanged, toast } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { ImageUp } from 'lucide-react'
import { useRef, useState, type ChangeEvent } from 'react'
import { useWords } from '../i18n/words.ts'
import { useProblem } from '../problems.ts'
import { FormAlert } from '../shell/form-alert.tsx'
import { useOwn } from '../shell/own.ts'

/** One's picture as all sites show it: ImgBell makes it a square. */
export function ProfilePicture({ id, name }: { id: string; name: string }) {
  const say = useWords()
  const problem = useProblem()
  const { session } = useOwn()
  const [isThere, setIsThere] = useState(false)
  const input = useRef<HTMLInputElement>(null)
  const change = useMutation({
    // The generated client writes JSON; these are the bytes of the file.
    mutationFn: (file: File | null) =>
      session.fetchAs(
        '/api/account/picture',
        file ? { method: 'PUT', body: file, headers: contentType(file) } : { method: 'DELETE' },
      ),
    onSuccess: (_answer, file) => {
      personPictureChanged(id, file !== null)
      if (file === null) setIsThere(false)
      toast(say(file ? 'picture.saved' : 'picture.removed'), { tone: 'success' })
    },
  })

  function choose({ target }: ChangeEvent<HTMLInputElement>) {
    const file = target.files?.[0]
    // The same file may be chosen again.
    target.value = ''
    if (file) change.mutate(file)
  }

  return (
    <div className="mb-8 grid gap-3">
      <div className="flex flex-wrap items-center gap-x-5 gap-y-3">
        <Avatar name={name} id={id} size={80} onPicture={setIsThere} />
        <div className="grid gap-2">
          <div className="flex flex-wrap gap-2">
            <input
              ref={input}
              type="file"
              accept="image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic"
              aria-label={say('picture.choose')}
              className="hidden"
              onChange={choose}
            />
            <Button
              variant="quiet"
              size="sm"
              icon={<ImageUp aria-hidden />}
              busy={change.isPending}
              onClick={() => input.current?.click()}
            >
              {say(isThere ? 'picture.change' : 'picture.choose')}
            </Button>
            {isThere && (
              <Button variant="plain" size="sm" disabled={change.isPending} onClick={() => change.mutate(null)}>
                {say('picture.remove')}
              </Button>
            )}
          </div>
          <p className="text-muted text-xs">{say('picture.hint')}</p>
        </div>
      </div>
      <FormAlert>{change.error ? problem(change.error) : undefined}</FormAlert>
    </div>
  )
}

/** Only a picture's type lets it in; the server looks at the bytes. */
const contentType = ({ type }: File) => ({
  'Content-Type': type.startsWith('image/') ? type : 'application/octet-stream',
})
