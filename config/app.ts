import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/core/http'

/** The configuration of the HTTP server. */
export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,
  cookie: {
    domain: '',
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: app.inProduction,
    sameSite: 'strict',
  },
})
