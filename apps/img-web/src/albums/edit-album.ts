import { toast } from '@bell/ui'
import type { Album, AlbumChanges } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'
import { forgetPictures } from '../pictures/delete-pictures.ts'
import { inTurns } from '../pictures/in-turns.ts'
import { hidePictures, type PictureData } from '../pictures/picture-cache.ts'
import { listKeys } from '../pictures/picture-lists.ts'
import { albumKeys } from './album-keys.ts'

type Part = Pick<ImgApp, 'api' | 'queryClient'>

/** Pictures that go into an album in one call. */
const atOnce = 100

/**
 * Changes what is said of an album, at once on the page; who sees it is shown as the server has it, and no sooner.
 * @throws ApiProblem, with the album as it was
 */
export async function changeAlbum({ api, queryClient }: Part, album: Album, changes: AlbumChanges) {
  const key = albumKeys.one(album.id)
  const { visibility } = album
  queryClient.setQueryData<Album>(key, (known) => known && { ...known, ...changes, visibility })
  try {
    queryClient.setQueryData(key, await api.changeAlbum(album.id, changes))
  } catch (error) {
    queryClient.setQueryData(key, album)
    throw error
  }
  void queryClient.invalidateQueries({ queryKey: albumKeys.lists })
  // Who may see the pictures decides what kind of addresses they have.
  if (changes.visibility) void queryClient.invalidateQueries({ queryKey: ['pictures'] })
}

export async function addToAlbum(
  { api, queryClient }: Part,
  album: Pick<Album, 'id' | 'title'>,
  ids: readonly string[],
) {
  try {
    for (let from = 0; from < ids.length; from += atOnce) {
      await api.addToAlbum(album.id, ids.slice(from, from + atOnce))
    }
    toast(say('album.added', { count: ids.length, title: album.title }), { tone: 'success' })
  } catch {
    toast(say('album.addFailed', { title: album.title }), { tone: 'error' })
  }
  await forgetPictures(queryClient)
}

/** Takes pictures out of an album; they stay among one's own, and one "Undo" puts them back where they were. */
export async function takeFromAlbum({ api, queryClient }: Part, albumId: string, ids: readonly string[]) {
  const key = listKeys.album(albumId)
  const order = orderOf({ queryClient }, key)
  const putBack = hidePictures(queryClient, ids, key)
  const { failed } = await inTurns(ids, (id) => api.takeFromAlbum(albumId, id))
  if (failed.length > 0) {
    putBack()
    toast(say('album.takeFailed', { count: failed.length }), { tone: 'error' })
  }
  await forgetPictures(queryClient)
  const taken = order.filter((id) => ids.includes(id) && !failed.includes(id))
  if (taken.length === 0) return
  const undo = async () => {
    try {
      await api.addToAlbum(albumId, taken)
      for (const id of taken) await api.moveInAlbum(albumId, { imageId: id, afterId: before(order, id) })
    } catch {
      toast(say('deleted.restoreFailed'), { tone: 'error' })
    }
    await forgetPictures(queryClient)
  }
  toast(say('album.taken', { count: taken.length }), { undo: () => void undo() })
}

/** Deletes an album, with its pictures or without; one "Undo" brings all of it back. */
export async function deleteAlbum({ api, queryClient }: Part, album: Album, images: 'keep' | 'delete') {
  await api.deleteAlbum(album.id, images)
  queryClient.removeQueries({ queryKey: albumKeys.one(album.id) })
  queryClient.removeQueries({ queryKey: listKeys.album(album.id) })
  void forgetPictures(queryClient)
  toast(say('album.deleted', { title: album.title }), { undo: () => void restoreAlbum({ api, queryClient }, album.id) })
}

/** Brings an album back, with the pictures that were deleted with it. @returns whether it is back */
export async function restoreAlbum({ api, queryClient }: Part, albumId: string) {
  let back = true
  try {
    await api.restoreAlbum(albumId)
  } catch {
    back = false
    toast(say('deleted.restoreFailed'), { tone: 'error' })
  }
  await forgetPictures(queryClient)
  return back
}

function orderOf({ queryClient }: Pick<ImgApp, 'queryClient'>, key: readonly string[]) {
  return queryClient.getQueryData<PictureData>(key)?.pages.flatMap(({ items }) => items.map(({ id }) => id)) ?? []
}

function before(order: readonly string[], id: string) {
  return order[order.indexOf(id) - 1] ?? null
}
