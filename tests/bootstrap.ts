import type { RequestListener } from 'node:http'
import type { Config } from '@japa/runner/types'
import { assert } from '@japa/assert'
import { apiClient } from '@japa/api-client'
import { pluginAdonisJS } from '@japa/plugin-adonisjs'
import app from '@adonisjs/core/services/app'
import testUtils from '@adonisjs/core/services/test_utils'
import { createHttpServer } from '#bin/create_http_server'

export const plugins: Config['plugins'] = [assert(), apiClient(), pluginAdonisJS(app)]

export const reporters: Config['reporters'] = { activated: ['spec'] }

export const runnerHooks: Required<Pick<Config, 'setup' | 'teardown'>> = {
  setup: [() => testUtils.db().migrate()],
  teardown: [],
}

const serverOfProduction = (handler: RequestListener) =>
  createHttpServer(handler, app.config.get('http_server'))

/** Functional tests talk to the HTTP server over a real socket. */
export const configureSuite: Config['configureSuite'] = (suite) => {
  if (suite.name === 'functional')
    suite.setup(() => testUtils.httpServer().start(serverOfProduction))
}
