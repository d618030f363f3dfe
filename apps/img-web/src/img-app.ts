import { createEvents } from '@bell/ui/events'
import { ApiProblem, createSession, type Session } from '@bell/ui/session'
import { lazySender, reasonOf, statusOf } from '@bell/ui/upload'
import { notifyManager, QueryClient } from '@tanstack/react-query'
import { createContext, use } from 'react'
import { createImgApi, type ImgApi } from './api/img-api.ts'
import { followServer } from './follow-server.ts'
import { pictureArrived } from './pictures/picture-cache.ts'
import { createUploads, type Uploads } from './upload/uploads.ts'

// What a key changes is on the page before the next key is: a task would come after it.
notifyManager.setScheduler(queueMicrotask)

/** Everything that outlives a page: made once, before the first render. */
export interface ImgApp {
  session: Session
  queryClient: QueryClient
  api: ImgApi
  uploads: Uploads
}

export function createImgApp(): ImgApp {
  // Who follows a link to an album is a guest: sent nowhere, asked nothing.
  const session = createSession({ silentLogin: !location.pathname.startsWith('/shared/') })
  const api = createImgApi(session)
  const queryClient = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Asking again does not change a refusal; what is out of reach may come back.
        retry: (failures, error) => failures < 2 && (!(error instanceof ApiProblem) || error.status >= 500),
      },
    },
  })
  const uploads = createUploads({
    sender: lazySender({
      accessToken: session.accessToken,
      renew: session.renew,
      findUpload: async (fingerprint) => (await api.uploads({ fingerprint })).items[0],
    }),
    createImage: api.createImage,
    arrived: (image, albumId) => pictureArrived(queryClient, image, albumId),
    reasonOf,
    statusOf,
  })
  session.onPurge(() => uploads.clear())
  followServer(createEvents(session), queryClient)
  return { session, queryClient, api, uploads }
}

const ImgContext = createContext<ImgApp | undefined>(undefined)
export const ImgProvider = ImgContext

export function useImg(): ImgApp {
  const app = use(ImgContext)
  if (!app) throw new Error('useImg needs an ImgProvider around it')
  return app
}
