import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mayMount } from '../../../e2e/faults/small-disk.ts'
import { nothingSkipped, runVitest } from './test-run.ts'

const config = ['--config', 'e2e/faults/vitest.config.ts']

/**
 * Engines and processes are killed under load, and what was acknowledged is counted (`e2e/faults`); beside that a disk is
 * filled, for which no engine is needed; where nobody may mount one, only CI insists. In CI what failed is done once more,
 * since a busy machine may miss a deadline; but never where anything was lost or doubled. Resolves to whether all passed.
 */
export async function runFaults(form: 'short' | 'long', given: Record<string, string>) {
  const folder = mkdtempSync(join(tmpdir(), 'bell-faults-'))
  const lost = join(folder, 'lost')
  const env = { ...given, ...nothingSkipped, BELL_FAULTS: form, BELL_FAULTS_LOST: lost }

  async function run(title: string, args: string[]) {
    const once = () => runVitest(`faults, ${form}: ${title}`, [...config, ...args], env)
    return (await once()) || (Boolean(process.env['CI']) && !existsSync(lost) && (await once()))
  }

  async function strike() {
    const unharmed = await run('no engine is killed', ['clock', 'events', 'slow-network'])
    return (await run('engines are killed', ['kills', 'outages'])) && unharmed
  }

  const running = [strike()]
  if (mayMount() || process.env['CI']) running.push(run('a disk is full', ['full-disk']))
  else console.log('No disk is filled: this user may not mount one.')
  const passed = (await Promise.all(running)).every(Boolean)
  rmSync(folder, { recursive: true })
  return passed
}
