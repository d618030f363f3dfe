import pg from 'pg'

/** A database of that name. @returns its address */
export async function makeDatabase(url: string, name: string) {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`create database ${name}`)
  await client.end()
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}
