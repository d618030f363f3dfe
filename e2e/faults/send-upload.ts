import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { delayBefore, mayPass } from '../../packages/ui/src/upload/retry.ts'
import { frame, id3v2 } from '../../packages/tags/src/tagged.fixture.ts'
import { picture } from '../pictures.ts'
import { bigWav } from '../sounds.ts'
import type { Answer, Client } from './client.ts'

const tus = { 'tus-resumable': '1.0.0' }

export interface SoundFile {
  name: string
  bytes: Buffer
  /** Hex. */
  sha256: string
  hasCover: boolean
}

/** Half a second of sound, unlike that of every other `n`; each fourth file has a picture. */
export function soundFile(n: number): SoundFile {
  const sound = bigWav(n % 400, 8000)
  sound.writeUInt32LE(n, 44)
  const hasCover = n % 4 === 0
  const bytes = hasCover ? withCover(sound, picture(n)) : sound
  return { name: `song-${n}.wav`, bytes, hasCover, sha256: createHash('sha256').update(bytes).digest('hex') }
}

/** An ID3 tag as a chunk of RIFF. */
function withCover(wav: Buffer, png: Buffer) {
  const tag = id3v2(3, [['APIC', frame(0, 'image/png', [0, 3, 0], png)]], { padding: 1 })
  const even = tag.length % 2 === 0 ? tag : Buffer.concat([tag, Buffer.alloc(1)])
  const head = Buffer.from('id3 \0\0\0\0', 'latin1')
  head.writeUInt32LE(tag.length, 4)
  const file = Buffer.concat([wav, head, even])
  file.writeUInt32LE(file.length - 8, 4)
  return file
}

/**
 * Sends a file by tus and has a track made of it as our pages do: what arrived is not sent again, and whatever may pass
 * is tried again, for as long as it takes or until `signal`.
 * @returns the answer that said that the track is there, or that there will be none
 */
export async function sendUpload(
  client: Client,
  file: SoundFile,
  details: object,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const uploadId = await sendBytes(client, file, signal)
  if (uploadId === undefined) return undefined
  return patiently(signal, () => client.ask('POST', '/api/tracks', { json: { uploadId, ...details } }))
}

async function sendBytes(client: Client, file: SoundFile, signal: AbortSignal) {
  let address: string | undefined
  for (let attempt = 0; !signal.aborted; attempt++) {
    const earlier = await client.ask('GET', `/api/uploads?fingerprint=${file.sha256}`)
    const [known] = earlier.status === 200 ? earlier.body.items : []
    if (known) address = `/api/uploads/${known.id}`
    if (earlier.status === 200) {
      const { status, end } = address === undefined ? await begin() : await goOn(address)
      if (end === file.bytes.length) return address!.split('/').at(-1)!
      if (status === 404 || status === 410) address = undefined
    }
    await pause(attempt, signal)
  }
  return undefined

  async function begin() {
    const metadata = { filename: file.name, fingerprint: file.sha256 }
    const answer = await client.ask('POST', '/api/uploads', {
      headers: {
        ...tus,
        'content-type': 'application/offset+octet-stream',
        'upload-length': String(file.bytes.length),
        'upload-metadata': Object.entries(metadata)
          .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
          .join(),
      },
      bytes: file.bytes,
      mayBe: [423],
    })
    if (answer.status === 201) address = new URL(answer.headers.get('location')!, 'http://any/api/uploads').pathname
    return { status: answer.status, end: endIn(answer) }
  }

  async function goOn(to: string) {
    const mayBe = [404, 409, 410, 423]
    const asked = await client.ask('HEAD', to, { headers: tus, mayBe })
    const offset = endIn(asked)
    if (offset === undefined || offset === file.bytes.length) return { status: asked.status, end: offset }
    const sent = await client.ask('PATCH', to, {
      headers: { ...tus, 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' },
      bytes: file.bytes.subarray(offset),
      mayBe,
    })
    return { status: sent.status, end: endIn(sent) }
  }
}

function endIn({ status, headers }: Answer) {
  const offset = headers.get('upload-offset')
  return status >= 200 && status < 300 && offset !== null ? Number(offset) : undefined
}

async function patiently(signal: AbortSignal, ask: () => Promise<Answer>) {
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answer = await ask()
    if (answer.status !== 0 && !mayPass(answer.status)) return answer
    await pause(attempt, signal)
  }
  return undefined
}

function pause(attempt: number, signal: AbortSignal) {
  return wait(delayBefore(Math.min(attempt, 4)), undefined, { signal }).catch(() => {})
}
