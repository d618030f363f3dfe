import { EventsState, SearchState } from '@bell/platform/operation'
import { z } from 'zod'

export const EventService = z.enum(['music', 'img', 'auth'])
export type EventService = z.infer<typeof EventService>

/** `state` is null where a service does not answer, and `search` where MusicBell does not. */
export const ServiceStates = z.object({
  items: z.array(z.object({ service: EventService, state: EventsState.nullable() })),
  search: SearchState.nullable(),
})
export const ServiceParams = z.object({ service: EventService })
export const LetterParams = z.object({ service: EventService, id: z.uuid() })
