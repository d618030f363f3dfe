import { readFileSync } from 'node:fs'

export interface Instruction {
  /** In capitals, such as COPY. */
  name: string
  /** `--from=build` as `{ from: 'build' }`. */
  flags: Record<string, string>
  /** What follows the flags, in one line. */
  rest: string
}

export interface Stage {
  image: string
  name: string | undefined
  instructions: Instruction[]
}

/** The stages of a Dockerfile of the plain kind: no heredocs, no ARG before FROM. */
export function readDockerfile(file: string): Stage[] {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '')
  const stages: Stage[] = []
  for (const line of lines) {
    const [, name = '', flagText = '', rest = ''] = /^(\w+)((?:\s+--[\w-]+=\S+)*)\s+(.*)$/.exec(line) ?? []
    const flags = Object.fromEntries([...flagText.matchAll(/--([\w-]+)=(\S+)/g)].map(([, key, value]) => [key, value]))
    if (name.toUpperCase() === 'FROM') {
      const [image = '', , as] = rest.split(/\s+/)
      stages.push({ image, name: as, instructions: [] })
    } else stages.at(-1)!.instructions.push({ name: name.toUpperCase(), flags, rest })
  }
  return stages
}

/** Whether a file goes into the build context: as Docker reads `.dockerignore`, the last line that matches decides. */
export function readDockerignore(file: string): (name: string) => boolean {
  const rules = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => ({ keeps: line.startsWith('!'), pattern: readPattern(line.replace('!', '').trim()) }))
  return (name) => {
    const parts = name.split('/')
    // A folder's rule holds for all in it.
    const names = parts.map((_, n) => parts.slice(0, n + 1).join('/'))
    const last = rules.findLast(({ pattern }) => names.some((one) => pattern.test(one)))
    return last?.keeps ?? true
  }
}

// Node's own globs leave out names with a dot in front; Docker's do not.
function readPattern(text: string) {
  const source = text
    .split(/(\*\*\/|\*\*|\*)/)
    .map(
      (part) => ({ '**/': '(.*/)?', '**': '.*', '*': '[^/]*' })[part] ?? part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'),
    )
  return new RegExp(`^${source.join('')}$`)
}
