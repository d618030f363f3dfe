import { runVitest } from './test-run.ts'

const config = ['--config', 'e2e/faults/vitest.config.ts']

/**
 * Engines and processes are killed under load, and what was acknowledged is counted (`e2e/faults`); beside that a disk is
 * filled, for which no engine is needed. Resolves to whether all passed.
 */
export async function runFaults(form: 'short' | 'long', given: Record<string, string>) {
  const env = { ...given, BELL_FAULTS: form }
  const passed = await Promise.all([
    runVitest(`faults, ${form}`, [...config, '--exclude=**/full-disk.test.ts'], env),
    runVitest('a full disk', [...config, 'full-disk'], env),
  ])
  return passed.every(Boolean)
}
