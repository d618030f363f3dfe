import { authMigrations, authTables } from '@bell/auth'
import { imgMigrations, imgTables } from '@bell/img'
import { musicMigrations, musicTables } from '@bell/music'

/** Each service's schema: its name, its migrations, and what of its tables moves. */
export const services = [
  ['auth', authMigrations, authTables],
  ['img', imgMigrations, imgTables],
  ['music', musicMigrations, musicTables],
] as const
