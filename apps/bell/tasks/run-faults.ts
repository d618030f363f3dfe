import { mayMount } from '../../../e2e/faults/small-disk.ts'
import { nothingSkipped, runVitest } from './test-run.ts'

const config = ['--config', 'e2e/faults/vitest.config.ts']

/**
 * Engines and processes are killed under load, and what was acknowledged is counted (`e2e/faults`); beside that a disk is
 * filled, for which no engine is needed; where nobody may mount one, only CI insists. Resolves to whether all passed.
 */
export async function runFaults(form: 'short' | 'long', given: Record<string, string>) {
  const env = { ...given, ...nothingSkipped, BELL_FAULTS: form }
  const running = [runVitest(`faults, ${form}`, [...config, '--exclude=**/full-disk.test.ts'], env)]
  if (mayMount() || process.env['CI']) running.push(runVitest('a full disk', [...config, 'full-disk'], env))
  else console.log('No disk is filled: this user may not mount one.')
  return (await Promise.all(running)).every(Boolean)
}
