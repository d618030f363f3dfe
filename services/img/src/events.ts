import { defineEvent } from '@bell/platform/events'
import { z } from 'zod'

/*
 * What is kept here and how it changes. Key: the picture's or the album's id; a later revision never loses to an
 * earlier one.
 */

const ofImages = { topic: 'img.images', version: 1 } as const
const of = { ownerId: z.string(), revision: z.int() }

/** A picture is kept here and can be shown. */
export const imageStored = defineEvent({
  ...ofImages,
  type: 'img.image.stored',
  data: z.object({ imageId: z.uuid(), ...of, width: z.int(), height: z.int(), color: z.string() }),
})

/** What a picture is called, or who sees it, is different now; also: it was deleted and can come back, or came back. */
export const imageChanged = defineEvent({
  ...ofImages,
  type: 'img.image.changed',
  data: z.object({ imageId: z.uuid(), ...of, deleted: z.boolean() }),
})

/** A picture is gone; its blobs follow. */
export const imageDeleted = defineEvent({
  ...ofImages,
  type: 'img.image.deleted',
  data: z.object({ imageId: z.uuid(), ...of }),
})

/** A person shows another picture, or (null) none. Key: the person's id. */
export const personPictureChanged = defineEvent({
  ...ofImages,
  type: 'img.person.picture-changed',
  data: z.object({ userId: z.uuid(), imageId: z.uuid().nullable(), revision: z.int() }),
})

/**
 * An album is there, or something of it or of what is in it is different now; also: deleted, or back. `audience` is the
 * widest of who saw it before and who sees it now: 0 its person, 1 members, 2 everyone.
 */
export const albumChanged = defineEvent({
  ...ofImages,
  type: 'img.album.changed',
  data: z.object({ albumId: z.uuid(), ...of, deleted: z.boolean(), audience: z.int().min(0).max(2).default(0) }),
})

/** An album is gone for good. */
export const albumDeleted = defineEvent({
  ...ofImages,
  type: 'img.album.deleted',
  data: z.object({ albumId: z.uuid(), ...of }),
})
