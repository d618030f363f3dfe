import { inTransaction } from '@bell/platform/database'
import { conflict, forbidden, gone } from '@bell/platform/http'
import { z } from 'zod'
import { emailKeyOf, findAccountByEmail, type AccountRow } from '../accounts/accounts.queries.ts'
import { insertAccount, prepareAccount } from '../accounts/accounts.ts'
import type { AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { queueMail } from '../mail/mail.ts'
import { hashOf, open, seal } from '../oidc/sealing.ts'
import type { SignUpBegun, SignUpFinished } from './sign-up.schema.ts'

const hour = 3_600_000
const linkMs = 24 * hour
/** So many letters an hour go to one address, whoever asks for them. */
const mostLettersAnHour = 3

const purpose = 'sign-up link'
const LinkContent = z.object({ email: z.string(), expiresAt: z.number() })

/**
 * Begins an account for anyone, where sign-up is open and letters can be sent: a letter's link confirms the address, and
 * only behind it are name and password chosen, so that nobody makes an account for an address of somebody else's. Whether
 * there is an account already is told in the letter only; the answer, and the work for it, are the same.
 * @throws invitation_required (403), no_mail (409)
 */
export async function beginSignUp(deps: AuthDeps, { email, language }: SignUpBegun) {
  checkOpen(deps)
  if (!deps.mail) throw conflict('no_mail', 'This place sends no mail. Join without a letter.')
  const key = `sign-up-letters:${hashOf(emailKeyOf(email))}`
  // Whoever asks again and again fills no mailbox, and is not told.
  if ((await deps.keyValue.increment(key, { ttlMs: hour })) > mostLettersAnHour) return
  const content = { email, expiresAt: deps.clock.now() + linkMs }
  const token = seal(deps.secret, purpose, JSON.stringify(content), '')
  await inTransaction(deps.db, async (tx) => {
    const holder = await findAccountByEmail(tx, email)
    if (holder) {
      const link = `${deps.origin}/forgot`
      await queueMail(tx, deps, { ...holder, language: holder.language ?? language }, 'signUpInUse', { link }, linkMs)
    } else {
      const link = `${deps.origin}/sign-up#${token}`
      await queueMail(tx, deps, { name: email, email, language }, 'signUp', { link }, linkMs)
    }
  })
}

/** Whose link it is. @throws link_void (410) */
export function addressOfLink({ secret, clock }: Pick<AuthDeps, 'secret' | 'clock'>, token: string): string {
  const { email, expiresAt } = contentOf(secret, token)
  if (expiresAt <= clock.now()) throw linkVoid()
  return email
}

/**
 * Makes the account of whoever has the letter. @throws invitation_required (403), link_void (410), email_taken (409; to
 * the address's own person alone), and as checkNewPassword
 */
export async function finishSignUp(
  deps: AuthDeps,
  { token, ...person }: SignUpFinished,
  from: AuditSource,
): Promise<AccountRow> {
  checkOpen(deps)
  const prepared = await prepareAccount({ ...person, email: addressOfLink(deps, token) })
  return inTransaction(deps.db, (tx) => insertAccount(tx, deps, prepared, 'listener', { by: 'sign-up', from }))
}

function checkOpen({ signUp }: Pick<AuthDeps, 'signUp'>) {
  if (signUp !== 'open') throw forbidden('invitation_required', 'One comes in here by invitation.')
}

function contentOf(secret: AuthDeps['secret'], token: string) {
  try {
    return LinkContent.parse(JSON.parse(open(secret, purpose, token, '')))
  } catch {
    throw linkVoid()
  }
}

const linkVoid = () => gone('link_void', 'This link is too old, or was cut off. Ask for a new one.')
