import { createContext, use } from 'react'
import type { MusicApp } from './music-app.ts'

const MusicContext = createContext<MusicApp | undefined>(undefined)
export const MusicProvider = MusicContext

export function useMusic(): MusicApp {
  const app = use(MusicContext)
  if (!app) throw new Error('useMusic needs a MusicProvider around it')
  return app
}
