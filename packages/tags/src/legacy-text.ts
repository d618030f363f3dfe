import { decodeCp949 } from './cp949.ts'
import { japaneseText, koreanText, russianText, simplifiedText, traditionalText, type Language } from './languages.ts'
import { latinText } from './latin.ts'

/** Text of which nobody said truly how it is written. */
export interface LegacyText {
  bytes: Uint8Array
  /** It fills a field of fixed length, so its last character may be cut in two. */
  cut: boolean
}

interface Reading {
  encoding: string
  languages: Language[]
  /** Bits by which it is less likely than Latin among old tags, before a word is read. */
  prior: number
}

const latin: Reading = { encoding: 'windows-1252', languages: [latinText], prior: 0 }
const readings: Reading[] = [
  latin,
  {
    encoding: 'utf-8',
    languages: [latinText, koreanText, japaneseText, simplifiedText, traditionalText, russianText],
    prior: 2,
  },
  { encoding: 'euc-kr', languages: [koreanText], prior: 3 },
  { encoding: 'shift_jis', languages: [japaneseText], prior: 3 },
  { encoding: 'windows-1251', languages: [russianText], prior: 6 },
  { encoding: 'gb18030', languages: [simplifiedText], prior: 8 },
  { encoding: 'big5', languages: [traditionalText], prior: 8 },
  { encoding: 'euc-jp', languages: [japaneseText], prior: 9 },
]

/** So much longer a text is not weighed; what its beginning says holds. */
const weighedBytes = 200
/** What a text may cost more where it alone is in another encoding than its fellows. */
const strangerBits = 25

/**
 * Finds how the old texts of one file are written, all together: ID3v1 and ID3v2 up to 2.3 know only ISO 8859-1 for
 * single bytes, and Korean and Japanese programs wrote CP949 and Shift_JIS there all the same. Each encoding that fits
 * reads the texts, and the language it is for says how unlikely they are then; the least unlikely reading wins.
 * @returns the reading of any of these texts
 */
export function readLegacyTexts(texts: readonly LegacyText[]): (text: LegacyText) => string {
  const foreign = texts.filter(({ bytes }) => bytes.some((byte) => byte >= 0x80)).map(beginning)
  let best = latin
  if (foreign.length > 0) {
    const latinBits = foreign.map((text) => unlikeliness(latin, text))
    let least = Infinity
    for (const reading of readings) {
      const bits = foreign.reduce(
        (sum, text, at) => sum + Math.min(unlikeliness(reading, text), latinBits[at]! + strangerBits),
        reading.prior,
      )
      if (bits < least) [least, best] = [bits, reading]
    }
  }
  return (text) => decode(best.encoding, text) ?? decode(latin.encoding, text)!
}

/** Text that someone read as Latin and then wrote down as Unicode: its characters are bytes. Others are undefined. */
export function asLegacyText(text: string): LegacyText | undefined {
  let high = 0
  const bytes = new Uint8Array(text.length)
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    const byte = code < 0x100 ? code : windows1252().get(text[at]!)
    if (byte === undefined) return undefined
    bytes[at] = byte
    if (byte >= 0x80) high++
  }
  return high >= 2 ? { bytes, cut: false } : undefined
}

/**
 * The same for text that claims to be Unicode and mostly is: only where it makes no sense as it stands, and much as
 * something else.
 */
export function repairUnicode(texts: readonly string[]): (text: string) => string {
  const legacy = texts.flatMap((text) => asLegacyText(text) ?? [])
  if (legacy.length === 0) return (text) => text
  const asItStands = legacy.reduce((sum, text) => sum + unlikeliness(latin, beginning(text)), 0)
  const read = readLegacyTexts(legacy)
  const repaired = legacy.map(read)
  const asRead = repaired.reduce(
    (sum, text) =>
      sum +
      Math.min(...readings.flatMap(({ languages }) => languages.map((bits) => bits(text.slice(0, weighedBytes))))),
    0,
  )
  if (asRead + trustBits > asItStands) return (text) => text
  return (text) => {
    const bytes = asLegacyText(text)
    return bytes ? read(bytes) : text
  }
}

const trustBits = 20

function unlikeliness(reading: Reading, text: LegacyText) {
  const read = decode(reading.encoding, text)
  return read === undefined ? Infinity : Math.min(...reading.languages.map((bits) => bits(read)))
}

function beginning(text: LegacyText): LegacyText {
  return text.bytes.byteLength <= weighedBytes ? text : { bytes: text.bytes.subarray(0, weighedBytes), cut: true }
}

/** @returns undefined where the bytes are not of this encoding */
function decode(encoding: string, { bytes, cut }: LegacyText): string | undefined {
  // A four-byte character may lack three.
  for (let missing = 0; missing <= (cut ? 3 : 0); missing++) {
    const text = decodeWhole(encoding, bytes.subarray(0, bytes.byteLength - missing))
    if (text !== undefined) return text
  }
  return undefined
}

function decodeWhole(encoding: string, bytes: Uint8Array) {
  if (encoding === 'euc-kr') return decodeCp949(bytes)
  try {
    return decoder(encoding).decode(bytes)
  } catch {
    return undefined
  }
}

const decoders = new Map<string, TextDecoder>()

function decoder(encoding: string) {
  const made = decoders.get(encoding) ?? new TextDecoder(encoding, { fatal: true, ignoreBOM: true })
  decoders.set(encoding, made)
  return made
}

let bytesOf: Map<string, number> | undefined

function windows1252() {
  if (bytesOf) return bytesOf
  const bytes = Uint8Array.from({ length: 32 }, (_, n) => 0x80 + n)
  return (bytesOf = new Map(Array.from(decoder('windows-1252').decode(bytes), (char, n) => [char, 0x80 + n] as const)))
}
