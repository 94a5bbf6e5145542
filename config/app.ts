import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/core/http'
import { answerBadUrl } from '#exceptions/answer_bad_url'

/** The configuration of the HTTP server. */
export const http = defineConfig({
  generateRequestId: true,
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,

  /** Whose X-Forwarded-For is believed (TRUSTED_PROXIES); by default nobody's, whatever the framework's is. */
  trustProxy: (address) => env.get('TRUSTED_PROXIES').has(address),

  /** Longer than the 60 seconds for which nginx keeps a connection, so that it is never nginx that meets a closed one. In milliseconds, as those below. */
  keepAliveTimeout: 65_000,

  /** Who sends headers or body slower than this is cut off; Node looks every 30 seconds. */
  headersTimeout: 15_000,
  requestTimeout: 30_000,

  onBadUrl: answerBadUrl,
  cookie: {
    domain: '',
    path: '/',
    maxAge: '2h',
    httpOnly: true,
    secure: app.inProduction,
    sameSite: 'strict',
  },
})
