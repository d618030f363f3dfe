import './styles.css'
import { setUpI18n } from '@bell/ui/i18n'
import { SessionProvider } from '@bell/ui/session'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createImgApp, ImgProvider } from './img-app.ts'
import { router } from './routes.tsx'

const app = createImgApp()
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
        <ImgProvider value={app}>
          <RouterProvider router={router} />
        </ImgProvider>
      </SessionProvider>
    </QueryClientProvider>
  </StrictMode>,
)
