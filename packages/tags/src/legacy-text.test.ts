import { expect, test } from 'vitest'
import { encodeAs } from './tagged.fixture.ts'
import { readLegacyTexts, repairUnicode } from './legacy-text.ts'

const whole = (bytes: Uint8Array) => ({ bytes, cut: false })

function read(encoding: string, ...texts: string[]) {
  const written = texts.map((text) => whole(encodeAs(encoding, text)))
  return written.map(readLegacyTexts(written))
}

const korean = [
  ['사랑'],
  ['봄날'],
  ['여자'],
  ['자유'],
  ['하루'],
  ['비'],
  ['꽃'],
  ['너의 의미'],
  ['밤편지'],
  ['벚꽃 엔딩'],
  ['좋은 날'],
  ['아이유'],
  ['서태지와 아이들'],
  ['김광석', '서른 즈음에'],
  ['잊어야 한다는 마음으로'],
  ['난 알아요 (Remix)'],
  ['MR.Children 좋아해', '노래방'],
  ['쿵쿵따', '삐삐'],
  ['01. 애국가', '관현악단'],
  ['Love Song', '성시경'],
  ['똠방각하', '펲시맨'],
  ['ㅋㅋㅋ', '장기하와 얼굴들'],
]

const japanese = [
  ['あなた'],
  ['さくら'],
  ['夜に駆ける'],
  ['千本桜', '黒うさP'],
  ['紅蓮華'],
  ['前前前世', 'RADWIMPS'],
  ['君の名は。'],
  ['宇多田ヒカル', 'First Love'],
  ['天城越え', '石川さゆり'],
  ['津軽海峡・冬景色'],
  ['ｻｸﾗ'],
  ['ﾊﾅﾐｽﾞｷ'],
  ['ﾃｽﾄ'],
  ['ｽﾋﾟｯﾂ', 'ﾛﾋﾞﾝｿﾝ'],
  ['ＹＯＡＳＯＢＩ', '群青'],
  ['東京事変', '群青日和'],
  ['Ｍｏｎｓｔｅｒ', '嵐'],
  ['タイトル～Remix～', 'アーティスト'],
  ['愛をこめて花束を'],
  ['椎名林檎', '丸ノ内サディスティック'],
  ['能', '十字架'],
]

const latin = [
  ['Été'],
  ['Zoë'],
  ['Über'],
  ['Größe'],
  ['süß'],
  ['Mañana'],
  ['Señorita', '¿Dónde está?'],
  ['Canção do mar', 'Corações'],
  ['Ääni'],
  ['Pääskyläisille'],
  ['Åh'],
  ['Ö'],
  ['Ágætis byrjun', 'Sigur Rós'],
  ['Þú ert jörðin', 'Ólafur Arnalds'],
  ['Mötley Crüe', 'Motörhead'],
  ['Queensrÿche'],
  ['L’été indien', 'Joe Dassin'],
  ['Don’t Stop', '“Live” – 1984…'],
  ['Naïveté créée'],
  ['NOËL À PARIS', 'DÉJÀ VU'],
  ['Ça plane pour moi'],
  ['Beyoncé', 'Déjà Vu'],
  ['Nº 1', '7½ Weeks'],
  ['Cœur de pirate'],
  ['Smørrebrød på Åen'],
  ['«Voilà»', 'Édith Piaf'],
  ['Caf\u00e9 del Mar®'],
  ['50¢', '£1 Fish'],
  ['Garçon', 'Façade'],
  ['Iñtërnâtiônàl'],
]

test.each(korean.map((texts) => [texts.join(' · '), texts] as const))('CP949: %s', (_name, texts) => {
  expect(read('euc-kr', ...texts)).toEqual(texts)
})

test.each(japanese.map((texts) => [texts.join(' · '), texts] as const))('Shift_JIS: %s', (_name, texts) => {
  expect(read('shift_jis', ...texts)).toEqual(texts)
})

test.each(latin.map((texts) => [texts.join(' · '), texts] as const))('Latin stays Latin: %s', (_name, texts) => {
  expect(read('windows-1252', ...texts)).toEqual(texts)
})

test.each([
  ['utf-8', ['봄날', '방탄소년단']],
  ['utf-8', ['Été']],
  ['utf-8', ['夜に駆ける']],
  ['utf-8', ['สวัสดี']],
  ['windows-1251', ['Группа крови', 'Кино']],
  ['windows-1251', ['Владимир Высоцкий']],
  ['gb18030', ['月亮代表我的心', '邓丽君']],
  ['big5', ['甜蜜蜜', '鄧麗君', '月亮代表我的心']],
  ['euc-jp', ['夜に駆ける', '宇多田ヒカル']],
])('%s: %s', (encoding, texts) => {
  expect(read(encoding, ...texts)).toEqual(texts)
})

test('texts of one file decide together: a title that might be anything is read as its artist is', () => {
  const [title, artist] = read('shift_jis', 'ｶﾗ', 'ずっと真夜中でいいのに。')
  expect([title, artist]).toEqual(['ｶﾗ', 'ずっと真夜中でいいのに。'])
})

test('one text in another encoding than its fellows is still read', () => {
  const texts = [whole(encodeAs('euc-kr', '밤편지와 사랑')), whole(encodeAs('windows-1252', 'Beyoncé'))]
  expect(texts.map(readLegacyTexts(texts))).toEqual(['밤편지와 사랑', 'Beyoncé'])
})

test('a character cut in two by a field’s end is left out', () => {
  const title = encodeAs('euc-kr', '너의 의미 그리고 아주 긴 제목의 노래').subarray(0, 30)
  const odd = encodeAs('shift_jis', 'aとても長い名前の歌はここで切られてしまう').subarray(0, 30)
  for (const [bytes, expected] of [
    [title, '너의 의미 그리고 아주 긴 제목'],
    [odd, 'aとても長い名前の歌はここで切'],
  ] as const) {
    const text = { bytes, cut: true }
    expect(readLegacyTexts([text])(text)).toBe(expected)
  }
})

test('a last byte of 0xA0 belongs to its character: あ is 82 A0', () => {
  expect(read('shift_jis', 'だけどあ')).toEqual(['だけどあ'])
})

test('Unicode that someone made of bytes read as Latin is put right; true Latin is left alone', () => {
  const wrong = (encoding: string, text: string) => String.fromCharCode(...encodeAs(encoding, text))
  const texts = [wrong('euc-kr', '좋은 날'), wrong('euc-kr', '아이유')]
  expect(texts.map(repairUnicode(texts))).toEqual(['좋은 날', '아이유'])
  const windows = new TextDecoder('windows-1252').decode(encodeAs('shift_jis', '夜に駆ける'))
  expect(repairUnicode([windows])(windows)).toBe('夜に駆ける')
  const doubled = new TextDecoder('windows-1252').decode(encodeAs('utf-8', 'Été à Québec'))
  expect(repairUnicode([doubled])(doubled)).toBe('Été à Québec')
  for (const right of latin.flat()) expect(repairUnicode([right])(right)).toBe(right)
  for (const right of ['Ðæðið', '¡¿Qué?!', '20° ± 3°', 'ÄÖÜ', 'ÀÉÈ']) expect(repairUnicode([right])(right)).toBe(right)
})

test('megabytes of text are judged by their beginning', () => {
  const long = whole(encodeAs('euc-kr', '사랑'.repeat(100_000)))
  const started = performance.now()
  expect(readLegacyTexts([long])(long)).toHaveLength(200_000)
  expect(performance.now() - started).toBeLessThan(500)
})
