import { bellApp } from '@bell/ui/vite'

export default bellApp({ product: 'auth' })
