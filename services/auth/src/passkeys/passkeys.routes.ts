import { signedIn, type App } from '@bell/platform/http'
import { ownPageOnly } from '@bell/platform/session'
import type { Provider } from 'oidc-provider'
import { getOwnAccount } from '../accounts/policies.ts'
import { auditSource } from '../audit/audit.ts'
import { getConfirmed, noteConfirmation } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { finishSignIn, getInteraction, signInSource } from '../sign-in/interactions.ts'
import { InteractionParams, SignedIn } from '../sign-in/sign-in.schema.ts'
import {
  NewPasskey,
  Passkey,
  PasskeyAnswer,
  PasskeyChange,
  PasskeyList,
  PasskeyOptions,
  PasskeyParams,
  PasskeySignIn,
} from './passkeys.schema.ts'
import { addPasskey, beginAdding, listPasskeys, removePasskey, renamePasskey, type PasskeyRow } from './passkeys.ts'
import { beginConfirmation, beginSignIn, confirmByPasskey, signInByPasskey } from './use-passkey.ts'

/** Passkeys: to sign in with, to confirm with, and those of one's own account. */
export function passkeyRoutes(app: App, deps: AuthDeps, provider: Provider) {
  app.post(
    '/interaction/:uid/passkey/options',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: InteractionParams, response: { 200: PasskeyOptions } },
    },
    async (request, reply) => {
      const { uid } = request.params
      await getInteraction(provider, request, uid, reply)
      return { ...(await beginSignIn(deps, uid)) }
    },
  )
  app.post(
    '/interaction/:uid/passkey',
    {
      preHandler: ownPageOnly(deps.origin),
      schema: { params: InteractionParams, body: PasskeySignIn, response: { 200: SignedIn } },
    },
    async (request, reply) => {
      const { params, body } = request
      await getInteraction(provider, request, params.uid, reply)
      const from = signInSource(deps, provider, request, reply)
      const { account, amr } = await signInByPasskey(deps, params.uid, body.response, from)
      const { keep = false, shared = false } = body
      return { redirectTo: await finishSignIn(deps, provider, request, reply, { account, keep, shared, amr }) }
    },
  )

  app.post(
    '/api/account/confirmation/passkey/options',
    { preHandler: signedIn, schema: { response: { 200: PasskeyOptions } } },
    async ({ user }) => ({ ...(await beginConfirmation(deps, await getOwnAccount(deps, user))) }),
  )
  app.post(
    '/api/account/confirmation/passkey',
    { preHandler: signedIn, schema: { body: PasskeyAnswer } },
    async (request, reply) => {
      const account = await getOwnAccount(deps, request.user)
      await confirmByPasskey(deps, account, request.body, auditSource(request))
      await noteConfirmation(deps, request.user)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/account/passkeys',
    { preHandler: signedIn, schema: { response: { 200: PasskeyList } } },
    async ({ user }) => ({ items: (await listPasskeys(deps.db, (await getOwnAccount(deps, user)).id)).map(presented) }),
  )
  app.post(
    '/api/account/passkeys/options',
    { preHandler: signedIn, schema: { response: { 200: PasskeyOptions } } },
    async (request) => ({ ...(await beginAdding(deps, (await getConfirmed(deps, request)).account)) }),
  )
  app.post(
    '/api/account/passkeys',
    { preHandler: signedIn, schema: { body: NewPasskey, response: { 201: Passkey } } },
    async (request, reply) =>
      reply.code(201).send(presented(await addPasskey(deps, await getConfirmed(deps, request), request.body))),
  )
  app.patch(
    '/api/account/passkeys/:passkeyId',
    { preHandler: signedIn, schema: { params: PasskeyParams, body: PasskeyChange, response: { 200: Passkey } } },
    async ({ user, params, body }) => {
      const { id } = await getOwnAccount(deps, user)
      return presented(await renamePasskey(deps, id, params.passkeyId, body.name))
    },
  )
  app.delete(
    '/api/account/passkeys/:passkeyId',
    { preHandler: signedIn, schema: { params: PasskeyParams } },
    async (request, reply) => {
      await removePasskey(deps, await getConfirmed(deps, request), request.params.passkeyId)
      return reply.code(204).send()
    },
  )
}

function presented({ id, name, synced, createdAt, lastUsedAt }: PasskeyRow) {
  return {
    id,
    name,
    synced: synced === 1,
    createdAt: new Date(createdAt).toISOString(),
    lastUsedAt: lastUsedAt === null ? null : new Date(lastUsedAt).toISOString(),
  }
}
