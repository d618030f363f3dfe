export { createEvents, type Events } from './events.ts'
export { useEvent } from './use-event.ts'
