export type { Role, SessionUser } from './access-token.ts'
export { ApiProblem } from './api-problem.ts'
export { createSession, type Session, type SessionOptions, type SessionState, type SessionStatus } from './session.ts'
export { SessionProvider, useSession } from './session-provider.tsx'
