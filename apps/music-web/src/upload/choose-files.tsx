import { Button } from '@bell/ui'
import { useNavigate } from '@tanstack/react-router'
import { FolderOpen } from 'lucide-react'
import { useRef, type ReactNode } from 'react'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'

/** A button that lets a person choose sound files, and shows them on the upload page. */
export function ChooseFiles(props: { children: ReactNode; variant?: 'primary' | 'quiet'; className?: string }) {
  const say = useWords()
  const { uploads } = useMusic()
  const navigate = useNavigate()
  const input = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={input}
        type="file"
        multiple
        accept="audio/*,.mp3,.m4a,.aac,.flac,.ogg,.oga,.opus,.wav"
        aria-label={say('upload.choose')}
        className="sr-only"
        tabIndex={-1}
        onChange={(event) => {
          const files = [...(event.target.files ?? [])]
          // Choosing the same file again is to be heard of again.
          event.target.value = ''
          if (files.length === 0) return
          void uploads.add(files)
          void navigate({ to: '/upload' })
        }}
      />
      <Button
        variant={props.variant}
        icon={<FolderOpen strokeWidth={1.75} />}
        className={props.className}
        onClick={() => input.current?.click()}
      >
        {props.children}
      </Button>
    </>
  )
}
