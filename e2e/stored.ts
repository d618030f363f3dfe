import { readdir, readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type _Object,
} from '@aws-sdk/client-s3'
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

/** The names of all that lies in MusicBell's store of sound. */
export const storedSound = ({ stores }: Bell) =>
  stores.sound.startsWith('s3:')
    ? withBucket(stores.sound, async ({ objects }) => (await objects()).map(({ Key }) => Key!))
    : namesBelow(stores.sound.replace('file:', ''))

async function namesBelow(folder: string) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
}

/** Takes what has this content from MusicBell's sound, as a disk that breaks does. @throws where there is none */
export async function lose({ stores }: Bell, content: Buffer) {
  const lost = stores.sound.startsWith('s3:')
    ? await loseObjects(stores.sound, content)
    : await loseFiles(stores.sound.replace('file:', ''), content)
  if (lost === 0) throw new Error('Nothing is stored that has this content.')
}

async function loseFiles(folder: string, content: Buffer) {
  const files = await filesWith(folder, content)
  for (const file of files) await rm(file)
  return files.length
}

const loseObjects = (url: string, content: Buffer) =>
  withBucket(url, async ({ client, Bucket, objects }) => {
    let lost = 0
    for (const { Key } of (await objects()).filter(({ Size }) => Size === content.length)) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }))
      if (!content.equals(await Body!.transformToByteArray())) continue
      await client.send(new DeleteObjectCommand({ Bucket, Key }))
      lost++
    }
    return lost
  })

interface OpenBucket {
  client: S3Client
  Bucket: string
  objects: () => Promise<_Object[]>
}

async function withBucket<T>(url: string, work: (bucket: OpenBucket) => Promise<T>) {
  const { host: Bucket, pathname, searchParams } = new URL(url)
  const [endpoint, region] = ['endpoint', 'region'].map((name) => searchParams.get(name)!) as [string, string]
  const client = new S3Client({ endpoint, region, forcePathStyle: true })
  async function objects() {
    const Prefix = `${pathname.slice(1)}/`
    return (await Array.fromAsync(paginateListObjectsV2({ client }, { Bucket, Prefix }))).flatMap(
      ({ Contents }) => Contents ?? [],
    )
  }
  return work({ client, Bucket, objects }).finally(() => client.destroy())
}
