import type { Server } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { isSetupNeeded } from '@bell/auth'
import { conflict, createLogger, createMetricsRegistry, startInternalListener, type Logger } from '@bell/platform/http'
import { waitForClock, watchClock } from './clock-watch.ts'
import { answerCommands } from './command-listener.ts'
import { compose } from './compose.ts'
import { loadDemo } from './load-demo.ts'
import type { Config, ProductName } from './config.ts'
import { lockHome } from './home-lock.ts'
import { keptInFiles } from './kept-in-files.ts'
import { endLateStop } from './late-stop.ts'
import { readSecrets } from './secrets.ts'

const titles: Record<ProductName, string> = { music: 'MusicBell', auth: 'AuthBell', img: 'ImgBell' }
/**
 * What has not come to an end so long after the doors began to close is broken off, as by a crash: nothing that was
 * acknowledged is lost by that.
 */
const longestStopMs = 45_000

type Composition = Awaited<ReturnType<typeof compose>>

/** Runs this process's products in its roles until a signal asks it to stop; prints where they are. */
export async function serve(config: Config) {
  const started = performance.now()
  const kept = keptInFiles(config)
  const unlock = kept.length === 0 ? () => {} : lockHome(config.home)
  if (!unlock) {
    throw conflict(
      'home_taken',
      `Another MusicBell is running on ${config.home}, which keeps ${kept.join(', ')} there. Stop it, choose another --home, or keep all of that in engines.`,
    )
  }
  const log = createLogger({ level: config.logLevel })
  const metrics = createMetricsRegistry()
  let composition: Composition | undefined
  let answerCommand: ReturnType<typeof answerCommands> | undefined
  let clock: string | undefined
  let isServing = false

  // Before all else, so that whoever watches sees a process that lives and is not ready.
  const internal = await startInternalListener({
    address: config.internalAddress,
    metrics,
    log,
    checks: async () => (composition ? composition.checks() : { process: 'is starting', ...(clock && { clock }) }),
    isServing: () => isServing,
    answer: async (request, response) => (await answerCommand?.(request, response)) ?? false,
  })
  await waitForClock(config, log, (state) => (clock = state))
  composition = await compose(config, log, metrics)
  answerCommand = answerCommands(composition, readSecrets(config, ['command-line'])['command-line'])
  // An index in a file cannot be away, and is looked at when someone asks.
  const stopWatching = config.searchUrl === 'sqlite' ? undefined : composition.searchState?.watch()
  for (const { name, app } of composition.products) {
    await app?.listen({ host: config.host, port: config.places[name].port })
  }

  const leaveClock = watchClock(config, (state) => {
    log.fatal(`This machine’s clock ${state}: this process ends, as by a crash, and waits at its next start`)
    process.exit(1)
  })
  isServing = true
  stopOnSignals(log, async () => {
    isServing = false
    leaveClock()
    composition.beginStopping()
    await wait(config.drainSeconds * 1000)
    const during = endLateStop({ log, afterMs: longestStopMs })
    await during('watching the index', stopWatching?.())
    await Promise.all(composition.products.flatMap(({ app }) => (app ? [stopListening(app.server)] : [])))
    await composition.close(during)
    await during('internal listener', internal.close())
    unlock()
  })

  console.log()
  for (const { name } of composition.products) console.log(`  ${titles[name].padEnd(9)}  ${config.places[name].origin}`)
  console.log(kept.length === 0 ? '' : `  Data in    ${config.home}\n`)
  const { auth, demo } = composition
  if (auth && (await isSetupNeeded(auth))) {
    const address = `${config.places.music.origin}/setup#${auth.setupToken}`
    console.log(`  First start: make the owner's account at\n  ${address}\n`)
  }
  console.log(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops it.`)
  if (config.demo && demo && config.roles.includes('worker')) await loadDemo(demo)
}

/**
 * The system takes connections in before the process does, and cuts those in between when nobody listens any more: so
 * that is right after the process has looked for them. What was taken in is still answered.
 */
function stopListening(server: Server) {
  return new Promise<void>((resolve) =>
    setImmediate(() => {
      server.close()
      resolve()
    }),
  )
}

/**
 * The first signal stops in order. One stop often comes as several signals: to this process, and by the launcher and npm
 * once more. So only Ctrl-C breaks off, a second after the first signal or later; other programs have SIGKILL for that.
 */
function stopOnSignals(log: Logger, stop: () => Promise<void>) {
  let stoppingSince: number | undefined
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stoppingSince !== undefined) {
        if (signal === 'SIGINT' && performance.now() - stoppingSince >= 1000) process.exit(1)
        return
      }
      stoppingSince = performance.now()
      stop().then(
        () => process.exit(0),
        (err: unknown) => {
          log.fatal({ err }, 'Stopping failed')
          process.exit(1)
        },
      )
    })
  }
}
