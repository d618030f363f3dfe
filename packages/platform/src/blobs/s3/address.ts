export interface S3Address {
  bucket: string
  /** In front of every key; '' or `some/folder/`. */
  prefix: string
  /** undefined: Amazon's own, by the region. */
  endpoint: string | undefined
  /** Where browsers reach it, if they are to read there themselves. */
  publicEndpoint: string | undefined
  region: string
  pathStyle: boolean
}

/**
 * Reads `s3://bucket/prefix?endpoint=http://host:9000&region=eu-west-1&path-style=false`. Credentials are not a part of
 * it: they come from where AWS's tools look (AWS_ACCESS_KEY_ID …). Servers of one's own are addressed by path. With
 * `public-endpoint=https://s3.example.org` browsers may be sent there, by addresses that are signed for a short time.
 *
 * @returns undefined where it is none
 */
export function parseS3Address(text: string): S3Address | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, host, pathname, searchParams } = new URL(text)
  const known = new Set(['endpoint', 'public-endpoint', 'region', 'path-style'])
  const endpoint = searchParams.get('endpoint') ?? undefined
  const publicEndpoint = searchParams.get('public-endpoint') ?? undefined
  const isEndpoint = (text: string | undefined) => text === undefined || /^https?:\/\/[^/]+\/?$/.test(text)
  const folder = pathname.slice(1).replace(/\/$/, '')
  const valid =
    protocol === 's3:' &&
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(host) &&
    /^[\w./-]*$/.test(folder) &&
    [...searchParams.keys()].every((name) => known.has(name)) &&
    [endpoint, publicEndpoint].every(isEndpoint)
  if (!valid) return undefined
  return {
    bucket: host,
    prefix: folder && `${folder}/`,
    endpoint,
    publicEndpoint,
    region: searchParams.get('region') ?? 'us-east-1',
    pathStyle: searchParams.get('path-style') ? searchParams.get('path-style') === 'true' : endpoint !== undefined,
  }
}
