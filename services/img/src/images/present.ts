import type { User } from '@bell/platform/http'
import type { z } from 'zod'
import type { AlbumRow } from '../albums/albums.queries.ts'
import type { Album, PublicAlbum, PublicImage } from '../albums/albums.schema.ts'
import type { ImgDeps } from '../deps.ts'
import { publicUrl, publicUrls, signedUrls } from '../renditions/addresses.ts'
import { audiences } from './audiences.ts'
import type { ImageRow } from './images.queries.ts'
import type { Image } from './images.schema.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** Pictures and albums as the API shows them to someone: addresses that need it are signed for them. */
export function createPresenter({ origin, signKey, clock }: ImgDeps) {
  function addresses(image: ImageRow, viewer: User | undefined): Pick<Image, 'publicUrl' | 'urls' | 'urlsExpireAt'> {
    if (image.seenBy === 2 || viewer === undefined) {
      return {
        publicUrl: publicUrl(origin, image.publicId),
        urls: publicUrls(origin, image.publicId),
        urlsExpireAt: null,
      }
    }
    const { urls, expiresAt } = signedUrls({ origin, key: signKey, now: clock.now() }, image.id, viewer)
    return { publicUrl: null, urls, urlsExpireAt: iso(expiresAt) }
  }

  function cover(image: ImageRow, viewer: User | undefined): NonNullable<Album['cover']> {
    const { urls, urlsExpireAt } = addresses(image, viewer)
    const { width, height, color } = image
    return { id: viewer ? image.id : image.publicId, urls, urlsExpireAt, width, height, color }
  }

  return {
    /** @param viewer who may see it; undefined only where everyone may */
    image(image: ImageRow, viewer: User | undefined): Image {
      const { id, ownerId, title, caption, albumCount, width, height, bytes, contentType, color, revision } = image
      const { latitude, longitude } = image
      const isOwn = viewer?.id === ownerId
      return {
        id,
        ownerId,
        title,
        caption,
        visibility: audiences[image.seenBy],
        albumCount: Number(albumCount),
        ...addresses(image, viewer),
        width,
        height,
        bytes,
        contentType,
        animated: image.animated === 1,
        color,
        position: isOwn && latitude !== null && longitude !== null ? { latitude, longitude } : null,
        createdAt: iso(image.createdAt),
        updatedAt: iso(image.updatedAt),
        revision,
      }
    },
    publicImage(image: ImageRow): z.infer<typeof PublicImage> {
      const { title, caption, width, height, bytes, contentType, color } = image
      const { publicUrl: url, urls } = addresses(image, undefined)
      const about = { title, caption, width, height, bytes, contentType, color, animated: image.animated === 1 }
      return { id: image.publicId, publicUrl: url, urls, ...about }
    },
    /** @param shown its picture, where it has one */
    album(album: AlbumRow, shown: ImageRow | undefined, viewer: User): Album {
      const { id, ownerId, ownerName, title, description, publicId, imageCount, revision } = album
      return {
        id,
        ownerId,
        ownerName,
        title,
        description,
        visibility: audiences[album.audience],
        publicId,
        cover: shown ? cover(shown, viewer) : null,
        imageCount,
        createdAt: iso(album.createdAt),
        updatedAt: iso(album.updatedAt),
        revision,
      }
    },
    publicAlbum(
      { ownerName, title, description, imageCount }: AlbumRow,
      shown: ImageRow | undefined,
    ): z.infer<typeof PublicAlbum> {
      return { ownerName, title, description, imageCount, cover: shown ? cover(shown, undefined) : null }
    },
  }
}
