import { markedParts } from './marked-parts.ts'

/** The words of a text that were searched for, in the accent. */
export function Highlight({ text, query }: { text: string; query: string }) {
  return markedParts(text, query).map(({ part, marked }, place) =>
    marked ? (
      <mark key={place} className="text-accent bg-transparent font-bold">
        {part}
      </mark>
    ) : (
      part
    ),
  )
}
