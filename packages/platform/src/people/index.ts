export { userDeleted, userDeletionScheduled, userRestored, type Heir } from './events.ts'
export { ImageHoldings, MusicHoldings, putPictures, readPeople } from './holdings.ts'
