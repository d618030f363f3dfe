export { ownPageOnly } from './guards.ts'
export { createServiceToken } from './service-token.ts'
export { sessionRoutes, type SessionOptions } from './session.routes.ts'
