import { randomBytes } from 'node:crypto'
import type { Db, Tx } from '@bell/platform/database'
import { gone } from '@bell/platform/http'
import type { Selectable } from 'kysely'
import type { AuthDeps } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'
import type { AuthTables, OneTimeLinkTable } from '../tables.ts'

type LinkRow = Selectable<OneTimeLinkTable>

/** The pages that the links open. */
const pages = { reset: '/reset', email: '/confirm-email' }

/** Makes a link that works once; only its hash is kept. The token stands behind the #, so that it reaches no log. */
export async function makeLink(
  tx: Tx<AuthTables>,
  { clock, origin }: Pick<AuthDeps, 'clock' | 'origin'>,
  kind: LinkRow['kind'],
  what: { accountId: string; email?: string; createdBy?: string | undefined; worksMs: number },
) {
  const token = randomBytes(32).toString('base64url')
  const createdAt = clock.now()
  const { accountId, email = null, createdBy = null } = what
  const expiresAt = createdAt + what.worksMs
  await tx
    .insertInto('oneTimeLink')
    .values({ hash: hashOf(token), kind, accountId, email, createdBy, createdAt, expiresAt })
    .execute()
  return { link: `${origin}${pages[kind]}#${token}`, expiresAt }
}

/** @throws link_void (410) */
export async function getLink(
  db: Db<AuthTables>,
  { clock }: Pick<AuthDeps, 'clock'>,
  kind: LinkRow['kind'],
  token: string,
): Promise<LinkRow> {
  const row = await db
    .selectFrom('oneTimeLink')
    .selectAll()
    .where('hash', '=', hashOf(token))
    .where('kind', '=', kind)
    .where('expiresAt', '>', clock.now())
    .executeTakeFirst()
  if (!row) throw linkVoid()
  return row
}

/** Takes the link out of use: of several who use it at the same time, one does. @throws link_void (410) */
export async function useLink(tx: Tx<AuthTables>, { hash }: Pick<LinkRow, 'hash'>) {
  const { numDeletedRows } = await tx.deleteFrom('oneTimeLink').where('hash', '=', hash).executeTakeFirst()
  if (numDeletedRows === 0n) throw linkVoid()
}

const linkVoid = () => gone('link_void', 'This link was used already, or it is too old. Ask for a new one.')
