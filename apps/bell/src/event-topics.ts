import { authEvents } from '@bell/auth'
import { imgEvents } from '@bell/img'
import { musicEvents } from '@bell/music'
import { deadLettered, topicsOf } from '@bell/platform/events'

/** Every topic that a service tells its events on. */
export const eventTopics = topicsOf([
  ...authEvents,
  ...musicEvents,
  ...imgEvents,
  ...['auth', 'music', 'img'].map(deadLettered),
])
