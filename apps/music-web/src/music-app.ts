import { createEvents, type Events } from '@bell/ui/events'
import { ApiProblem, createSession, type Session } from '@bell/ui/session'
import { lazySender, reasonOf, statusOf } from '@bell/ui/upload'
import { notifyManager, QueryClient } from '@tanstack/react-query'
import { createMusicApi, type MusicApi } from './api/music-api.ts'
import type { UploadQuota } from './api/shapes.ts'
import { createDeviceSettings } from './player/device-settings.ts'
import { createHtmlAudioEngine } from './player/html-audio-engine.ts'
import { createNetwork } from './player/network.ts'
import { createPlayReports } from './player/play-reports.ts'
import { playedInMp4 } from './player/played-in-mp4.ts'
import { createPlayer, type Player } from './player/player.ts'
import { skipped } from './player/skipped.ts'
import { createQueueClient } from './player/queue-client.ts'
import { createStreamUrls } from './player/stream-urls.ts'
import { createVisitorQueue } from './player/visitor-queue.ts'
import { forgetSearches } from './search/recent-searches.ts'
import { isSearchDown, searchBackMs } from './search/search-down.ts'
import { sniff, sniffLength } from './upload/sniff.ts'
import { quotaKey } from './upload/quota-key.ts'
import { createUploads, type Uploads } from './upload/uploads.ts'

// What a key changes is on the page before the next key is: a task would come after it.
notifyManager.setScheduler(queueMicrotask)

/** Everything that outlives a page: made once, before the first render. */
export interface MusicApp {
  session: Session
  events: Events
  queryClient: QueryClient
  api: MusicApi
  player: Player
  uploads: Uploads
}

export function createMusicApp(): MusicApp {
  // Setup begins before there is anyone to sign in.
  const session = createSession({ silentLogin: location.pathname !== '/setup' })
  const api = createMusicApi(session)
  const queryClient = createQueryClient()
  const streamUrls = createStreamUrls((trackId, plain) => api.streamUrl(trackId, plain ? {} : { inMp4: playedInMp4() }))

  const isMember = () => session.getState().status === 'signed-in'
  const visitorQueue = createVisitorQueue(async (ids) => (await api.tracksByIds(ids)).items)

  const player = createPlayer({
    engine: createHtmlAudioEngine(document),
    queue: createQueueClient({
      load: () => (isMember() ? api.queue() : visitorQueue.load()),
      send: (...edit) => (isMember() ? api.editQueue(...edit) : visitorQueue.send(...edit)),
    }),
    streamUrls,
    reports: createPlayReports({
      start: async (trackId) => (isMember() ? api.startPlay(trackId) : undefined),
      report: api.reportPlay,
    }),
    device: createDeviceSettings(),
    savePosition: async (...position) => (isMember() ? api.saveQueuePosition(...position) : undefined),
    network: createNetwork(streamUrls),
    skipped,
  })

  const uploads = createUploads({
    sniff: async (file) => sniff(new Uint8Array(await file.slice(0, sniffLength).arrayBuffer())),
    readTags: async (file) => (await import('./upload/read-tags.ts')).readTags(file),
    findArtists: async (name) => (await api.searchArtists(name)).items,
    drawCover: async (cover) => (await import('./upload/draw-cover.ts')).drawCover(cover),
    fileBytes: () => queryClient.getQueryData<UploadQuota>(quotaKey)?.fileBytes,
    sender: lazySender({
      accessToken: session.accessToken,
      renew: session.renew,
      findUpload: async (fingerprint) => (await api.uploads({ fingerprint })).items[0],
    }),
    createTrack: api.createTrack,
    retryTrack: api.retryTrack,
    dismissTrack: (trackId) => api.deleteTracks([trackId]),
    getTracks: async (ids) => (await api.tracksByIds(ids)).items,
    reasonOf,
    statusOf,
  })

  session.onPurge(() => {
    player.forget()
    uploads.clear()
    streamUrls.clear()
    forgetSearches()
  })
  return { session, events: createEvents(session), queryClient, api, player, uploads }
}

function createQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        // Asking again does not change a refusal; what is out of reach may come back.
        // The search comes back by itself, and then the page has it.
        retry: (failures, error) =>
          isSearchDown(error) || (failures < 2 && (!(error instanceof ApiProblem) || error.status >= 500)),
        retryDelay: (failures, error) => (isSearchDown(error) ? searchBackMs : 1000 * 2 ** failures),
      },
    },
  })
}
