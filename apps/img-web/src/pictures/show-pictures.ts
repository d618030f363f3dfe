import { toast } from '@bell/ui'
import type { Visibility } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'
import { inParts } from './in-parts.ts'
import { listKeys } from './list-keys.ts'

/** Says who sees pictures that are in no album. */
export async function showPictures(
  { api, queryClient }: Pick<ImgApp, 'api' | 'queryClient'>,
  ids: readonly string[],
  visibility: Visibility,
) {
  const done = await inParts(ids, (part) => api.showImages(part, visibility))
  if (done.length < ids.length) {
    toast(say('picture.visibilityFailed', { count: ids.length - done.length }), { tone: 'error' })
  } else {
    toast(say('picture.visibilityChanged', { count: done.length, who: say(`visibility.${visibility}`) }), {
      tone: 'success',
    })
  }
  await queryClient.invalidateQueries({ queryKey: listKeys.own })
}
