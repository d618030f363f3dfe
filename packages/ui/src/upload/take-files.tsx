import { Upload } from 'lucide-react'
import { useEffect, useEffectEvent, useState } from 'react'
import { carriesFiles, filesOf } from './dropped-files.ts'

const fileInputId = 'choose-files'

/** Lets a person choose files; the page's one file input takes them, whatever is shown. */
export function chooseFiles() {
  document.getElementById(fileInputId)?.click()
}

export interface TakeFilesProps {
  /** What the browser's chooser offers, as in `<input accept>`. */
  accept: string
  /** The file input's name. */
  label: string
  /** Said while files hang over the page. */
  dropTitle: string
  dropText: string
  /** Undefined where the person may add none. */
  onFiles: ((files: File[]) => void) | undefined
}

/** Takes the files that a person chooses, pastes, or drops anywhere on the page, and shows so while they hang over it. */
export function TakeFiles({ accept, label, dropTitle, dropText, onFiles }: TakeFilesProps) {
  const [over, setOver] = useState(false)

  const give = (files: File[]) => {
    if (files.length > 0) onFiles?.(files)
  }

  const take = useEffectEvent((event: DragEvent) => {
    if (!event.dataTransfer || !carriesFiles(event.dataTransfer)) return
    const taken = event.defaultPrevented
    event.preventDefault()
    setOver(false)
    // A picture that was dropped on a place for one is that place's.
    if (!onFiles || taken) return
    void filesOf(event.dataTransfer).then(give)
  })

  const paste = useEffectEvent((event: ClipboardEvent) => {
    const { clipboardData, target } = event
    if (event.defaultPrevented || !onFiles || !clipboardData?.files.length) return
    // Text with a picture of itself, as office programs copy it, is for the field.
    if (target instanceof HTMLElement && target.matches('input, textarea') && clipboardData.getData('text')) return
    event.preventDefault()
    give([...clipboardData.files])
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
    const stop = new AbortController()
    const { signal } = stop
    addEventListener('dragenter', enter, { signal })
    addEventListener('dragover', enter, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', (event) => take(event), { signal })
    addEventListener('paste', (event) => paste(event), { signal })
    return () => stop.abort()
  }, [])

  if (!onFiles) return null
  return (
    <>
      <input
        id={fileInputId}
        type="file"
        multiple
        accept={accept}
        aria-label={label}
        className="hidden"
        onChange={(event) => {
          give([...(event.target.files ?? [])])
          // Choosing the same file again is to be heard of again.
          event.target.value = ''
        }}
      />
      {over && (
        <div className="bg-scrim pointer-events-none fixed inset-0 z-50 grid place-items-center p-4">
          <div className="border-accent bg-raised rounded-panel shadow-float grid justify-items-center gap-1 border-2 border-dashed px-12 py-10 text-center">
            <Upload aria-hidden className="text-accent mb-2 size-10" strokeWidth={1.25} />
            <p className="text-lg font-bold">{dropTitle}</p>
            <p className="text-muted">{dropText}</p>
          </div>
        </div>
      )}
    </>
  )
}
