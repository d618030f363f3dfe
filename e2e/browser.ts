import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chromium } from '@playwright/test'
import { canInstall, installPackages } from './debian.ts'

// The shell is the same Chromium without its windows: tests take a sixth less of the processor with it.
const programs = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]
const places = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/**
 * A Chromium or Chrome to test with: the one that `CHROME_PATH` names, the system's, or one that Playwright installed.
 * As root on Debian it installs the package `chromium-headless-shell` where there is none.
 *
 * @throws Error with one sentence that says what to do
 */
export function ensureBrowser(named = process.env['CHROME_PATH']): string {
  if (named) {
    if (existsSync(named)) return named
    throw new Error(`CHROME_PATH is "${named}", and there is no such file.`)
  }
  const found = findBrowser()
  if (found) return found
  if (canInstall()) {
    installPackages('chromium-headless-shell')
    const installed = findBrowser()
    if (installed) return installed
  }
  throw new Error('No browser found: install Chromium or Chrome, or set CHROME_PATH to one.')
}

function findBrowser() {
  const onPath = programs.map(whereIs).find((path) => path !== undefined)
  if (onPath) return onPath
  return [...places, chromium.executablePath()].find((path) => existsSync(path))
}

function whereIs(program: string) {
  const { stdout } = spawnSync(process.platform === 'win32' ? 'where' : 'which', [program], { encoding: 'utf8' })
  return stdout?.split(/\r?\n/)[0] || undefined
}
