import { timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { json } from 'node:stream/consumers'
import type { AuthDeps } from '@bell/auth'
import { AppError } from '@bell/platform/http'
import { commands } from './commands.ts'

export const commandPath = '/command'

/**
 * What the internal listener answers besides metrics: commands of the command line, which must not open the databases
 * beside a running server. `POST /command` `{name, input}`, authorised by a key that stands in the data folder.
 */
export function answerCommands(auth: AuthDeps | undefined, key: string) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<boolean> => {
    if (request.method !== 'POST' || request.url !== commandPath) return false
    const send = (status: number, body: object) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (!sameText(request.headers.authorization ?? '', `Bearer ${key}`)) {
      send(401, { detail: 'This data folder belongs to another MusicBell than the one that runs here.' })
      return true
    }
    if (!auth) {
      send(409, { detail: 'This process does not run AuthBell: name one that does by --internal-address.' })
      return true
    }
    try {
      const { name, input } = (await json(request)) as { name: string; input: object }
      const command = commands[name]!
      send(200, { result: await command.run(auth, command.input.parse(input)) })
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      send(error.status, { code: error.code, detail: error.detail })
    }
    return true
  }
}

function sameText(a: string, b: string) {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
