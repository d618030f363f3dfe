import { LogController, type FastifyReply, type FastifyRequest } from 'fastify'
import { pino, type DestinationStream, type Level, type Logger as PinoLogger } from 'pino'
import { currentSpan } from '../tracing/index.ts'

export type Logger = PinoLogger

const secretNames =
  '(?:proxy-)?authorization|(?:set-)?cookie|\\w*password|passphrase|\\w*secret|\\w*token|code_?verifier|(?:cookie|stream)Key'

// Secrets are taken out of the finished line, so that no depth, no message and no error's text can carry one through:
// members by name, query values by name, bearer and basic credentials, and whatever looks like a JWT or JWE.
const secretMember = new RegExp(`("(?:${secretNames})":)("(?:[^"\\\\]|\\\\.)*"|\\[[^\\]]*\\]|[\\d.]+)`, 'gi')
// The same inside a text that holds JSON.
const quotedMember = new RegExp(String.raw`(\\"(?:${secretNames})\\":\s*\\")(?:(?!\\").)*`, 'gi')
const secretQuery =
  /([?&;](?:code|state|nonce|signature|sig|s|token|\w+_token|id_token_hint|client_secret|code_verifier|code_challenge|password)=)[^&\s"\\#]+/gi
const streamQuery = /(\/(?:stream|p)\/[^\s"?\\]{0,300}\?)[^\s"\\]+/g
const credentials = /\b(Bearer|Basic) +[\w~+/.=-]+/gi
const jwt = /(?<![\w-])eyJ[\w-]{8,}(?:\.[\w-]*){1,4}/g

function redactLine(line: string) {
  return line
    .replace(secretMember, '$1"[redacted]"')
    .replace(quotedMember, '$1[redacted]')
    .replace(streamQuery, '$1[redacted]')
    .replace(secretQuery, '$1[redacted]')
    .replace(credentials, '$1 [redacted]')
    .replace(jwt, '[redacted]')
}

/** JSON lines, without secrets; inside a span with `traceId` and `spanId`. @param o.to where they go; standard output by default */
export function createLogger(o: { level?: Level | 'silent'; to?: DestinationStream } = {}): Logger {
  const options = { level: o.level ?? 'info', hooks: { streamWrite: redactLine }, mixin: () => currentSpan() ?? {} }
  return o.to ? pino(options, o.to) : pino(options)
}

/** One line a request, when it is over; at level debug where a page only reads, or a service asks another. */
export class RequestLog extends LogController {
  override incomingRequest() {}
  override routeNotFound() {}

  override requestCompleted(error: Error | null | undefined, request: FastifyRequest, reply: FastifyReply) {
    const { method, url } = request
    const status = reply.statusCode
    const isNews =
      request.viewer?.clientId === undefined && method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS'
    const line = { method, url, status, ms: Math.round(reply.elapsedTime * 10) / 10, ...(error && { err: error }) }
    // Why an answer is a 5xx has been logged where it came up.
    if (error) request.log.warn(line, 'request')
    else if (status >= 400 || isNews) request.log.info(line, 'request')
    else request.log.debug(line, 'request')
  }
}
