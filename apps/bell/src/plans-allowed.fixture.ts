/** Tables that stay small, however large the installation. */
export const smallTables: ReadonlySet<string> = new Set([
  // A row for each process, product or key.
  'migration',
  'outboxLease',
  'outboxRelay',
  'lease',
  'founding',
  'signingKey',
  // One row.
  'demo',
  // Pictures that are being made at this moment.
  'unfinishedImage',
  // People in the days between leaving and being forgotten.
  'leaver',
])

/** Statements that may read a whole table, by a piece of them, and why. */
const allowed: Record<string, string> = {
  // An owner looks for a person by a piece of the name or address, and no index holds pieces.
  'from "account" where (lower("name") like': 'people by a part of their name',
  // Tests wait by these until all is published and settled; the program never asks.
  'select "id" from "outbox" where "type" in': 'waiting for events, in tests alone',
  // At start, of those that are not sent yet: nearly all of what is there.
  'update "logoutMessage" set "nextAt" = $1 where "nextAt" >': 'all messages that wait are due again',
  // What failed for good and waits for a person; where that is many, counting them is the least of the troubles.
  'select count(*) as "count" from "deadLetter"': 'how many dead letters there are',
  // At the beginning of a rebuild of the index, which reads all of it anyway.
  'select count(*) as "total" from': 'how much there is to be indexed',
  // At the start, and when an index seems to lack some of them, which is rare.
  'select count(*) as "findable" from': 'how much an index should hold',
  // Up to 1,200 tracks with their credits: where there are 20,000 of them, reading all is the cheaper way.
  'with "mine" as (select distinct "track"."id", "track"."albumId" from "credit"': 'artists who share tracks or albums',
  // Once in a while, in the background; what it sums up is bounded by the size of the cache.
  'select sum("bytes") as "bytes" from "derivative"': 'how full the cache of sizes is',
}

export function mayBeScanned(text: string) {
  return Object.keys(allowed).some((piece) => text.includes(piece))
}
