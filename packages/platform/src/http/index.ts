export { createApp, type App, type AppOptions } from './app.ts'
export {
  AppError,
  badRequest,
  conflict,
  forbidden,
  gone,
  notFound,
  tooLarge,
  tooMany,
  unauthorized,
  unavailable,
  unsupportedMedia,
  type InputError,
} from './app-error.ts'
export { attachment, cleanFileName } from './attachment.ts'
export { measureEvents } from './event-metrics.ts'
export { createEventStream, type Audience, type EventStream } from './event-stream.ts'
export { createKeySet, keySetLifeMs, type KeySet } from './key-set.ts'
export { createLogger, type Logger } from './logging.ts'
export { startInternalListener } from './internal-listener.ts'
export { createMetricsRegistry, type MetricsRegistry } from './metrics.ts'
export { acceptPictures, mostPictureBytes, pictureOf } from './picture-body.ts'
export { privateCaching } from './private-caching.ts'
export { decodeCursor, encodeCursor, page, PageQuery } from './pages.ts'
export { measureReindex } from './reindex-metrics.ts'
export { createPolicies } from './policies.ts'
export { countAttempt, rateLimit, type RateLimit } from './rate-limit.ts'
export { clockSkewMs, createTokenVerifier } from './token-verifier.ts'
export {
  familyOnly,
  isOwnClient,
  maybeSignedIn,
  requireScope,
  signedIn,
  type Role,
  type TokenDenials,
  type TokenVerifier,
  type User,
  type VerifiedToken,
} from './users.ts'
