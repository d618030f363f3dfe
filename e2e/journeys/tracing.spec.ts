import { expect, test } from '@playwright/test'
import { startCollector } from '../collector.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell } from '../server.ts'
import { songs } from '../songs.ts'

test('each file that a page uploads has a trace of its own, from the press on the button to the index', async ({
  browser,
}) => {
  const collector = await startCollector()
  const bell = await startBell(5120, undefined, ['--otlp-url', collector.url])
  try {
    const page = await signInAsNewOwner(await browser.newContext(), bell)
    await page.goto(`${bell.music}/upload`)
    await page.locator('input[type=file]').first().setInputFiles(songs.slice(0, 2))
    await page.getByRole('button', { name: 'Upload 2 tracks' }).click()
    await expect(page.getByText('Ready', { exact: true })).toHaveCount(2, { timeout: 60_000 })

    const tracesOf = (name: string) =>
      collector.spans
        .filter((span) => span.name === name)
        .map(({ traceId }) => traceId)
        .toSorted()
    await expect.poll(() => tracesOf('music.search-tracks music.track.ready').length).toBe(2)
    const begun = tracesOf('POST /api/uploads')
    expect(new Set(begun).size).toBe(2)
    for (const later of [
      'POST /api/tracks',
      'music.ingest music.track.uploaded',
      'music.search-tracks music.track.ready',
    ])
      expect(tracesOf(later), later).toEqual(begun)
  } finally {
    await bell.stop()
    collector.stop()
  }
})
