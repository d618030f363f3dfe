import { runVitest } from './test-run.ts'

/** Engines and processes are killed under load, and what was acknowledged is counted (`e2e/faults`). @returns whether all passed */
export const runFaults = (form: 'short' | 'long', env: Record<string, string>) =>
  runVitest(`faults, ${form}`, ['--config', 'e2e/faults/vitest.config.ts'], { ...env, BELL_FAULTS: form })
