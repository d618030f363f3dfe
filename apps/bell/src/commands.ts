import {
  addUser,
  deleteUser,
  disableUser,
  listRegisteredClients,
  listSigningKeys,
  listUsers,
  NewClient,
  registerClient,
  removeRegisteredClient,
  resetLinkFor,
  restoreUser,
  rotateSigningKey,
  setRole,
  turnOffSecondFactor,
  type AuthDeps,
} from '@bell/auth'
import type { Reindex } from '@bell/music'
import { conflict } from '@bell/platform/http'
import { z } from 'zod'
import type { Config, ProductName } from './config.ts'
import { eventCommands } from './event-commands.ts'
import type { Product } from './product.ts'

const Email = z.string().min(3).max(320).describe('the person’s e-mail address')
const Role = z.enum(['owner', 'admin', 'artist', 'listener']).describe('owner, admin, artist or listener')

/** What commands work on: of the products that the process runs. */
export interface CommandDeps {
  config: Config
  products: Product[]
  auth?: AuthDeps | undefined
  reindex?: Reindex | undefined
}

export interface Progress {
  what: string
  done: number
  total: number
}

export interface CommandOf<D, I extends z.ZodObject> {
  about: string
  input: I
  /** Those of the input that are typed as paths of files; what runs gets what stands in them. */
  files?: (keyof z.output<I> & string)[]
  run: (deps: D, input: z.output<I>) => Promise<object | object[]>
  /** How far it is, while it runs; where that takes long. */
  progress?: (deps: D) => Progress | undefined
}

export interface Command extends CommandOf<CommandDeps, z.ZodObject> {
  /** Whose it is. */
  product: ProductName | 'all'
}

/** What the command line can do, by the words that are typed; each runs in the server where one is running. */
export const commands: Record<string, Command> = {
  'user add': command({
    about: 'make an account; the password is read from standard input with --password-stdin',
    input: z.object({
      email: Email,
      name: z.string().min(1).max(200),
      role: Role.default('listener'),
      password: z.string(),
    }),
    run: (auth, input) => addUser(auth, input),
  }),
  'user list': command({ about: 'list all accounts', input: z.object({}), run: (auth) => listUsers(auth) }),
  'user role': command({
    about: 'give an account another role',
    input: z.object({ email: Email, role: Role }),
    run: (auth, { email, role }) => setRole(auth, email, role),
  }),
  'user disable': command({
    about: 'close an account: its sessions end, and it can sign in no more',
    input: z.object({ email: Email }),
    run: (auth, { email }) => disableUser(auth, email),
  }),
  'user delete': command({
    about: 'delete an account; with its music and pictures it is gone for good after --deleted-days',
    input: z.object({ email: Email }),
    run: (auth, { email }) => deleteUser(auth, email),
  }),
  'user restore': command({
    about: 'bring a deleted account back, with its music and pictures, while its time is not over',
    input: z.object({ email: Email }),
    run: (auth, { email }) => restoreUser(auth, email),
  }),
  'user reset-link': command({
    about: 'make a link by which a person sets a new password; it works once, for a day',
    input: z.object({ email: Email }),
    run: (auth, { email }) => resetLinkFor(auth, email),
  }),
  'user two-step-off': command({
    about: 'turn two-step sign-in off for a person who has lost both the app and the recovery codes',
    input: z.object({ email: Email }),
    run: (auth, { email }) => turnOffSecondFactor(auth, email),
  }),
  'key list': command({
    about: 'list the keys that AuthBell signs with: next, current, retiring, gone or withdrawn',
    input: z.object({}),
    run: (auth) => listSigningKeys(auth),
  }),
  'key rotate': command({
    about: `publish the next signing key; it signs once every verifier has it (70 minutes later), and the old one goes when its
      last token is dead. Nobody notices. With --now, for a key that has leaked: every key is withdrawn at once, with all
      tokens it signed, and a new one signs; people stay signed in, since pages get new tokens by themselves`,
    input: z.object({ now: z.boolean().default(false) }),
    run: (auth, { now }) => rotateSigningKey(auth, now),
  }),
  'client add': command({
    about: 'register an app that signs people in here; prints its client id, and its secret this once',
    input: z.object({
      name: z.string().describe('as people read it'),
      kind: NewClient.shape.kind.default('server').describe('server, browser, native or device'),
      redirectUri: z.array(z.string()).default([]).describe('where people come back to; several with commas'),
      postLogoutUri: z.array(z.string()).default([]),
      backchannelLogoutUri: z.string().optional(),
      scope: z.array(z.string()).default([]).describe('music:read, music:write, img:read, img:write'),
      jwks: z.string().optional().describe('a file with its public keys, in place of a secret'),
      jwksUri: z.string().optional(),
    }),
    files: ['jwks'],
    run: (auth, { redirectUri, postLogoutUri, scope, ...rest }) =>
      registerClient(auth, {
        ...rest,
        redirectUris: redirectUri,
        postLogoutRedirectUris: postLogoutUri,
        scopes: scope,
      }),
  }),
  'client list': command({
    about: 'list all apps that are registered',
    input: z.object({}),
    run: (auth) => listRegisteredClients(auth),
  }),
  'client remove': command({
    about: 'take an app away, with all that people have allowed it',
    input: z.object({ id: z.string().describe('its client id') }),
    run: (auth, { id }) => removeRegisteredClient(auth, id),
  }),
  reindex: ofMusic({
    about: `fill the search indices anew from the database, while all goes on: then they are compared with it and take the
      place of the old ones. After a crash, the same call goes on where it was. With --undo the old ones answer again,
      brought up to date`,
    input: z.object({ undo: z.boolean().default(false) }),
    run: (reindex, { undo }) => reindex.run({ undo }),
    progress(reindex) {
      const part = reindex.progress().findLast(({ read, compared }) => read + compared > 0)
      if (!part) return undefined
      const { index, total, read, indexed, skipped, failed, compared } = part
      if (compared > 0) return { what: `${index} compared`, done: compared, total }
      const what = `${index} read, ${indexed} indexed, ${skipped} skipped, ${failed} failed`
      return { what, done: read, total }
    },
  }),
  ...(eventCommands as unknown as Record<string, Command>),
}

function command<I extends z.ZodObject>(of: CommandOf<AuthDeps, I>) {
  return commandOf('auth', 'AuthBell', of, ({ auth }) => auth)
}

function ofMusic<I extends z.ZodObject>(of: CommandOf<Reindex, I>) {
  return commandOf('music', 'MusicBell', of, ({ reindex }) => reindex)
}

function commandOf<D, I extends z.ZodObject>(
  product: ProductName,
  title: string,
  { run, progress, ...rest }: CommandOf<D, I>,
  find: (deps: CommandDeps) => D | undefined,
) {
  const get = (deps: CommandDeps) => {
    const found = find(deps)
    if (found) return found
    throw conflict('runs_elsewhere', `This process does not run ${title}: name one that does by --internal-address.`)
  }
  const made = {
    ...rest,
    product,
    run: async (deps: CommandDeps, input: z.output<I>) => run(get(deps), input),
    ...(progress && { progress: (deps: CommandDeps) => progress(get(deps)) }),
  }
  return made as unknown as Command
}
