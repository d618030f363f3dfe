import { parentPort } from 'node:worker_threads'
import { giveWay } from '../give-way.ts'
import { encodeFile } from './files/encode.ts'
import type { FileTags } from './files/file-tags.ts'
import { drawPicture, type PictureOrder } from './pictures/draw.ts'
import { composePiece, type Seconds } from './styles/style.ts'
import { styles, type StyleName } from './styles/styles.ts'

/** One thing to make. */
export type Order =
  | { kind: 'picture'; picture: PictureOrder }
  | {
      kind: 'piece'
      style: StyleName
      seed: string
      variant: number
      seconds: Seconds
      format: 'mp3' | 'ogg'
      tags: FileTags
    }
export type Delivered = { bytes: Uint8Array<ArrayBuffer> } | { failed: string }

giveWay(10)

const port = parentPort!

port.on('message', (order: Order) => void deliver(order))

async function deliver(order: Order) {
  try {
    // Of its own memory: it is handed over, not copied.
    const bytes = new Uint8Array(await make(order))
    port.postMessage({ bytes } satisfies Delivered, [bytes.buffer])
  } catch (error) {
    port.postMessage({
      failed: error instanceof Error ? (error.stack ?? error.message) : String(error),
    } satisfies Delivered)
  }
}

function make(order: Order) {
  if (order.kind === 'picture') return drawPicture(order.picture)
  const { style, seed, variant, seconds, format, tags } = order
  return encodeFile(format, composePiece(styles[style], seed, variant, seconds), tags)
}
