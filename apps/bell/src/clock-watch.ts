import { setTimeout as wait } from 'node:timers/promises'
import { measureClockAhead } from '@bell/platform/database'
import { clockSkewMs, type Logger } from '@bell/platform/http'
import { inspectRedis } from '@bell/platform/key-value'
import type { Config } from './config.ts'
import { openWhenReachable } from './engine-waiting.ts'

/** How often the database is asked, and how soon a clock that was set is noticed, in milliseconds. */
const askEveryMs = 5000
const glanceEveryMs = 200

/**
 * Waits until this machine's clock agrees with the database's (ADR 54). On files there is one process and one clock.
 * @param say hears what is wrong, and at last undefined
 */
export async function waitForClock(config: Config, log: Logger, say: (state: string | undefined) => void) {
  const url = databaseOf(config)
  if (url === 'sqlite') return
  for (;;) {
    const aheadMs = await openWhenReachable({ engine: 'PostgreSQL', url, defaultPort: 5432, log }, () =>
      measureAhead(url, config),
    )
    if (isRight(aheadMs)) return say(undefined)
    const state = describe(aheadMs)
    say(state)
    log.error(`Waiting for this machine’s clock, which ${state}: set it by NTP`)
    await wait(askEveryMs)
  }
}

/** Goes on looking. @param onOff hears of a clock that is off any more. @returns how to stop that */
export function watchClock(config: Config, onOff: (state: string) => void) {
  const url = databaseOf(config)
  if (url === 'sqlite') return () => {}
  let [sinceBoot, askedAt] = [setOff(), performance.now()]
  let asking = false

  async function ask() {
    asking = true
    ;[sinceBoot, askedAt] = [setOff(), performance.now()]
    // A database that is away says nothing of the time.
    const aheadMs = await measureAhead(url, config).catch(() => 0)
    if (!isRight(aheadMs)) onOff(describe(aheadMs))
    asking = false
  }

  function glance() {
    const wasSet = Math.abs(setOff() - sinceBoot) > clockSkewMs
    if (!asking && (wasSet || performance.now() - askedAt > askEveryMs)) void ask()
  }

  const timer = setInterval(glance, glanceEveryMs).unref()
  return () => clearInterval(timer)
}

/** Stays the same unless the clock is set: the other one only counts. */
const setOff = () => Date.now() - performance.now()

/** How far this clock is ahead, in ms, by PostgreSQL's; where Redis's is nearer, PostgreSQL's is the one that is off. */
async function measureAhead(url: string, { keyValueUrl }: Config) {
  const ahead = -(await measureClockAhead(url))
  if (isRight(ahead) || keyValueUrl === 'sqlite') return ahead
  const byRedis = await inspectRedis(keyValueUrl).then(
    ({ clockAheadMs }) => -clockAheadMs,
    () => ahead,
  )
  return Math.abs(byRedis) < Math.abs(ahead) ? byRedis : ahead
}

/** The services may have several; whoever runs those keeps their clocks together. */
function databaseOf(config: Config) {
  return config[`${config.services[0]!}DatabaseUrl`] ?? config.databaseUrl
}

const isRight = (aheadMs: number) => Math.abs(aheadMs) <= clockSkewMs

function describe(aheadMs: number) {
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  return `is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the database’s`
}
