import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { DatabaseUnavailable } from '../database/index.ts'
import { isDiskFull } from '../disk/index.ts'
import { AppError, badRequest, unavailable } from './app-error.ts'

const internalError = new AppError(
  500,
  'internal_error',
  'Something went wrong here. It has been written down; please try again later.',
)

/** Fastify's own refusals (its codes are documented), in our words. */
const refusals: Record<string, AppError> = {
  FST_ERR_CTP_BODY_TOO_LARGE: new AppError(413, 'body_too_large', 'This request is larger than allowed here.'),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new AppError(
    415,
    'unsupported_media_type',
    'This content type is not understood here; send application/json.',
  ),
  FST_ERR_CTP_EMPTY_TYPE: new AppError(415, 'unsupported_media_type', 'Say what the content is (Content-Type).'),
  FST_ERR_CTP_EMPTY_JSON_BODY: badRequest('malformed_json', 'The body is empty where JSON was announced.'),
  FST_ERR_CTP_INVALID_JSON_BODY: badRequest('malformed_json', 'The body is not valid JSON.'),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: badRequest('bad_request', 'The body is not as long as Content-Length says.'),
  FST_ERR_BAD_URL: badRequest('bad_url', 'This address is not a valid URL.'),
  FST_ERR_MAX_PARAM_LENGTH: new AppError(414, 'address_too_long', 'A part of this address is too long.'),
}

/** RFC 9457: what every error of every service looks like. */
function problemOf(error: AppError, instance: string) {
  return {
    type: 'about:blank',
    title: STATUS_CODES[error.status] ?? 'Error',
    status: error.status,
    detail: error.detail,
    code: error.code,
    instance,
    ...(error.errors && { errors: error.errors }),
    ...error.members,
  }
}

export function sendProblem(request: FastifyRequest, reply: FastifyReply, error: AppError) {
  const instance = request.url.split('?', 1)[0]!
  return reply
    .code(error.status)
    .headers(error.headers ?? {})
    .header('cache-control', 'no-store')
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send(problemOf(error, instance))
}

/** The error handler of every app: known errors are answered, all others are logged once and answered without details. */
export function handleError(thrown: unknown, request: FastifyRequest, reply: FastifyReply) {
  const error = asAppError(thrown)
  if (error.status >= 500) request.log.error({ err: error === internalError ? thrown : error }, error.code)
  return sendProblem(request, reply, error)
}

function asAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  if (isDiskFull(thrown)) {
    const detail = 'There is no room left on the server; tell its owner.'
    return new AppError(507, 'storage_full', detail, undefined, { cause: thrown })
  }
  if (thrown instanceof DatabaseUnavailable)
    return unavailable(thrown.code, thrown.message, {
      cause: thrown.cause,
      headers: { 'retry-after': thrown.code === 'read_only' ? '10' : '1' },
    })
  if (hasZodFastifySchemaValidationErrors(thrown)) {
    const errors = thrown.validation.map(({ instancePath, message }) => ({
      path: instancePath.slice(1).replaceAll('/', '.'),
      message: message ?? 'is not valid',
    }))
    return badRequest('invalid_input', 'Some of what was sent is not valid; see errors.', { errors })
  }
  const { code = '', statusCode, message } = (thrown ?? {}) as Partial<FastifyError>
  if (refusals[code]) return refusals[code]
  // Fastify and its plugins say with a 4xx that the request was at fault; their sentences are safe to show.
  if (statusCode && statusCode >= 400 && statusCode < 500)
    return new AppError(statusCode, codeOf(statusCode), message ?? '')
  return internalError
}

function codeOf(status: number) {
  return (STATUS_CODES[status] ?? 'bad_request').toLowerCase().replaceAll(/[^a-z]+/g, '_')
}

/** What cannot be read as HTTP at all is answered on the bare connection. */
export function refuseMalformed(error: Error & { code?: string }, socket: Socket) {
  // The client is gone, or has had an answer.
  if (error.code === 'ECONNRESET' || !socket.writable || socket.bytesWritten > 0) {
    socket.destroy()
    return
  }
  const refusal = malformed[error.code ?? ''] ?? badRequest('bad_request', 'This is not a valid HTTP request.')
  const body = JSON.stringify(problemOf(refusal, '/'))
  socket.end(
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status]}\r\nConnection: close\r\n` +
      `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const malformed: Record<string, AppError> = {
  HPE_HEADER_OVERFLOW: new AppError(431, 'headers_too_large', 'The headers of this request are too large.'),
  ERR_HTTP_REQUEST_TIMEOUT: new AppError(408, 'request_timeout', 'The request took too long to arrive.'),
}
