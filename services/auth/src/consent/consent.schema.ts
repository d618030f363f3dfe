import { z } from 'zod'
import { ClientKind } from '../clients/clients.schema.ts'

export const ConsentParams = z.object({ uid: z.string().regex(/^[\w-]{1,64}$/) })

/** What a person is asked: which app, as whom, and for what. */
export const ConsentQuestion = z.object({
  client: z.object({
    name: z.string(),
    kind: ClientKind,
    /** Where the answer goes: a host, or an app's own scheme; null for a device. */
    host: z.string().nullable(),
    /** Who added it; null for the operator, or someone who is gone. */
    addedBy: z.string().nullable(),
  }),
  account: z.object({ id: z.uuid(), name: z.string(), email: z.string() }),
  /** In the order in which they are told; `isNew` where it has not been allowed before. */
  scopes: z.array(z.object({ scope: z.string(), isNew: z.boolean() })),
})
export type ConsentQuestion = z.infer<typeof ConsentQuestion>

/** `other`: the person wants to sign in as someone else first. */
export const ConsentDecision = z.object({ decision: z.enum(['allow', 'cancel', 'other']) })
export const ConsentAnswer = z.object({ redirectTo: z.url() })

/** An app that a person has allowed something. */
export const ConnectedApp = z.object({
  clientId: z.uuid(),
  name: z.string(),
  kind: ClientKind,
  host: z.string().nullable(),
  scopes: z.array(z.string()),
  grantedAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
})
export type ConnectedApp = z.infer<typeof ConnectedApp>
export const ConnectedApps = z.object({ items: z.array(ConnectedApp) })
export const ConnectedAppParams = z.object({ clientId: z.uuid() })
