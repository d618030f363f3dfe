export { userDeleted, userDeletionScheduled, userRestored } from './events.ts'
export { ImageHoldings, MusicHoldings, readPeople } from './holdings.ts'
