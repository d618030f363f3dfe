import { mkdirSync } from 'node:fs'
import { createMetricsRegistry, measureEvents, measureReindex, type Logger } from '@bell/platform/http'
import { startAuth } from './auth-product.ts'
import type { Config } from './config.ts'
import { layFoundation } from './foundation.ts'
import { startImg } from './img-product.ts'
import { keptInFiles } from './kept-in-files.ts'
import type { During } from './late-stop.ts'
import { startMusic } from './music-product.ts'

/**
 * The composition root: the products that this process runs (a file each), on their adapters (`adapters.ts`). Nothing
 * listens yet when it resolves.
 */
export async function compose(config: Config, log: Logger, metrics = createMetricsRegistry()) {
  // Elsewhere the folder may not even be writable.
  if (keptInFiles(config).length > 0) mkdirSync(config.home, { recursive: true, mode: 0o700 })
  let stopping = false
  const foundation = await layFoundation(config, { log, metrics, isStopping: () => stopping })
  const runs = new Set(config.services)
  const auth = runs.has('auth') ? await startAuth(foundation) : undefined
  const img = runs.has('img') ? await startImg(foundation) : undefined
  const music = runs.has('music') ? await startMusic(foundation) : undefined

  // In the order in which they may close: those who call others first.
  const products = [music, img, auth].flatMap((started) => started?.product ?? [])
  measureEvents(metrics, Object.fromEntries(products.map(({ name, events }) => [name, events.measure])))

  if (music) measureReindex(metrics, () => music.reindex.progress())

  return {
    config,
    auth: auth?.deps,
    demo: music?.demo,
    searchState: music?.searchState,
    reindex: music?.reindex,
    products,
    /** Per product and engine 'ok' or what is wrong. */
    async checks() {
      const all = await Promise.all(
        products.map(async ({ name, checks }) =>
          Object.entries(await checks()).map(([engine, state]) => [`${name} ${engine}`, state] as const),
        ),
      )
      return Object.fromEntries(all.flat())
    },
    /** Readiness says no from now on, while everything is answered still. */
    beginStopping() {
      stopping = true
    },
    async close(during: During = async (_what, work) => work) {
      // None waits for what another still has in hand: together they would take longer than a stop may.
      await Promise.all(products.map((product) => product.close(during)))
      await during('engines', foundation.close())
    },
  }
}
