import { expect, test } from 'vitest'
import { sniff } from './sniff.ts'

const bytes = (start: string | number[], length = 64) => {
  const result = new Uint8Array(length).fill(0xaa)
  result.set(typeof start === 'string' ? Array.from(start, (letter) => letter.charCodeAt(0)) : start)
  return result
}

test.each([
  ['MP3 with tags', bytes('ID3\u0004')],
  ['MP3 without', bytes([0xff, 0xfb, 0x90, 0x64])],
  ['AAC', bytes([0xff, 0xf1, 0x50, 0x80])],
  ['FLAC', bytes('fLaC')],
  ['Ogg', bytes('OggS')],
  ['WAV', bytes('RIFF....WAVE')],
  ['M4A', bytes('....ftypM4A ')],
  ['AIFF', bytes('FORM....AIFF')],
])('%s is sound, whatever it is called', (_name, start) => {
  expect(sniff(start)).toBe('audio')
})

test.each([
  ['a picture', bytes([0xff, 0xd8, 0xff, 0xe0])],
  ['a PDF', bytes('%PDF-1.7')],
  ['a WebP picture', bytes('RIFF....WEBP')],
  ['an archive', bytes('PK\u0003\u0004')],
  ['a page', bytes('<!doctype html>')],
  ['plain text', new TextEncoder().encode('These are the notes of the evening.\n')],
])('%s is not', (_name, start) => {
  expect(sniff(start)).toBe('other')
})

test('what nobody knows is left for the tag reader to judge', () => {
  expect(sniff(bytes([0x00, 0x01, 0x02, 0x99]))).toBe('unknown')
})
