import { toast } from '@bell/ui'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'
import { quotaKey } from '../upload/quota-key.ts'
import { hidePictures } from './picture-cache.ts'
import { inParts } from './in-parts.ts'

type Part = Pick<ImgApp, 'api' | 'queryClient'>

/** Deletes pictures at once; the server keeps them for some days, so that one "Undo" brings all of them back. */
export async function deletePictures({ api, queryClient }: Part, ids: readonly string[]) {
  const putBack = hidePictures(queryClient, ids)
  const done = new Set(await inParts(ids, api.deleteImages))
  const failed = ids.filter((id) => !done.has(id))
  if (failed.length > 0) {
    putBack()
    toast(say('picture.deleteFailed', { count: failed.length }), { tone: 'error' })
  }
  await forgetPictures(queryClient)
  const deleted = ids.filter((id) => done.has(id))
  if (deleted.length === 0) return
  toast(say('picture.deleted', { count: deleted.length }), {
    id: `deleted-${deleted[0]}`,
    undo: () => void restorePictures({ api, queryClient }, deleted),
  })
}

/** Brings deleted pictures back; says so where that fails. @returns whether all are back */
export async function restorePictures({ api, queryClient }: Part, ids: readonly string[]) {
  const done = await inParts(ids, api.restoreImages)
  if (done.length < ids.length) toast(say('deleted.restoreFailed'), { tone: 'error' })
  await forgetPictures(queryClient)
  return done.length === ids.length
}

/** Pictures came or went: what is shown of them, and of albums, is asked for anew. */
export async function forgetPictures(queryClient: ImgApp['queryClient']) {
  await Promise.all(
    ['pictures', 'albums', 'album-lists', 'deleted', ...quotaKey].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  )
}
