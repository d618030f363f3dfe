import type { Demo, DemoState } from '@bell/music'

/** Loads the demonstration catalogue, and says on the terminal how far it is. */
export async function loadDemo(demo: Demo) {
  const started = performance.now()
  if ((await demo.find()).state === 'there') return console.log('The demonstration catalogue is there.')
  console.log('Composing the demonstration catalogue …')
  const { state } = await demo.load(draw)
  if (process.stdout.isTTY) process.stdout.write('\n')
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  if (state === 'there') console.log(`The demonstration catalogue is there, after ${seconds} s.`)
  else console.log('The demonstration catalogue is not complete; the log says why. The next start with --demo goes on.')
}

const width = 32

// A bar that draws itself over; where nobody watches, in a log, it would only be noise.
function draw(now: DemoState) {
  if (!process.stdout.isTTY || now.state !== 'making') return
  const full = Math.round((now.done / now.total) * width)
  process.stdout.write(`\r  ${'█'.repeat(full)}${'░'.repeat(width - full)}  ${now.done} of ${now.total}`)
}
