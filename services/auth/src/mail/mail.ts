import type { Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import { open, seal } from '../oidc/sealing.ts'
import type { AuthTables } from '../tables.ts'
import { letters, type Letter, type LetterData } from './letters.ts'

const hour = 3_600_000

export interface Mail {
  to: string
  subject: string
  text: string
  html: string
}

/** To whom a letter goes, and in which language it speaks; English where that is not known. */
export interface Recipient {
  name: string
  email: string
  language: string | null
}

/**
 * Has a letter sent, if the transaction commits: soon, and again while the mail server does not take it, until the
 * letter is of no use any more. Without a mail server nothing happens.
 * @param usefulMs how long the letter is worth sending: as long as its link works, or three days
 */
export async function queueMail<L extends Letter>(
  tx: Tx<AuthTables>,
  deps: Pick<AuthDeps, 'mail' | 'newId' | 'clock' | 'secret' | 'origin'>,
  to: Recipient,
  letter: L,
  data: LetterData[L],
  usefulMs = 72 * hour,
) {
  if (!deps.mail) return
  const id = deps.newId()
  const now = deps.clock.now()
  const mail: Mail = { to: to.email, ...letters(letter, to, data, new URL(deps.origin).host) }
  await tx
    .insertInto('mail')
    .values({
      id,
      sealed: seal(deps.secret, purpose, JSON.stringify(mail), id),
      attempts: 0,
      dueAt: now,
      expiresAt: now + usefulMs,
    })
    .execute()
}

const purpose = 'mail'

export function openMail({ secret }: Pick<AuthDeps, 'secret'>, { id, sealed }: { id: string; sealed: string }): Mail {
  return JSON.parse(open(secret, purpose, sealed, id)) as Mail
}
