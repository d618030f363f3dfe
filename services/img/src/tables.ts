import type { TableRegistry } from '@bell/platform/database'
import { eventTables, type EventTables } from '@bell/platform/events'

export interface ImgTables extends EventTables {
  image: ImageTable
  imageUse: ImageUseTable
  derivative: DerivativeTable
  leaver: LeaverTable
  unfinishedImage: UnfinishedImageTable
}

export interface ImageTable {
  id: string
  /** The user, or the service account, that put it here. */
  ownerId: string
  /** SHA-256, hex, of the bytes as they came: the same picture of the same owner is kept once. */
  hash: string
  /** Of the picture as it is kept: upright, in px. */
  width: number
  height: number
  /** Of the picture as it is kept. */
  bytes: number
  contentType: string
  /** 1 where parts of it can be seen through. */
  transparent: number
  /** The colour that stands out, #rrggbb. */
  color: string
  createdAt: number
}

/** What a picture belongs to at a service account (a track's cover); it goes with the last of these. */
export interface ImageUseTable {
  imageId: string
  ownerRef: string
}

/** Sizes that were made of a picture, so that they can be deleted with it. */
export interface DerivativeTable {
  imageId: string
  blobKey: string
}

/** Someone whose account is deleted and may still come back: nobody sees their pictures. */
export interface LeaverTable {
  userId: string
}

/** A picture whose bytes are being stored; its row is not there yet. */
export interface UnfinishedImageTable {
  id: string
  /** 0 once it took too long: its bytes go. */
  begunAt: number
}

export const imgTables: TableRegistry = {
  ...eventTables,
  image: 'moves',
  imageUse: 'moves',
  derivative: 'rebuilt',
  leaver: 'moves',
  unfinishedImage: 'moves',
}
