import { toast } from '@bell/ui'
import type { Picture } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'

type Part = Pick<ImgApp, 'api'>

/** Saves pictures in their full size: one as it is, many as one zip, which the browser itself fetches. */
export async function downloadPictures({ api }: Part, pictures: readonly Picture[]) {
  const [first] = pictures
  if (!first) return
  await attempt(async () => {
    if (pictures.length > 1) save((await api.zip({ imageIds: pictures.map(({ id }) => id) })).url)
    else saveFile(first.ownerId === undefined ? await publicFile(first) : await api.original(first.id), first)
  })
}

/** Saves a whole album, also what of it is not on the page yet. */
export function downloadAlbum({ api }: Part, albumId: string) {
  return attempt(async () => save((await api.zip({ albumId })).url))
}

/** As downloadAlbum, by its link and without an account. */
export function downloadPublicAlbum(publicId: string) {
  save(`/api/public/albums/${publicId}/zip`)
}

async function attempt(download: () => Promise<void>) {
  try {
    await download()
  } catch {
    toast(say('picture.downloadFailed'), { tone: 'error' })
  }
}

/** A visitor gets the largest size there is for everyone. */
async function publicFile({ publicUrl, urls }: Picture) {
  const answer = await fetch(publicUrl ?? urls.large)
  if (!answer.ok) throw new Error(`The picture answered ${answer.status}`)
  return answer.blob()
}

function saveFile(file: Blob, { id, title }: Picture) {
  const url = URL.createObjectURL(file)
  save(url, `${title.replaceAll(/[/\\:*?"<>|]/g, '_').trim() || id}.${file.type.split('/')[1] ?? 'jpeg'}`)
  // The browser reads it in its own time.
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}

/** @param name what the file is called where the server does not say it */
function save(url: string, name = '') {
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
}
