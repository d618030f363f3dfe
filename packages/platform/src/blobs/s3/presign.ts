import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { DirectAnswer } from '../blobs.ts'
import type { S3Address } from './address.ts'

/**
 * Addresses at `publicEndpoint` by which whoever holds one reads an object for a while, in ranges too, and does nothing
 * else (AWS Signature Version 4, query parameters). Nothing is asked of S3 for them.
 */
export function createPresigner({ bucket, region, pathStyle }: S3Address, publicEndpoint: string) {
  // By a client of its own, since the address is signed with the name under which browsers know the server.
  const client = new S3Client({ region, endpoint: publicEndpoint, forcePathStyle: pathStyle })
  const { protocol, host } = new URL(publicEndpoint)

  return {
    origin: `${protocol}//${pathStyle ? host : `${bucket}.${host}`}`,

    async addressOf(place: { Bucket: string; Key: string }, { contentType, disposition, seconds }: DirectAnswer) {
      const command = new GetObjectCommand({
        ...place,
        ResponseContentType: contentType,
        ...(disposition !== undefined && { ResponseContentDisposition: disposition }),
        // It is one person's, and at a sign-out a browser forgets only what is of our own origins.
        ResponseCacheControl: 'private, no-store',
      })
      let request: Request
      command.middlewareStack.add(
        () => async (args) => {
          request = args.request as Request
          return { response: {}, output: { $metadata: {} } }
        },
        { step: 'serialize', priority: 'low', name: 'keepRequest' },
      )
      await client.send(command)
      const { hostname, port } = request!
      request!.headers = { host: port ? `${hostname}:${port}` : hostname, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }
      const signer = (await client.config.signer()) as unknown as Presigner
      return write(await signer.presign(request!, { expiresIn: seconds }))
    },

    close: () => client.destroy(),
  }
}

/** What S3's client sends. */
interface Request {
  protocol: string
  hostname: string
  port?: number
  path: string
  query: Record<string, string>
  headers: Record<string, string>
}

// S3's own signer can, though the client's type does not say so.
interface Presigner {
  presign(request: Request, o: { expiresIn: number }): Promise<Request>
}

function write({ protocol, headers, path, query }: Request) {
  const pairs = Object.entries(query).map(([name, value]) => `${escape(name)}=${escape(value)}`)
  return `${protocol}//${headers.host}${path}?${pairs.join('&')}`
}

/** RFC 3986 §2.3, as what was signed has it. */
function escape(text: string) {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`)
}
