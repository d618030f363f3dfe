import { useSession } from '@bell/ui/session'
import { useNavigate } from '@tanstack/react-router'
import { Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { carriesFiles, filesOf } from './dropped-files.ts'
import { mayUpload } from './may-upload.ts'

export const fileInputId = 'choose-files'

/** Takes the files that a person chooses, or drops anywhere on the page, and shows so while they hang over it. */
export function TakeFiles() {
  const say = useWords()
  const { uploads } = useMusic()
  const { user } = useSession()
  const navigate = useNavigate()
  const [over, setOver] = useState(false)
  const allowed = mayUpload(user)

  const show = (files: File[]) => {
    if (files.length === 0) return
    void uploads.add(files)
    void navigate({ to: '/upload' })
  }

  const take = useEffectEvent((event: DragEvent) => {
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return
    const taken = event.defaultPrevented
    event.preventDefault()
    setOver(false)
    // A picture that was dropped on a place for one is that place's.
    if (!allowed || taken) return
    void filesOf(event.dataTransfer).then(show)
  })

  useEffect(() => {
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event.dataTransfer)) return
      // Without this the browser would open the file in place of the page.
      event.preventDefault()
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent) => take(event)
    addEventListener('dragenter', enter)
    addEventListener('dragover', enter)
    addEventListener('dragleave', leave)
    addEventListener('drop', drop)
    return () => {
      removeEventListener('dragenter', enter)
      removeEventListener('dragover', enter)
      removeEventListener('dragleave', leave)
      removeEventListener('drop', drop)
    }
  }, [])

  if (!allowed) return null
  return (
    <>
      <input
        id={fileInputId}
        type="file"
        multiple
        accept="audio/*,.mp3,.m4a,.m4b,.aac,.flac,.ogg,.oga,.opus,.wav,.aif,.aiff,.aifc"
        aria-label={say('upload.choose')}
        className="hidden"
        onChange={(event) => {
          show([...(event.target.files ?? [])])
          // Choosing the same file again is to be heard of again.
          event.target.value = ''
        }}
      />
      {over && <Hanging />}
    </>
  )
}

function Hanging() {
  const say = useWords()
  return (
    <div className="bg-scrim pointer-events-none fixed inset-0 z-50 grid place-items-center p-4">
      <div className="border-accent bg-raised rounded-panel shadow-float grid justify-items-center gap-1 border-2 border-dashed px-12 py-10 text-center">
        <Upload aria-hidden className="text-accent mb-2 size-10" strokeWidth={1.25} />
        <p className="text-lg font-bold">{say('upload.dropAnywhere')}</p>
        <p className="text-muted">{say('upload.dropAnywhereText')}</p>
      </div>
    </div>
  )
}
