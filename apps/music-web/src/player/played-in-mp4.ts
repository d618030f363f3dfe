const types = {
  mp3: ['audio/mp4; codecs="mp3"', 'audio/mp4; codecs="mp4a.6B"'],
  aac: ['audio/mp4; codecs="mp4a.40.2"'],
  flac: ['audio/mp4; codecs="flac"'],
}

/** What this browser says it plays from MP4 too, where every second has its place in a table. */
export function playedInMp4() {
  const audio = new Audio()
  return (['mp3', 'aac', 'flac'] as const).filter((codec) =>
    types[codec].some((type) => audio.canPlayType(type) !== ''),
  )
}
