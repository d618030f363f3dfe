import { expect, type Page } from '@playwright/test'
import type { Bell } from './server.ts'
import { bigWav } from './sounds.ts'

/** Adds tracks by the HTTP API, each a short tone of its own, and waits until all can be played. */
export async function tones(page: Page, bell: Bell, details: object[]) {
  const headers = { origin: bell.music, 'x-requested-with': 'bell' }
  const session = await (await page.request.post(`${bell.music}/session/refresh`, { headers })).json()
  const authorization = `Bearer ${session.accessToken}`
  for (const [n, detail] of details.entries()) {
    const file = bigWav(n, 48_000)
    const made = await page.request.post(`${bell.music}/api/uploads`, {
      headers: {
        authorization,
        'tus-resumable': '1.0.0',
        'upload-length': String(file.byteLength),
        'upload-metadata': `filename ${Buffer.from(`tone-${n}.wav`).toString('base64')}`,
      },
    })
    expect(made.status(), await made.text()).toBe(201)
    const location = new URL(made.headers()['location']!, bell.music).href
    const sent = await page.request.patch(location, {
      headers: {
        authorization,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
      data: file,
    })
    expect(sent.status()).toBe(204)
    const track = await page.request.post(`${bell.music}/api/tracks`, {
      headers: { authorization },
      data: { uploadId: location.split('/').at(-1), ...detail },
    })
    expect(track.status(), await track.text()).toBe(201)
  }
  await expect
    .poll(async () => {
      const list = await page.request.get(`${bell.music}/api/tracks/ids`, { headers: { authorization } })
      return (await list.json()).ids.length
    })
    .toBe(details.length)
}
