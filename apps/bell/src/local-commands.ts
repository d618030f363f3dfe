import { conflict } from '@bell/platform/http'
import { z } from 'zod'
import { backUp } from './backup/back-up.ts'
import { restore } from './backup/restore.ts'
import type { Config } from './config.ts'
import { lockHome } from './home-lock.ts'
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
    about: `copy all data into a new folder while everything goes on; sound and pictures are shared with it where both are on
      one file system, so that they take no room. The folder holds secrets: keep it as safe as the data itself`,
    input: z.object({ to: Folder }),
    run(config, { to }, say) {
      if (config.databaseUrl !== 'sqlite' || config.blobsUrl !== 'files') {
        const detail = 'This copies a data folder. Back up PostgreSQL with pg_dump first, and after it the bucket.'
        throw conflict('backup_elsewhere', detail)
      }
      return backUp(config.home, to, version, say)
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
}

function command<I extends z.ZodObject>(of: LocalCommand<I>) {
  return of as unknown as LocalCommand
}
