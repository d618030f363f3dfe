import '@bell/ui/styles.css'
import { createEvents } from '@bell/ui/events'
import { setUpI18n } from '@bell/ui/i18n'
import { createSession, SessionProvider } from '@bell/ui/session'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createPictures, PicturesContext } from './pictures/pictures.ts'
import { ImgApp } from './shell/img-app.tsx'

const session = createSession()
const queryClient = new QueryClient({ defaultOptions: { queries: { staleTime: 30_000, retry: 1 } } })
const words = setUpI18n({
  ko: () => import('./i18n/ko.json'),
  en: () => import('./i18n/en.json'),
  ja: () => import('./i18n/ja.json'),
})
// The session's first look needs no words: both are under way at once.
void session.start()
// Nothing is told here yet but that the session has ended, which the stream hears by itself.
createEvents(session)
await words

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <SessionProvider session={session} queryClient={queryClient}>
        <PicturesContext value={createPictures(session)}>
          <ImgApp />
        </PicturesContext>
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
)
