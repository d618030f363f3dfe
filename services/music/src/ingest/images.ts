import { currentTraceparent } from '@bell/platform/tracing'

/** ImgBell, as MusicBell needs it. */
export interface Images {
  /**
   * Keeps a picture. `ownerRef` names what it belongs to; the same picture for the same owner may be put again.
   * @throws PictureRefused where ImgBell does not take this picture; any other error means: try later
   */
  put(picture: Uint8Array, about: { ownerRef: string; contentType: string }): Promise<{ id: string; color?: string }>
  /**
   * Lets go of a picture for one owner; ImgBell deletes it with the last. Letting go of what is not there (any more) is
   * no error. Any error means: try later.
   */
  release(id: string, ownerRef: string): Promise<void>
  /** The public address of a picture, to which `?w=&h=&fit=cover` may be added. */
  address(id: string): string
}

/** ImgBell takes no such picture; `code` and the message, a sentence for people, are ImgBell's. */
export class PictureRefused extends Error {
  readonly status: number
  readonly code: string

  constructor(message: string, { status, code }: { status: number; code: string }) {
    super(message)
    this.status = status
    this.code = code
  }
}

const refusals = [400, 413, 415, 422]

/** ImgBell over HTTP, as the service account whose tokens `token` gives. */
export function createImages({
  imgInternal,
  imgOrigin,
  token,
  timeoutMs = 10_000,
}: {
  /** Where this machine reaches ImgBell. */
  imgInternal: string
  /** Where browsers reach it. */
  imgOrigin: string
  token: () => Promise<string>
  timeoutMs?: number
}): Images {
  return {
    async put(picture, { ownerRef, contentType }) {
      const response = await fetch(`${imgInternal}/api/images?ownerRef=${encodeURIComponent(ownerRef)}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${await token()}`, 'content-type': contentType, ...traceHeaders() },
        body: picture as Uint8Array<ArrayBuffer>,
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.ok) return (await response.json()) as { id: string; color?: string }
      if (refusals.includes(response.status)) throw await readRefusal(response)
      throw await unexpected(response)
    },
    async release(id, ownerRef) {
      const address = `${imgInternal}/api/images/${id}?ownerRef=${encodeURIComponent(ownerRef)}`
      const response = await fetch(address, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${await token()}`, ...traceHeaders() },
        signal: AbortSignal.timeout(timeoutMs),
      })
      // Each body is read or cancelled, or its connection is not used again.
      if (!response.ok && response.status !== 404) throw await unexpected(response)
      await response.body?.cancel()
    },
    address: (id) => `${imgOrigin}/i/${id}`,
  }
}

function traceHeaders(): Record<string, string> {
  const traceparent = currentTraceparent()
  return traceparent === undefined ? {} : { traceparent }
}

async function readRefusal(response: Response) {
  const { status } = response
  const { code, detail } = (await response.json().catch(() => ({}))) as { code?: string; detail?: string }
  return new PictureRefused(detail ?? 'ImgBell does not take this picture.', { status, code: code ?? 'not_a_picture' })
}

async function unexpected(response: Response) {
  return new Error(`ImgBell answered ${response.status}: ${(await response.text()).slice(0, 300)}`)
}
