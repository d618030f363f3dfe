import { setImmediate as nextTurn } from 'node:timers/promises'

/** What is looked through between two turns of the event loop: about a millisecond. */
const piece = 1024 * 1024
/** As long as the longest mark. */
const overlap = 16
const markup = /<script|<html|<!doctype html|<\?php/i

/**
 * What else than a picture these bytes are to someone who looks at them in another way; undefined where nothing. Nothing
 * of it would get through, since pictures are written anew; but whoever sends it should know that it is no mere picture.
 */
export async function findDisguise(
  bytes: Buffer,
): Promise<'a web page or program' | 'a PDF' | 'an archive' | undefined> {
  if (bytes.subarray(0, 1024).includes('%PDF-')) return 'a PDF'
  if (endsAsZip(bytes)) return 'an archive'
  for (let from = 0; from < bytes.length; from += piece) {
    if (markup.test(bytes.toString('latin1', from, from + piece + overlap))) return 'a web page or program'
    await nextTurn()
  }
  return undefined
}

/** APPNOTE 4.3.16: the directory's end stands at the end, but for a comment whose length it says. */
function endsAsZip(bytes: Buffer) {
  const record = 22
  const tail = bytes.subarray(-(record + 0xffff))
  for (let at = tail.lastIndexOf('PK\x05\x06'); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf('PK\x05\x06', at - 1)) {
    if (at + record <= tail.length && at + record + tail.readUInt16LE(at + 20) === tail.length) return true
  }
  return false
}
