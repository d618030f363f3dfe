import { createStore } from '@bell/ui/store'
import { createLines, createRows, nameOfFile, type FileRow, type LineDeps } from '@bell/ui/upload'
import type { Image, NewImage } from '../api/shapes.ts'
import { createTurns } from './turns.ts'
import { isFinal } from './reasons.ts'

export interface PictureRow extends FileRow {
  /** The album it goes to the end of; undefined: it goes into none. */
  albumId: string | undefined
  image?: Image
}

export interface UploadDeps extends Pick<LineDeps<PictureRow, Image>, 'sender' | 'reasonOf' | 'statusOf'> {
  createImage: (image: NewImage) => Promise<Image>
  /** A picture is there. */
  arrived: (image: Image, albumId: string | undefined) => void
  now?: () => number
}

export type Uploads = ReturnType<typeof createUploads>

/** The pictures a person brings, from the drop to where they are seen; goes on whatever page is shown. */
export function createUploads({ createImage, arrived, now = () => performance.now(), ...deps }: UploadDeps) {
  const rows = createRows<PictureRow>()
  /** Whether where a picture was taken is kept, for oneself alone; for what arrives from then on. */
  const choices = createStore({ keepPosition: false })
  let counter = 0
  const turns = createTurns(rows)
  const lines = createLines<PictureRow, Image>(rows, {
    ...deps,
    now,
    isFinal,
    async make({ id, albumId }, uploadId) {
      await turns.of(id)
      return createImage({ uploadId, albumId, ...choices.get() })
    },
    made(id, image) {
      const row = rows.get(id)
      if (!row) return
      rows.change(id, { state: 'ready', image })
      arrived(image, row.albumId)
    },
  })

  return {
    rows,
    choices,
    speed: lines.speed,
    pause: lines.pause,
    resume: lines.resume,
    pauseAll: lines.pauseAll,
    resumeAll: lines.resumeAll,
    retryAll: lines.retryAll,

    /** Sends files that are not here yet, or were refused. */
    add(files: readonly File[], albumId: string | undefined) {
      const underWay = new Set(
        rows
          .all()
          .flatMap(({ file, state, ...row }) =>
            state === 'ready' || state === 'refused' || row.albumId !== albumId ? [] : nameOfFile(file),
          ),
      )
      const fresh = files.filter((file) => !underWay.has(nameOfFile(file)))
      const added = fresh.map((file) => rowOf(`upload-${++counter}`, file, albumId))
      rows.add(added)
      turns.take(added)
      lines.fill()
    },

    /** Takes rows away, and from the server what has arrived of them and became no picture. */
    remove(ids: readonly string[]) {
      lines.drop(ids, false)
      rows.remove(ids)
      lines.fill()
    },

    /** The person is gone: the page forgets their files; the server keeps for a while what has arrived. */
    clear() {
      const { ids } = rows.list.get()
      lines.drop(ids, true)
      rows.remove(ids)
    },
  }
}

function rowOf(id: string, file: File, albumId: string | undefined): PictureRow {
  const blank = { id, file, albumId, sendWhenRead: true, sent: 0, speed: 0, selected: false }
  return file.size === 0
    ? { ...blank, state: 'refused', reason: { code: 'file_empty' } }
    : { ...blank, state: 'waiting' }
}
