import { reasonOf, statusOf, type SendListener } from '@bell/ui/upload'
import type { Image } from '../api/shapes.ts'

/** Sends each picture in one request; a pause begins it anew. `uploadId` is the picture's own id. */
export function createWholeSender(fetchAs: (path: string, init: RequestInit) => Promise<Response>) {
  return (file: File, listener: SendListener) => {
    let stop = new AbortController()

    async function go() {
      stop = new AbortController()
      const { signal } = stop
      const headers = { 'content-type': file.type.startsWith('image/') ? file.type : 'application/octet-stream' }
      try {
        const answer = await fetchAs('/api/images', { method: 'POST', headers, body: file, signal })
        listener.arrived(((await answer.json()) as Image).id)
      } catch (error) {
        if (signal.aborted) return
        listener.failed(statusOf(error) === 0 ? { code: 'network' } : reasonOf(error))
      }
    }

    void go()
    return { pause: () => stop.abort(), resume: () => void go(), cancel: () => stop.abort() }
  }
}
