import { defineConfig } from '@adonisjs/core/bodyparser'

const bodyParserConfig = defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],

  /**
   * Only bodies that the face of a route accepts get here: app/faces/faces.ts. Each route has a
   * limit of its own, so the ones below are never reached: start/api_route.ts.
   */
  form: {
    convertEmptyStringsToNull: true,
    types: ['application/x-www-form-urlencoded'],
    limit: '256kb',
  },
  json: {
    convertEmptyStringsToNull: true,
    types: ['application/json', 'application/*+json'],
    limit: '1mb',
  },
  multipart: { autoProcess: false, types: [] },
})

export default bodyParserConfig
