import { z } from 'zod'

/** How a person tells their passkeys apart. */
const PasskeyName = z
  .string()
  .trim()
  .min(1)
  .max(60)
  .regex(/^\P{Cc}+$/u, 'A name has no control characters.')

/** `synced`: it is in a password manager, on several devices; else in one device or security key. */
export const Passkey = z.object({
  id: z.uuid(),
  name: z.string(),
  synced: z.boolean(),
  createdAt: z.iso.datetime(),
  lastUsedAt: z.iso.datetime().nullable(),
})
export const PasskeyList = z.object({ items: z.array(Passkey) })
export const PasskeyParams = z.object({ passkeyId: z.uuid() })
export const PasskeyChange = z.object({ name: PasskeyName })

const Base64Url = z
  .string()
  .min(1)
  .max(100_000)
  .regex(/^[\w-]+$/)
const credential = {
  id: Base64Url,
  rawId: Base64Url,
  type: z.literal('public-key'),
  authenticatorAttachment: z.enum(['cross-platform', 'platform']).optional(),
  clientExtensionResults: z.unknown(),
}

/** What the browser is to ask its authenticators: WebAuthn's options as JSON (Level 3, §5.1.8 and §5.1.9). */
export const PasskeyOptions = z.looseObject({ challenge: z.string() })
/** WebAuthn's RegistrationResponseJSON, and the passkey's name. */
export const NewPasskey = z.object({
  name: PasskeyName,
  response: z.object({
    ...credential,
    response: z.object({
      clientDataJSON: Base64Url,
      attestationObject: Base64Url,
      transports: z.array(z.string().max(30)).max(10).optional(),
    }),
  }),
})
export type NewPasskey = z.infer<typeof NewPasskey>
/** WebAuthn's AuthenticationResponseJSON. */
export const PasskeyAnswer = z.object({
  ...credential,
  response: z.object({
    clientDataJSON: Base64Url,
    authenticatorData: Base64Url,
    signature: Base64Url,
    userHandle: Base64Url.optional(),
  }),
})
export type PasskeyAnswer = z.infer<typeof PasskeyAnswer>
export const PasskeySignIn = z.object({
  response: PasskeyAnswer,
  /** Bring the account back, where one had deleted it oneself. */
  keep: z.boolean().optional(),
  /** Others use this computer, too. */
  shared: z.boolean().optional(),
})
