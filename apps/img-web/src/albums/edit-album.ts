import { toast } from '@bell/ui'
import type { Album, AlbumChanges } from '../api/shapes.ts'
import { say } from '../i18n/words.ts'
import type { ImgApp } from '../img-app.ts'
import { forgetPictures } from '../pictures/delete-pictures.ts'
import { inParts } from '../pictures/in-parts.ts'
import { hidePictures, type PictureData } from '../pictures/picture-cache.ts'
import { listKeys } from '../pictures/list-keys.ts'
import { albumKeys } from './album-keys.ts'

type Part = Pick<ImgApp, 'api' | 'queryClient'>

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

/** @param from the album that they leave, where they are moved */
export async function addToAlbum(
  { api, queryClient }: Part,
  album: Pick<Album, 'id' | 'title'>,
  ids: readonly string[],
  from?: string,
) {
  const putBack = from === undefined ? undefined : hidePictures(queryClient, ids, listKeys.album(from))
  const done = await inParts(ids, (imageIds) => api.addToAlbum(album.id, { imageIds, fromId: from }))
  if (done.length < ids.length) {
    putBack?.()
    toast(say('album.addFailed', { title: album.title }), { tone: 'error' })
  } else {
    const word = from === undefined ? 'album.added' : 'album.moved'
    toast(say(word, { count: ids.length, title: album.title }), { tone: 'success' })
  }
  await forgetPictures(queryClient)
}

/** Takes pictures out of an album; they stay among one's own, and one "Undo" puts them back where they were. */
export async function takeFromAlbum({ api, queryClient }: Part, albumId: string, ids: readonly string[]) {
  const key = listKeys.album(albumId)
  const order = orderOf({ queryClient }, key)
  const putBack = hidePictures(queryClient, ids, key)
  const done = new Set(await inParts(ids, (imageIds) => api.takeFromAlbum(albumId, imageIds)))
  if (done.size < ids.length) {
    putBack()
    toast(say('album.takeFailed', { count: ids.length - done.size }), { tone: 'error' })
  }
  await forgetPictures(queryClient)
  const taken = order.filter((id) => done.has(id))
  if (taken.length === 0) return
  const undo = async () => {
    const back = await inParts(taken, (imageIds) => api.addToAlbum(albumId, { imageIds }))
    try {
      for (const run of runsOf(order, new Set(back))) await api.moveInAlbum(albumId, run)
    } catch {
      back.length = 0
    }
    if (back.length < taken.length) toast(say('deleted.restoreFailed'), { tone: 'error' })
    await forgetPictures(queryClient)
  }
  toast(say('album.taken', { count: taken.length }), { undo: () => void undo() })
}

/** Those that stood side by side, each with what they stood behind: one move puts them back. */
function runsOf(order: readonly string[], of: ReadonlySet<string>) {
  const runs: { imageIds: string[]; afterId: string | null }[] = []
  order.forEach((id, n) => {
    if (!of.has(id)) return
    const before = order[n - 1]
    if (before !== undefined && of.has(before)) runs.at(-1)!.imageIds.push(id)
    else runs.push({ imageIds: [id], afterId: before ?? null })
  })
  return runs
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
