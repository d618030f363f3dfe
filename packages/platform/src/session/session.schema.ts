import { z } from 'zod'

export const LoginQuery = z.object({ returnTo: z.string().optional(), silent: z.enum(['0', '1']).optional() })

/**
 * `idempotency-key` names an attempt: a request that is sent again, since its answer was lost, has the same one. A string of
 * Structured Fields (RFC 8941, section 3.3.3), as draft-ietf-httpapi-idempotency-key-header has it.
 */
export const RefreshHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^"[\w-]{16,64}"$/, 'Idempotency-Key is 16 to 64 letters, digits, - or _ between quotes.')
    .optional(),
})

/**
 * `expiresAt` is the access token's end, an ISO 8601 instant; `readOnly`: nothing can be changed just now, since
 * everything is being moved (503 `read_only`).
 */
export const SessionAnswer = z.object({
  accessToken: z.string(),
  expiresAt: z.iso.datetime(),
  readOnly: z.boolean(),
  user: z.object({
    id: z.string(),
    name: z.string(),
    email: z.string().optional(),
    roles: z.array(z.enum(['owner', 'admin', 'artist', 'listener'])),
    sid: z.string().optional(),
  }),
})

export const LogoutAnswer = z.object({ redirectTo: z.string() })

/** What the session cookie holds, sealed. */
export const SessionContent = z.object({ refreshToken: z.string(), idToken: z.string(), sid: z.string() })

/** The claims of our own access tokens that a page may know; `exp` is seconds. */
export const PageClaims = z.object({
  sub: z.string(),
  exp: z.number(),
  name: z.string(),
  email: z.string().optional(),
  roles: z.array(z.enum(['owner', 'admin', 'artist', 'listener'])),
  sid: z.string().optional(),
})
