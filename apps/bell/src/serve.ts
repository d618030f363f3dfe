import { createLogger, startInternalListener } from '@bell/platform/http'
import { isSetupNeeded } from '@bell/auth'
import { answerCommands } from './command-listener.ts'
import { compose } from './compose.ts'
import { loadDemo } from './load-demo.ts'
import type { Config } from './config.ts'
import { lockHome } from './home-lock.ts'

/** Runs all three products in this process until a signal asks it to stop; prints where they are. */
export async function serve(config: Config) {
  const started = performance.now()
  const unlock = lockHome(config.home)
  if (!unlock) throw new Error(`Another MusicBell is running on ${config.home}. Stop it, or choose another --home.`)
  const log = createLogger({ level: config.logLevel })
  const composition = await compose(config, log)
  const { auth, demo, products, metrics, setupToken, commandKey } = composition

  const internal = await startInternalListener({
    address: config.internalAddress,
    metrics,
    log,
    answer: answerCommands(auth, commandKey),
  })
  for (const { name, app } of products) await app.listen({ host: config.host, port: config.places[name].port })

  async function stop() {
    await internal.close()
    for (const product of products) await product.close()
    await composition.close()
    unlock!()
  }
  let stopping: Promise<void> | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopping ??= stop().then(
        () => process.exit(0),
        (err: unknown) => {
          log.fatal({ err }, 'Stopping failed')
          process.exit(1)
        },
      )
    })
  }

  const { auth: authPlace, music, img } = config.places
  console.log(`
  MusicBell  ${music.origin}
  AuthBell   ${authPlace.origin}
  ImgBell    ${img.origin}
  Data in    ${config.home}
`)
  if (await isSetupNeeded(auth)) {
    console.log(`  First start: make the owner's account at\n  ${music.origin}/setup#${setupToken}\n`)
  }
  console.log(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops it.`)
  if (config.demo) await loadDemo(demo)
}
