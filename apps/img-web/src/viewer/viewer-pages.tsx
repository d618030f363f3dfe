import { useParams, useRouter } from '@tanstack/react-router'
import { useAlbumPictures, useOwnPictures, usePublicPictures } from '../pictures/picture-lists.ts'
import { Viewer } from './viewer.tsx'

/** One of all pictures of one's own. */
export function OwnViewer() {
  const { imageId } = useParams({ from: '/members/pictures/$imageId' })
  const router = useRouter()
  const close = useWayBack(() => void router.navigate({ to: '/pictures', replace: true, resetScroll: false }))
  return (
    <Viewer
      imageId={imageId}
      list={useOwnPictures()}
      onOpen={(other) => void router.navigate({ to: '/pictures/$imageId', params: { imageId: other }, ...turning })}
      onClose={close}
    />
  )
}

/** One of an album. */
export function AlbumViewer() {
  const { albumId, imageId } = useParams({ from: '/members/albums/$albumId/$imageId' })
  const router = useRouter()
  const close = useWayBack(
    () => void router.navigate({ to: '/albums/$albumId', params: { albumId }, replace: true, resetScroll: false }),
  )
  return (
    <Viewer
      imageId={imageId}
      list={useAlbumPictures(albumId)}
      onOpen={(other) =>
        void router.navigate({ to: '/albums/$albumId/$imageId', params: { albumId, imageId: other }, ...turning })
      }
      onClose={close}
    />
  )
}

/** One of an album that is shared by a link. */
export function PublicViewer() {
  const { publicId, imageId } = useParams({ from: '/shared/$publicId/$imageId' })
  const router = useRouter()
  const close = useWayBack(
    () => void router.navigate({ to: '/shared/$publicId', params: { publicId }, replace: true, resetScroll: false }),
  )
  return (
    <Viewer
      imageId={imageId}
      list={usePublicPictures(publicId)}
      byVisitor
      onOpen={(other) =>
        void router.navigate({ to: '/shared/$publicId/$imageId', params: { publicId, imageId: other }, ...turning })
      }
      onClose={close}
    />
  )
}

/** Turning pages leaves one entry in the history: back goes to the grid. */
const turning = { replace: true, resetScroll: false, state: true } as const

/** Back to the grid where one came from there, so that it stands as it was left; else to it anew. */
function useWayBack(goAnew: () => void) {
  const router = useRouter()
  return () => {
    if (router.state.location.state.fromGrid) router.history.back()
    else goAnew()
  }
}

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** The picture was opened from the grid that it is in. */
    fromGrid?: boolean
  }
}
