import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import type { ReadableStream } from 'node:stream/web'
import { ConfigError, describeConfig, SecretsError } from '@bell/platform/config'
import { DatabaseError, DatabaseUnavailable } from '@bell/platform/database'
import { AppError, createLogger } from '@bell/platform/http'
import { SearchIndexUnfit, SearchUnavailable } from '@bell/platform/search-index'
import { z } from 'zod'
import { commandPath } from './command-listener.ts'
import { commands, type Command, type Progress } from './commands.ts'
import { ConfigSchema, readConfig, type Config } from './config.ts'
import { EngineAway } from './engine-waiting.ts'
import { lockHome } from './home-lock.ts'
import { keptInFiles } from './kept-in-files.ts'
import { localCommands, type LocalCommand } from './local-commands.ts'
import { draw, endDrawing } from './progress-bar.ts'
import { findCommandKey } from './secrets.ts'

/** What went wrong, as the exit code says it. */
const exitCodes = { failed: 1, misused: 2 }

/**
 * `bell [serve]`, `bell user add --email …`: words name the command, flags are its input and the configuration.
 * Exit codes: 0 done, 1 it failed, 2 the call was wrong.
 */
export async function runCommandLine(argv: string[]) {
  const flagsFrom = argv.findIndex((word) => word.startsWith('-'))
  const words = flagsFrom === -1 ? argv : argv.slice(0, flagsFrom)
  const flags = flagsFrom === -1 ? [] : argv.slice(flagsFrom)
  const name = words.join(' ') || 'serve'
  const command = commands[name]
  const localCommand = localCommands[name]
  if (flags.includes('--help') || flags.includes('-h')) return console.log(help())
  if (!command && !localCommand && name !== 'serve') return misuse(`There is no command "${name}".\n\n${help()}`)
  try {
    if (command) await runCommand(name, command, flags)
    else if (localCommand) await runLocally(localCommand, flags)
    else await (await import('./serve.ts')).serve(readConfig(flags))
  } catch (error) {
    if (error instanceof ConfigError) return misuse(error.message)
    console.error(isExpected(error) ? error.message : error)
    process.exit(exitCodes.failed)
  }
}

async function runCommand(name: string, command: Command, argv: string[]) {
  const asJson = argv.includes('--json')
  const passwordFromStdin = argv.includes('--password-stdin')
  const flags = argv.filter((flag) => flag !== '--json' && flag !== '--password-stdin')
  const config = readConfig(flags, command.input.omit(passwordFromStdin ? { password: true } : {}))
  const password = passwordFromStdin ? { password: (await text(process.stdin)).replace(/\r?\n$/, '') } : {}
  const files = Object.fromEntries((command.files ?? []).flatMap((key) => readNamed(key, config.input[key])))
  const input = { ...config.input, ...password, ...files }
  printResult((await askServer(name, input, config)) ?? (await runHere(command, input, config)), asJson)
}

async function runLocally(command: LocalCommand, argv: string[]) {
  const config = readConfig(
    argv.filter((flag) => flag !== '--json'),
    command.input,
  )
  const result = await command.run(config, command.input.parse(config.input), (line) => console.error(line))
  printResult(result, argv.includes('--json'))
}

function printResult(result: object, asJson: boolean) {
  for (const row of Array.isArray(result) ? result : [result]) {
    console.log(asJson ? JSON.stringify(row) : Object.values(row as object).join('  '))
  }
}

/** What stands in the file that an input names. */
function readNamed(key: string, path: unknown): [string, string][] {
  if (typeof path !== 'string') return []
  try {
    return [[key, readFileSync(path, 'utf8')]]
  } catch {
    throw new CommandFailed(`--${key}: the file ${path} cannot be read.`)
  }
}

/** @returns undefined where no server runs with these secrets */
async function askServer(name: string, input: object, config: Config) {
  const key = findCommandKey(config)
  if (key === undefined) return undefined
  const authorization = `Bearer ${key}`
  const body = JSON.stringify({ name, input })
  const url = `http://${config.internalAddress}${commandPath}`
  const answer = await fetch(url, { method: 'POST', headers: { authorization }, body }).catch(() => undefined)
  // Another installation's server may have that address: then this folder is not its.
  if (!answer || answer.status === 401) return undefined
  let last: CommandAnswer = {}
  for await (const line of linesOf(answer)) {
    last = JSON.parse(line) as CommandAnswer
    draw(last.progress)
  }
  endDrawing()
  if (last.result) return last.result
  throw new CommandFailed(last.detail ?? 'The server stopped before it was done: try again.')
}

interface CommandAnswer {
  progress?: Progress
  result?: object
  detail?: string
}

async function* linesOf(answer: Response) {
  try {
    yield* createInterface({ input: Readable.fromWeb(answer.body! as ReadableStream) })
  } catch {
    // It broke off: the last line that came says how far it was.
  }
}

async function runHere(command: Command, input: object, config: Config) {
  const services = command.product === 'all' ? config.services : [command.product]
  const here: Config = { ...config, services, roles: [] }
  const unlock = keptInFiles(here).length === 0 ? () => {} : lockHome(config.home)
  if (!unlock) {
    throw new CommandFailed(`A MusicBell that runs on ${config.home} does not answer at ${config.internalAddress}.`)
  }
  const { compose } = await import('./compose.ts')
  const composition = await compose(here, createLogger({ level: 'warn' }))
  const timer = command.progress && setInterval(() => draw(command.progress!(composition)), 200)
  try {
    return await command.run(composition, command.input.parse(input))
  } finally {
    clearInterval(timer)
    endDrawing()
    await composition.close()
    unlock()
  }
}

class CommandFailed extends Error {}

function isExpected(error: unknown): error is Error {
  const kinds = [
    AppError,
    CommandFailed,
    DatabaseError,
    DatabaseUnavailable,
    EngineAway,
    SearchIndexUnfit,
    SearchUnavailable,
    SecretsError,
  ]
  if (kinds.some((kind) => error instanceof kind)) return true
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
}

const isSwitch = (field: z.core.$ZodType) => z.safeParse(field, true).success

function misuse(message: string) {
  console.error(message)
  process.exitCode = exitCodes.misused
}

function help() {
  const rows = Object.entries({ ...commands, ...localCommands }).map(([name, { about, input }]) => {
    const flags = Object.entries(input.shape)
      .map(([key, field]) => {
        const flag = `--${key.replaceAll(/[A-Z]/g, '-$&').toLowerCase()}`
        return key === 'password' ? '--password-stdin' : isSwitch(field) ? `[${flag}]` : `${flag} …`
      })
      .join(' ')
    return `  bell ${name} ${flags}\n      ${about}`
  })
  return `MusicBell, AuthBell and ImgBell in one program.

  bell [serve]
      serve all three products (npm start does it too)
${rows.join('\n')}

  --json prints JSON lines. Settings, as flags, environment names, or keys of the file that --config names; NAME_FILE in
  the environment names a file that holds the value of NAME, for secrets:

${describeConfig(z.object(ConfigSchema.shape))}`
}
