import type { Clock, NewId } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import type { EventStream, Logger } from '@bell/platform/http'
import type { KeyValue } from '@bell/platform/key-value'
import type { Holder, Holders } from './deleting/holdings.ts'
import type { EventService } from './events/events.schema.ts'
import type { KeyTimes } from './keys/key-times.ts'
import type { AuthTables } from './tables.ts'

/** A product of the family. Other apps are registered in the database (`clients/`). */
export interface AuthClient {
  /** `bell-music` and so on. */
  id: string
  secret: string
  /** As people read it: MusicBell. */
  name: string
  /** The audience (`aud`) of the access tokens it gets for people: its own public origin. */
  audience: string
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  /** Where its server hears that a session has ended; AuthBell's own products by their internal addresses. */
  backchannelLogoutUri?: string
  /** What it may do in its own name (client credentials): scopes by the audience that knows them. */
  service?: { audience: string; scopes: string[] }[]
}

export interface AuthDeps {
  db: Db<AuthTables>
  clock: Clock
  newId: NewId
  keyValue: KeyValue
  stream: EventStream
  /** AuthBell's public origin, which is the issuer. */
  origin: string
  /** Public origins of the three products. */
  family: { music: string; img: string; auth: string }
  clients: AuthClient[]
  /** Whether other apps may be at private addresses and on plain http, as in a home network. */
  privateApps: boolean
  /** 32 bytes that only AuthBell's processes know; seals the private signing keys. */
  secret: Uint8Array
  /** When signing keys come and go. */
  keyTimes: KeyTimes
  /** Whether keys that were sealed with another secret may be replaced when AuthBell starts. */
  replaceKeys?: boolean
  /** Opens the one-time setup while there is no account. */
  setupToken: string
  /** Who may make an account: those with an invitation, or everyone. */
  signUp: 'invitation' | 'open'
  /** How long a deleted account can be brought back, in ms. */
  deletedKeptMs: number
  /** The mail server (`smtp://` or `smtps://`) and the sender's address; without it, no letters are sent. */
  mail?: { smtpUrl: string; from: string } | undefined
  /** Services that keep things of people, to be asked what goes with an account. */
  holders: Holders
  /** The services whose events an owner looks after here. */
  operated: Record<EventService, Holder>
  /** ImgBell, which keeps people's pictures. */
  pictures: Holder
  log: Logger
}
