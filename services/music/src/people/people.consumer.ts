import { defineConsumer } from '@bell/platform/events'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import type { MusicDeps } from '../deps.ts'
import type { MusicTables } from '../tables.ts'
import { hidePerson, showPerson } from './leavers.ts'
import { purgePerson } from './purge-person.ts'

/**
 * Follows what AuthBell tells of people who go or come back. In steps of their own transactions, since a person may have
 * added ten thousand tracks: each step may be repeated, and what a crash leaves is done when the event comes again.
 */
export function peopleConsumer(deps: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.people',
    events: [userDeletionScheduled, userRestored, userDeleted],
    async prepare(event) {
      if (userDeletionScheduled.is(event)) await hidePerson(deps, event.data.id, event.data.heir)
      else if (userRestored.is(event)) await showPerson(deps, event.data.id)
      else if (userDeleted.is(event)) await purgePerson(deps, event.data.id)
    },
  })
}
