import type { paths } from '../api.gen.ts'

/** What the image service answers to a path; instants are ISO 8601. */
type Answer<
  Path extends keyof paths,
  Method extends 'get' | 'post' = 'get',
  Status extends number = 200,
> = paths[Path] extends {
  [M in Method]: { responses: { [S in Status]: { content: { 'application/json': infer Body } } } }
}
  ? Body
  : never
type Input<Path extends keyof paths, Method extends 'post' | 'patch'> = paths[Path] extends {
  [M in Method]: { requestBody?: { content: { 'application/json': infer Body } } }
}
  ? Body
  : never

export type Image = Answer<'/api/images/{id}'>
export type ImageChanges = Input<'/api/images/{id}', 'patch'>
export type NewImage = Input<'/api/images', 'post'>
export type Album = Answer<'/api/albums/{id}'>
export type NewAlbum = Input<'/api/albums', 'post'>
export type AlbumChanges = Input<'/api/albums/{id}', 'patch'>
export type AddedImages = Input<'/api/albums/{id}/images', 'post'>
export type ImageMove = Input<'/api/albums/{id}/order', 'post'>
export type ZipWanted = Input<'/api/zips', 'post'>
export type Visibility = Album['visibility']
type PublicImage = Answer<'/api/public/albums/{publicId}/images'>['items'][number]

/** A picture wherever it is seen: to visitors less of it is told than to members. */
export type Picture = PublicImage & Partial<Image>
export interface PicturePage {
  items: Picture[]
  nextCursor: string | null
}
