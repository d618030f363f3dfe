/// <reference lib="dom" />
import { join } from 'node:path'
import { expect, type Browser, type Page } from '@playwright/test'
import { axeFaults } from './faults.ts'

export interface Look {
  theme: 'dark' | 'light'
  language: 'en' | 'ja' | 'ko'
  /** Of the window, in CSS px. */
  width: 1440 | 390
}

const every: Look[] = (['dark', 'light'] as const).flatMap((theme) =>
  (['en', 'ja', 'ko'] as const).flatMap((language) =>
    ([1440, 390] as const).map((width) => ({ theme, language, width })),
  ),
)

const pictures = join(import.meta.dirname, 'results/pages')

/** The looks a journey takes; all twelve with `LOOKS=all`, for people to look at. */
export const looksOr = (some: Look[]) => (process.env['LOOKS'] === 'all' ? every : some)

/** A browser profile of its own, whose pages look so from the first paint. */
export async function openLook(browser: Browser, { theme, language, width }: Look) {
  const context = await browser.newContext({
    viewport: { width, height: width === 390 ? 844 : 900 },
    locale: language,
    reducedMotion: 'reduce',
  })
  await context.addInitScript(
    ([chosenTheme, chosenLanguage]) => {
      localStorage.setItem('bell.theme', chosenTheme!)
      localStorage.setItem('bell.language', chosenLanguage!)
    },
    [theme, language],
  )
  return context
}

/**
 * With `LOOKS` set it also takes a picture of the page, for people to look at (`results/pages`).
 * @returns what axe finds, and whether anything is wider than the screen; what is only a moment of a transition passes
 */
export async function inspectPage(page: Page, name: string, { theme, language, width }: Look): Promise<string[]> {
  await settled(page)
  let found: string[] = []
  await expect
    .poll(async () => (found = await faultsOf(page)), { timeout: 5000 })
    .toEqual([])
    .catch(() => {})
  if (process.env['LOOKS']) await page.screenshot({ path: join(pictures, `${name}-${width}-${theme}-${language}.png`) })
  return found.map((fault) => `${name}, ${theme}, ${language}, ${width} px: ${fault}`)
}

/** No skeleton is left, fonts and pictures are there. The event stream stays open, so the network is never idle. */
export async function settled(page: Page) {
  await page.waitForFunction(
    () =>
      document.querySelector('main') !== null &&
      document.querySelectorAll('.animate-pulse').length === 0 &&
      [...document.images].every((image) => image.complete || image.loading === 'lazy'),
  )
  await page.evaluate(() => document.fonts.ready.then(() => undefined))
}

async function faultsOf(page: Page) {
  const found = await axeFaults(page)
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
  return overflow > 0 ? [...found, `${overflow} px wider than the screen`] : found
}
