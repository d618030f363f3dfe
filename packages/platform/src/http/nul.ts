import type { FastifyInstance } from 'fastify'
import { badRequest } from './app-error.ts'

/** NUL in text is refused at the door: PostgreSQL stores none, and SQLite cuts at it in places. */
export function refuseNul(app: FastifyInstance) {
  app.addHook('preValidation', ({ params, query, body }, _reply, next) => {
    if (![params, query, body].some(holdsNul)) next()
    else next(badRequest('nul_in_text', 'Text must not hold the character NUL.'))
  })
}

// A stack of our own: input can be nested deeper than calls can.
function holdsNul(input: unknown) {
  const rest: unknown[] = [input]
  while (rest.length > 0) {
    const value = rest.pop()
    if (typeof value === 'string') {
      if (value.includes('\0')) return true
    } else if (Array.isArray(value)) {
      for (const item of value) rest.push(item)
    } else if (typeof value === 'object' && value !== null && isText(value)) {
      for (const [name, item] of Object.entries(value)) rest.push(name, item)
    }
  }
  return false
}

// Streams and buffers are not text; their readers judge them.
function isText(value: object) {
  return !ArrayBuffer.isView(value) && !(Symbol.asyncIterator in value)
}
