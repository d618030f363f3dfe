import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

// LGPL is libvips inside sharp's prebuilt packages, and codec-parser under the decoders: each apart, so that anyone can
// replace it. MPL-2.0 covers files of
// build tools and of axe-core, none of which we change.
const allowed = new Set(
  '0BSD Apache-2.0 BSD-2-Clause BSD-3-Clause BlueOak-1.0.0 CC0-1.0 ISC LGPL-3.0-or-later MIT MIT-0 MPL-2.0 OFL-1.1 Python-2.0 Unlicense Zlib'.split(
    ' ',
  ),
)
// Packages whose package.json names no licence, each looked up by hand.
const lookedUp: Record<string, string> = { 'combine-errors': 'MIT' }

/** Every dependency's licence, as the lock file records it, is one that we may ship. */
export function checkLicences() {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { license?: string; link?: boolean }>
  }
  const refused = Object.entries(lock.packages).filter(([path, { license, link }]) => {
    if (link || !path.includes('node_modules/')) return false
    const expression = license ?? lookedUp[path.split('node_modules/').at(-1)!] ?? 'none'
    return !isAllowed(expression)
  })
  for (const [path, { license }] of refused) console.error(`${path}: licence ${license ?? 'not named'}`)
  return refused.length === 0
}

/** SPDX expressions of the plain kind: all of `AND`, one of `OR`. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/[()]/g, '')
  return plain.split(' OR ').some((one) => one.split(' AND ').every((name) => allowed.has(name.trim())))
}
