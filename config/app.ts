import env from '#start/env'
import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/core/http'
import { answerBadUrl } from '#exceptions/answer_bad_url'

/** The configuration of the HTTP server. */
export const http = defineConfig({
  generateRequestId: true,

  /** Only pages allow it: app/faces/faces.ts. */
  allowMethodSpoofing: false,
  useAsyncLocalStorage: false,

  /**
   * The proxies whose X-Forwarded-For is trusted (TRUSTED_PROXIES); by default none, unlike the
   * framework's default.
   */
  trustProxy: (address) => env.get('TRUSTED_PROXIES').has(address),

  /**
   * Milliseconds, like those below. Longer than the 60 seconds for which nginx keeps a connection,
   * so that nginx never uses a closed one.
   */
  keepAliveTimeout: 65_000,

  /** A client that sends headers or body more slowly is cut off; Node checks every 30 seconds. */
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
