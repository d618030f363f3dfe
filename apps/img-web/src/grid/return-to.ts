import { createStore } from '@bell/ui/store'

/** The picture that was looked at last in the viewer: the grid below it goes there, with the keyboard. */
export const returnTo = createStore<{ id: string | undefined }>({ id: undefined })
