import type { Credit, Track, TrackChange } from '../../api/shapes.ts'

/** The fields that a person can change, as a change names them. */
export interface Fields {
  title: string
  artists: Credit[]
  album: string | null
  /** Whose album it is; tracks do not say, so it is only ever set. */
  albumArtist: string | null
  trackNumber: number | null
  discNumber: number | null
  year: number | null
  genre: string | null
  visibility: Track['visibility']
  downloadable: boolean
}
export type Field = keyof Fields
/** What was changed, and nothing else. A number is what was typed, until it is judged. */
export type Draft = { [F in Field]?: Fields[F] | (NonNullable<Fields[F]> extends number ? string : never) }

/** Stands where tracks differ. */
export const various = Symbol('various')

/** What all tracks have in a field, or that they differ. */
export function commonOf<F extends Field>(tracks: readonly Track[], field: F): Fields[F] | typeof various {
  const [first, ...others] = tracks.map((track) => valueOf(track, field))
  return others.every((other) => same(other, first)) ? (first as Fields[F]) : various
}

export function valueOf(track: Track, field: Field): Fields[Field] {
  if (field === 'album') return track.album?.title ?? null
  if (field === 'albumArtist') return null
  return track[field]
}

export function same(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** The draft with one more field changed; what is as it was is no change. */
export function withField<F extends Field>(draft: Draft, tracks: readonly Track[], field: F, value: Draft[F]): Draft {
  const { [field]: _before, ...rest } = draft
  return same(value, commonOf(tracks, field)) ? rest : { ...rest, [field]: value }
}

const limits = { trackNumber: [1, 9999], discNumber: [1, 999], year: [1000, 2999] } as const
export type Fault = { field: Field; kind: 'needed' } | { field: Field; kind: 'number'; from: number; to: number }

/** The draft as the server takes it, or what is wrong with it. */
export function changeOf(draft: Draft): { change: TrackChange; faults: Fault[] } {
  const faults: Fault[] = []
  const change: Record<string, unknown> = { ...draft }
  if (draft.title !== undefined && draft.title.trim() === '') faults.push({ field: 'title', kind: 'needed' })
  if (draft.artists) {
    const named = draft.artists.filter(({ name }) => name.trim() !== '')
    if (named.length === 0) faults.push({ field: 'artists', kind: 'needed' })
    change['artists'] = named
  }
  for (const [field, [from, to]] of Object.entries(limits) as [keyof typeof limits, readonly [number, number]][]) {
    const value = draft[field]
    if (value === undefined || value === null) continue
    const number = Number(value)
    if (!Number.isInteger(number) || number < from || number > to) faults.push({ field, kind: 'number', from, to })
    change[field] = number
  }
  return { change, faults }
}

/** Fields of the draft that someone else changed between two states of a track. */
export function contested(draft: Draft, before: Track, now: Track): Field[] {
  return (Object.keys(draft) as Field[]).filter((field) => !same(valueOf(before, field), valueOf(now, field)))
}
