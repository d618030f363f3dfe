import { readFileSync } from 'node:fs'
import type { Browser } from '@playwright/test'

/** What the largest process of a tab holds (Linux), in MB. */
export async function residentMegabytes(browser: Browser) {
  const session = await browser.newBrowserCDPSession()
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  const sizes = processInfo
    .filter(({ type }) => type === 'renderer')
    .map(({ id }) => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1]) / 1000)
  return Math.max(...sizes)
}
