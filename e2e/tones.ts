import { expect, type Page } from '@playwright/test'
import type { Bell } from './server.ts'
import { bigWav } from './sounds.ts'

/** Adds tracks by the HTTP API, each a short tone of its own, and waits until all can be played. */
export function tones(page: Page, bell: Bell, details: object[]) {
  return addFiles(
    page,
    bell,
    details.map((detail, n) => ({ name: `tone-${n}.wav`, bytes: bigWav(n, 48_000), detail })),
  )
}

/** Adds tracks by the HTTP API and waits until all can be played. @returns their ids, and what a request must carry */
export async function addFiles(
  page: Page,
  bell: Bell,
  files: readonly { name: string; bytes: Buffer; detail?: object }[],
  thereBefore = 0,
) {
  const origin = { origin: bell.music, 'x-requested-with': 'bell' }
  const session = await (await page.request.post(`${bell.music}/session/refresh`, { headers: origin })).json()
  const headers = { authorization: `Bearer ${session.accessToken}` }
  const tus = { ...headers, 'tus-resumable': '1.0.0' }
  const ids: string[] = []
  for (const { name, bytes, detail } of files) {
    const metadata = `filename ${Buffer.from(name).toString('base64')}`
    const made = await page.request.post(`${bell.music}/api/uploads`, {
      headers: { ...tus, 'upload-length': String(bytes.byteLength), 'upload-metadata': metadata },
    })
    expect(made.status(), await made.text()).toBe(201)
    const location = new URL(made.headers()['location']!, bell.music).href
    const sent = await page.request.patch(location, {
      headers: { ...tus, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
      data: bytes,
    })
    expect(sent.status()).toBe(204)
    const track = await page.request.post(`${bell.music}/api/tracks`, {
      headers,
      data: { uploadId: location.split('/').at(-1), ...detail },
    })
    expect(track.status(), await track.text()).toBe(201)
    ids.push((await track.json()).id)
  }
  const ready = async () => {
    const list = await page.request.get(`${bell.music}/api/tracks/ids`, { headers })
    return (await list.json()).ids.length
  }
  await expect.poll(ready, { timeout: 60_000 }).toBe(thereBefore + files.length)
  return { ids, headers }
}
