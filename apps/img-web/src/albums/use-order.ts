import { toast } from '@bell/ui'
import { useMutation } from '@tanstack/react-query'
import { useWords } from '../i18n/words.ts'
import { useImg } from '../img-app.ts'
import { movePictures } from '../pictures/picture-cache.ts'
import { listKeys } from '../pictures/list-keys.ts'
import { albumKeys } from './album-keys.ts'

/** In one call; the server takes no more. */
const mostMoved = 500

/** Puts pictures of an album behind another one, or first (null): at once on the page, and one move after the other. */
export function useOrder(albumId: string) {
  const say = useWords()
  const { api, queryClient } = useImg()
  const key = listKeys.album(albumId)
  const send = useMutation({
    // The next one is told from where this one leaves the pictures.
    scope: { id: `order-${albumId}` },
    async mutationFn({ ids, afterId }: { ids: readonly string[]; afterId: string | null }) {
      let behind = afterId
      for (let from = 0; from < ids.length; from += mostMoved) {
        const imageIds = ids.slice(from, from + mostMoved)
        await api.moveInAlbum(albumId, { imageIds, afterId: behind })
        behind = imageIds.at(-1)!
      }
    },
    onError() {
      toast(say('album.moveFailed'), { tone: 'error' })
      void queryClient.invalidateQueries({ queryKey: key })
    },
    onSuccess() {
      // Its first picture stands for it.
      void queryClient.invalidateQueries({ queryKey: albumKeys.one(albumId) })
      void queryClient.invalidateQueries({ queryKey: albumKeys.lists, refetchType: 'none' })
    },
  })
  return (ids: readonly string[], afterId: string | null) => {
    // What is being fetched has the order from before.
    void queryClient.cancelQueries({ queryKey: key }, { revert: false })
    movePictures(queryClient, key, ids, afterId)
    send.mutate({ ids, afterId })
  }
}
