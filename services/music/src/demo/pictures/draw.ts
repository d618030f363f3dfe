import { createRandom, type Random } from '../score/random.ts'
import { developPicture, hex, type Colour, type Painter } from './canvas.ts'
import { arcs, bars, constellation, contours, discs, flower, haze, pixels, waves } from './forms.ts'
import { hills, moonlitSea, stripedSun, townAtNight } from './landscapes.ts'
import { portrait } from './portraits.ts'

const scenes = {
  arcs,
  bars,
  constellation,
  contours,
  discs,
  flower,
  haze,
  hills,
  moonlitSea,
  pixels,
  stripedSun,
  townAtNight,
  waves,
} satisfies Record<string, (palette: readonly Colour[], random: Random) => Painter>
export type SceneName = keyof typeof scenes

/** What to draw; the seed is part of it, so that the same order is the same picture. */
export interface PictureOrder {
  seed: string
  scene: SceneName | { people: number }
  /** `#rrggbb` with spaces between; the scene says which is for what. */
  colours: string
  /** Of each side, px. */
  size: number
}

/** @returns a JPEG */
export function drawPicture({ seed, scene, colours, size }: PictureOrder) {
  const random = createRandom(seed)
  const palette = colours.split(' ').map(hex)
  const painter = typeof scene === 'string' ? scenes[scene](palette, random) : portrait(palette, scene.people, random)
  return developPicture(painter, seed, size)
}
