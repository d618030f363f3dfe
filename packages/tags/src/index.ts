export { readSound, type Sound } from './read-sound.ts'
export { fromBlob, inBlocks, type Source } from './source.ts'
export type { Picture, Tags } from './tags.ts'
export { isVariousArtists, sameName } from './names.ts'
