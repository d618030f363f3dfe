import type { FastifyReply } from 'fastify'
import type { Readable } from 'node:stream'
import type { Images } from '../ingest/images.ts'
import { finishCards } from './cards.ts'

/*
 * Cards are JSON text already: reading them into objects only to check and write them again would cost more than all
 * the rest of a list. Text that is sent under JSON's type goes past the serialiser; a test holds the cards to the schema.
 */
export function sendText(reply: FastifyReply, json: string | Readable) {
  return reply.type('application/json; charset=utf-8').send(json)
}

/** A page of tracks, joined in the bytes of UTF-8 (see newest.ts). ImgBell's address and the cursor are ASCII. */
export function sendCardsText(reply: FastifyReply, images: Images, items: string, nextCursor: string | null) {
  const text = finishCards(`{"items":[${items}],"nextCursor":${JSON.stringify(nextCursor)}}`, images)
  return reply.type('application/json; charset=utf-8').send(Buffer.from(text, 'latin1'))
}

/** A page of tracks. */
export function sendCards(reply: FastifyReply, images: Images, rows: { card: string }[], nextCursor: string | null) {
  const items = rows.map((row) => row.card).join(',')
  return sendText(reply, finishCards(`{"items":[${items}],"nextCursor":${JSON.stringify(nextCursor)}}`, images))
}
