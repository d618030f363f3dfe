import { mayMount } from '../../../e2e/faults/small-disk.ts'
import { nothingSkipped, runVitest } from './test-run.ts'

const config = ['--config', 'e2e/faults/vitest.config.ts']
/** Those that kill no engine; where they are short they go side by side. */
const gentle = ['clock', 'events', 'slow-network']
const sideBySide = ['--fileParallelism', '--maxWorkers=3']

/**
 * Engines and processes are killed under load, and what was acknowledged is counted (`e2e/faults`); beside that a disk is
 * filled, for which no engine is needed; where nobody may mount one, only CI insists. Resolves to whether all passed.
 * @param meanwhile what else needs engines that live: it goes beside those that kill none
 */
export async function runFaults(
  form: 'short' | 'long',
  given: Record<string, string>,
  meanwhile: () => Promise<boolean> = async () => true,
) {
  const env = { ...given, ...nothingSkipped, BELL_FAULTS: form }
  const run = (title: string, args: string[]) => runVitest(`faults, ${form}: ${title}`, [...config, ...args], env)

  const first = [run('no engine is killed', [...(form === 'short' ? sideBySide : []), ...gentle]), meanwhile()]
  const unharmed = (await Promise.all(first)).every(Boolean)
  const running = [run('engines are killed', ['kills', 'outages'])]
  if (mayMount() || process.env['CI']) running.push(run('a disk is full', ['full-disk']))
  else console.log('No disk is filled: this user may not mount one.')
  return (await Promise.all(running)).every(Boolean) && unharmed
}
