export { userDeleted, userDeletionScheduled, userRestored, type Heir } from './events.ts'
export { deleteLeaver, insertLeaver, type LeaverTables } from './leavers.ts'
export { ImageHoldings, MusicHoldings, putPictures, readPeople } from './holdings.ts'
