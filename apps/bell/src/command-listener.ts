import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import { AppError } from '@bell/platform/http'
import { commands, type Command, type CommandDeps } from './commands.ts'

export const commandPath = '/command'

// Often enough for a bar, and for connections that nobody is to take for dead.
const progressEveryMs = 200

/**
 * What the internal listener answers besides metrics: commands of the command line, which must not open the databases
 * beside a running server. `POST /command` `{name, input}`, authorised by a key that stands in the data folder. The
 * answer is `{result}`; of a command that takes long, lines of `{progress}` before it, and what went wrong in the last.
 */
export function answerCommands(deps: CommandDeps, key: string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.method !== 'POST' || request.url !== commandPath) return false
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (!sameText(request.headers.authorization ?? '', `Bearer ${key}`)) {
      send(401, { detail: 'This data folder belongs to another MusicBell than the one that runs here.' })
      return true
    }
    const { name, input } = (await json(request)) as { name: string; input: object }
    const command = commands[name]!
    const run = () => command.run(deps, command.input.parse(input))
    if (command.progress) await sendLines(response, deps, command, run)
    else {
      try {
        send(200, { result: await run() })
      } catch (error) {
        const { status, ...problem } = problemOf(error)
        send(status, problem)
      }
    }
    return true
  }
}

/** Who asked may go away meanwhile: the command goes on. */
async function sendLines(
  response: ServerResponse,
  deps: CommandDeps,
  command: Command,
  run: () => Promise<object | object[]>,
) {
  response.writeHead(200, { 'content-type': 'application/x-ndjson' })
  const send = (line: object) => response.write(`${JSON.stringify(line)}\n`)
  const running = run()
  const timer = setInterval(() => send({ progress: command.progress!(deps) }), progressEveryMs)
  try {
    send({ result: await running })
  } catch (error) {
    send(problemOf(error))
  } finally {
    clearInterval(timer)
    response.end()
  }
}

function problemOf(error: unknown) {
  if (!(error instanceof AppError)) throw error
  const { status, code, detail } = error
  return { status, code, detail }
}

function sameText(a: string, b: string) {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
