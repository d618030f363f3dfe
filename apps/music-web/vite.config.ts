import { bellApp } from '@bell/ui/vite'
import { defineConfig } from 'vite'

export default defineConfig(bellApp({ product: 'music' }))
