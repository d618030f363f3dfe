import { deleteLeaver, insertLeaver, type Heir } from '@bell/platform/people'
import { hideTracks, step } from '../deleting/hide-tracks.ts'
import { inSteps, setDeleted, showAllWith } from '../deleting/delete-artist.ts'
import type { MusicDeps } from '../deps.ts'
import { handOver } from './hand-over.ts'
import { listLeavers, lockArtistsDeletedWith, lockLeaver, lockOwnArtistsOf, lockTracksOf } from './people.queries.ts'

/** As in `deletedWith`, of what was hidden with a person's account. */
const withAccount = (userId: string) => `account:${userId}`

/** Leavers looked for at a time. */
const batch = 100

/**
 * Hides what a person has added, drafts and what is still being read too, and the artists whom they registered and
 * nobody else's tracks credit, but for what an heir keeps; some at a time. Again goes on where it was left.
 */
export async function hidePerson(deps: MusicDeps, userId: string, heir: Heir | null) {
  await insertLeaver(deps.db, userId)
  if (heir) await handOver(deps, userId, heir)
  await hideRest(deps, userId)
}

/** Brings back what was hidden with the account, as it was. */
export async function showPerson(deps: MusicDeps, userId: string) {
  await deleteLeaver(deps.db, userId)
  await inSteps(deps, async (tx) => {
    const artists = await lockArtistsDeletedWith(tx, withAccount(userId), step)
    for (const artist of artists) await setDeleted(tx, deps, artist, null, null)
    return artists.length
  })
  await showAllWith(deps, withAccount(userId))
}

/** Hides what came after a person had left: their last access token is believed until it expires. */
export async function hideLate(deps: MusicDeps) {
  for (let after = ''; ;) {
    const leavers = await listLeavers(deps.db, after, batch)
    for (const userId of leavers) await hideRest(deps, userId)
    if (leavers.length < batch) return
    after = leavers.at(-1)!
  }
}

async function hideRest(deps: MusicDeps, userId: string) {
  await inSteps(deps, async (tx) => {
    if (!(await lockLeaver(tx, userId))) return 0
    const tracks = await lockTracksOf(tx, userId, step)
    await hideTracks(tx, deps, tracks, withAccount(userId))
    return tracks.length
  })
  await inSteps(deps, async (tx) => {
    if (!(await lockLeaver(tx, userId))) return 0
    const artists = await lockOwnArtistsOf(tx, userId, step)
    for (const artist of artists) await setDeleted(tx, deps, artist, deps.clock.now(), withAccount(userId))
    return artists.length
  })
}
