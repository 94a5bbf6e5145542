import { defineConfig } from '@adonisjs/shield'

/** Forms alone: app/faces/faces.ts has the headers, so that errors and bad addresses get them too. */
const shieldConfig = defineConfig({
  csrf: { enabled: true, enableXsrfCookie: false, methods: ['POST', 'PUT', 'PATCH', 'DELETE'] },
  csp: { enabled: false },
  xFrame: { enabled: false },
  hsts: { enabled: false },
  contentTypeSniffing: { enabled: false },
})

export default shieldConfig
