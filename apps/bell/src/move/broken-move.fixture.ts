import { readConfig } from '../config.ts'
import { runMove } from './run-move.ts'

/** What a move says once nobody can write. */
export const frozen = 'Nothing can be changed from now on'

/** So long it stays so without another word of it, in ms. */
const lifeMs = 4000

/*
 * `bell move` into another folder as a process that dies (SIGKILL) or stands still (SIGSTOP) by itself as soon as nobody
 * can write: `node broken-move.fixture.ts HOME TO_HOME SIGNAL`
 */
if (import.meta.main) {
  const [home, toHome, signal] = process.argv.slice(2) as [string, string, NodeJS.Signals]
  const from = readConfig(['--home', home])
  try {
    await runMove(from, { ...from, home: toHome }, say, lifeMs)
  } catch (error) {
    process.exitCode = 1
    console.error((error as Error).message)
  }

  function say(line: string) {
    console.error(line)
    if (line.startsWith(frozen)) process.kill(process.pid, signal)
  }
}
