import { expect, test } from 'vitest'
import { featuredInTitle, isVariousArtists, splitArtist } from './names.ts'

test.each<[string, string[], string[]?]>([
  ['AC/DC', ['AC/DC']],
  ['Simon & Garfunkel', ['Simon & Garfunkel']],
  ['Tyler, The Creator', ['Tyler, The Creator']],
  ['Earth, Wind & Fire', ['Earth, Wind & Fire']],
  ['TOMORROW X TOGETHER', ['TOMORROW X TOGETHER']],
  ['Malcolm X', ['Malcolm X']],
  ['Florence + The Machine', ['Florence + The Machine']],
  ['ジョン・レノン', ['ジョン・レノン']],
  ['初音ミク(CV:藤田咲)', ['初音ミク(CV:藤田咲)']],
  ['Defeat', ['Defeat']],
  ['Left', ['Left']],
  ['Little Feat', ['Little Feat']],
  ['24/7', ['24/7']],
  ['Daft Punk; Pharrell Williams', ['Daft Punk', 'Pharrell Williams']],
  ['Brian Eno / David Byrne', ['Brian Eno', 'David Byrne']],
  ['Brian Eno/David Byrne', ['Brian Eno', 'David Byrne']],
  ['아이유/슈가', ['아이유', '슈가']],
  ['아이유, SUGA', ['아이유', 'SUGA']],
  ['開発室Pixel、カニ', ['開発室Pixel', 'カニ']],
  ['米津玄師 × 菅田将暉', ['米津玄師', '菅田将暉']],
  ['Skrillex x Fred again..', ['Skrillex', 'Fred again..']],
  ['Chase vs. Status', ['Chase', 'Status']],
  ['아이유 (Feat. 김창완)', ['아이유'], ['김창완']],
  ['다이나믹 듀오 (feat. 첸, 헤이즈)', ['다이나믹 듀오'], ['첸', '헤이즈']],
  ['DECO*27 feat.初音ミク', ['DECO*27'], ['初音ミク']],
  ['Jay-Z ft. Rihanna & Kanye West', ['Jay-Z'], ['Rihanna', 'Kanye West']],
  ['Santana featuring Rob Thomas', ['Santana'], ['Rob Thomas']],
  ['Gorillaz [feat. De La Soul]', ['Gorillaz'], ['De La Soul']],
  ['버벌진트 피처링 산체스', ['버벌진트'], ['산체스']],
])('%s', (text, main, featured = []) => {
  expect(splitArtist(text)).toEqual({ main, featured })
})

test('an ampersand is a list where the album is by one of the two', () => {
  expect(splitArtist('Nas & Damian Marley', 'Nas').main).toEqual(['Nas', 'Damian Marley'])
  expect(splitArtist('Simon & Garfunkel', 'Simon & Garfunkel').main).toEqual(['Simon & Garfunkel'])
})

test('a title names guests in brackets or at its end, and "with me" is none', () => {
  expect(featuredInTitle('말은 안 해도 알잖아 (Feat. 정인)')).toEqual(['정인'])
  expect(featuredInTitle('Empire State of Mind [ft. Alicia Keys] (Live)')).toEqual(['Alicia Keys'])
  expect(featuredInTitle('Stan feat. Dido')).toEqual(['Dido'])
  expect(featuredInTitle('Stay (With Me)')).toEqual([])
  expect(featuredInTitle('The Greatest Feat of All')).toEqual([])
  expect(featuredInTitle('Feat. of Strength')).toEqual([])
})

test('various artists are nobody, in the languages of tags', () => {
  for (const name of [
    'Various Artists',
    'various',
    'V.A.',
    'VA',
    'ＶＡ',
    '여러 아티스트',
    'オムニバス',
    'Artistes Divers',
    '群星',
  ])
    expect([name, isVariousArtists(name)]).toEqual([name, true])
  for (const name of ['Various Cruelties', 'Vampire Weekend', 'Vaux', '여러가지', 'Diverse City'])
    expect([name, isVariousArtists(name)]).toEqual([name, false])
})

test('a text made to confuse is taken apart in time', () => {
  const started = performance.now()
  for (const text of [
    '(feat. '.repeat(50),
    ' / '.repeat(100),
    'feat. '.repeat(50),
    ', '.repeat(150) + '가',
    '   '.repeat(100) + 'ft',
  ])
    splitArtist(text.slice(0, 300))
  expect(performance.now() - started).toBeLessThan(100)
})
