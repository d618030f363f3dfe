import { page } from '@bell/platform/http'
import { z } from 'zod'
import { productScopes } from './scopes.ts'

/**
 * server: a site with a server of its own, which keeps a secret or a key; browser: an app that runs in the page;
 * native: one on a phone or computer; device: a television or command line, where a code is typed elsewhere.
 */
export const ClientKind = z.enum(['server', 'browser', 'native', 'device'])

const Name = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}+$/u, 'A name has no control characters.')
const Address = z.string().trim().min(1).max(500)
const Addresses = z.array(Address).max(20)
const Scopes = z.array(z.enum(productScopes)).max(productScopes.length)

const fields = {
  name: Name,
  redirectUris: Addresses,
  postLogoutRedirectUris: Addresses,
  backchannelLogoutUri: Address.nullable(),
  /** A JWK set as JSON text: then the app signs in by private_key_jwt and has no secret. */
  jwks: z.string().max(20_000).nullable(),
  /** Where the set is, in place of `jwks`. */
  jwksUri: Address.nullable(),
  scopes: Scopes,
}

export const NewClient = z.object({
  kind: ClientKind,
  name: fields.name,
  redirectUris: fields.redirectUris.default([]),
  postLogoutRedirectUris: fields.postLogoutRedirectUris.default([]),
  backchannelLogoutUri: fields.backchannelLogoutUri.default(null),
  jwks: fields.jwks.default(null),
  jwksUri: fields.jwksUri.default(null),
  scopes: fields.scopes.default([]),
})
export type NewClient = z.infer<typeof NewClient>

/** What is left out stays as it is. */
export const ClientChange = z.object({ ...fields, disabled: z.boolean() }).partial()
export type ClientChange = z.infer<typeof ClientChange>

/** An app as those see it who look after the apps; its secret is not among what is kept. */
export const Client = z.object({
  id: z.uuid(),
  ...fields,
  kind: ClientKind,
  /** How it shows that it is itself; `none` where it cannot keep anything secret. */
  authentication: z.enum(['secret', 'key', 'none']),
  scopes: z.array(z.string()),
  /** Until when the secret before the last one works, else null. */
  earlierSecretUntil: z.iso.datetime().nullable(),
  /** Who added it; null for the command line, or an account that is gone. */
  addedBy: z.string().nullable(),
  createdAt: z.iso.datetime(),
  disabledAt: z.iso.datetime().nullable(),
})
export type Client = z.infer<typeof Client>

export const ClientPage = page(Client)
export const ClientParams = z.object({ clientId: z.uuid() })
/** `secret` is shown this once; null where the app has none. */
export const MadeClient = Client.extend({ secret: z.string().nullable() })
/** How long the secret until now works on, in hours; 0 is not at all. */
export const SecretRotation = z.object({ keepOldHours: z.int().min(0).max(168).default(0) })
export const MadeSecret = z.object({ secret: z.string(), earlierSecretUntil: z.iso.datetime().nullable() })

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const ClientCursor = z.tuple([z.int(), z.uuid()])
