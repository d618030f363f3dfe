import { z } from 'zod'

/** The scope of a service account that may ask what a person has: `GET /api/people/:userId/holdings`. */
export const readPeople = 'people:read'

/** The scope of a service account that may give a person another picture: `PUT /api/people/:userId/picture`. */
export const putPictures = 'people:picture'

/** What goes with a person's account. `artists`: registered by them, and credited on nobody else's tracks. */
export const MusicHoldings = z.object({ tracks: z.int(), artists: z.int() })
export const ImageHoldings = z.object({ images: z.int() })
