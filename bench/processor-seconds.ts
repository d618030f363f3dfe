import { readFileSync } from 'node:fs'

/** What a process has used of the processor until now: user and system, in hundredths of a second (proc(5)). */
export function processorSeconds(pid: number) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}
