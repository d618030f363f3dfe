/** ImgBell, as MusicBell needs it. */
export interface Images {
  /**
   * Keeps a picture. `ownerRef` names what it belongs to; the same picture for the same owner may be put again.
   * @throws PictureRefused where ImgBell does not take this picture; any other error means: try later
   */
  put(picture: Uint8Array, about: { ownerRef: string; contentType: string }): Promise<{ id: string; color?: string }>
  /** The public address of a picture, to which `?w=&h=&fit=cover` may be added. */
  address(id: string): string
}

export class PictureRefused extends Error {}

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
        headers: { authorization: `Bearer ${await token()}`, 'content-type': contentType },
        body: picture as Uint8Array<ArrayBuffer>,
        signal: AbortSignal.timeout(timeoutMs),
      })
      if (response.ok) return (await response.json()) as { id: string; color?: string }
      const problem = `ImgBell answered ${response.status}: ${(await response.text()).slice(0, 300)}`
      throw [400, 413, 415, 422].includes(response.status) ? new PictureRefused(problem) : new Error(problem)
    },
    address: (id) => `${imgOrigin}/i/${id}`,
  }
}
