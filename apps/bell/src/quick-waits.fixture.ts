// Loaded into a program by NODE_OPTIONS=--import: what waits for 10 s or longer waits for a twentieth of that.
import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

const quick = (ms = 0) => (ms < 10_000 ? ms : ms / 20)

const { setTimeout: wait } = timers
timers.setTimeout = (ms, value, options) => wait(quick(ms), value, options)
syncBuiltinESMExports()

const { setTimeout } = globalThis
globalThis.setTimeout = Object.assign((run: () => void, ms?: number) => setTimeout(run, quick(ms)), setTimeout)
