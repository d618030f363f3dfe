import type { Migration } from '@bell/platform/database'
import { createUploadTables } from '@bell/platform/uploads'

export const uploadsMigration: Migration = { name: '0006-uploads', up: createUploadTables }
