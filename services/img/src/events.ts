import { defineEvent } from '@bell/platform/events'
import { z } from 'zod'

/** A picture is kept here and can be shown. */
export const imageStored = defineEvent({
  type: 'img.image.stored',
  topic: 'img.images',
  version: 1,
  data: z.object({ imageId: z.uuid(), ownerId: z.string(), width: z.int(), height: z.int(), color: z.string() }),
})

/** A picture is gone; its blobs follow. */
export const imageDeleted = defineEvent({
  type: 'img.image.deleted',
  topic: 'img.images',
  version: 1,
  data: z.object({ imageId: z.uuid(), ownerId: z.string() }),
})
