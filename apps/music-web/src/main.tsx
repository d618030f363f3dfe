import './styles.css'
import { setUpI18n } from '@bell/ui/i18n'
import { SessionProvider } from '@bell/ui/session'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { followServer } from './follow-server.ts'
import { createMusicApp } from './music-app.ts'
import { MusicProvider } from './music-context.ts'
import { connectMediaSession } from './player/media-session.ts'
import { router } from './routes.tsx'

const app = createMusicApp()
followServer(app)
if ('mediaSession' in navigator) connectMediaSession(app.player, navigator.mediaSession)
addEventListener('pagehide', () => app.player.leave())

const words = setUpI18n({
  ko: () => import('./i18n/ko.json'),
  en: () => import('./i18n/en.json'),
  ja: () => import('./i18n/ja.json'),
})
// The session's first look needs no words: both are under way at once.
void app.session.start()
await words

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={app.queryClient}>
      <SessionProvider session={app.session} queryClient={app.queryClient}>
        <MusicProvider value={app}>
          <RouterProvider router={router} />
        </MusicProvider>
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
)
