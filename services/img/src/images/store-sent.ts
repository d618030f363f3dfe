import type { User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import type { InTurn } from '../sharp/turns.ts'
import { insertUse } from './images.queries.ts'
import { cover, photograph, storeImage } from './store-image.ts'

/**
 * Keeps a picture that came in a request's body: a service's is public and still, and belongs to what it names; a
 * person's is private until they say otherwise.
 */
export async function storeSent(deps: ImgDeps, inTurn: InTurn, owner: User, bytes: Buffer, ownerRef?: string) {
  const isService = owner.clientId !== undefined
  // Off the event loop: 20 MiB take 20 ms and more.
  const hash = Buffer.from(await crypto.subtle.digest('SHA-256', bytes as Buffer<ArrayBuffer>)).toString('hex')
  const picture = {
    hash,
    read: async () => bytes,
    keeping: isService ? cover : photograph,
    audience: isService ? 2 : 0,
    title: '',
    caption: '',
    keepPosition: false,
  } as const
  return storeImage(deps, inTurn, owner, picture, async (tx, { id }) => {
    if (isService && ownerRef !== undefined) await insertUse(tx, id, ownerRef)
  })
}
