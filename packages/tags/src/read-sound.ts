import { parseBlob, selectCover, type IAudioMetadata, type IFormat, type IOptions } from 'music-metadata'
import { firstHeard, heardFromCommon, heardFromId3 } from './heard.ts'
import { pictureType, readId3, readId3v1 } from './id3.ts'
import { asBlob, replaceStart, type Source } from './source.ts'
import type { Picture, Tags } from './tags.ts'
import { understand } from './understand.ts'

export interface Sound {
  format: IFormat
  tags: Tags
  picture?: Picture
}

const mostPictureBytes = 20 * 1024 * 1024

/**
 * What a sound file is and says of itself, by its content.
 * @param options `exactDuration` reads a file to its end where only that tells its length
 * @throws music-metadata's errors where it is no sound file that it knows, or a broken one
 */
export async function readSound(source: Source, { exactDuration = false } = {}): Promise<Sound> {
  const id3 = await readId3(source)
  // ID3v2 is read here, where its bytes are at hand; music-metadata finds an empty one, however much was in it.
  const rest = id3 ? replaceStart(source, id3.end, emptyId3) : source
  const { common, format, native } = await parse(asBlob(rest), exactDuration)
  const onlyV1 = Object.keys(native).every((kind) => kind === 'ID3v1')
  const v1 = heardFromId3(await readId3v1(source))
  const others = onlyV1 ? [v1] : [heardFromCommon(common), v1]
  return {
    format,
    tags: understand(id3 ? firstHeard(heardFromId3(id3.texts), ...others) : firstHeard(...(others as [typeof v1]))),
    picture: id3?.picture ?? findPicture(common.picture),
  }
}

const emptyId3 = Uint8Array.of(0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0)

/** Lists in a tag are cut while they grow: to join all earlier names for each next one would take minutes. */
const mostValues = 40

function parse(blob: Blob, duration: boolean): Promise<IAudioMetadata> {
  const observer: IOptions['observer'] = ({ metadata }) => {
    for (const list of Object.values(metadata.common))
      if (Array.isArray(list) && list.length > mostValues) list.length = mostValues
  }
  return parseBlob(blob, { duration, observer })
}

function findPicture(pictures: IAudioMetadata['common']['picture']): Picture | undefined {
  const cover = selectCover(pictures)
  if (!cover || cover.data.byteLength === 0 || cover.data.byteLength > mostPictureBytes) return undefined
  return { contentType: pictureType(cover.format), bytes: new Uint8Array(cover.data) }
}
