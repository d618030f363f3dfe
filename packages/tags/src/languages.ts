import { japanese, korean, simplified, traditional } from './frequent.ts'

/*
 * How unlikely a text is in a language, in bits. Each model pays for every character by the share that its class has
 * in texts of the language, divided by the number of characters in the class; then for a change of script inside a
 * word. ASCII costs the same in all of them, so that only what differs decides.
 */
export type Language = (text: string) => number

const asciiBits = 5.5
/** What a language has no place for. */
const oddBits = 21
/** Private use: no text at all. */
const privateBits = 60
/** From one script to another without a space between: 사랑love. */
const seamBits = 6

interface Sign {
  /** Signs of one group stand beside each other at no cost. */
  group: string
  bits: number
}
type Classify = (char: string, code: number, before: string) => Sign

function language(classify: Classify): Language {
  return (text) => {
    let bits = 0
    let group = ''
    let before = ''
    for (const char of text) {
      const code = char.codePointAt(0)!
      if (code < 0x80) {
        const letter = /[A-Za-z]/.test(char)
        bits += code < 0x20 ? oddBits : asciiBits
        if (letter && group !== '' && group !== 'ascii') bits += seamBits
        group = letter ? 'ascii' : ''
      } else if (code >= 0xe000 && code <= 0xf8ff) {
        bits += privateBits
        group = ''
      } else {
        const sign = classify(char, code, before)
        bits += sign.bits
        if (group !== sign.group && sign.group !== '') bits += group === '' ? 1 : seamBits
        group = sign.group
      }
      before = char
    }
    return bits
  }
}

/** The characters of a two-byte area of a legacy encoding: its first level holds the common ones. */
function area(encoding: string, leads: readonly [number, number], trails: readonly (readonly [number, number])[]) {
  const bytes: number[] = []
  for (let lead = leads[0]; lead <= leads[1]; lead++)
    for (const [from, to] of trails) for (let trail = from; trail <= to; trail++) bytes.push(lead, trail)
  return new Set(new TextDecoder(encoding).decode(Uint8Array.from(bytes)))
}

function once<T>(make: () => T) {
  let made: T | undefined
  return () => (made ??= make())
}

const isKana = (code: number) => code >= 0x3041 && code <= 0x30ff
const isHan = (code: number) => (code >= 0x4e00 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff)
const isFullWidth = (code: number) => code >= 0xff01 && code <= 0xff5e
/** Quotation marks, stars, hearts, notes, dots, dashes of East Asian titles. */
const isTitleSign = (char: string) => /[、。，·・…‥～〜「」『』【】《》〈〉“”‘’★☆♡♥♪♬♩※＆！？：（）－―—　]/u.test(char)

const korean1 = new Set(korean.first)
const korean2 = new Set(korean.second)
// KS X 1001, which was made for what is used; the 8,822 others came with CP949.
const commonHangul = once(() => area('euc-kr', [0xb0, 0xc8], [[0xa1, 0xfe]]))

export const koreanText = language((char, code) => {
  if (code >= 0xac00 && code <= 0xd7a3) {
    const bits = korean1.has(char) ? 7.6 : korean2.has(char) ? 10.6 : commonHangul().has(char) ? 15.5 : 22
    return { group: 'hangul', bits }
  }
  if (isTitleSign(char)) return { group: '', bits: 12 }
  if (code >= 0x3131 && code <= 0x3163) return { group: 'hangul', bits: 13 }
  if (isHan(code)) return { group: 'han', bits: 17.5 }
  if (isKana(code)) return { group: 'kana', bits: 15 }
  return { group: '', bits: isFullWidth(code) ? 15 : oddBits }
})

const kanji1 = new Set(japanese.first)
const kanji2 = new Set(japanese.second)
const commonKanji = once(() =>
  area(
    'shift_jis',
    [0x88, 0x97],
    [
      [0x40, 0x7e],
      [0x80, 0xfc],
    ],
  ),
)

export const japaneseText = language((char, code, before) => {
  if (code >= 0x3041 && code <= 0x3096) return { group: 'japanese', bits: 7.5 }
  if (char === 'ー') return { group: 'japanese', bits: /[ァ-ヶ]/u.test(before) ? 5 : 12 }
  if (code >= 0x30a1 && code <= 0x30f6) return { group: 'japanese', bits: 8.5 }
  if (isTitleSign(char)) return { group: '', bits: 9.5 }
  if (isHan(code)) {
    const bits = kanji1.has(char) ? 10 : kanji2.has(char) ? 12 : commonKanji().has(char) ? 15 : 20
    return { group: 'japanese', bits }
  }
  if (code >= 0xff61 && code <= 0xff9f) return { group: 'half', bits: halfWidthBits(char, before) }
  if (/[々〆]/u.test(char)) return { group: 'japanese', bits: 11 }
  return { group: '', bits: isFullWidth(code) ? 11 : oddBits }
})

/** Half-width katakana, one byte each; almost any bytes of other encodings are some, but then in no order. */
function halfWidthBits(char: string, before: string) {
  const follows = /[\uff66-\uff9f]/u.test(before)
  if (char === 'ﾞ' || char === 'ﾟ') return /[ｳｶ-ﾄﾊ-ﾎ]/u.test(before) ? 3.5 : oddBits
  if (char === 'ｰ') return follows ? 4.5 : oddBits
  if (/[ｧ-ｯ]/u.test(char)) return follows ? 7 : oddBits
  if (/[｡-･]/u.test(char)) return 13
  const bits = 'ﾝｽﾄﾙﾗｲﾘｸﾀｼﾌｱｶｺﾏ'.includes(char) ? 4.8 : 'ﾇﾈﾍﾎﾕﾖｦｵﾓﾋﾐﾔ'.includes(char) ? 7.5 : 6
  return bits + (follows ? 0 : 5)
}

function chinese({ first, second }: typeof simplified, common: () => Set<string>): Language {
  const chars1 = new Set(first)
  const chars2 = new Set(second)
  return language((char, code) => {
    if (isTitleSign(char)) return { group: '', bits: 11 }
    if (isHan(code)) {
      const bits = chars1.has(char) ? 8.1 : chars2.has(char) ? 10.3 : common().has(char) ? 14.2 : 19.5
      return { group: 'han', bits }
    }
    return { group: '', bits: isFullWidth(code) ? 13 : oddBits }
  })
}

export const simplifiedText = chinese(
  simplified,
  once(() => area('gb18030', [0xb0, 0xd7], [[0xa1, 0xfe]])),
)
export const traditionalText = chinese(
  traditional,
  once(() =>
    area(
      'big5',
      [0xa4, 0xc6],
      [
        [0x40, 0x7e],
        [0xa1, 0xfe],
      ],
    ),
  ),
)

const russianCommon = new Set('оеаинтсрвлкмдпу')

export const russianText = language((char, code, before) => {
  if (char >= 'а' && char <= 'я') return { group: 'cyrillic', bits: russianCommon.has(char) ? 4.3 : 6.3 }
  if (char >= 'А' && char <= 'Я') return { group: 'cyrillic', bits: /[а-я]/u.test(before) ? 17 : 7.5 }
  if (char === 'ё' || char === 'Ё') return { group: 'cyrillic', bits: 9 }
  if ('«»“”–—…№’'.includes(char)) return { group: '', bits: 9 }
  return { group: '', bits: code >= 0x400 && code < 0x460 ? 15 : oddBits }
})
