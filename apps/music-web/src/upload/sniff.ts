/** What the first bytes of a file say; its name says nothing. */
export type Sniffed = 'audio' | 'other' | 'unknown'

/** Bytes to hand to `sniff`. */
export const sniffLength = 64

type Sign = [offset: number, bytes: string | number[]]

const audio: Sign[][] = [
  [[0, 'ID3']],
  [[0, 'fLaC']],
  [[0, 'OggS']],
  [
    [0, 'RIFF'],
    [8, 'WAVE'],
  ],
  [
    [0, 'RF64'],
    [8, 'WAVE'],
  ],
  [
    [0, 'FORM'],
    [8, 'AIFF'],
  ],
  [
    [0, 'FORM'],
    [8, 'AIFC'],
  ],
  [[4, 'ftypM4A']],
  [[4, 'ftypM4B']],
]

const other: Sign[][] = [
  [[0, '%PDF']],
  [[0, [0x89, 0x50, 0x4e, 0x47]]],
  [[0, [0xff, 0xd8, 0xff]]],
  [[0, 'GIF8']],
  [
    [0, 'RIFF'],
    [8, 'WEBP'],
  ],
  [
    [0, 'RIFF'],
    [8, 'AVI '],
  ],
  [[0, 'PK\u0003\u0004']],
  [[0, 'Rar!']],
  [[0, [0x37, 0x7a, 0xbc, 0xaf]]],
  [[0, [0x1f, 0x8b]]],
  [[0, [0x7f, 0x45, 0x4c, 0x46]]],
  [[0, 'MZ']],
  [[0, '<!']],
  [[0, '<html']],
  [[0, '<svg']],
  [[0, '<?xml']],
  [[0, '{']],
]

export function sniff(bytes: Uint8Array): Sniffed {
  if (audio.some((signs) => bears(bytes, signs)) || startsFrame(bytes)) return 'audio'
  if (other.some((signs) => bears(bytes, signs)) || isText(bytes)) return 'other'
  return 'unknown'
}

function bears(bytes: Uint8Array, signs: Sign[]): boolean {
  return signs.every(([offset, sign]) => {
    const wanted = typeof sign === 'string' ? Array.from(sign, (letter) => letter.charCodeAt(0)) : sign
    return wanted.every((byte, index) => bytes[offset + index] === byte)
  })
}

/** MPEG audio (layers I to III) and ADTS begin with eleven set bits; version, layer and rate have forbidden values. */
function startsFrame(bytes: Uint8Array): boolean {
  const [first = 0, second = 0, third = 0] = bytes
  if (first !== 0xff || (second & 0xe0) !== 0xe0) return false
  const adts = (second & 0xf6) === 0xf0
  const mpeg = (second & 0x18) !== 0x08 && (second & 0x06) !== 0 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c
  return adts || mpeg
}

function isText(bytes: Uint8Array): boolean {
  return (
    bytes.length > 0 && bytes.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127))
  )
}
