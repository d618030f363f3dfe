import { monitorEventLoopDelay } from 'node:perf_hooks'

// A process that does nothing: what its event loop is late by is the machine's doing. Asked by a message, it answers
// with the 99th percentile and the longest delay since the last one, in milliseconds.

const loop = monitorEventLoopDelay({ resolution: 5 })
loop.enable()
process.on('message', () => {
  process.send!({ p99: loop.percentile(99) / 1e6, longest: loop.max / 1e6 })
  loop.reset()
})
