import { createHash, type Hash } from 'node:crypto'

/** Uploads that were left lie here too; of one that was pushed out all is read back. */
const mostKept = 200

interface Running {
  begun: string
  position: number
  hash: Hash
}

/** SHA-256 of blobs as far as this process has seen their bytes, by the key. */
export function createRunningHashes() {
  const kept = new Map<string, Running>()

  /** What is known of this blob up to a position that is not behind `most`; else from its beginning. */
  function take(key: string, begun: string, most: number): Running {
    const known = kept.get(key)
    kept.delete(key)
    const fits = known?.begun === begun && known.position <= most
    const running = fits ? known : { begun, position: 0, hash: createHash('sha256') }
    kept.set(key, running)
    if (kept.size > mostKept) kept.delete(kept.keys().next().value!)
    return running
  }

  return {
    /** Goes along with an append; what another process wrote before it is a gap, and then nothing is gained. */
    follow(key: string, begun: string, offset: number) {
      const running = take(key, begun, offset)
      const isWhole = running.position === offset
      return (piece: Uint8Array) => {
        if (!isWhole) return
        running.hash.update(piece)
        running.position += piece.length
      }
    },
    take,
    forget: (key: string) => void kept.delete(key),
  }
}
