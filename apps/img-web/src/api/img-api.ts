import { createApi } from '@bell/ui/api'
import type { Session } from '@bell/ui/session'
import type { paths } from '../api.gen.ts'
import type {
  AddedImages,
  AlbumChanges,
  ImageChanges,
  ImageMove,
  NewAlbum,
  NewImage,
  Visibility,
  ZipWanted,
} from './shapes.ts'

export type ImgApi = ReturnType<typeof createImgApi>

/** Pictures and albums in one answer; the server gives no more. */
const limit = 100

/** The calls of the image service that this app makes. Every error answer is thrown as an ApiProblem. */
export function createImgApi(session: Pick<Session, 'fetchAs'>) {
  const { GET, POST, PATCH, DELETE } = createApi<paths>(session)
  const by = (id: string) => ({ path: { id } })

  return {
    images: (cursor?: string, signal?: AbortSignal) =>
      dataOf(GET('/api/images', { params: { query: { limit, cursor } }, signal })),
    image: (id: string) => dataOf(GET('/api/images/{id}', { params: by(id) })),
    createImage: (body: NewImage) => dataOf(POST('/api/images', { body })),
    changeImage: (id: string, body: ImageChanges) => dataOf(PATCH('/api/images/{id}', { params: by(id), body })),
    /** keepalive, here and below: leaving the page does not call it off. */
    deleteImages: (ids: string[]) => dataOf(DELETE('/api/images', { body: { ids }, keepalive: true })),
    restoreImages: (ids: string[]) => dataOf(POST('/api/images/restore', { body: { ids }, keepalive: true })),
    showImages: (ids: string[], visibility: Visibility) => dataOf(PATCH('/api/images', { body: { ids, visibility } })),
    zip: (body: ZipWanted) => dataOf(POST('/api/zips', { body })),
    original: async (id: string) => (await session.fetchAs(`/api/images/${id}/original`)).blob(),

    albums: (owner: 'me' | 'all', cursor?: string) =>
      dataOf(GET('/api/albums', { params: { query: { owner, limit, cursor } } })),
    album: (id: string) => dataOf(GET('/api/albums/{id}', { params: by(id) })),
    createAlbum: (body: NewAlbum) => dataOf(POST('/api/albums', { body })),
    changeAlbum: (id: string, body: AlbumChanges) => dataOf(PATCH('/api/albums/{id}', { params: by(id), body })),
    deleteAlbum: (id: string, images: 'keep' | 'delete') =>
      DELETE('/api/albums/{id}', { params: { ...by(id), query: { images } }, keepalive: true }),
    restoreAlbum: (id: string) => dataOf(POST('/api/albums/{id}/restore', { params: by(id), keepalive: true })),
    albumImages: (id: string, cursor?: string, signal?: AbortSignal) =>
      dataOf(GET('/api/albums/{id}/images', { params: { ...by(id), query: { limit, cursor } }, signal })),
    /** To all or to none of them, here and below. */
    async addToAlbum(id: string, body: AddedImages) {
      await POST('/api/albums/{id}/images', { params: by(id), body })
      return { ids: body.imageIds }
    },
    async takeFromAlbum(id: string, imageIds: string[]) {
      await DELETE('/api/albums/{id}/images', { params: by(id), body: { imageIds } })
      return { ids: imageIds }
    },
    moveInAlbum: (id: string, body: ImageMove) => POST('/api/albums/{id}/order', { params: by(id), body }),

    deletedImages: (cursor?: string) => dataOf(GET('/api/deleted/images', { params: { query: { limit, cursor } } })),
    deletedAlbums: (cursor?: string) => dataOf(GET('/api/deleted/albums', { params: { query: { limit, cursor } } })),

    quota: () => dataOf(GET('/api/uploads/quota')),

    publicAlbum: (publicId: string) => dataOf(GET('/api/public/albums/{publicId}', { params: { path: { publicId } } })),
    publicImages: (publicId: string, cursor?: string, signal?: AbortSignal) =>
      dataOf(
        GET('/api/public/albums/{publicId}/images', {
          params: { path: { publicId }, query: { limit, cursor } },
          signal,
        }),
      ),

    uploads: (query: { fingerprint?: string; limit?: number }) => dataOf(GET('/api/uploads', { params: { query } })),
    discardUpload: (uploadId: string) =>
      session.fetchAs(`/api/uploads/${uploadId}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }),
  }
}

/** The client throws for every error answer, so an answer that is here has what its schema says. */
async function dataOf<Data>(answer: Promise<{ data?: Data }>): Promise<Data> {
  return (await answer).data as Data
}
