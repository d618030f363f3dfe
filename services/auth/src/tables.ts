import type { TableRegistry } from '@bell/platform/database'
import { eventTables, type EventTables } from '@bell/platform/events'
import type { Role } from '@bell/platform/http'
import { leaseTables, type LeaseTables } from '@bell/platform/leases'
import { sessionTables, type SessionTables } from '@bell/platform/session'

/** AuthBell's own tables. Instants are milliseconds UTC; booleans do not occur: what happened has its instant. */
export interface AuthTables extends EventTables, LeaseTables, SessionTables {
  account: AccountTable
  founding: FoundingTable
  invitation: InvitationTable
  signingKey: SigningKeyTable
  oidcRecord: OidcRecordTable
  refreshToken: RefreshTokenTable
  endedSession: EndedSessionTable
  audit: AuditTable
  client: ClientTable
  clientOrigin: ClientOriginTable
  consent: ConsentTable
  passkey: PasskeyTable
  secondFactor: SecondFactorTable
  recoveryCode: RecoveryCodeTable
  oneTimeLink: OneTimeLinkTable
  resetRequest: ResetRequestTable
  mail: MailTable
  device: DeviceTable
  logoutMessage: LogoutMessageTable
  notice: NoticeTable
  ephemeral: EphemeralTable
}

export interface AccountTable {
  id: string
  email: string
  /** The address as it is compared: NFKC, lower case. Unique. */
  emailKey: string
  name: string
  role: Role
  /** BCP 47; what the account's owner chose for AuthBell's pages. */
  language: string | null
  /** PHC string, argon2id. */
  passwordHash: string
  disabledAt: number | null
  /** When it was deleted, until its time is over; it is disabled from the same moment, unless it was so before. */
  deletedAt: number | null
  /** Who deleted it: what one did oneself, one may take back oneself. null for the operator. */
  deletedBy: string | null
  createdAt: number
  revision: number
}

/** One row from the first account on. Whoever changes who is owner writes it first, so that such changes queue up. */
export interface FoundingTable {
  id: 'owner'
  at: number
  revision: number
}

export interface InvitationTable {
  id: string
  /** SHA-256 of the token in the link, base64url. */
  tokenHash: string
  role: Role
  note: string
  createdBy: string
  createdAt: number
  expiresAt: number
  maxUses: number
  uses: number
  revokedAt: number | null
}

export interface SigningKeyTable {
  kid: string
  /** One key signs, one may be the next to sign; null for those that sign no more. Unique, so that processes agree. */
  slot: 'current' | 'next' | null
  publicJwk: string
  /** AES-256-GCM under a key derived from the installation's secret; empty once it signs no more. */
  sealedPrivateJwk: string
  createdAt: number
  /** Since when it signs; of the next key, from when on it shall. */
  signsAt: number | null
  /** Until when it is published, once it signs no more. */
  goesAt: number | null
  /** When it was taken back at once, with every token it signed. */
  withdrawnAt: number | null
}

/** What oidc-provider keeps, apart from refresh tokens: sessions, grants, codes, interactions. */
export interface OidcRecordTable {
  model: string
  /** SHA-256 of the id, base64url: who reads the table cannot present it. */
  hash: string
  payload: string
  /** Of a session: its stable name, which is no secret. */
  uid: string | null
  accountId: string | null
  clientId: string | null
  grantId: string | null
  /** Of a device code: what a person types, as a keyed hash. */
  userCodeHash: string | null
  consumedAt: number | null
  expiresAt: number
}

/** Every refresh token of a family, the used ones too until the family ends, so that reuse is noticed. */
export interface RefreshTokenTable {
  hash: string
  payload: string
  accountId: string
  clientId: string
  grantId: string
  sessionUid: string | null
  consumedAt: number | null
  successorHash: string | null
  /** The successor, readable only with the token it replaces. */
  sealedSuccessor: string | null
  /** Hash of the name that the request gave which used it: only that one may come again later. */
  attemptHash: string | null
  /** One a sign-in and product; null for tokens from before families had names. */
  familyId: string | null
  /** From 1, one more at each rotation. */
  generation: number | null
  expiresAt: number
}

/** Sessions that have ended: what a request that was under way writes of one afterwards is not found any more. */
export interface EndedSessionTable {
  uid: string
  /** When no row of the session can be left. */
  expiresAt: number
}

/** Who did what of security, when and from where. Rows are only ever added, and go with their time. */
export interface AuditTable {
  /** UUIDv7: in the order of time. */
  id: string
  at: number
  /** Dotted and stable: `session.rotated`. */
  action: string
  /** Whose doing it was: an account, or null for the operator, a client or nobody known. */
  actorId: string | null
  /** What it was done to, such as `account` and its id. */
  subjectKind: string | null
  subjectId: string | null
  /** The network address, as rate limits count it. */
  address: string | null
  userAgent: string | null
  /** JSON object of what else is worth knowing; never a secret. */
  details: string
}

/** An app that is not the family's, registered by an owner or admin. The family's own stand in the configuration. */
export interface ClientTable {
  /** The client id: a UUID, so that it never looks like one of the family's (`bell-…`). */
  id: string
  name: string
  kind: 'server' | 'browser' | 'native' | 'device'
  /** JSON array of exact addresses. */
  redirectUris: string
  postLogoutRedirectUris: string
  backchannelLogoutUri: string | null
  /** SHA-256 of the secret, base64url; of kind `server` either this or a key. */
  secretHash: string | null
  /** After a rotation the old secret works until then. */
  earlierSecretHash: string | null
  earlierSecretUntil: number | null
  /** Public keys (a JWK set as JSON), or where they are. */
  jwks: string | null
  jwksUri: string | null
  /** Space-separated: what of the products' APIs it may ask people for. */
  scopes: string
  /** null for the operator at the command line. */
  addedBy: string | null
  createdAt: number
  disabledAt: number | null
}

/** Origins of a client's redirect addresses: whose scripts may read the provider's answers. */
export interface ClientOriginTable {
  origin: string
  clientId: string
}

/** What a person has allowed a client, remembered over sessions. */
export interface ConsentTable {
  accountId: string
  clientId: string
  /** Space-separated. */
  scopes: string
  grantedAt: number
  /** When it last got tokens, to the minute. */
  usedAt: number
}

/** A passkey (WebAuthn credential) of an account. */
export interface PasskeyTable {
  id: string
  accountId: string
  /** base64url, as the authenticator made it. Unique. */
  credentialId: string
  /** COSE key, base64url. */
  publicKey: string
  /** Signatures made so far, as the authenticator says; 0 for ever where it does not count. */
  counter: number
  /** JSON array of how the authenticator can be reached, for the browser. */
  transports: string
  /** Its key can be on several devices: then it is one in software. */
  synced: 0 | 1
  name: string
  createdAt: number
  lastUsedAt: number | null
}

/** The app that shows codes (TOTP, RFC 6238), one an account. */
export interface SecondFactorTable {
  accountId: string
  /** AES-256-GCM under a key derived from the installation's secret. */
  sealedSecret: string
  /** The time step of the last code that was taken: each is good once. */
  lastStep: number
  createdAt: number
}

export interface RecoveryCodeTable {
  accountId: string
  /** HMAC-SHA-256 under the installation's secret, base64url. */
  hash: string
}

/** What a link in a letter, or one handed over by those who look after the people, permits once. */
export interface OneTimeLinkTable {
  /** SHA-256 of the token in the link, base64url. */
  hash: string
  kind: 'reset' | 'email'
  accountId: string
  /** The new address that a link of kind `email` confirms. */
  email: string | null
  /** Who made it; null for the person, or the operator. */
  createdBy: string | null
  createdAt: number
  expiresAt: number
}

/** Someone asked to reset a password. Whether there is such an account is looked up later, when no one can time it. */
export interface ResetRequestTable {
  id: string
  sealedEmail: string
  language: string
  address: string
  userAgent: string | null
  createdAt: number
}

/** Letters that wait to be sent. They go when they are sent, or when they have become useless. */
export interface MailTable {
  id: string
  /** Recipient, subject and text, sealed: a letter may hold a link that opens an account. */
  sealed: string
  attempts: number
  dueAt: number
  expiresAt: number
}

/** Where a session of AuthBell is: a browser that someone signed in with. */
export interface DeviceTable {
  /** The session's. */
  uid: string
  accountId: string
  userAgent: string | null
  /** The network of its last visit here, coarse: a /24 of IPv4, a /48 of IPv6. */
  network: string | null
  /** 1 where the person said that others use this computer too. */
  shared: number
  signedInAt: number
  lastUsedAt: number
  expiresAt: number
}

/** Someone who has yet to be told that tokens are not good any more; gone once they know. */
export interface LogoutMessageTable {
  /** Whom to tell. */
  clientId: string
  kind: 'session' | 'person' | 'client'
  /** What has ended: a `sid`, an account whose tokens are outdated, or a client (of one account, after a space). */
  subject: string
  accountId: string | null
  at: number
  /** Of the account, where `kind` is person: tokens of an earlier one are outdated. Else 0. */
  revision: number
  attempts: number
  nextAt: number
}

/** What a person has to be told when they sign in next. */
export interface NoticeTable {
  id: string
  accountId: string
  kind: 'session_copied'
  at: number
  seenAt: number | null
}

/** What a person is between two steps with: a challenge, a password that was right, a confirmation. */
export interface EphemeralTable {
  key: string
  value: string
  expiresAt: number
}

/** What a move to another engine takes along, and what is made anew there. */
export const authTables = {
  ...eventTables,
  ...leaseTables,
  ...sessionTables,
  account: 'moves',
  founding: 'moves',
  invitation: 'moves',
  signingKey: 'moves',
  oidcRecord: 'moves',
  refreshToken: 'moves',
  endedSession: 'moves',
  audit: 'moves',
  client: 'moves',
  clientOrigin: 'moves',
  consent: 'moves',
  passkey: 'moves',
  secondFactor: 'moves',
  recoveryCode: 'moves',
  oneTimeLink: 'moves',
  resetRequest: 'moves',
  mail: 'moves',
  device: 'moves',
  logoutMessage: 'moves',
  notice: 'moves',
  ephemeral: 'moves',
} satisfies TableRegistry
