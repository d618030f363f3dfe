import { useSession } from '@bell/ui/session'
import { TakeFiles } from '@bell/ui/upload'
import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { Album } from '../api/shapes.ts'
import { albumKeys } from '../albums/album-keys.ts'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'

/** Takes pictures on every page: into the album that is shown, where it is one's own, else into none. */
export function TakePictures() {
  const say = useWords()
  const { uploads } = useImg()
  const { user } = useSession()
  const album = useShownAlbum()
  const own = album?.ownerId === user?.id ? album : undefined
  return (
    <TakeFiles
      accept="image/jpeg,image/png,image/webp,image/avif,image/gif,image/heic,image/heif"
      label={say('upload.add')}
      dropTitle={own ? say('upload.dropInto', { title: own.title }) : say('upload.drop')}
      dropText={say('upload.kinds')}
      onFiles={user && ((files) => uploads.add(files, own?.id))}
    />
  )
}

function useShownAlbum(): Album | undefined {
  const { albumId } = useParams({ strict: false })
  // It is fetched by its page; here it is only looked at.
  return useQuery<Album>({ queryKey: albumKeys.one(albumId ?? ''), enabled: false }).data
}
