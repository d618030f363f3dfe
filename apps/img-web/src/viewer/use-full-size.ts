import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Picture } from '../api/shapes.ts'
import { useImg } from '../img-app.ts'

/** The widest size that has an address, px. */
const largest = 1920

/** An address of a member's picture in all its pixels, once someone looks so near that they are wanted. */
export function useFullSize(picture: Picture, wanted: boolean): string | undefined {
  const { api } = useImg()
  const { data } = useQuery({
    queryKey: ['originals', picture.id],
    queryFn: () => api.original(picture.id),
    enabled: wanted && picture.ownerId !== undefined && picture.width > largest,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  const [url, setUrl] = useState<string>()
  useEffect(() => {
    if (!data) return undefined
    const made = URL.createObjectURL(data)
    setUrl(made)
    return () => {
      URL.revokeObjectURL(made)
      setUrl(undefined)
    }
  }, [data])
  return url
}
