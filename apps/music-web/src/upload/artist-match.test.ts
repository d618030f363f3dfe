import { expect, test } from 'vitest'
import type { Artist } from '../api/shapes.ts'
import { matchArtist, normaliseName } from './artist-match.ts'

const artist = (id: string, name: string) => ({ id, name }) as Artist

test('width, case, spaces and how a syllable is put together do not tell names apart', () => {
  expect(normaliseName('  Ｋite   Season ')).toBe('kite season')
  expect(normaliseName('모래시계'.normalize('NFD'))).toBe('모래시계')
  expect(normaliseName('ﾊﾞｽ')).toBe('バス')
})

test('one artist of that name is meant; two of them are a question', () => {
  expect(matchArtist('모래시계', [artist('1', '모래시계'), artist('2', '모래내')])).toMatchObject({
    kind: 'match',
    artist: { id: '1' },
  })
  expect(matchArtist('Echo', [artist('1', 'Echo'), artist('2', 'ECHO')])).toEqual({ kind: 'similar' })
  expect(matchArtist('Nobody', [])).toEqual({ kind: 'new' })
})
