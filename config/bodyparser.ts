import { defineConfig } from '@adonisjs/core/bodyparser'

const bodyParserConfig = defineConfig({
  allowedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
  form: { types: [] },
  json: {
    convertEmptyStringsToNull: true,
    types: ['application/json', 'application/*+json'],
    limit: '1mb',
  },
  multipart: { autoProcess: false, types: [] },
})

export default bodyParserConfig
