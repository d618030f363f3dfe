import type { Demo, DemoState } from '@bell/music'
import { draw, endDrawing } from './progress-bar.ts'

/** Loads the demonstration catalogue, and says on the terminal how far it is. */
export async function loadDemo(demo: Demo) {
  const started = performance.now()
  if ((await demo.find()).state === 'there') return console.log('The demonstration catalogue is there.')
  console.log('Composing the demonstration catalogue …')
  const { state } = await demo.load(drawState)
  endDrawing()
  const seconds = ((performance.now() - started) / 1000).toFixed(0)
  if (state === 'there') console.log(`The demonstration catalogue is there, after ${seconds} s.`)
  else if (state === 'making') console.log('Another process is composing the demonstration catalogue.')
  else console.log('The demonstration catalogue is not complete; the log says why. The next start with --demo goes on.')
}

function drawState(now: DemoState) {
  if (now.state === 'making') draw({ what: 'pieces', done: now.done, total: now.total })
}
