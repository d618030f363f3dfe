import { existsSync } from 'node:fs'
import { canInstall, installPackages } from '../../../e2e/debian.ts'

/** bubblewrap, which stands for a container engine. @throws Error with one sentence that says what to do */
export function ensureBubblewrap(): string {
  const program = '/usr/bin/bwrap'
  if (!existsSync(program) && canInstall()) installPackages('bubblewrap')
  if (!existsSync(program)) throw new Error(`bubblewrap is missing at ${program}: install the package bubblewrap.`)
  return program
}
