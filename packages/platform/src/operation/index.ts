export { operationRoutes } from './operation.routes.ts'
export {
  DeadLetterLines,
  DeadLetterParams,
  DeadLetterQuery,
  EventsState,
  operateEvents,
  Replayed,
  Reread,
  RereadBegun,
  SearchState,
} from './operation.schema.ts'
