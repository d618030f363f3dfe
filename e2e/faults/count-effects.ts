import type { Findings } from './count.ts'
import type { Load } from './load.ts'
import type { Underneath } from './underneath.ts'

/** What only the database shows: that nothing is there twice, and each event had its effect, once. */
export async function countEffects(underneath: Underneath, load: Load, findings: Findings) {
  await countTracks(underneath, load, findings)
  await countPlays(underneath, load, findings)
  await countPictures(underneath, findings)
  await countSessions(underneath, load, findings)
  await countSettled(underneath, findings)
}

/** A content is one track; and its events are one of each kind, and one for each change that may have been made. */
async function countTracks({ music }: Underneath, { ledger }: Load, { lost, doubled }: Findings) {
  const tracks = await music.selectFrom('track').select(['id', 'contentHash', 'uploaderId']).execute()
  const sent = new Map(ledger.uploads.map((entry) => [entry.sha256, entry]))
  const events = await music
    .selectFrom('outbox')
    .select(({ fn }) => ['key', 'type', fn.countAll<number>().as('count')])
    .where('topic', '=', 'music.tracks')
    .groupBy(['key', 'type'])
    .execute()
  const countOf = new Map(events.map(({ key, type, count }) => [`${key} ${type}`, Number(count)]))
  const ready = await music
    .selectFrom('outbox')
    .select(['key', 'data'])
    .where('type', '=', 'music.track.ready')
    .execute()
  const withLaterCover = new Set(
    ready.filter(({ data }) => (JSON.parse(data) as { coverDue: boolean }).coverDue).map(({ key }) => key),
  )
  for (const [hash, own] of Map.groupBy(tracks, ({ contentHash }) => contentHash)) {
    if (own.length > 1) doubled.push(`${sent.get(hash!)?.fileName} is ${own.length} tracks.`)
  }
  for (const { id, contentHash } of tracks) {
    const entry = sent.get(contentHash!)
    if (!entry) continue
    const edits = entry.titles.slice(1)
    const least = edits.filter(({ outcome }) => outcome === 'acknowledged').length
    const most = least + edits.filter(({ outcome }) => outcome === 'unknown').length
    // When its sound was decoded its card changed once more; and again where ImgBell was away and took its cover later.
    const others = withLaterCover.has(id) ? 2 : 1
    const expected = {
      'music.track.uploaded': [1, 1],
      'music.track.ready': [1, 1],
      'music.track.changed': [least + others, most + others],
    } as const
    for (const [type, [from, to]] of Object.entries(expected)) {
      const found = countOf.get(`${id} ${type}`) ?? 0
      if (found < from) lost.push(`Of ${type} ${id} there are ${found} and not ${from}.`)
      if (found > to) doubled.push(`Of ${type} ${id} there are ${found} and not ${to}.`)
    }
  }
}

async function countPlays({ music }: Underneath, { ledger }: Load, { lost, doubled }: Findings) {
  const rows = await music.selectFrom('play').select(['id', 'trackId', 'listenedAt']).execute()
  const found = new Map(rows.map((row) => [row.id, row]))
  for (const { playId, trackId, listened } of ledger.plays) {
    if (playId === undefined) continue
    const row = found.get(playId)
    if (row?.trackId !== trackId) lost.push(`The play ${playId} is not there.`)
    else if (listened === 'acknowledged' && row.listenedAt === null) lost.push(`The play ${playId} is no listen.`)
  }
  const known = ledger.plays.filter(({ playId }) => playId !== undefined).length
  const unknown = ledger.plays.filter(({ outcome }) => outcome === 'unknown').length
  if (rows.length > known + unknown)
    doubled.push(`There are ${rows.length} plays of ${known} that are known and ${unknown} that may be.`)
  const told = await music.selectFrom('outbox').select('data').where('type', '=', 'music.play.listened').execute()
  const listens = told.map(({ data }) => (JSON.parse(data) as { playId: string }).playId)
  if (new Set(listens).size < listens.length) doubled.push('A play was told as a listen twice.')
  const listenedTo = rows.filter(({ listenedAt }) => listenedAt !== null).length
  if (new Set(listens).size !== listenedTo) lost.push(`${listenedTo} listens were told ${listens.length} times.`)
}

/** A track has one picture at ImgBell, and there is none that is nobody's. */
async function countPictures({ music, img }: Underneath, { lost, doubled }: Findings) {
  const uses = Map.groupBy(await img.selectFrom('imageUse').selectAll().execute(), ({ ownerRef }) => ownerRef)
  const covered = await music.selectFrom('track').select(['id', 'coverId']).where('coverId', 'is not', null).execute()
  for (const { id, coverId } of covered) {
    const own = uses.get(`track:${id}`) ?? []
    if (!own.some(({ imageId }) => imageId === coverId)) lost.push(`ImgBell has no picture of the track ${id}.`)
    if (own.length > 1) doubled.push(`ImgBell has ${own.length} pictures of the track ${id}.`)
    uses.delete(`track:${id}`)
  }
  if (uses.size > 0) doubled.push(`ImgBell has pictures of ${[...uses.keys()].join(', ')}, which do not show them.`)
}

/** No token was ever taken for a stolen copy, and a family has as many generations as it was told of. */
async function countSessions({ auth }: Underneath, { ledger, clients }: Load, { lost, doubled, wrong }: Findings) {
  const ended = await auth
    .selectFrom('audit')
    .select(['action', 'actorId'])
    .where('action', 'in', ['session.token_reused', 'session.code_reused', 'session.ended'])
    .execute()
  for (const { action, actorId } of ended) wrong.push(`A session of ${actorId} has ended: ${action}.`)
  const { rotations } = await auth
    .selectFrom('audit')
    .select(({ fn }) => fn.countAll<number>().as('rotations'))
    .where('action', '=', 'session.rotated')
    .where('details', 'like', '%"bell-music"%')
    .where(
      'actorId',
      'in',
      clients.map(({ id }) => id),
    )
    .executeTakeFirstOrThrow()
  const { acknowledged, unknown } = ledger.refreshes
  if (Number(rotations) < acknowledged) lost.push(`${acknowledged} refreshes were ${rotations} rotations.`)
  if (Number(rotations) > acknowledged + unknown)
    doubled.push(`${acknowledged} refreshes, and ${unknown} that may be, were ${rotations} rotations.`)
}

/** A consumer that has settled one event of a type takes them all: none was passed over. */
async function countSettled({ services }: Underneath, { lost }: Findings) {
  const told = (
    await Promise.all(services.map(({ db }) => db.selectFrom('outbox').select(['id', 'type']).execute()))
  ).flat()
  const settled = (
    await Promise.all(services.map(({ db }) => db.selectFrom('inbox').select(['consumer', 'eventId']).execute()))
  ).flat()
  const eventsOf = new Map<string, Set<string>>()
  for (const { consumer, eventId } of settled)
    eventsOf.set(consumer, (eventsOf.get(consumer) ?? new Set()).add(eventId))
  const byType = Map.groupBy(told, ({ type }) => type)
  for (const [consumer, ids] of eventsOf) {
    for (const [type, events] of byType) {
      const missing = events.filter(({ id }) => !ids.has(id))
      if (missing.length > 0 && missing.length < events.length)
        lost.push(`${consumer} has taken in ${events.length - missing.length} of ${events.length} events ${type}.`)
    }
  }
}
