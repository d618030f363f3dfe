import { createApi } from '@bell/ui/api'
import type { Session } from '@bell/ui/session'
import { createContext, use } from 'react'
import type { paths } from '../api.gen.ts'

/** The calls of the image service that this app makes. */
export function createPictures(session: Pick<Session, 'fetchAs'>) {
  const api = createApi<paths>(session)
  return {
    async list(cursor: string | undefined, signal: AbortSignal) {
      const { data } = await api.GET('/api/images', { params: { query: { limit: 60, cursor } }, signal })
      return data!
    },
    /** @returns whether the picture is new; false where it was here already */
    async add(file: File) {
      const headers = { 'Content-Type': file.type.startsWith('image/') ? file.type : 'application/octet-stream' }
      const { status } = await session.fetchAs('/api/images', { method: 'POST', headers, body: file })
      return status === 201
    },
    /** `keepalive` lets the call outlive the page. */
    async remove(id: string, keepalive = false) {
      await api.DELETE('/api/images/{id}', { params: { path: { id } }, keepalive })
    },
  }
}

export type Pictures = ReturnType<typeof createPictures>
export type Picture = Awaited<ReturnType<Pictures['list']>>['items'][number]

export const PicturesContext = createContext<Pictures | undefined>(undefined)

export function usePictures(): Pictures {
  const pictures = use(PicturesContext)
  if (!pictures) throw new Error('usePictures needs a PicturesContext around it')
  return pictures
}
