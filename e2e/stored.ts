import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteObjectCommand, GetObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3'
import type { Bell } from './server.ts'

/** Paths of the files below a folder that have this content. */
export async function filesWith(folder: string, content: Buffer): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const found: string[] = []
  for (const entry of entries.filter((one) => one.isFile())) {
    const path = join(entry.parentPath, entry.name)
    if ((await stat(path)).size === content.length && (await readFile(path)).equals(content)) found.push(path)
  }
  return found
}

/** Takes what has this content from MusicBell's sound, as a disk that breaks does. @throws where there is none */
export async function lose({ stores }: Bell, content: Buffer) {
  const lost = stores.sound.startsWith('s3:')
    ? await loseObjects(new URL(stores.sound), content)
    : await loseFiles(stores.sound.replace('file:', ''), content)
  if (lost === 0) throw new Error('Nothing is stored that has this content.')
}

async function loseFiles(folder: string, content: Buffer) {
  const files = await filesWith(folder, content)
  for (const file of files) await rm(file)
  return files.length
}

async function loseObjects({ host: Bucket, pathname, searchParams }: URL, content: Buffer) {
  const [endpoint, region] = ['endpoint', 'region'].map((name) => searchParams.get(name)!) as [string, string]
  const client = new S3Client({ endpoint, region, forcePathStyle: true })
  let lost = 0
  for await (const { Contents } of paginateListObjectsV2({ client }, { Bucket, Prefix: pathname.slice(1) })) {
    for (const { Key } of Contents?.filter(({ Size }) => Size === content.length) ?? []) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      if (!content.equals(await Body!.transformToByteArray())) continue
      await client.send(new DeleteObjectCommand({ Bucket, Key }))
      lost++
    }
  }
  client.destroy()
  return lost
}
