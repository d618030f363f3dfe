/** The part of a text that was searched for, in the accent. */
export function Highlight({ text, query }: { text: string; query: string }) {
  const at = query === '' ? -1 : text.toLocaleLowerCase().indexOf(query.toLocaleLowerCase())
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark className="text-accent bg-transparent font-bold">{text.slice(at, at + query.length)}</mark>
      {text.slice(at + query.length)}
    </>
  )
}
