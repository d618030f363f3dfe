export { isDiskFull } from './disk-full.ts'
export { createRoom, type Room } from './room.ts'
