import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/session'
import { deskSessionStore } from '#dashboard/desk_session_store'

/** `__Host-`: for this host, over HTTPS, and set by this host alone. Development has no HTTPS. */
const cookieName = app.inProduction ? '__Host-session' : 'session'

/**
 * Sessions of people. How long they last is decided by config/accounts.ts, on the server; the cookie
 * only has to last as long.
 */
const sessionConfig = defineConfig({
  enabled: true,
  cookieName,
  clearWithBrowser: false,
  age: '30d',
  cookie: { path: '/', httpOnly: true, secure: app.inProduction, sameSite: 'strict' },
  store: 'desk',
  stores: { desk: deskSessionStore },
})

export default sessionConfig
