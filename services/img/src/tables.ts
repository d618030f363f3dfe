import type { TableRegistry } from '@bell/platform/database'
import { eventTables, type EventTables } from '@bell/platform/events'
import { leaseTables, type LeaseTables } from '@bell/platform/leases'
import type { LeaverTables } from '@bell/platform/people'
import { sessionTables, type SessionTables } from '@bell/platform/session'
import { uploadTables, type UploadTables } from '@bell/platform/uploads'

export interface ImgTables extends EventTables, LeaseTables, LeaverTables, SessionTables, UploadTables {
  image: ImageTable
  imageUse: ImageUseTable
  imageUpload: ImageUploadTable
  album: AlbumTable
  albumImage: AlbumImageTable
  derivative: DerivativeTable
  unfinishedImage: UnfinishedImageTable
  profilePicture: ProfilePictureTable
}

/** Who sees something: 0 its person alone, 1 everyone who is signed in, 2 whoever has the address. */
export type Audience = 0 | 1 | 2

export interface ImageTable {
  id: string
  /** The user, or the service account, that put it here. */
  ownerId: string
  /** SHA-256, hex, of the bytes as they came: the same picture of the same owner is kept once. */
  hash: string
  /** What it is called in `/i/:id` while everyone may see it; another one each time it is shown anew. */
  publicId: string
  /** While it is in no album: those decide otherwise. */
  audience: Audience
  title: string
  caption: string
  /** Of the picture as it is kept: upright, in px. */
  width: number
  height: number
  /** Of the picture as it is kept. */
  bytes: number
  contentType: string
  /** 1 where it moves. */
  animated: number
  /** 1 where parts of it can be seen through. */
  transparent: number
  /** The colour that stands out, #rrggbb. */
  color: string
  /** Where it was taken, in degrees, where its person wanted that kept: told to nobody else. */
  latitude: number | null
  longitude: number | null
  createdAt: number
  updatedAt: number
  /** When it was deleted, until its time is over; 0 from then on: it is being taken away and cannot be brought back. */
  deletedAt: number | null
  /** The album that it was deleted with; it comes back with that. null where by itself. */
  deletedWith: string | null
  revision: number
}

/** What a picture belongs to at a service account (a track's cover); it goes with the last of these. */
export interface ImageUseTable {
  imageId: string
  ownerRef: string
}

/** Of which upload a picture was made, so that asking again, where the answer was lost, finds it. */
export interface ImageUploadTable {
  uploadId: string
  imageId: string
}

export interface AlbumTable {
  id: string
  ownerId: string
  ownerName: string
  title: string
  description: string
  audience: Audience
  /** While everyone with the link may see it. */
  publicId: string | null
  /** One of its pictures; null: its first. */
  coverId: string | null
  /** Pictures that are not deleted. */
  imageCount: number
  createdAt: number
  updatedAt: number
  /** As in image. */
  deletedAt: number | null
  revision: number
}

/** A picture's place in an album, both of one person. */
export interface AlbumImageTable {
  albumId: string
  imageId: string
  /** See albums/places.ts. */
  place: string
}

/** Sizes that were made of a picture: a cache, of which the ones not asked for the longest go first. */
export interface DerivativeTable {
  imageId: string
  blobKey: string
  bytes: number
  /** When it was last asked for, to a sweep's time. */
  usedAt: number
}

/** What a person shows of themselves; there is no row where there never was anything. */
export interface ProfilePictureTable {
  userId: string
  imageId: string | null
  revision: number
}

/** A picture whose bytes are being stored; its row is not there yet. */
export interface UnfinishedImageTable {
  id: string
  /** 0 once it took too long: its bytes go. */
  begunAt: number
}

export const imgTables: TableRegistry = {
  ...eventTables,
  ...leaseTables,
  ...uploadTables,
  ...sessionTables,
  image: 'moves',
  imageUse: 'moves',
  imageUpload: 'moves',
  album: 'moves',
  albumImage: 'moves',
  derivative: 'moves',
  leaver: 'moves',
  unfinishedImage: 'moves',
  profilePicture: 'moves',
}
