import { toast } from '@bell/ui'
import type { Picture } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'
import { inTurns } from './in-turns.ts'

/** Saves pictures in their full size, one file each. */
export async function downloadPictures({ api }: Pick<ImgApp, 'api'>, pictures: readonly Picture[]) {
  const { failed } = await inTurns(pictures, async (picture) => {
    const file = picture.ownerId === undefined ? await publicFile(picture) : await api.original(picture.id)
    save(file, picture)
  })
  if (failed.length > 0) toast(say('picture.downloadFailed', { count: failed.length }), { tone: 'error' })
}

/** A visitor gets the largest size there is for everyone. */
async function publicFile({ publicUrl, urls }: Picture) {
  const answer = await fetch(publicUrl ?? urls.large)
  if (!answer.ok) throw new Error(`The picture answered ${answer.status}`)
  return answer.blob()
}

function save(file: Blob, { id, title }: Picture) {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(file)
  link.download = `${title.replaceAll(/[/\\:*?"<>|]/g, '_').trim() || id}.${file.type.split('/')[1] ?? 'jpeg'}`
  link.click()
  // The browser reads it in its own time.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}
