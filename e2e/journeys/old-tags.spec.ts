import { expect, test, type Page } from '@playwright/test'
import { encodeAs, frame, id3v1, id3v2, join, mp3 } from '../../packages/tags/src/tagged.fixture.ts'
import { signInAsNewOwner } from '../people.ts'
import { startBell, type Bell } from '../server.ts'

let bell: Bell
let page: Page

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  bell = await startBell(5220)
  page = await signInAsNewOwner(await browser.newContext(), bell)
})

test.afterAll(() => bell.stop())

const latin1 = 0
const korean = (text: string) => encodeAs('euc-kr', text)
const japanese = (text: string) => encodeAs('shift_jis', text)

/** A song as old programs tagged it: in their own encoding, which the tag has no word for. */
function song(write: typeof korean, title: string, artist: string, trackNumber: number, compilation = false) {
  const frames: [string, Uint8Array][] = [
    ['TIT2', frame(latin1, write(title))],
    ['TPE1', frame(latin1, write(artist))],
    ['TRCK', frame(latin1, String(trackNumber))],
    ['TPOS', frame(latin1, '1')],
  ]
  if (compilation) frames.push(['TCMP', frame(latin1, '1')])
  // The album stands in the older tag alone.
  const old = id3v1({ title: write(title), artist: write(artist), album: write('사계') })
  return Buffer.from(join(id3v2(3, frames), ...Array.from({ length: 20 }, mp3), old))
}

test('old Korean and Japanese tags show right before a byte is sent', async () => {
  await page.goto(`${bell.music}/upload`)
  await page
    .locator('input[type=file]')
    .first()
    .setInputFiles(
      [
        song(korean, '봄날', '김민아', 1, true),
        song(korean, '뷁', '박준', 2, true),
        Buffer.from(
          join(
            id3v2(3, [
              ['TIT2', frame(latin1, japanese('だけどあ'))],
              ['TPE1', frame(latin1, japanese('山田ユキ'))],
            ]),
            ...Array.from({ length: 20 }, mp3),
          ),
        ),
      ].map((buffer, index) => ({ name: `${index}.mp3`, mimeType: 'audio/mpeg', buffer })),
    )
  for (const [index, title] of ['봄날', '뷁', 'だけどあ'].entries()) {
    await expect(page.getByRole('textbox', { name: `Title of ${index}.mp3` })).toHaveValue(title)
  }
})

test('what the server makes of them is one compilation, by its numbers', async () => {
  await page.getByRole('button', { name: 'Upload 3 tracks' }).click()
  await expect(page.getByText('Ready', { exact: true })).toHaveCount(3, { timeout: 30_000 })

  await page.goto(`${bell.music}/albums`)
  await page.getByRole('link', { name: '사계' }).click()

  await expect(page.getByText('Various artists')).toBeVisible()
  await expect(page.getByRole('row').filter({ hasText: '봄날' })).toContainText('1')
  await expect(page.getByRole('row').filter({ hasText: '뷁' })).toContainText('박준')
})
