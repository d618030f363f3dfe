import type sharp from 'sharp'

let loaded: Promise<typeof sharp> | undefined

/** libvips comes with the first picture: until then it takes no memory. */
export function loadSharp(): Promise<typeof sharp> {
  return (loaded ??= import('sharp').then((module) => {
    const library = module.default
    // One thread a picture (turns.ts says how many pictures), and no memory kept between them.
    library.concurrency(1)
    library.cache(false)
    // Even if a file fooled kindOf: no other decoder (SVG, TIFF, PDF, …) can be reached.
    library.block({ operation: ['VipsForeignLoad'] })
    library.unblock({
      operation: [
        'VipsForeignLoadJpegBuffer',
        'VipsForeignLoadPngBuffer',
        'VipsForeignLoadWebpBuffer',
        'VipsForeignLoadNsgifBuffer',
        'VipsForeignLoadHeifBuffer',
      ],
    })
    return library
  }))
}
