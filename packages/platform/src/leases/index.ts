export { leaseMigrations, leaseTables, type LeaseTables } from './lease.tables.ts'
export { beginReadOnly, endReadOnly, isForGood, keepReadOnly, forGood } from './read-only.ts'
export { startSchedules, type Schedule } from './schedules.ts'
