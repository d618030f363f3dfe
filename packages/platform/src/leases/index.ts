export { leaseMigrations, leaseTables, type LeaseTables } from './lease.tables.ts'
export { startSchedules, type Schedule } from './schedules.ts'
