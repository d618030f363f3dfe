import { ImageHoldings, MusicHoldings } from '@bell/platform/people'
import type { z } from 'zod'
import type { AuthDeps } from '../deps.ts'
import type { Holdings } from './deleting.schema.ts'

/** How a service that keeps things of people is reached, as a service account. */
export interface Holder {
  /** The address that other services use. */
  internal: string
  token: () => Promise<string>
}
export type Holders = Record<'music' | 'img', Holder>

/** A person waits for the answer before a dialog. */
const mostMs = 3000

/** What goes with a person's account, as the services say; null where one does not answer. */
export async function findHoldings(
  { holders, log }: Pick<AuthDeps, 'holders' | 'log'>,
  userId: string,
): Promise<Holdings> {
  async function ask<T>({ internal, token }: Holder, schema: z.ZodType<T>): Promise<T | undefined> {
    const url = `${internal}/api/people/${userId}/holdings`
    try {
      const signal = AbortSignal.timeout(mostMs)
      const answer = await fetch(url, { headers: { authorization: `Bearer ${await token()}` }, signal })
      if (!answer.ok) throw new Error(`${url} answered ${answer.status}.`)
      return schema.parse(await answer.json())
    } catch (err) {
      log.warn({ err }, 'What goes with an account could not be found out')
      return undefined
    }
  }
  const [music, images] = await Promise.all([ask(holders.music, MusicHoldings), ask(holders.img, ImageHoldings)])
  return { tracks: music?.tracks ?? null, artists: music?.artists ?? null, images: images?.images ?? null }
}
