import { resolve } from 'node:path'
import { conflict, createLogger } from '@bell/platform/http'
import { z } from 'zod'
import { backUp } from './backup/back-up.ts'
import { backUpEngines } from './backup/back-up-engines.ts'
import { restore } from './backup/restore.ts'
import { ConfigSchema, databaseUrlOf, withDatabaseUrl, type Config } from './config.ts'
import { examineAll } from './doctor/doctor.ts'
import { lockHome } from './home-lock.ts'
import { migrate } from './migrate.ts'
import { undoMove } from './move/move.ts'
import { runMove } from './move/run-move.ts'
import { version } from './version.ts'

/** A command that runs in the process it is typed in, beside a server or without one. */
export interface LocalCommand<I extends z.ZodObject = z.ZodObject> {
  about: string
  input: I
  /** @param say tells how far it is */
  run(config: Config, input: z.output<I>, say: (line: string) => void): Promise<object>
}

const Folder = z.string().min(1)

export const localCommands: Record<string, LocalCommand> = {
  backup: command({
    about: `copy all data into a new folder while everything goes on, from where the settings say that it is; sound and pictures
      are shared with it where both are on one file system, so that they take no room. The folder holds secrets: keep it
      as safe as the data itself`,
    input: z.object({ to: Folder }),
    run(config, { to }, say) {
      const { services, blobsUrl, home } = config
      const isFolder = blobsUrl === 'files' && services.every((name) => databaseUrlOf(config, name) === 'sqlite')
      return isFolder ? backUp(home, to, version, say) : backUpEngines(config, to, version, say)
    },
  }),
  restore: command({
    about: 'make a new data folder (--home) of a backup, each file of which is checked',
    input: z.object({ from: Folder }),
    async run({ home }, { from }, say) {
      const unlock = lockHome(home)
      if (!unlock) throw conflict('home_in_use', `A MusicBell runs on ${home}.`)
      try {
        return await restore(from, home, say)
      } finally {
        unlock()
      }
    },
  }),
  migrate: command({
    about: 'bring all tables up to date and end, as every start does: for a job before a roll-out',
    input: z.object({}),
    async run(config) {
      const unlock = lockHome(config.home)
      if (!unlock) throw conflict('home_in_use', `A MusicBell runs on ${config.home}: it did this when it started.`)
      try {
        return await migrate(config, createLogger({ level: config.logLevel }))
      } finally {
        unlock()
      }
    },
  }),
  doctor: command({
    about: `look at everything that the settings name (engines, folder, clocks, disk) and say what is wrong, and what to do, in
      one sentence each. With --fix, topics that are missing are made, and those that forget too early set right`,
    input: z.object({ fix: z.boolean().default(false) }),
    async run(config, { fix }) {
      const findings = await examineAll(config, fix)
      if (findings.some(({ state }) => state === 'broken')) process.exitCode = 1
      return findings
    },
  }),
  move: command({
    about: `bring all accounts, music, pictures and plays to where the flags say, compared table by table and file by file; may be
      repeated where it was broken off. All goes on meanwhile; only at the end nothing can be changed for some minutes:
      people can read and listen, and nobody is signed out. Then stop the old processes, start the new ones, and say
      bell reindex. With --undo the old place can be used again, without what was changed in the new one`,
    input: z.object({
      toHome: z.string().optional(),
      toDatabaseUrl: ConfigSchema.shape.databaseUrl.unwrap().optional(),
      toBlobsUrl: ConfigSchema.shape.blobsUrl.unwrap().optional(),
      undo: z.boolean().default(false),
    }),
    async run(config, { toHome, toDatabaseUrl, toBlobsUrl, undo }, say) {
      if (undo) {
        await undoMove(config, createLogger({ level: 'warn' }))
        return { state: 'can be used again' }
      }
      const to = {
        ...(toDatabaseUrl === undefined ? config : withDatabaseUrl(config, toDatabaseUrl)),
        home: toHome === undefined ? config.home : resolve(toHome),
        blobsUrl: toBlobsUrl ?? config.blobsUrl,
      }
      return runMove(config, to, say)
    },
  }),
}

function command<I extends z.ZodObject>(of: LocalCommand<I>) {
  return of as unknown as LocalCommand
}
