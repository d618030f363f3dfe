import { useSyncExternalStore } from 'react'
import { readSetting, writeSetting } from '../i18n/language.ts'

export type Theme = 'dark' | 'light' | 'system'
export const themes: readonly Theme[] = ['dark', 'light', 'system']

const listeners = new Set<() => void>()

/** The saved choice; dark where none was made. */
export function currentTheme(): Theme {
  const saved = readSetting('bell.theme')
  return themes.find((theme) => theme === saved) ?? 'dark'
}

/** Keeps the choice on this device and shows it at once. */
export function setTheme(theme: Theme) {
  writeSetting('bell.theme', theme)
  showTheme(theme)
}

/** The choice, and again whenever it changes, also in another tab. */
export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, currentTheme)
}

function showTheme(theme: Theme) {
  const light = theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
  for (const listener of listeners) listener()
}

function subscribe(listener: () => void) {
  if (listeners.size === 0) {
    addEventListener('storage', followOtherTabs)
    matchMedia('(prefers-color-scheme: light)').addEventListener('change', followDevice)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    removeEventListener('storage', followOtherTabs)
    matchMedia('(prefers-color-scheme: light)').removeEventListener('change', followDevice)
  }
}

function followOtherTabs(event: StorageEvent) {
  if (event.key === 'bell.theme') showTheme(currentTheme())
}

function followDevice() {
  if (currentTheme() === 'system') showTheme('system')
}
