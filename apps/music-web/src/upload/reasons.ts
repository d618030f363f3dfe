/** Reasons that we have words for; for others the server's own sentence is shown. */
export const knownReasons = [
  'not_audio',
  'empty_file',
  'unreadable',
  'too_large',
  'network',
  'unsupported_format',
  'file_damaged',
  'file_truncated',
  'file_empty',
  'file_missing',
  'ingest_failed',
] as const
