import type { FileTags } from './file-tags.ts'

/** An ID3v2.4 tag, in UTF-8, to stand before an MP3. @see https://id3.org/id3v2.4.0-structure */
export function writeId3(tags: FileTags): Uint8Array {
  const frames = [
    text('TIT2', tags.title),
    // Several values of one frame are separated by NUL.
    text('TPE1', tags.artists.join('\0')),
    text('TPE2', tags.albumArtist),
    text('TALB', tags.album),
    text('TRCK', `${tags.trackNumber}/${tags.trackCount}`),
    text('TPOS', `${tags.discNumber}/${tags.discCount}`),
    text('TDRC', String(tags.year)),
    text('TCON', tags.genre),
    text('TCOM', tags.composer),
    ...(tags.compilation ? [text('TCMP', '1')] : []),
    frame('APIC', Buffer.concat([Buffer.from('\u0003image/jpeg\0\u0003\0', 'latin1'), tags.cover])),
  ]
  const body = Buffer.concat(frames)
  return Buffer.concat([Buffer.from('ID3\u0004\0\0', 'latin1'), syncSafe(body.length), body])
}

function text(id: string, value: string) {
  return frame(id, Buffer.concat([Buffer.of(3), Buffer.from(value, 'utf8')]))
}

function frame(id: string, data: Uint8Array) {
  return Buffer.concat([Buffer.from(id, 'latin1'), syncSafe(data.length), Buffer.of(0, 0), data])
}

/** 28 bits in four bytes, so that no reader takes a size for the beginning of a frame of music. */
function syncSafe(size: number) {
  return Buffer.of((size >> 21) & 127, (size >> 14) & 127, (size >> 7) & 127, size & 127)
}
