export { userDeleted, userDeletionScheduled, userRestored, type Heir } from './events.ts'
export { ImageHoldings, MusicHoldings, readPeople } from './holdings.ts'
