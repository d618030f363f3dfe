export interface Playback {
  /** Tracks are made equally loud. */
  levelling: boolean
  /** 0 to 12. */
  crossfadeSeconds: number
}

export const longestCrossfade = 12

/** What belongs to this device and not to the person: how loud, and whether it was sounding before a reload. */
export interface DeviceSettings {
  volume(): { volume: number; muted: boolean }
  saveVolume(volume: number, muted: boolean): void
  playback(): Playback
  savePlayback(playback: Playback): void
  wasPlaying(): boolean
  savePlaying(playing: boolean): void
}

const volumeKey = 'bell.volume'
const playbackKey = 'bell.playback'
const playingKey = 'bell.playing'

export function createDeviceSettings(): DeviceSettings {
  return {
    volume() {
      try {
        const saved = JSON.parse(read(() => localStorage, volumeKey) ?? '{}') as Record<string, unknown>
        const volume = typeof saved['volume'] === 'number' ? Math.min(1, Math.max(0, saved['volume'])) : 0.8
        return { volume, muted: saved['muted'] === true }
      } catch {
        return { volume: 0.8, muted: false }
      }
    },
    saveVolume: (volume, muted) => write(() => localStorage, volumeKey, JSON.stringify({ volume, muted })),
    playback() {
      try {
        const saved = JSON.parse(read(() => localStorage, playbackKey) ?? '{}') as Record<string, unknown>
        const seconds = typeof saved['crossfadeSeconds'] === 'number' ? saved['crossfadeSeconds'] : 0
        const crossfadeSeconds = Math.min(longestCrossfade, Math.max(0, seconds))
        return { levelling: saved['levelling'] !== false, crossfadeSeconds }
      } catch {
        return { levelling: true, crossfadeSeconds: 0 }
      }
    },
    savePlayback: (playback) => write(() => localStorage, playbackKey, JSON.stringify(playback)),
    wasPlaying: () => read(() => sessionStorage, playingKey) === '1',
    savePlaying: (playing) => write(() => sessionStorage, playingKey, playing ? '1' : '0'),
  }
}

// Even naming the storage throws where a person has switched it off.
function read(storage: () => Storage, key: string): string | null {
  try {
    return storage().getItem(key)
  } catch {
    return null
  }
}

function write(storage: () => Storage, key: string, value: string) {
  try {
    storage().setItem(key, value)
  } catch {
    // Without storage the setting lasts as long as the page.
  }
}
