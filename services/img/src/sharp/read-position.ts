import type { Position } from '../images/images.schema.ts'
import { loadSharp } from './load-sharp.ts'

/** Where a picture says it was taken (EXIF 2.32, §4.6.6); null where it does not, or not in a way that can be. */
export async function readPosition(bytes: Buffer): Promise<Position | null> {
  const sharp = await loadSharp()
  const { exif } = await sharp(bytes, { failOn: 'none' })
    .metadata()
    .catch(() => ({ exif: undefined }))
  if (!exif) return null
  const start = exif.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0
  try {
    return positionIn(exif.subarray(start))
  } catch (error) {
    // Offsets that lead out of it.
    if (error instanceof RangeError) return null
    throw error
  }
}

const gpsDirectory = 0x8825
const tags = { latitudeRef: 1, latitude: 2, longitudeRef: 3, longitude: 4 }
const ascii = 2
const rational = 5

/** TIFF 6.0, section 2: directories of entries of 12 bytes. */
function positionIn(tiff: Buffer): Position | null {
  const little = tiff.toString('latin1', 0, 2) === 'II'
  const int16 = (at: number) => (little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at))
  const int32 = (at: number) => (little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at))

  /** @returns where the entry of a tag stands in a directory */
  function find(directory: number, tag: number) {
    const count = int16(directory)
    for (let n = 0; n < count; n++) {
      const at = directory + 2 + n * 12
      if (int16(at) === tag) return at
    }
    return undefined
  }

  function angle(gps: number, valueTag: number, refTag: number, negative: string) {
    const [value, ref] = [find(gps, valueTag), find(gps, refTag)]
    if (value === undefined || ref === undefined) return undefined
    if (int16(value + 2) !== rational || int32(value + 4) !== 3 || int16(ref + 2) !== ascii) return undefined
    const from = int32(value + 8)
    const [degrees, minutes, seconds] = [0, 8, 16].map((at) => int32(from + at) / int32(from + at + 4))
    // To a centimetre; more digits are none that were measured.
    const size = Math.round((degrees! + (minutes || 0) / 60 + (seconds || 0) / 3600) * 1e7) / 1e7
    return tiff.toString('latin1', ref + 8, ref + 9) === negative ? -size : size
  }

  const pointer = find(int32(4), gpsDirectory)
  if (pointer === undefined) return null
  const gps = int32(pointer + 8)
  const latitude = angle(gps, tags.latitude, tags.latitudeRef, 'S')
  const longitude = angle(gps, tags.longitude, tags.longitudeRef, 'W')
  if (latitude === undefined || longitude === undefined) return null
  // Also refuses what a division by nothing gave.
  return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}
