import { useState, type DragEvent } from 'react'
import { carriesFiles } from '@bell/ui/upload'

/** Lets a picture be dropped on what gets `target`; `over` while one hangs over it. */
export function usePictureDrop(take: (picture: File) => void) {
  const [over, setOver] = useState(false)
  const target = {
    onDragOver(event: DragEvent) {
      if (!carriesFiles(event.dataTransfer)) return
      event.preventDefault()
      setOver(true)
    },
    onDragLeave(event: DragEvent) {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
    },
    onDrop(event: DragEvent) {
      setOver(false)
      const picture = [...event.dataTransfer.files].find((file) => file.type.startsWith('image/'))
      if (!picture) return
      // Says to the page, which takes songs wherever they are dropped, that this one is taken.
      event.preventDefault()
      take(picture)
    },
  }
  return { over, target }
}
