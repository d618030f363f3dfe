import { AppError, unavailable } from '@bell/platform/http'
import { z } from 'zod'
import type { AuthDeps } from '../deps.ts'

type Deps = Pick<AuthDeps, 'pictures' | 'log'>

/** ImgBell re-encodes the picture before it answers. */
const mostMs = 30_000
const Refusal = z.object({ code: z.string(), detail: z.string() })

/**
 * Gives a person a profile picture, which ImgBell keeps, in place of the one they have.
 * @throws what ImgBell refuses (415 not_a_picture, svg_not_taken, heic_not_readable; 413 too_many_pixels; 422
 * picture_in_disguise, picture_unreadable), pictures_unavailable (503)
 */
export async function putProfilePicture(deps: Deps, userId: string, bytes: Buffer) {
  await ask(deps, userId, {
    method: 'PUT',
    body: bytes as Buffer<ArrayBuffer>,
    headers: { 'content-type': 'application/octet-stream' },
  })
}

/** Again is no error. @throws pictures_unavailable (503) */
export async function removeProfilePicture(deps: Deps, userId: string) {
  await ask(deps, userId, { method: 'DELETE' })
}

async function ask(
  { pictures, log }: Deps,
  userId: string,
  request: { method: string; body?: Buffer<ArrayBuffer>; headers?: Record<string, string> },
) {
  try {
    const headers = { ...request.headers, authorization: `Bearer ${await pictures.token()}` }
    const signal = AbortSignal.timeout(mostMs)
    const answer = await fetch(`${pictures.internal}/api/people/${userId}/picture`, { ...request, headers, signal })
    if (answer.ok) return
    const refusal = Refusal.safeParse(await answer.json().catch(() => undefined))
    // Of the others, such as 401, the person can change nothing.
    if (refusal.success && [413, 415, 422].includes(answer.status))
      throw new AppError(answer.status, refusal.data.code, refusal.data.detail)
    throw new Error(`ImgBell answered ${answer.status} about a profile picture.`)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    log.warn({ err: cause }, 'A profile picture could not be changed')
    throw unavailable('pictures_unavailable', 'Pictures cannot be kept right now; try again in a moment.', { cause })
  }
}
